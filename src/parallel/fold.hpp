// SPDX-License-Identifier: Apache-2.0
// The operators of `fold` as kernels know them.
#pragma once

#include <kumiko/fold.hpp>
#include <kumiko/program.hpp>

namespace kumiko::detail {

/// The operator's function in cl/common/ops.cl.
inline const char* function_of(fold op)
{
    constexpr const char* names[] = {"op_sum", "op_min", "op_max"};
    return names[static_cast<int>(op)];
}

/// What changes nothing that it is folded with.
inline const char* identity_of(fold op, element e)
{
    if (op == fold::sum) return "0";
    const bool min = op == fold::min;
    switch (e) {
        case element::s32:
            return min ? "INT_MAX" : "INT_MIN";
        case element::u32:
            return min ? "UINT_MAX" : "0";
        case element::s64:
            return min ? "LONG_MAX" : "LONG_MIN";
        case element::u64:
            return min ? "ULONG_MAX" : "0";
        default:
            return min ? "INFINITY" : "-INFINITY";
    }
}

}  // namespace kumiko::detail
