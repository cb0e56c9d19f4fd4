// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/matrix.hpp>

namespace kumiko {

namespace detail {
KUMIKO_API event gemv(const queue& q, const any_factor& a, const any_vector& x, const any_vector& y,
                      scalar alpha, scalar beta);
}  // namespace detail

/// Multiply a matrix and a vector: y = alpha op(A) x + beta y. op(A) is A, its transpose, its conjugate, or its
/// conjugate transpose. The types are float and double; the overloads for std::complex are in <kumiko/complex.hpp>.
///
/// @param q      queue the work is enqueued on
/// @param a      op(A) is (m,n): a matrix stored (m,n), or conjugated() of one; or transposed() or adjoint() of
///               one stored (n,m)
/// @param x      (n)  a buffer or view, or {buffer, n, stride}
/// @param y      (m)  must overlap neither A nor x
/// @param alpha  0: A and x are not read
/// @param beta   0: y is not read, so a NaN in it disappears.
///               m and n may be 0; if n is 0, the product is zero and y = beta y
/// @return       completes when y is written
/// @throws std::invalid_argument  the shapes disagree ("gemv: a is (3,4), x has 5 elements"); y overlaps A
///                                or x; memory is on another device, or was freed; double on a device
///                                without double. Nothing was enqueued
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      A is read once; 2 m n flops (complex: 8 m n); 1 launch on a CPU if one band of A keeps all cores
///           busy, otherwise 2; 1 more if a CPU reads an x with a stride; scratch for up to 8 m elements per
///           compute unit
/// Accuracy  |y - exact| <= gamma (|alpha| |A||x| + |beta||y|), element by element, with
///           gamma = d u / (1 - d u), d = n + 8, u = 2^-24 for float and complex float, 2^-53 for double and
///           complex double. For complex numbers the bound holds part by part, with all products of parts on the
///           right, and d = n + 12. The order of additions depends only on the device, m and n: a run repeats
///           bit for bit
/// Source    J. Dongarra et al., "An Extended Set of Fortran Basic Linear Algebra Subprograms", ACM TOMS
///           14(1), 1988: GEMV, for row-major matrices (for column-major ones see matrix.hpp)
/// Example   gemv(q, {a, m, n}, x, y);
///           gemv(q, kumiko::transposed({a, n, m}), {x, n, 2}, y, 0.5f, 1);
inline event gemv(const queue& q, const factor<float>& a, const vector<const float>& x,
                  const vector<float>& y, float alpha = 1, float beta = 0)
{
    return detail::gemv(q, a, x, y, alpha, beta);
}
inline event gemv(const queue& q, const factor<double>& a, const vector<const double>& x,
                  const vector<double>& y, double alpha = 1, double beta = 0)
{
    return detail::gemv(q, a, x, y, alpha, beta);
}

// Chosen for a call that matches none of the overloads above.
template <class... Wrong>
event gemv(const queue&, const detail::anything&, const detail::anything&, const detail::anything&,
           const detail::anything& = {}, const detail::anything& = {})
{
    static_assert(sizeof...(Wrong) > 0,
                  "kumiko::gemv: the matrix has a shape, and all are of one type: "
                  "gemv(q, {a, m, n}, x, y); of complex numbers: <kumiko/complex.hpp>");
    return {};
}

}  // namespace kumiko
