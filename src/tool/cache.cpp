// SPDX-License-Identifier: Apache-2.0
// kumiko cache - shows, warms and clears what is kept on disk between processes.
#include <kumiko/cache.hpp>
#include <kumiko/prewarm.hpp>

#include "tool.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace tool {

int show_cache()
{
    const kumiko::cache_options o = kumiko::cache();
    if (o.folder.empty()) {
        fmt::print("off\n");
        return 0;
    }
    const kumiko::cache_usage u = kumiko::examine_cache();
    fmt::print(
        "folder    {}\nprograms  {}\nnotes     {}\ndamaged   {}\nsize      {} of at most {}\n",
        o.folder, u.programs, u.notes, u.damaged, bytes(static_cast<double>(u.bytes)),
        bytes(static_cast<double>(o.limit)));
    if (!u.problem.empty()) fmt::print("problem   {}\n", u.problem);
    return 0;
}

int clear_cache()
{
    fmt::print("{} entries removed\n", kumiko::clear_cache());
    return 0;
}

int prewarm(const prewarm_options& o)
{
    for (const kumiko::device& d : chosen(o.device)) {
        const kumiko::queue q(d);
        const auto progress = [](const char* what, int done, int all) {
            fmt::print(stderr, "\r[{:>3}/{}] {:<28}", done, all, what);
            std::fflush(stderr);
        };
        const std::size_t n = kumiko::prewarm(q, progress, o.operations);
        fmt::print(stderr, "\r{:<40}\r", "");
        fmt::print("{} programs for {} {}\n", n, d.index(), d.name());
    }
    const std::string problem = kumiko::examine_cache().problem;
    if (!problem.empty()) fmt::print("they are not kept: {}\n", problem);
    return problem.empty() ? 0 : 1;
}

}  // namespace tool
