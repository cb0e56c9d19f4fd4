// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/image.hpp>
#include <kumiko/matrix.hpp>

namespace kumiko::detail {

inline rectangle area_of(const any_view& v) { return {v, 1, v.size, v.size}; }
/// The area of a vector whose elements lie a stride apart: a column of a matrix.
inline rectangle area_of(const any_vector& x)
{
    const auto step = static_cast<std::size_t>(x.stride < 0 ? -x.stride : x.stride);
    if (step <= 1) return {x.data, 1, x.size, x.size};
    return {x.data, x.size, 1, step};
}

/// Whether two areas share an element. Areas of the same pitch are compared as rectangles, so two
/// tiles side by side in one matrix do not overlap. Others are compared by their bytes from the
/// first to the last.
bool overlap(const rectangle& a, const rectangle& b);

/// @throws std::invalid_argument  "gemm: c overlaps a"
void refuse_overlap(const char* call, const char* a_name, const char* b_name);
template <class A, class B>
void require_disjoint(const char* call, const A& a, const char* a_name, const B& b,
                      const char* b_name)
{
    if (overlap(area_of(a), area_of(b))) refuse_overlap(call, a_name, b_name);
}

}  // namespace kumiko::detail
