// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/matrix.hpp>

namespace kumiko {

namespace detail {
KUMIKO_API event ger(const queue& q, scalar alpha, const any_vector& x, const any_vector& y,
                     bool conjugate, const any_matrix& a);
}  // namespace detail

/// Add the outer product of two vectors to a matrix: A += alpha x y^T. For complex vectors <kumiko/complex.hpp>
/// declares geru, which does the same, and gerc, A += alpha x y^H.
///
/// @param q      queue the work is enqueued on
/// @param alpha  0: x and y are not read
/// @param x      (m)  a buffer or view, or {buffer, m, stride}
/// @param y      (n)  may overlap x
/// @param a      (m,n)  must overlap neither x nor y. m and n may be 0
/// @return       completes when A is written
/// @throws std::invalid_argument  the shapes disagree ("ger: a is (3,4), x has 5 elements"); A overlaps x
///                                or y; memory is on another device, or was freed; double on a device
///                                without double. Nothing was enqueued
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      1 launch; 1 more, and n elements of scratch, if a CPU reads a y with a stride; A is read and written
///           once; 2 m n flops (complex: 8 m n)
/// Accuracy  |A - exact| <= 3 u (|alpha||x||y| + |A|) to first order, element by element, u = 2^-24 for float and
///           complex float, 2^-53 for double and complex double; for complex numbers 6 u, part by part, with
///           all products of parts on the right. Repeats bit for bit
/// Source    J. Dongarra et al., "An Extended Set of Fortran Basic Linear Algebra Subprograms", ACM TOMS
///           14(1), 1988: GER, for row-major matrices
/// Example   ger(q, 1.0f, x, y, {a, m, n});
inline event ger(const queue& q, float alpha, const vector<const float>& x,
                 const vector<const float>& y, const matrix<float>& a)
{
    return detail::ger(q, alpha, x, y, false, a);
}
inline event ger(const queue& q, double alpha, const vector<const double>& x,
                 const vector<const double>& y, const matrix<double>& a)
{
    return detail::ger(q, alpha, x, y, false, a);
}

// Chosen for a call that matches none of the overloads above.
template <class... Wrong>
event ger(const queue&, const detail::anything&, const detail::anything&, const detail::anything&,
          const detail::anything&)
{
    static_assert(sizeof...(Wrong) > 0,
                  "kumiko::ger: the matrix has a shape, and all are of float or of double: "
                  "ger(q, alpha, x, y, {a, m, n}); geru and gerc are in <kumiko/complex.hpp>");
    return {};
}

}  // namespace kumiko
