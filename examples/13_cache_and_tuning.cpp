// SPDX-License-Identifier: Apache-2.0
// Keeps compiled kernels in a folder, and measures which sizes of kernels are fastest on this
// machine. `kumiko cache` and `kumiko tune` do it from a shell. To build it alone, in this
// folder:
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
    // A program may choose a folder of its own. Without this line it is the user's:
    // ~/.cache/kumiko.
    kumiko::set_cache({"example-cache"});

    // The first call of an operation compiles its kernel, or loads it from the cache if an earlier
    // run has kept it there. prewarm(q) would do that for all operations.
    const kumiko::queue q;
    const kumiko::buffer<float> x(q, {1, 2, 3, 4});
    std::cout << "on " << q.device().name() << "\nthe first sum took "
              << milliseconds_of_a_sum(q, x) << " ms, the second " << milliseconds_of_a_sum(q, x)
              << " ms\n";
    kumiko::keep_programs(q);  // keeps what was compiled so far, for the next run
    const kumiko::cache_usage kept = kumiko::examine_cache();
    std::cout << kumiko::cache().folder << " holds " << kept.programs << " programs, "
              << kept.bytes / 1024 << " KiB\n";

    // Tuning tries sizes for a given time, here two seconds. The best sizes are used at once, and
    // kept in a file in the cache for later runs. Better give it a minute on an idle machine.
    kumiko::tune_options options;
    options.seconds = 2;
    for (const kumiko::tuned& t : kumiko::tune(q, {{1024, 1024, 1024}}, options))
        std::cout << t.problem << ": " << t.before / 1e9 << " GF/s before, " << t.after / 1e9
                  << " after " << t.tried << " tries: " << t.sizes << '\n';
    std::cout << "kept in " << kumiko::measured_tuning(q.device()).path << '\n';
}
