// SPDX-License-Identifier: Apache-2.0
// Where compiled kernels are kept, and how to measure which sizes of kernels are fastest on this machine.
// `kumiko cache` and `kumiko tune` do the same from a shell. To build it alone, in this folder:
//
//     c++ -std=c++17 13_cache_and_tuning.cpp -o cache_and_tuning $(pkg-config --cflags --libs kumiko)
#include <kumiko/kumiko.hpp>

#include <chrono>
#include <iostream>

double milliseconds_of_a_sum(const kumiko::queue& q, const kumiko::buffer<float>& x)
{
    const auto start = std::chrono::steady_clock::now();
    (void)kumiko::reduce(q, x);
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
}

int main()
{
    // A program may choose a folder of its own; without this line it is the user's, ~/.cache/kumiko.
    kumiko::set_cache({"example-cache"});

    // The first call of an operation compiles its kernel, or takes it from the cache, where an earlier
    // run of this program has left it. prewarm(q) would do that for all operations.
    const kumiko::queue q;
    const kumiko::buffer<float> x(q, {1, 2, 3, 4});
    std::cout << "on " << q.device().name() << "\nthe first sum took "
              << milliseconds_of_a_sum(q, x) << " ms, the second " << milliseconds_of_a_sum(q, x)
              << " ms\n";
    kumiko::keep_programs(q);  // what has been compiled so far, for the next run
    const kumiko::cache_usage kept = kumiko::examine_cache();
    std::cout << kumiko::cache().folder << " holds " << kept.programs << " programs, "
              << kept.bytes / 1024 << " KiB\n";

    // Tuning tries sizes for as long as it is given, here two seconds. What it finds is in force at once,
    // and in a file beside the cache for later runs. Give it a minute, and nothing else to do.
    kumiko::tune_options options;
    options.seconds = 2;
    for (const kumiko::tuned& t : kumiko::tune(q, {{1024, 1024, 1024}}, options))
        std::cout << t.problem << ": " << t.before / 1e9 << " GF/s before, " << t.after / 1e9
                  << " after " << t.tried << " tries: " << t.sizes << '\n';
    std::cout << "kept in " << kumiko::measured_tuning(q.device()).path << '\n';
}
