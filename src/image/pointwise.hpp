// SPDX-License-Identifier: Apache-2.0
// Image operations that work on each element by itself.
#pragma once

#include <kumiko/image.hpp>

#include <utility>

#include "core/launch.hpp"

namespace kumiko::detail {

/// Launch the kernel of an operation, "image/threshold", whose name is the operation's last part. Its parameters are
/// rows and their length, in the cpu kind whether to write past the caches, the rule, src and dst. Images without gaps
/// between rows are one long row.
///
/// CPU: bands of elements, a few for each core, of 64 KB or more: waking the other cores takes longer. GPU: groups
/// along a row, 8 elements an item, and over the rows, enough to fill the device.
/// @param rule  what common/pointwise_cpu.cl calls RULE, as it lies in memory
template <class Rule>
event pointwise(const queue& q, const memo<launch_key, kernel>& kernels, const std::string& op,
                const any_image& src, const any_image& dst, const Rule& rule)
{
    std::size_t count = static_cast<std::size_t>(src.height), length = row_of(src);
    if (count == 0 || length == 0) return {};
    if (src.pitch == length && dst.pitch == length) length *= std::exchange(count, 1);
    const launch_key with = key_of(q, src, dst);
    const kernel& run = kernels.get(q, with, [&](const queue&, const launch_key& k) {
        std::vector<define> defines = defines_of(q, k, {});
        if (k.shape == kind::gpu) defines.emplace_back("E", k.type);
        return kernel(q, kernels_of(op, k.shape), op.substr(op.find('/') + 1), defines);
    });
    const std::size_t each = size_of(with.type);
    if (with.shape == kind::cpu) {
        const std::size_t bands = quotient_up(count * length * each, 64 << 10);
        const bool past = count * length * each >= past_caches && src.data.block != dst.data.block;
        return run(q, groups(std::min(bands, 8 * units_of(q))), count, length, past ? 1 : 0, rule,
                   src, dst);
    }
    const std::size_t wg = group_of(q.device()), most = 32 * units_of(q);
    const std::size_t along = std::min(quotient_up(length, 8 * wg), most);
    const std::size_t lines = std::min(count, quotient_up(most, along));
    return run(q, groups(along, lines).of(wg, 1), count, length, rule, src, dst);
}

}  // namespace kumiko::detail
