// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/matrix.hpp>

namespace kumiko {

namespace detail {
KUMIKO_API event gemv(const queue& q, const any_factor& a, const any_vector& x, const any_vector& y,
                      scalar alpha, scalar beta);
}  // namespace detail

/// Multiply a matrix and a vector: y = alpha op(A) x + beta y, op(A) being A, its transpose, its conjugate,
/// or both. Of float and double; of std::complex in <kumiko/complex.hpp>.
///
/// @param q      queue the work is enqueued on
/// @param a      op(A) is (m,n): a matrix stored (m,n), or transposed() or adjoint() of one stored (n,m);
///               conjugated() of the former
/// @param x      (n)  a buffer or view, or {buffer, n, stride}
/// @param y      (m)  must overlap neither A nor x
/// @param alpha  0: A and x are not read
/// @param beta   0: y is not read, so what it held, NaN too, is gone
///               m and n may be 0; where n is 0, the product is zero and y = beta y
/// @return       completes when y is written
/// @throws std::invalid_argument  the shapes disagree ("gemv: a is (3,4), x has 5 elements"); y overlaps A
///                                or x; memory of another device, or gone; double on a device that has
///                                none. Nothing was enqueued
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      A is read once; 2 m n flops (complex: 8 m n); one launch on a CPU where one band of A fills all
///           cores, else 2, one more where a CPU is to read an x with a stride; scratch for up to 8 m
///           elements a compute unit
/// Accuracy  |y - exact| <= gamma (|alpha| |A||x| + |beta||y|), element by element, with gamma = d u / (1 - d
///           u), d = n + 8, u = 2^-24 for float and its complex, 2^-53 for double and its; of a complex
///           number part by part, with all products of parts on the right, and d = n + 12. The order
///           of additions depends on the device, m and n alone: a run repeats bit for bit
/// Source    J. Dongarra et al., "An Extended Set of Fortran Basic Linear Algebra Subprograms", ACM TOMS
///           14(1), 1988: GEMV, row-major (matrix.hpp says what that is to a column-major matrix)
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

// A call that fits none of the above.
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
