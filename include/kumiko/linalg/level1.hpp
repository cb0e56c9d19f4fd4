// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/matrix.hpp>

namespace kumiko {

// Level 1 of the BLAS: vectors. A parameter `x` is a buffer or a view, or {buffer, n, stride} with any
// stride, also a negative one (matrix.hpp). u is 2^-24 for float and its complex, 2^-53 for double and
// its complex; every call is one that repeats bit for bit. What takes std::complex is declared in
// <kumiko/complex.hpp>. All throw alike:
//
// std::invalid_argument  sizes differ; what is written overlaps an operand otherwise than stated; memory
//                        of another device, or gone; double on a device that has none. Nothing was
//                        enqueued
// kumiko::error          an OpenCL call failed
//
// Source   C. Lawson, R. Hanson, D. Kincaid, F. Krogh, "Basic Linear Algebra Subprograms for Fortran
//          Usage", ACM TOMS 5(3), 1979; the names are those of the BLAS without their type's letter

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
// The same, and wait: the result, of that type.
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
/// @param y   (n)  may be x; else must not overlap x
/// @return    completes when y is written
/// Cost      1 launch; x and y are read, y written; 2 n flops (complex: 8 n)
/// Accuracy  |y - exact| <= 2 u (|a x| + |y|) to first order; complex: 3 u (|a||x| + |y|), part by part
///           with |a||x| the sum of the moduli of all products
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
/// @param a   also 0, which multiplies: a NaN in x stays one
/// @param x   (n)  n may be 0
/// @return    completes when x is written
/// Cost      1 launch; x is read and written; n flops (complex a: 6 n)
/// Accuracy  correctly rounded; complex a: |x - exact| <= 2 u |a||x| to first order, as axpy's
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
/// @param y   (n)  may be x; else must not overlap x
/// @return    completes when y is written
/// Cost      1 launch; x is read, y written
/// Example   copy(q, {a, m, ld}, y);  // the first column of a matrix
inline event copy(const queue& q, const vector<const float>& x, const vector<float>& y)
{
    return detail::copy(q, static_cast<const any_vector&>(x), static_cast<const any_vector&>(y));
}
inline event copy(const queue& q, const vector<const double>& x, const vector<double>& y)
{
    return detail::copy(q, static_cast<const any_vector&>(x), static_cast<const any_vector&>(y));
}

/// x and y change places.
///
/// @param x   (n)  n may be 0
/// @param y   (n)  may be x; else must not overlap x
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

/// The plane rotation that turns (a, b) onto the first axis, c real, c^2 + |s|^2 = 1; on the host, at once:
///     [ c        s ] [a]   [r]
///     [ -conj(s) c ] [b] = [0]
///
/// @param a  becomes r. No square overflows or vanishes: it is infinite only where it has to be. Of real
///           numbers it has the sign of the larger one; of complex ones the phase of a
/// @param b  real: becomes z, from which alone c and s can be had again; complex: stays
/// @param c  becomes c, and s becomes s
/// Accuracy  c, s and r to a few u, relatively, unless they are subnormal
/// Source    the same paper; E. Anderson, "Algorithm 978: Safe Scaling in the Level 1 BLAS", ACM TOMS
///           44(1), 2017
KUMIKO_API void rotg(float& a, float& b, float& c, float& s);
KUMIKO_API void rotg(double& a, double& b, double& c, double& s);

/// A modified Givens transformation H, as the BLAS hands it on. flag -1: all of H; 0: h11 = h22 = 1; 1: h12 =
/// 1, h21 = -1; -2: H = 1, whatever the others hold.
template <class T>
struct modified_rotation {
    T flag, h11, h21, h12, h22;
};

/// H for which the second element of H (sqrt(d1) x1, sqrt(d2) y1)^T is 0; on the host, at once.
/// d1, d2 and x1 become what they are afterwards; d1 and d2 are kept between 2^-24 and 2^24. Where
/// d1 < 0, all become 0, H too.
/// Source    the same paper, and Hammarling's corrections as reference BLAS 3.10 has them
[[nodiscard]] KUMIKO_API modified_rotation<float> rotmg(float& d1, float& d2, float& x1, float y1);
[[nodiscard]] KUMIKO_API modified_rotation<double> rotmg(double& d1, double& d2, double& x1,
                                                         double y1);

/// x, y = c x + s y, c y - s x: a plane rotation of n points.
///
/// @param x   (n)  n may be 0
/// @param y   (n)  must not overlap x
/// @param c   real, as s: of complex vectors, too
/// @return    completes when both are written
/// Cost      1 launch; both are read and written; 6 n flops (complex: 12 n)
/// Accuracy  |x - exact| <= 2 u (|c x| + |s y|) to first order, and so y
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

/// x, y = h11 x + h12 y, h21 x + h22 y: a modified Givens transformation of n points.
/// As rot(); a 1 that h.flag implies multiplies exactly.
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

/// Inner products: y = x[0] y[0] + ... + x[n-1] y[n-1]; of complex vectors dotu as that, and dotc with
/// conj(x[i]).
///
/// @param x       (n)  n may be 0: the result is 0
/// @param y       (n)  may overlap x
/// @param result  (1)  must overlap neither; or nothing: wait, and return the value
/// @return        completes when the result is written
/// Cost      both are read once; up to 256 KB in 1 launch, above in 2 with up to 64 elements of scratch a
///           compute unit; 2 n flops (complex: 8 n)
/// Accuracy  |result - exact| <= (n / 8 + 64) u sum |x||y| to first order, n counting reals, part by part with all products
///           of parts in the sum (far less where n is large: the kernels state it)
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

/// The inner product of float vectors in double: the products are exact, and the bound is dot's with u =
/// 2^-53. sdsdot adds b, in double too, and rounds once.
/// @throws std::invalid_argument  also: the device has no double
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

/// The sum of sizes: |x[0]| + ... + |x[n-1]|; of complex numbers |re| + |im|.
///
/// @param x       (n)  n may be 0: the result is 0
/// @param result  (1)  must not overlap x; or nothing: wait, and return the value
/// @return        completes when the result is written
/// Cost      as dot, of one vector; n flops (complex: 2 n)
/// Accuracy  |result - exact| <= (n / 8 + 64) u exact to first order, n counting reals
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

/// The Euclidean norm, sqrt(|x[0]|^2 + ... + |x[n-1]|^2). No square overflows or vanishes: the result is infinite
/// only where it has to be or x holds an infinity. A NaN makes it one.
///
/// @param x       (n)  n may be 0: the result is 0
/// @param result  (1)  must not overlap x; or nothing: wait, and return the value
/// @return        completes when the result is written
/// Cost      2 launches; x is read once, but parts of it whose squares overflow or vanish 3 times; 2 n
///           flops
/// Accuracy  |result - exact| <= (n / 16 + 40) u exact to first order, n counting reals; four times the first
///           term where parts are read again
/// Source    E. Anderson (above), for the promise
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

/// The first place of the largest size |x[i]|, of complex numbers |re| + |im|; counted from 0.
/// As in reference BLAS a NaN is never the largest, but where x[0] is one, the place is 0.
///
/// @param x       (n)  n may be 0: the place is then -1
/// @param result  (1)  must not overlap x; or nothing: wait, and return the value
/// @return        completes when the result is written
/// Cost      x is read once; launches as dot's
/// Accuracy  exact; of complex numbers, sizes are compared as they are rounded
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
