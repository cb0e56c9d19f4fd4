// SPDX-License-Identifier: Apache-2.0
// kumiko cache - what is kept on disk between processes.
#include <kumiko/cache.hpp>
#include <kumiko/prewarm.hpp>

#include "tool.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

namespace tool {
namespace {

struct options {
    CLI::App *show = nullptr, *clear = nullptr, *prewarm = nullptr;
    std::string device;
};

int show()
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

int clear()
{
    fmt::print("{} entries removed\n", kumiko::clear_cache());
    return 0;
}

int prewarm(const options& o)
{
    for (const kumiko::device& d : chosen(o.device)) {
        const kumiko::queue q(d);
        const std::size_t n = kumiko::prewarm(q, [](const char* what, int done, int all) {
            fmt::print(stderr, "\r[{:>2}/{}] {:<20}", done, all, what);
            std::fflush(stderr);
        });
        fmt::print(stderr, "\r{:<30}\r", "");
        fmt::print("{} programs for {} {}\n", n, d.index(), d.name());
    }
    const std::string problem = kumiko::examine_cache().problem;
    if (!problem.empty()) fmt::print("they are not kept: {}\n", problem);
    return problem.empty() ? 0 : 1;
}

int run(const options& o)
{
    if (*o.clear) return clear();
    if (*o.prewarm) return prewarm(o);
    return show();
}

}  // namespace

command add_cache(CLI::App& to)
{
    auto o = std::make_shared<options>();
    CLI::App* cache =
        to.add_subcommand("cache", "Compiled programs, probes and roofs kept on disk");
    cache->require_subcommand(1);
    o->show = cache->add_subcommand("show", "Where it is and what is in it");
    o->clear = cache->add_subcommand("clear", "Remove every entry");
    o->prewarm = cache->add_subcommand("prewarm", "Compile what the operations use by default");
    o->prewarm->add_option("--device", o->device, device_help);
    cache->footer("Example: kumiko cache prewarm --device gpu");
    return [o] { return run(*o); };
}

}  // namespace tool
