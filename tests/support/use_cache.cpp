// SPDX-License-Identifier: Apache-2.0
// Compiles, or loads from the cache, a kernel for each number given, and runs it; or prewarms:
//     use_cache [--prewarm] [--keep] [--padding BYTES] [--full-disk] NUMBER...
// Prints "start", the kernels' results, and the cache's counters. --keep calls keep_programs().
// --padding makes the kernel's text, and so its entry, longer. --full-disk: once the kernel is
// compiled, no file may grow beyond half of that; --keep then writes.
#include <kumiko/cache.hpp>
#include <kumiko/prewarm.hpp>
#include <kumiko/program.hpp>

#include <signal.h>
#include <sys/resource.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

int main(int argc, char** argv)
try {
    bool keep = false, full_disk = false;
    const kumiko::cache_options cache = kumiko::cache();
    std::size_t padding = 0;
    const kumiko::queue q;
    std::printf("start\n");
    std::fflush(stdout);
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--prewarm") {
            kumiko::prewarm(q, nullptr, {"parallel/reduce", "image/gaussian"});
        } else if (word == "--keep") {
            keep = true;
        } else if (word == "--full-disk") {
            full_disk = true;
            kumiko::set_cache({});
        } else if (word == "--padding") {
            padding = std::stoul(argv[++i]);
        } else {
            const kumiko::source text = {
                "answer.cl", "/*" + std::string(padding, '-') +
                                 "*/\nkernel void answer(global int* y) { y[0] = NUMBER; }\n"};
            const kumiko::kernel k(q, text, "answer", {{"NUMBER", word}});
            if (full_disk) {
                const rlimit half = {padding / 2, padding / 2};
                setrlimit(RLIMIT_FSIZE, &half);
                signal(SIGXFSZ, SIG_IGN);
                kumiko::set_cache(cache);
            }
            const kumiko::buffer<int> y(q, 1);
            k(q, kumiko::groups(1), y);
            std::printf("answer %d %s\n", kumiko::read(q, y)[0], k.signature().c_str());
            if (keep) kumiko::keep_programs(q);
        }
    }
    const kumiko::statistics s = kumiko::stats(q);
    const kumiko::cache_statistics c = kumiko::cache_stats();
    const auto number = [](const char* name, std::uint64_t n) {
        std::printf("%s %llu\n", name, static_cast<unsigned long long>(n));
    };
    number("builds", s.builds);
    number("loads", s.loads);
    number("misses", c.misses);
    number("stored", c.stored);
    number("damaged", c.damaged);
    number("unwritable", c.unwritable);
    number("evicted", c.evicted);
    return 0;
} catch (const std::exception& e) {
    std::printf("%s\n", e.what());
    return 1;
}
