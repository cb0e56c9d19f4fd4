// SPDX-License-Identifier: Apache-2.0
// kumiko selftest - compares every operation, in both kinds, with its naive form. It runs each
// sample with each element type. The bounds are those that the operations' headers state.
#include <kumiko/probe.hpp>

#include "reference/reference.hpp"
#include "tool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>

namespace tool {
namespace {

using clock = std::chrono::steady_clock;

double past(clock::time_point since)
{
    return std::chrono::duration<double>(clock::now() - since).count();
}

/// The result of the trials of an operation in one kind.
struct outcome {
    int tried = 0, left = 0;
    std::string wrong;  // the first wrong trial; empty if there is none
};

outcome try_all(const kumiko::operation& op, const kumiko::queue& q, const std::string& type,
                clock::time_point end)
{
    outcome o;
    for (const kumiko::reference::trial& t : kumiko::reference::trials_of(op)) {
        if (t.has_double() && !q.device().facts().reported_fp64) continue;
        if (!type.empty() && type != name(t.types[0])) continue;
        if (clock::now() > end) {
            ++o.left;
            continue;
        }
        ++o.tried;
        std::string wrong;
        try {
            wrong = run(q, t);
        } catch (const std::exception& e) {
            wrong = e.what();
        }
        if (o.wrong.empty() && !wrong.empty()) o.wrong = t.name() + ": " + wrong;
    }
    return o;
}

}  // namespace

int selftest(const selftest_options& o)
{
    const auto start = clock::now();
    const auto end = start + std::chrono::duration_cast<clock::duration>(
                                 std::chrono::duration<double>(o.seconds));
    std::vector<const kumiko::operation*> operations;
    for (const std::string& name : o.operations)
        operations.push_back(&kumiko::operation_named(name));
    if (operations.empty())
        for (const kumiko::operation& op : kumiko::operations()) operations.push_back(&op);
    int wrong = 0, left = 0;
    for (const kumiko::device& d : chosen(o.device)) {
        fmt::print("{} {}\n", d.index(), d.name());
        for (const kumiko::operation* of : operations)
            for (const kumiko::kind kind : of->kinds) {
                const kumiko::operation& op = *of;
                const std::string name =
                    fmt::format("{}, {} kind", op.name, kind == kumiko::kind::cpu ? "cpu" : "gpu");
                if (kind == kumiko::kind::cpu && !d.facts().long_loops) {
                    ++left;
                    fmt::print("     {:<32} left out: loops end early on this device\n", name);
                    continue;
                }
                kumiko::queue_options options;
                options.force = kind;
                const auto began = clock::now();
                const outcome got = try_all(op, kumiko::queue(d, options), o.type, end);
                wrong += !got.wrong.empty();
                left += got.left;
                const char* mark = !got.wrong.empty() ? "[no]" : got.tried > 0 ? "[ok]" : "    ";
                fmt::print("{} {:<32} {:3} cases {:6.2f} s", mark, name, got.tried, past(began));
                if (got.left > 0) fmt::print(", {} left out: {:g} s are over", got.left, o.seconds);
                fmt::print("{}{}\n", got.wrong.empty() ? "" : "  ", got.wrong);
                std::fflush(stdout);
            }
    }
    fmt::print("{} wrong, {} left out, {:.1f} s\n", wrong, left, past(start));
    return wrong == 0 ? 0 : 1;
}

}  // namespace tool
