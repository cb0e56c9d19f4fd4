// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/fold.hpp>
#include <kumiko/memory.hpp>

namespace kumiko {

namespace detail {
KUMIKO_API event inclusive_scan(const queue& q, const any_view& x, const any_view& y, fold op);
}

/// The inclusive scan of a vector: y[i] = x[0] (+) x[1] (+) ... (+) x[i], where (+) is the operator `op`.
///
/// @tparam T  std::int32_t, std::uint32_t, std::int64_t, std::uint64_t, float, double
/// @param q   queue the work is enqueued on
/// @param x   (n)  n may be 0
/// @param y   (n)  may be x itself, but must not overlap it otherwise
/// @param op  the operator (+)
/// @return    completes when y is written
/// @throws std::invalid_argument  x and y differ in size, or overlap in part; one of them is on another
///                                device, or outlives its buffer; double on a device without double
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      1 launch up to 256 KB (gpu kind: 4 tiles of a group). Beyond that 2 launches and up to 8 elements of
///           scratch per compute unit; x is then read twice
/// Accuracy  integer sums (modulo 2^bits), min and max are exact; min and max are unspecified from a NaN on.
///           Floating-point sum: |y[i] - exact| <= (n / 8 + 64) u sum|x[j]|, j <= i, to first order, u = 2^-24 for
///           float, 2^-53 for double (for large n the error is far smaller: the kernels state it). The order of
///           additions depends only on device, kind and n: the sum repeats bit for bit
/// Source    G. Blelloch, "Prefix Sums and Their Applications", 1990
/// Example   kumiko::inclusive_scan(q, lengths, ends);
template <class T>
event inclusive_scan(const queue& q, const view<const T>& x, const same_t<view<T>>& y,
                     fold op = fold::sum)
{
    static_assert(
        one_of<T, std::int32_t, std::uint32_t, std::int64_t, std::uint64_t, float, double>,
        "kumiko::inclusive_scan: element types are integers of 32 and 64 bits, float, double");
    return detail::inclusive_scan(q, x, y, op);
}

}  // namespace kumiko
