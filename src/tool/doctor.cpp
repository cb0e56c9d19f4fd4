// SPDX-License-Identifier: Apache-2.0
// kumiko doctor - finds out why there is no device, or whether the devices run a kernel.
#include <kumiko/cache.hpp>
#include <kumiko/parallel/reduce.hpp>
#include <kumiko/tune.hpp>

#include "tool.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>

namespace tool {
namespace {

/// Prints a finding. @return whether it is no problem
bool say(const kumiko::finding& f)
{
    const char* mark = f.what == kumiko::finding::good  ? "[ok]"
                       : f.what == kumiko::finding::bad ? "[no]"
                                                        : "    ";
    fmt::print("{} {}\n", mark, f.line);
    std::fflush(stdout);  // the next question may hang in a driver
    return f.what != kumiko::finding::bad;
}

/// Whether the device compiles and runs a kernel, and gives the right answer.
bool works(const kumiko::device& d)
{
    const std::string name = fmt::format("device {} ({})", d.index(), d.name());
    try {
        const kumiko::queue q(d);
        const int sum = kumiko::reduce(q, kumiko::buffer<int>(q, {1, 2, 3, 4}));
        if (sum == 10) return say({name + " compiles and runs kernels", kumiko::finding::good});
        return say({fmt::format("{} adds 1 to 4 up to {}", name, sum), kumiko::finding::bad});
    } catch (const std::exception& e) {
        return say({name + ": " + e.what(), kumiko::finding::bad});
    }
}

void examine_cache()
{
    const std::string folder = kumiko::cache().folder;
    if (folder.empty()) {
        say({"cache: off", kumiko::finding::note});
        return;
    }
    const kumiko::cache_usage u = kumiko::examine_cache();
    say({fmt::format("cache: {}: programs {}, notes {}, damaged {}, {} of at most {}", folder,
                     u.programs, u.notes, u.damaged, bytes(static_cast<double>(u.bytes)),
                     bytes(static_cast<double>(kumiko::cache().limit))),
         kumiko::finding::note});
    // Without a cache, programs only start more slowly.
    if (!u.problem.empty()) say({"cache: nothing is kept: " + u.problem, kumiko::finding::note});
}

void examine_tuning(const kumiko::device& d)
{
    const kumiko::tuning_file f = kumiko::measured_tuning(d);
    if (f.lines.empty() && f.refused.empty()) return;
    say({fmt::format("tuning: {}: {} lines{}", f.path, f.lines.size(),
                     f.refused.empty() ? "" : fmt::format(", {} not used", f.refused.size())),
         kumiko::finding::note});
}

}  // namespace

int doctor()
{
    kumiko::examine_devices([](const kumiko::finding& f) { say(f); });
    int working = 0;
    const std::vector<kumiko::device> all = kumiko::devices();
    for (const kumiko::device& d : all) working += works(d);
    examine_cache();
    for (const kumiko::device& d : all) examine_tuning(d);
    if (all.empty())
        fmt::print("There is no OpenCL device: the lines with [no] say why.\n");
    else
        fmt::print("{} of {} {}.\n", working, all.size(),
                   all.size() == 1 ? "device works" : "devices work");
    return !all.empty() && working == static_cast<int>(all.size()) ? 0 : 1;
}

}  // namespace tool
