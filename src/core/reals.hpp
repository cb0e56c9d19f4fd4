// SPDX-License-Identifier: Apache-2.0
// Vectors as the kernels of linalg see them (cl/common/strided.cl): as real numbers. A complex
// number is a pair of them.
#pragma once

#include <kumiko/matrix.hpp>
#include <kumiko/program.hpp>

#include <algorithm>

#include "core/index.hpp"

namespace kumiko::detail {

inline bool is_complex_element(element e) { return e == element::c32 || e == element::c64; }
/// The type of a number's parts: f32 for c32, f64 for c64, else e itself.
inline element real_of(element e)
{
    return e == element::c32 ? element::f32 : e == element::c64 ? element::f64 : e;
}

/// A view of complex numbers as a view of twice as many real ones; any other view as it is.
inline any_view reals_of(any_view v)
{
    if (!is_complex_element(v.type)) return v;
    v.type = real_of(v.type);
    v.offset *= 2;
    v.size *= 2;
    return v;
}

/// A view that begins at element 0 of a vector, which is the last in memory if the stride is
/// negative.
inline any_view first_of(const any_vector& x)
{
    any_view v = x.data;
    if (x.stride < 0 && x.size > 0) v.offset += (x.size - 1) * static_cast<std::size_t>(-x.stride);
    return v;
}

/// One past the last address of a vector, counted in real numbers.
inline std::size_t end_of(const any_vector& x)
{
    const auto step = static_cast<std::size_t>(x.stride < 0 ? -x.stride : x.stride);
    const std::size_t last = x.data.offset + (x.size > 0 ? (x.size - 1) * step + 1 : 0);
    return is_complex_element(x.data.type) ? 2 * last : last;
}

/// Calls f with a number as the float or double that a kernel's parameter of type E takes.
template <class F>
auto in_type(element e, F f)
{
    return real_of(e) == element::f64 ? f(double{}) : f(float{});
}

/// How many elements of type e a vector register holds; at least 2, so that a pair fits.
inline int lanes_of(const device& d, element e)
{
    return std::max(2, d.lanes() * 4 / static_cast<int>(size_of(real_of(e))));
}

/// The largest power of two, at most 256, of work-items that a group may have.
inline std::size_t group_of(const device& d)
{
    std::size_t wg = 256;
    while (wg > static_cast<std::size_t>(d.max_work_group())) wg /= 2;
    return wg;
}

}  // namespace kumiko::detail
