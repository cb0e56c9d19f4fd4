// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/matrix.hpp>

namespace kumiko {

namespace detail {
KUMIKO_API event omatcopy(const queue& q, scalar alpha, const any_factor& a, const any_matrix& b);
}  // namespace detail

/// Copy a matrix, and scale, transpose or conjugate it: B = alpha op(A). The types are float and double; the
/// overloads for std::complex are in <kumiko/complex.hpp>.
///
/// @param q      queue the work is enqueued on
/// @param alpha  0 also multiplies: a NaN in A stays NaN
/// @param a      op(A) is (m,n): a matrix stored (m,n), or conjugated() of one; or transposed() or adjoint() of
///               one stored (n,m)
/// @param b      (m,n)  must not overlap A. m and n may be 0
/// @return       completes when B is written
/// @throws std::invalid_argument  the shapes disagree ("omatcopy: a is (3,4), b is (3,5)"); B overlaps A;
///                                memory is on another device, or was freed; double on a device without
///                                double. Nothing was enqueued
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      1 launch; A is read, B is written; m n flops (complex: 6 m n); no scratch
/// Accuracy  correctly rounded; complex: |B - exact| <= 2 u |alpha||A| to first order, part by part, with all
///           products of parts on the right, u = 2^-24 or 2^-53. Repeats bit for bit
/// Source    the function is omatcopy, an extension of several BLAS libraries; G. Ruetsch, P. Micikevicius,
///           "Optimizing Matrix Transpose in CUDA", NVIDIA 2009
/// Example   omatcopy(q, 1.0f, kumiko::transposed({a, n, m}), {b, m, n});
inline event omatcopy(const queue& q, float alpha, const factor<float>& a, const matrix<float>& b)
{
    return detail::omatcopy(q, alpha, a, b);
}
inline event omatcopy(const queue& q, double alpha, const factor<double>& a,
                      const matrix<double>& b)
{
    return detail::omatcopy(q, alpha, a, b);
}

}  // namespace kumiko
