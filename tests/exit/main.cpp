// SPDX-License-Identifier: Apache-2.0
// Programs that end while objects of Kumiko live on: `exit_program CASE`. Each must end with status 0
// and print nothing.
#include <kumiko/kumiko.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

/// One object of each class, in use.
struct objects {
    kumiko::queue q;
    kumiko::buffer<float> x{q, {1, 2, 3, 4}}, y{q, 4};
    kumiko::image<float> picture{q, 2, 2, 1};
    kumiko::kernel k{q,
                     {"twice.cl",
                      "kernel void twice(const int n, global const float* x, global float* y)\n"
                      "{\n"
                      "    const int i = get_global_id(0);\n"
                      "    if (i < n) y[i] = 2 * x[i];\n"
                      "}\n"},
                     "twice"};
    kumiko::event done;

    objects()
    {
        done = k(q, kumiko::items(4), 4, x, y);
        if (kumiko::reduce(q, y) != 20) throw std::runtime_error("the sum is not 20");
    }
};

/// Made before any OpenCL library is loaded, filled in main(), destroyed after main().
std::optional<objects> global;

int static_objects()
{
    static const objects o;
    return 0;
}

int global_objects()
{
    global.emplace();
    return 0;
}

int exit_from_a_function()
{
    const objects local;
    global.emplace();
    std::exit(0);
}

int thread_local_objects()
{
    const auto use = [] { thread_local const objects o; };
    std::thread other(use);
    use();
    other.join();
    return 0;
}

int detached_thread()
{
    static std::atomic<bool> ready{false};
    std::thread([] {
        const objects o;
        ready = true;
        std::this_thread::sleep_for(std::chrono::hours(1));
    }).detach();
    while (!ready) std::this_thread::yield();
    return 0;
}

int unfinished_work()
{
    static const objects o;
    static const kumiko::buffer<float> large(o.q, 1 << 22);
    kumiko::fill(o.q, large, 1.0f);
    for (int i = 0; i < 10; ++i)
        kumiko::copy(o.q, large.part(0, 1 << 21), large.part(1 << 21, 1 << 21));
    return 0;
}

int objects_of_many_queues()
{
    static std::vector<objects> all(4);
    all.erase(all.begin());
    return 0;
}

constexpr struct {
    const char* name;
    int (*run)();
} cases[] = {
    {"static_objects", static_objects},
    {"global_objects", global_objects},
    {"exit_from_a_function", exit_from_a_function},
    {"thread_local_objects", thread_local_objects},
    {"detached_thread", detached_thread},
    {"unfinished_work", unfinished_work},
    {"objects_of_many_queues", objects_of_many_queues},
};

}  // namespace

int main(int argc, char** argv)
try {
    for (const auto& c : cases)
        if (argc == 2 && std::strcmp(argv[1], c.name) == 0) return c.run();
    std::fprintf(stderr, "no such case\n");
    return 2;
} catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
