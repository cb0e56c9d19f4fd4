// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/matrix.hpp>

namespace kumiko {

// Level 1 of the BLAS: operations on vectors. A vector parameter is a buffer or a view, or
// {buffer, n, stride} with any stride, also a negative one (matrix.hpp). u is 2^-24 for float and complex
// float, 2^-53 for double and complex double. Every call repeats bit for bit. The overloads for
// std::complex are declared in <kumiko/complex.hpp>. All functions throw the same exceptions:
//
// std::invalid_argument  sizes differ; a result overlaps another operand in a way that is not allowed below;
//                        memory is on another device, or was freed; double on a device without double.
//                        Nothing was enqueued
// kumiko::error          an OpenCL call failed
//
// Source   C. Lawson, R. Hanson, D. Kincaid, F. Krogh, "Basic Linear Algebra Subprograms for Fortran
//          Usage", ACM TOMS 5(3), 1979; the names are those of the BLAS without the letter for the type

namespace detail {
KUMIKO_API event axpy(const queue& q, scalar a, const any_vector& x, const any_vector& y);
KUMIKO_API event scal(const queue& q, scalar a, bool real, const any_vector& x);
KUMIKO_API event copy(const queue& q, const any_vector& x, const any_vector& y);
KUMIKO_API event swap(const queue& q, const any_vector& x, const any_vector& y);
KUMIKO_API event rotate(const queue& q, const char* call, const any_vector& x, const any_vector& y,
                        double h11, double h12, double h21, double h22);
KUMIKO_API event dot(const queue& q, const any_vector& x, const any_vector& y, bool conjugate,
                     const any_view& result);
KUMIKO_API event asum(const queue& q, const any_vector& x, const any_view& result);
KUMIKO_API event nrm2(const queue& q, const any_vector& x, const any_view& result);
KUMIKO_API event iamax(const queue& q, const any_vector& x, const any_view& result);
// The same, but they wait and return the result through `result`; dot's is of that type.
KUMIKO_API void dot(const queue& q, const any_vector& x, const any_vector& y, bool conjugate,
                    element type, void* result);
KUMIKO_API void asum(const queue& q, const any_vector& x, void* result);
KUMIKO_API void nrm2(const queue& q, const any_vector& x, void* result);
KUMIKO_API void iamax(const queue& q, const any_vector& x, void* result);
}  // namespace detail

/// y += a x.
///
/// @param a   0: x is not read
/// @param x   (n)  n may be 0
/// @param y   (n)  may be x itself, but must not overlap it otherwise
/// @return    completes when y is written
/// Cost      1 launch; x and y are read, y is written; 2 n flops (complex: 8 n)
/// Accuracy  |y - exact| <= 2 u (|a x| + |y|) to first order; complex: 3 u (|a||x| + |y|), part by part,
///           where |a||x| is the sum of the absolute values of all products of parts
/// Example   axpy(q, 2.0f, x, y);  axpy(q, -1.0, {x, n, 3}, {y, n, -1});
inline event axpy(const queue& q, float a, const vector<const float>& x, const vector<float>& y)
{
    return detail::axpy(q, a, x, y);
}
inline event axpy(const queue& q, double a, const vector<const double>& x, const vector<double>& y)
{
    return detail::axpy(q, a, x, y);
}

/// x = a x. A complex x may be multiplied by a real a, part by part.
///
/// @param a   0 also multiplies: a NaN in x stays NaN
/// @param x   (n)  n may be 0
/// @return    completes when x is written
/// Cost      1 launch; x is read and written; n flops (complex a: 6 n)
/// Accuracy  correctly rounded; complex a: |x - exact| <= 2 u |a||x| to first order, |a||x| as for axpy
/// Example   scal(q, 0.5f, x);
inline event scal(const queue& q, float a, const vector<float>& x)
{
    return detail::scal(q, a, true, x);
}
inline event scal(const queue& q, double a, const vector<double>& x)
{
    return detail::scal(q, a, true, x);
}

/// y = x.
///
/// @param x   (n)  n may be 0
/// @param y   (n)  may be x itself, but must not overlap it otherwise
/// @return    completes when y is written
/// Cost      1 launch; x is read, y is written
/// Example   copy(q, {a, m, ld}, y);  // the first column of a matrix
inline event copy(const queue& q, const vector<const float>& x, const vector<float>& y)
{
    return detail::copy(q, static_cast<const any_vector&>(x), static_cast<const any_vector&>(y));
}
inline event copy(const queue& q, const vector<const double>& x, const vector<double>& y)
{
    return detail::copy(q, static_cast<const any_vector&>(x), static_cast<const any_vector&>(y));
}

/// Exchange the elements of x and y.
///
/// @param x   (n)  n may be 0
/// @param y   (n)  may be x itself, but must not overlap it otherwise
/// @return    completes when both are written
/// Cost      1 launch; both are read and written
inline event swap(const queue& q, const vector<float>& x, const vector<float>& y)
{
    return detail::swap(q, x, y);
}
inline event swap(const queue& q, const vector<double>& x, const vector<double>& y)
{
    return detail::swap(q, x, y);
}

/// The plane rotation that turns (a, b) onto the first axis, with a real c and c^2 + |s|^2 = 1. It is computed
/// by the host before the call returns:
///     [ c        s ] [a]   [r]
///     [ -conj(s) c ] [b] = [0]
///
/// @param a  becomes r. Its squares neither overflow nor underflow: r is infinite only if the exact r is too large.
///           For real numbers r has the sign of the larger one of a and b; for complex numbers it has the phase of a
/// @param b  real: becomes z, from which c and s can be computed again; complex: is not changed
/// @param c  becomes c, and s becomes s
/// Accuracy  a few u relative to c, s and r, unless they are subnormal
/// Source    the same paper; E. Anderson, "Algorithm 978: Safe Scaling in the Level 1 BLAS", ACM TOMS
///           44(1), 2017
KUMIKO_API void rotg(float& a, float& b, float& c, float& s);
KUMIKO_API void rotg(double& a, double& b, double& c, double& s);

/// A modified Givens transformation H in the form of the BLAS. With flag -1 all elements of H are given. With 0
/// h11 = h22 = 1, with 1 h12 = 1 and h21 = -1, and with -2 H is the identity, whatever the members h11 to h22
/// hold.
template <class T>
struct modified_rotation {
    T flag, h11, h21, h12, h22;
};

/// The H for which the second element of H (sqrt(d1) x1, sqrt(d2) y1)^T is 0. It is computed by the host before
/// the call returns. d1, d2 and x1 are replaced by their values after the transformation; d1 and d2 are kept
/// between 2^-24 and 2^24. If d1 < 0, all of them and H become 0.
/// Source    the same paper, and Hammarling's corrections as in reference BLAS 3.10
[[nodiscard]] KUMIKO_API modified_rotation<float> rotmg(float& d1, float& d2, float& x1, float y1);
[[nodiscard]] KUMIKO_API modified_rotation<double> rotmg(double& d1, double& d2, double& x1,
                                                         double y1);

/// x, y = c x + s y, c y - s x: rotate n points in the plane.
///
/// @param x   (n)  n may be 0
/// @param y   (n)  must not overlap x
/// @param c   c and s are real, also for complex vectors
/// @return    completes when both are written
/// Cost      1 launch; both are read and written; 6 n flops (complex: 12 n)
/// Accuracy  |x - exact| <= 2 u (|c x| + |s y|) to first order; the same bound holds for y with |c y| + |s x|
/// Example   rotg(a, b, c, s);  rot(q, x, y, c, s);
inline event rot(const queue& q, const vector<float>& x, const vector<float>& y, float c, float s)
{
    const double cc = static_cast<double>(c), ss = static_cast<double>(s);
    return detail::rotate(q, "rot", x, y, cc, ss, -ss, cc);
}
inline event rot(const queue& q, const vector<double>& x, const vector<double>& y, double c,
                 double s)
{
    const double cc = static_cast<double>(c), ss = static_cast<double>(s);
    return detail::rotate(q, "rot", x, y, cc, ss, -ss, cc);
}

/// x, y = h11 x + h12 y, h21 x + h22 y: a modified Givens transformation of n points. Otherwise like rot().
/// Products with a 1 that h.flag implies are exact.
inline event rotm(const queue& q, const vector<float>& x, const vector<float>& y,
                  const modified_rotation<float>& h)
{
    const bool ones = h.flag == 0 || h.flag == -2;
    return detail::rotate(q, "rotm", x, y, static_cast<double>(ones ? 1 : h.h11),
                          static_cast<double>(h.flag == -2  ? 0
                                              : h.flag == 1 ? 1
                                                            : h.h12),
                          static_cast<double>(h.flag == -2  ? 0
                                              : h.flag == 1 ? -1
                                                            : h.h21),
                          static_cast<double>(ones ? 1 : h.h22));
}
inline event rotm(const queue& q, const vector<double>& x, const vector<double>& y,
                  const modified_rotation<double>& h)
{
    const bool ones = h.flag == 0 || h.flag == -2;
    return detail::rotate(q, "rotm", x, y, static_cast<double>(ones ? 1 : h.h11),
                          static_cast<double>(h.flag == -2  ? 0
                                              : h.flag == 1 ? 1
                                                            : h.h12),
                          static_cast<double>(h.flag == -2  ? 0
                                              : h.flag == 1 ? -1
                                                            : h.h21),
                          static_cast<double>(ones ? 1 : h.h22));
}

/// The inner product: result = x[0] y[0] + ... + x[n-1] y[n-1]. For complex vectors dotu is the same, and dotc takes
/// conj(x[i]).
///
/// @param x       (n)  if n is 0, the result is 0
/// @param y       (n)  may overlap x
/// @param result  (1)  must overlap neither. Without this parameter the function waits and returns the value
/// @return        completes when the result is written
/// Cost      both are read once; 1 launch up to 256 KB, beyond that 2 launches and up to 64 elements of scratch
///           per compute unit; 2 n flops (complex: 8 n)
/// Accuracy  |result - exact| <= (n / 8 + 64) u sum |x||y| to first order, where n counts real numbers. Complex: part
///           by part, with all products of parts in the sum. For large n the error is far smaller: the kernels
///           state it
/// Example   float xy = dot(q, x, y);
inline event dot(const queue& q, const vector<const float>& x, const vector<const float>& y,
                 const view<float>& result)
{
    return detail::dot(q, x, y, false, result);
}
inline event dot(const queue& q, const vector<const double>& x, const vector<const double>& y,
                 const view<double>& result)
{
    return detail::dot(q, x, y, false, result);
}
[[nodiscard]] inline float dot(const queue& q, const vector<const float>& x,
                               const vector<const float>& y)
{
    float value;
    detail::dot(q, x, y, false, element_of<float>, &value);
    return value;
}
[[nodiscard]] inline double dot(const queue& q, const vector<const double>& x,
                                const vector<const double>& y)
{
    double value;
    detail::dot(q, x, y, false, element_of<double>, &value);
    return value;
}

/// The inner product of float vectors, computed in double. The products are exact, and the bound is that of dot
/// with u = 2^-53. sdsdot adds b, also in double, and rounds the result once to float.
/// @throws std::invalid_argument  also if the device has no double
inline event dsdot(const queue& q, const vector<const float>& x, const vector<const float>& y,
                   const view<double>& result)
{
    return detail::dot(q, x, y, false, result);
}
[[nodiscard]] inline double dsdot(const queue& q, const vector<const float>& x,
                                  const vector<const float>& y)
{
    double value;
    detail::dot(q, x, y, false, element::f64, &value);
    return value;
}
[[nodiscard]] inline float sdsdot(const queue& q, float b, const vector<const float>& x,
                                  const vector<const float>& y)
{
    return static_cast<float>(static_cast<double>(b) + dsdot(q, x, y));
}

/// The sum of absolute values: |x[0]| + ... + |x[n-1]|. A complex number counts as |re| + |im|.
///
/// @param x       (n)  if n is 0, the result is 0
/// @param result  (1)  must not overlap x. Without this parameter the function waits and returns the value
/// @return        completes when the result is written
/// Cost      as dot, but for one vector; n flops (complex: 2 n)
/// Accuracy  |result - exact| <= (n / 8 + 64) u exact to first order, where n counts real numbers
inline event asum(const queue& q, const vector<const float>& x, const view<float>& result)
{
    return detail::asum(q, x, result);
}
inline event asum(const queue& q, const vector<const double>& x, const view<double>& result)
{
    return detail::asum(q, x, result);
}
[[nodiscard]] inline float asum(const queue& q, const vector<const float>& x)
{
    float value;
    detail::asum(q, x, &value);
    return value;
}
[[nodiscard]] inline double asum(const queue& q, const vector<const double>& x)
{
    double value;
    detail::asum(q, x, &value);
    return value;
}

/// The Euclidean norm, sqrt(|x[0]|^2 + ... + |x[n-1]|^2). Its squares neither overflow nor underflow: the result is
/// infinite only if the exact norm is too large or x holds an infinity. It is NaN if x holds a NaN.
///
/// @param x       (n)  if n is 0, the result is 0
/// @param result  (1)  must not overlap x. Without this parameter the function waits and returns the value
/// @return        completes when the result is written
/// Cost      2 launches; x is read once, but parts of x whose squares overflow or underflow are read 3 times;
///           2 n flops
/// Accuracy  |result - exact| <= (n / 16 + 40) u exact to first order, where n counts real numbers. The first term
///           is four times as large if parts of x are read again
/// Source    E. Anderson (above): no overflow or underflow
inline event nrm2(const queue& q, const vector<const float>& x, const view<float>& result)
{
    return detail::nrm2(q, x, result);
}
inline event nrm2(const queue& q, const vector<const double>& x, const view<double>& result)
{
    return detail::nrm2(q, x, result);
}
[[nodiscard]] inline float nrm2(const queue& q, const vector<const float>& x)
{
    float value;
    detail::nrm2(q, x, &value);
    return value;
}
[[nodiscard]] inline double nrm2(const queue& q, const vector<const double>& x)
{
    double value;
    detail::nrm2(q, x, &value);
    return value;
}

/// The index of the first element with the largest absolute value |x[i]|, counted from 0. A complex number counts as
/// |re| + |im|. As in reference BLAS a NaN is never the largest, except that the index is 0 if x[0] is NaN.
///
/// @param x       (n)  if n is 0, the index is -1
/// @param result  (1)  must not overlap x. Without this parameter the function waits and returns the value
/// @return        completes when the result is written
/// Cost      x is read once; launches as for dot
/// Accuracy  exact; for complex numbers the rounded sums |re| + |im| are compared
inline event iamax(const queue& q, const vector<const float>& x, const view<std::int64_t>& result)
{
    return detail::iamax(q, x, result);
}
inline event iamax(const queue& q, const vector<const double>& x, const view<std::int64_t>& result)
{
    return detail::iamax(q, x, result);
}
[[nodiscard]] inline std::int64_t iamax(const queue& q, const vector<const float>& x)
{
    std::int64_t value;
    detail::iamax(q, x, &value);
    return value;
}
[[nodiscard]] inline std::int64_t iamax(const queue& q, const vector<const double>& x)
{
    std::int64_t value;
    detail::iamax(q, x, &value);
    return value;
}

}  // namespace kumiko
