// SPDX-License-Identifier: Apache-2.0
// Vectors as the kernels of linalg see them (cl/common/strided.cl): as real numbers. A complex
// number is a pair of them.
#pragma once

#include <kumiko/matrix.hpp>

#include "core/launch.hpp"

namespace kumiko::detail {

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

}  // namespace kumiko::detail
