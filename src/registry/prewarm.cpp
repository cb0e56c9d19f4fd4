// SPDX-License-Identifier: Apache-2.0
#include <kumiko/prewarm.hpp>
#include <kumiko/program.hpp>
#include <kumiko/registry.hpp>

#include <algorithm>
#include <deque>

#include "core/check.hpp"
#include "core/numbers.hpp"
#include "core/queue_state.hpp"

namespace kumiko {
namespace {

/// One call to make: an operation with one of its rows of types and one of its samples.
struct step {
    const operation& op;
    const std::vector<element>& types;
    const sample& with;
};

std::vector<step> steps_for(const queue& q, const std::vector<std::string>& names)
{
    for (const std::string& name : names) (void)operation_named(name);  // there must be one
    std::vector<step> all;
    for (const operation& op : operations()) {
        if (!names.empty() && std::find(names.begin(), names.end(), op.name) == names.end())
            continue;
        if (std::find(op.kinds.begin(), op.kinds.end(), detail::kind_of(q)) == op.kinds.end())
            continue;
        for (const std::vector<element>& row : op.types) {
            const bool wide = std::any_of(row.begin(), row.end(), detail::is_double_element);
            if (wide && !q.device().facts().reported_fp64) continue;
            for (const sample& s : op.samples)
                if (s.only.empty() ||
                    std::find(s.only.begin(), s.only.end(), row[0]) != s.only.end())
                    all.push_back({op, row, s});
        }
    }
    return all;
}

void run(const queue& q, const step& s)
{
    sizes known = s.with.sizes;
    s.op.complete(s.op.checked(s.with.fields), known);
    std::deque<operand_memory> memory;  // which stay where they are
    std::vector<operand> operands;
    for (std::size_t i = 0; i < s.op.operands.size(); ++i) {
        const operand_info& o = s.op.operands[i];
        const std::vector<std::string>& with = s.with.with;
        if (o.optional && std::find(with.begin(), with.end(), o.name) == with.end()) {
            operands.emplace_back();
            continue;
        }
        const auto format = s.with.formats.find(o.name);
        memory.emplace_back(q, o.is, s.types[i], s.op.shape(i, known), 0,
                            format == s.with.formats.end() ? pixel_format{} : format->second);
        constexpr double zero[2] = {};  // in the bytes of every type
        detail::fill(q, memory.back().memory(), zero);
        operands.push_back(memory.back().get());
    }
    apply(q, s.op.name, s.with.fields, operands).wait();
}

}  // namespace

std::size_t prewarm(const queue& q, void (*progress)(const char* what, int done, int all),
                    const std::vector<std::string>& names)
{
    const statistics before = stats(q);
    const std::vector<step> steps = steps_for(q, names);
    const int all = static_cast<int>(steps.size()) + 1;
    int done = 0;
    for (const step& s : steps) {
        if (progress) progress(detail::text(s.op.name, " ", name(s.types[0])).c_str(), done, all);
        run(q, s);
        ++done;
    }
    if (progress) progress("binaries", done, all);
    keep_programs(q);
    const statistics after = stats(q);
    return static_cast<std::size_t>(after.builds - before.builds + after.loads - before.loads);
}

}  // namespace kumiko
