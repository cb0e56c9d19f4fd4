// SPDX-License-Identifier: Apache-2.0
// Linear algebra with std::complex<float> and std::complex<double>: the complex overloads of the functions that
// the headers included below declare for float and double. An overload without a comment does what the function of
// the same name does for real numbers; that function's header describes both. Functions that exist only for complex
// numbers (conjugated, dotc, hemm, ...) are described here or in those headers.
//
// This is a header of its own, and kumiko.hpp leaves it out, because <complex> takes longer to compile than
// all of Kumiko's headers together (tests/bench/include_cost). Memory of complex numbers needs only <complex>:
// buffer<std::complex<float>>, matrix<std::complex<float>>, read(), write() and similar functions.
#pragma once

#include <kumiko/linalg/blas.hpp>
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/linalg/gemv.hpp>
#include <kumiko/linalg/ger.hpp>
#include <kumiko/linalg/level1.hpp>
#include <kumiko/linalg/omatcopy.hpp>
#include <kumiko/matrix.hpp>

#include <complex>

namespace kumiko {

// ---- <kumiko/matrix.hpp> ------------------------------------------------------------------------

inline factor<std::complex<float>> transposed(const factor<std::complex<float>>& a)
{
    return detail::turned(a, true, false);
}
inline factor<std::complex<double>> transposed(const factor<std::complex<double>>& a)
{
    return detail::turned(a, true, false);
}

/// The element-wise conjugate of `a` as a factor.
inline factor<std::complex<float>> conjugated(const factor<std::complex<float>>& a)
{
    return detail::turned(a, false, true);
}
inline factor<std::complex<double>> conjugated(const factor<std::complex<double>>& a)
{
    return detail::turned(a, false, true);
}

/// The conjugate transpose of `a` as a factor, A^H.
inline factor<std::complex<float>> adjoint(const factor<std::complex<float>>& a)
{
    return detail::turned(a, true, true);
}
inline factor<std::complex<double>> adjoint(const factor<std::complex<double>>& a)
{
    return detail::turned(a, true, true);
}

// ---- <kumiko/linalg/gemm.hpp> -------------------------------------------------------------------

inline event gemm(const queue& q, const factor<std::complex<float>>& a,
                  const factor<std::complex<float>>& b, const matrix<std::complex<float>>& c,
                  std::complex<float> alpha = 1, std::complex<float> beta = 0)
{
    return detail::gemm(q, a, b, c, alpha, beta, {});
}
inline event gemm(const queue& q, const factor<std::complex<double>>& a,
                  const factor<std::complex<double>>& b, const matrix<std::complex<double>>& c,
                  std::complex<double> alpha = 1, std::complex<double> beta = 0)
{
    return detail::gemm(q, a, b, c, alpha, beta, {});
}

// ---- <kumiko/linalg/gemv.hpp> -------------------------------------------------------------------

inline event gemv(const queue& q, const factor<std::complex<float>>& a,
                  const vector<const std::complex<float>>& x, const vector<std::complex<float>>& y,
                  std::complex<float> alpha = 1, std::complex<float> beta = 0)
{
    return detail::gemv(q, a, x, y, alpha, beta);
}
inline event gemv(const queue& q, const factor<std::complex<double>>& a,
                  const vector<const std::complex<double>>& x,
                  const vector<std::complex<double>>& y, std::complex<double> alpha = 1,
                  std::complex<double> beta = 0)
{
    return detail::gemv(q, a, x, y, alpha, beta);
}

// ---- <kumiko/linalg/ger.hpp> --------------------------------------------------------------------

inline event geru(const queue& q, std::complex<float> alpha,
                  const vector<const std::complex<float>>& x,
                  const vector<const std::complex<float>>& y, const matrix<std::complex<float>>& a)
{
    return detail::ger(q, alpha, x, y, false, a);
}
inline event geru(const queue& q, std::complex<double> alpha,
                  const vector<const std::complex<double>>& x,
                  const vector<const std::complex<double>>& y,
                  const matrix<std::complex<double>>& a)
{
    return detail::ger(q, alpha, x, y, false, a);
}
inline event gerc(const queue& q, std::complex<float> alpha,
                  const vector<const std::complex<float>>& x,
                  const vector<const std::complex<float>>& y, const matrix<std::complex<float>>& a)
{
    return detail::ger(q, alpha, x, y, true, a);
}
inline event gerc(const queue& q, std::complex<double> alpha,
                  const vector<const std::complex<double>>& x,
                  const vector<const std::complex<double>>& y,
                  const matrix<std::complex<double>>& a)
{
    return detail::ger(q, alpha, x, y, true, a);
}

// ---- <kumiko/linalg/omatcopy.hpp> ---------------------------------------------------------------

inline event omatcopy(const queue& q, std::complex<float> alpha,
                      const factor<std::complex<float>>& a, const matrix<std::complex<float>>& b)
{
    return detail::omatcopy(q, alpha, a, b);
}
inline event omatcopy(const queue& q, std::complex<double> alpha,
                      const factor<std::complex<double>>& a, const matrix<std::complex<double>>& b)
{
    return detail::omatcopy(q, alpha, a, b);
}

// ---- <kumiko/linalg/level1.hpp> -----------------------------------------------------------------

inline event axpy(const queue& q, std::complex<float> a, const vector<const std::complex<float>>& x,
                  const vector<std::complex<float>>& y)
{
    return detail::axpy(q, a, x, y);
}
inline event axpy(const queue& q, std::complex<double> a,
                  const vector<const std::complex<double>>& x,
                  const vector<std::complex<double>>& y)
{
    return detail::axpy(q, a, x, y);
}

inline event scal(const queue& q, std::complex<float> a, const vector<std::complex<float>>& x)
{
    return detail::scal(q, a, false, x);
}
inline event scal(const queue& q, std::complex<double> a, const vector<std::complex<double>>& x)
{
    return detail::scal(q, a, false, x);
}
inline event scal(const queue& q, float a, const vector<std::complex<float>>& x)
{
    return detail::scal(q, a, true, x);
}
inline event scal(const queue& q, double a, const vector<std::complex<double>>& x)
{
    return detail::scal(q, a, true, x);
}

inline event copy(const queue& q, const vector<const std::complex<float>>& x,
                  const vector<std::complex<float>>& y)
{
    return detail::copy(q, static_cast<const any_vector&>(x), static_cast<const any_vector&>(y));
}
inline event copy(const queue& q, const vector<const std::complex<double>>& x,
                  const vector<std::complex<double>>& y)
{
    return detail::copy(q, static_cast<const any_vector&>(x), static_cast<const any_vector&>(y));
}

inline event swap(const queue& q, const vector<std::complex<float>>& x,
                  const vector<std::complex<float>>& y)
{
    return detail::swap(q, x, y);
}
inline event swap(const queue& q, const vector<std::complex<double>>& x,
                  const vector<std::complex<double>>& y)
{
    return detail::swap(q, x, y);
}

KUMIKO_API void rotg(std::complex<float>& a, const std::complex<float>& b, float& c,
                     std::complex<float>& s);
KUMIKO_API void rotg(std::complex<double>& a, const std::complex<double>& b, double& c,
                     std::complex<double>& s);

inline event rot(const queue& q, const vector<std::complex<float>>& x,
                 const vector<std::complex<float>>& y, float c, float s)
{
    const double cc = static_cast<double>(c), ss = static_cast<double>(s);
    return detail::rotate(q, "rot", x, y, cc, ss, -ss, cc);
}
inline event rot(const queue& q, const vector<std::complex<double>>& x,
                 const vector<std::complex<double>>& y, double c, double s)
{
    const double cc = static_cast<double>(c), ss = static_cast<double>(s);
    return detail::rotate(q, "rot", x, y, cc, ss, -ss, cc);
}

inline event dotu(const queue& q, const vector<const std::complex<float>>& x,
                  const vector<const std::complex<float>>& y,
                  const view<std::complex<float>>& result)
{
    return detail::dot(q, x, y, false, result);
}
inline event dotu(const queue& q, const vector<const std::complex<double>>& x,
                  const vector<const std::complex<double>>& y,
                  const view<std::complex<double>>& result)
{
    return detail::dot(q, x, y, false, result);
}
[[nodiscard]] inline std::complex<float> dotu(const queue& q,
                                              const vector<const std::complex<float>>& x,
                                              const vector<const std::complex<float>>& y)
{
    std::complex<float> value;
    detail::dot(q, x, y, false, element_of<std::complex<float>>, &value);
    return value;
}
[[nodiscard]] inline std::complex<double> dotu(const queue& q,
                                               const vector<const std::complex<double>>& x,
                                               const vector<const std::complex<double>>& y)
{
    std::complex<double> value;
    detail::dot(q, x, y, false, element_of<std::complex<double>>, &value);
    return value;
}
inline event dotc(const queue& q, const vector<const std::complex<float>>& x,
                  const vector<const std::complex<float>>& y,
                  const view<std::complex<float>>& result)
{
    return detail::dot(q, x, y, true, result);
}
inline event dotc(const queue& q, const vector<const std::complex<double>>& x,
                  const vector<const std::complex<double>>& y,
                  const view<std::complex<double>>& result)
{
    return detail::dot(q, x, y, true, result);
}
[[nodiscard]] inline std::complex<float> dotc(const queue& q,
                                              const vector<const std::complex<float>>& x,
                                              const vector<const std::complex<float>>& y)
{
    std::complex<float> value;
    detail::dot(q, x, y, true, element_of<std::complex<float>>, &value);
    return value;
}
[[nodiscard]] inline std::complex<double> dotc(const queue& q,
                                               const vector<const std::complex<double>>& x,
                                               const vector<const std::complex<double>>& y)
{
    std::complex<double> value;
    detail::dot(q, x, y, true, element_of<std::complex<double>>, &value);
    return value;
}

inline event asum(const queue& q, const vector<const std::complex<float>>& x,
                  const view<float>& result)
{
    return detail::asum(q, x, result);
}
inline event asum(const queue& q, const vector<const std::complex<double>>& x,
                  const view<double>& result)
{
    return detail::asum(q, x, result);
}
[[nodiscard]] inline float asum(const queue& q, const vector<const std::complex<float>>& x)
{
    float value;
    detail::asum(q, x, &value);
    return value;
}
[[nodiscard]] inline double asum(const queue& q, const vector<const std::complex<double>>& x)
{
    double value;
    detail::asum(q, x, &value);
    return value;
}

inline event nrm2(const queue& q, const vector<const std::complex<float>>& x,
                  const view<float>& result)
{
    return detail::nrm2(q, x, result);
}
inline event nrm2(const queue& q, const vector<const std::complex<double>>& x,
                  const view<double>& result)
{
    return detail::nrm2(q, x, result);
}
[[nodiscard]] inline float nrm2(const queue& q, const vector<const std::complex<float>>& x)
{
    float value;
    detail::nrm2(q, x, &value);
    return value;
}
[[nodiscard]] inline double nrm2(const queue& q, const vector<const std::complex<double>>& x)
{
    double value;
    detail::nrm2(q, x, &value);
    return value;
}

inline event iamax(const queue& q, const vector<const std::complex<float>>& x,
                   const view<std::int64_t>& result)
{
    return detail::iamax(q, x, result);
}
inline event iamax(const queue& q, const vector<const std::complex<double>>& x,
                   const view<std::int64_t>& result)
{
    return detail::iamax(q, x, result);
}
[[nodiscard]] inline std::int64_t iamax(const queue& q, const vector<const std::complex<float>>& x)
{
    std::int64_t value;
    detail::iamax(q, x, &value);
    return value;
}
[[nodiscard]] inline std::int64_t iamax(const queue& q, const vector<const std::complex<double>>& x)
{
    std::int64_t value;
    detail::iamax(q, x, &value);
    return value;
}

// ---- <kumiko/linalg/blas.hpp> -------------------------------------------------------------------

inline event gbmv(const queue& q, std::size_t kl, std::size_t ku,
                  const factor<std::complex<float>>& a, const vector<const std::complex<float>>& x,
                  const vector<std::complex<float>>& y, std::complex<float> alpha = 1,
                  std::complex<float> beta = 0)
{
    return detail::gbmv(q, kl, ku, a, x, y, alpha, beta);
}
inline event gbmv(const queue& q, std::size_t kl, std::size_t ku,
                  const factor<std::complex<double>>& a,
                  const vector<const std::complex<double>>& x,
                  const vector<std::complex<double>>& y, std::complex<double> alpha = 1,
                  std::complex<double> beta = 0)
{
    return detail::gbmv(q, kl, ku, a, x, y, alpha, beta);
}

/// y = alpha A x + beta y with a Hermitian A: stored in full (hemv), as a band (hbmv), or packed (hpmv).
///
/// @param a  (n,n); hbmv: {ab, n, k + 1}; hpmv: n (n + 1) / 2 elements
/// @param x  (n)  must not overlap y
/// Example   hemv(q, uplo::upper, {a, n, n}, x, y);
inline event hemv(const queue& q, uplo u, const matrix<const std::complex<float>>& a,
                  const vector<const std::complex<float>>& x, const vector<std::complex<float>>& y,
                  std::complex<float> alpha = 1, std::complex<float> beta = 0)
{
    return detail::symmetric_product(q, "hemv", detail::storage::full, true, u, a, x, y, alpha,
                                     beta);
}
inline event hemv(const queue& q, uplo u, const matrix<const std::complex<double>>& a,
                  const vector<const std::complex<double>>& x,
                  const vector<std::complex<double>>& y, std::complex<double> alpha = 1,
                  std::complex<double> beta = 0)
{
    return detail::symmetric_product(q, "hemv", detail::storage::full, true, u, a, x, y, alpha,
                                     beta);
}

inline event hbmv(const queue& q, uplo u, const matrix<const std::complex<float>>& a,
                  const vector<const std::complex<float>>& x, const vector<std::complex<float>>& y,
                  std::complex<float> alpha = 1, std::complex<float> beta = 0)
{
    return detail::symmetric_product(q, "hbmv", detail::storage::banded, true, u, a, x, y, alpha,
                                     beta);
}
inline event hbmv(const queue& q, uplo u, const matrix<const std::complex<double>>& a,
                  const vector<const std::complex<double>>& x,
                  const vector<std::complex<double>>& y, std::complex<double> alpha = 1,
                  std::complex<double> beta = 0)
{
    return detail::symmetric_product(q, "hbmv", detail::storage::banded, true, u, a, x, y, alpha,
                                     beta);
}

inline event hpmv(const queue& q, uplo u, const view<const std::complex<float>>& a,
                  const vector<const std::complex<float>>& x, const vector<std::complex<float>>& y,
                  std::complex<float> alpha = 1, std::complex<float> beta = 0)
{
    return detail::symmetric_product(q, "hpmv", detail::storage::packed, true, u,
                                     detail::one_row(a), x, y, alpha, beta);
}
inline event hpmv(const queue& q, uplo u, const view<const std::complex<double>>& a,
                  const vector<const std::complex<double>>& x,
                  const vector<std::complex<double>>& y, std::complex<double> alpha = 1,
                  std::complex<double> beta = 0)
{
    return detail::symmetric_product(q, "hpmv", detail::storage::packed, true, u,
                                     detail::one_row(a), x, y, alpha, beta);
}

inline event trmv(const queue& q, uplo u, diag d, const factor<std::complex<float>>& a,
                  const vector<std::complex<float>>& x)
{
    return detail::triangular_product(q, "trmv", detail::storage::full, false, u, d, a, x);
}
inline event trmv(const queue& q, uplo u, diag d, const factor<std::complex<double>>& a,
                  const vector<std::complex<double>>& x)
{
    return detail::triangular_product(q, "trmv", detail::storage::full, false, u, d, a, x);
}
inline event tbmv(const queue& q, uplo u, diag d, const factor<std::complex<float>>& a,
                  const vector<std::complex<float>>& x)
{
    return detail::triangular_product(q, "tbmv", detail::storage::banded, false, u, d, a, x);
}
inline event tbmv(const queue& q, uplo u, diag d, const factor<std::complex<double>>& a,
                  const vector<std::complex<double>>& x)
{
    return detail::triangular_product(q, "tbmv", detail::storage::banded, false, u, d, a, x);
}
inline event tpmv(const queue& q, uplo u, diag d, const factor<std::complex<float>>& a,
                  const vector<std::complex<float>>& x)
{
    return detail::triangular_product(q, "tpmv", detail::storage::packed, false, u, d, a, x);
}
inline event tpmv(const queue& q, uplo u, diag d, const factor<std::complex<double>>& a,
                  const vector<std::complex<double>>& x)
{
    return detail::triangular_product(q, "tpmv", detail::storage::packed, false, u, d, a, x);
}

inline event trsv(const queue& q, uplo u, diag d, const factor<std::complex<float>>& a,
                  const vector<std::complex<float>>& x)
{
    return detail::triangular_product(q, "trsv", detail::storage::full, true, u, d, a, x);
}
inline event trsv(const queue& q, uplo u, diag d, const factor<std::complex<double>>& a,
                  const vector<std::complex<double>>& x)
{
    return detail::triangular_product(q, "trsv", detail::storage::full, true, u, d, a, x);
}
inline event tbsv(const queue& q, uplo u, diag d, const factor<std::complex<float>>& a,
                  const vector<std::complex<float>>& x)
{
    return detail::triangular_product(q, "tbsv", detail::storage::banded, true, u, d, a, x);
}
inline event tbsv(const queue& q, uplo u, diag d, const factor<std::complex<double>>& a,
                  const vector<std::complex<double>>& x)
{
    return detail::triangular_product(q, "tbsv", detail::storage::banded, true, u, d, a, x);
}
inline event tpsv(const queue& q, uplo u, diag d, const factor<std::complex<float>>& a,
                  const vector<std::complex<float>>& x)
{
    return detail::triangular_product(q, "tpsv", detail::storage::packed, true, u, d, a, x);
}
inline event tpsv(const queue& q, uplo u, diag d, const factor<std::complex<double>>& a,
                  const vector<std::complex<double>>& x)
{
    return detail::triangular_product(q, "tpsv", detail::storage::packed, true, u, d, a, x);
}

/// A = alpha x x^H + A with a Hermitian A: stored in full (her), or packed (hpr).
///
/// @param x  (n)  must not overlap A
/// @param a  (n,n); hpr: n (n + 1) / 2 elements
/// Example   her(q, uplo::upper, 2, x, {a, n, n});
inline event her(const queue& q, uplo u, float alpha, const vector<const std::complex<float>>& x,
                 const matrix<std::complex<float>>& a)
{
    return detail::symmetric_update(q, "her", detail::storage::full, true, u, alpha, x, nullptr, a);
}
inline event her(const queue& q, uplo u, double alpha, const vector<const std::complex<double>>& x,
                 const matrix<std::complex<double>>& a)
{
    return detail::symmetric_update(q, "her", detail::storage::full, true, u, alpha, x, nullptr, a);
}

inline event hpr(const queue& q, uplo u, float alpha, const vector<const std::complex<float>>& x,
                 const view<std::complex<float>>& a)
{
    return detail::symmetric_update(q, "hpr", detail::storage::packed, true, u, alpha, x, nullptr,
                                    detail::one_row(a));
}
inline event hpr(const queue& q, uplo u, double alpha, const vector<const std::complex<double>>& x,
                 const view<std::complex<double>>& a)
{
    return detail::symmetric_update(q, "hpr", detail::storage::packed, true, u, alpha, x, nullptr,
                                    detail::one_row(a));
}

/// A = alpha x y^H + conj(alpha) y x^H + A with a Hermitian A: stored in full (her2), or packed (hpr2). Otherwise
/// like her.
///
/// @param y  (n)  may overlap x
inline event her2(const queue& q, uplo u, std::complex<float> alpha,
                  const vector<const std::complex<float>>& x,
                  const vector<const std::complex<float>>& y, const matrix<std::complex<float>>& a)
{
    return detail::symmetric_update(q, "her2", detail::storage::full, true, u, alpha, x, &y, a);
}
inline event her2(const queue& q, uplo u, std::complex<double> alpha,
                  const vector<const std::complex<double>>& x,
                  const vector<const std::complex<double>>& y,
                  const matrix<std::complex<double>>& a)
{
    return detail::symmetric_update(q, "her2", detail::storage::full, true, u, alpha, x, &y, a);
}

inline event hpr2(const queue& q, uplo u, std::complex<float> alpha,
                  const vector<const std::complex<float>>& x,
                  const vector<const std::complex<float>>& y, const view<std::complex<float>>& a)
{
    return detail::symmetric_update(q, "hpr2", detail::storage::packed, true, u, alpha, x, &y,
                                    detail::one_row(a));
}
inline event hpr2(const queue& q, uplo u, std::complex<double> alpha,
                  const vector<const std::complex<double>>& x,
                  const vector<const std::complex<double>>& y, const view<std::complex<double>>& a)
{
    return detail::symmetric_update(q, "hpr2", detail::storage::packed, true, u, alpha, x, &y,
                                    detail::one_row(a));
}

inline event symm(const queue& q, side s, uplo u, const matrix<const std::complex<float>>& a,
                  const matrix<const std::complex<float>>& b, const matrix<std::complex<float>>& c,
                  std::complex<float> alpha = 1, std::complex<float> beta = 0)
{
    return detail::symmetric_product(q, "symm", false, s, u, a, b, c, alpha, beta);
}
inline event symm(const queue& q, side s, uplo u, const matrix<const std::complex<double>>& a,
                  const matrix<const std::complex<double>>& b,
                  const matrix<std::complex<double>>& c, std::complex<double> alpha = 1,
                  std::complex<double> beta = 0)
{
    return detail::symmetric_product(q, "symm", false, s, u, a, b, c, alpha, beta);
}

/// C = alpha A B + beta C (side::left), or C = alpha B A + beta C (side::right), with a Hermitian A.
///
/// @param a  (m,m) on the left, (n,n) on the right
/// @param b  (m,n)
/// @param c  (m,n)  must overlap neither A nor B
/// Cost      both triangles of A are first written to scratch, which has the size of A; then gemm
/// Example   hemm(q, side::left, uplo::upper, {a, m, m}, {b, m, n}, {c, m, n});
inline event hemm(const queue& q, side s, uplo u, const matrix<const std::complex<float>>& a,
                  const matrix<const std::complex<float>>& b, const matrix<std::complex<float>>& c,
                  std::complex<float> alpha = 1, std::complex<float> beta = 0)
{
    return detail::symmetric_product(q, "hemm", true, s, u, a, b, c, alpha, beta);
}
inline event hemm(const queue& q, side s, uplo u, const matrix<const std::complex<double>>& a,
                  const matrix<const std::complex<double>>& b,
                  const matrix<std::complex<double>>& c, std::complex<double> alpha = 1,
                  std::complex<double> beta = 0)
{
    return detail::symmetric_product(q, "hemm", true, s, u, a, b, c, alpha, beta);
}

inline event syrk(const queue& q, uplo u, const factor<std::complex<float>>& a,
                  const matrix<std::complex<float>>& c, std::complex<float> alpha = 1,
                  std::complex<float> beta = 0)
{
    return detail::symmetric_update(q, "syrk", false, u, a, nullptr, c, alpha, beta);
}
inline event syrk(const queue& q, uplo u, const factor<std::complex<double>>& a,
                  const matrix<std::complex<double>>& c, std::complex<double> alpha = 1,
                  std::complex<double> beta = 0)
{
    return detail::symmetric_update(q, "syrk", false, u, a, nullptr, c, alpha, beta);
}

inline event syr2k(const queue& q, uplo u, const factor<std::complex<float>>& a,
                   const factor<std::complex<float>>& b, const matrix<std::complex<float>>& c,
                   std::complex<float> alpha = 1, std::complex<float> beta = 0)
{
    return detail::symmetric_update(q, "syr2k", false, u, a, &b, c, alpha, beta);
}
inline event syr2k(const queue& q, uplo u, const factor<std::complex<double>>& a,
                   const factor<std::complex<double>>& b, const matrix<std::complex<double>>& c,
                   std::complex<double> alpha = 1, std::complex<double> beta = 0)
{
    return detail::symmetric_update(q, "syr2k", false, u, a, &b, c, alpha, beta);
}

/// C = alpha op(A) op(A)^H + beta C with a Hermitian C.
///
/// @param a  op(A) is (n,k)
/// @param c  (n,n)  must not overlap A
/// Cost      half of gemm's flops, 4 n k (n + 128), in at most 2 n / 128 products; scratch of 128^2
///           elements
/// Example   herk(q, uplo::lower, adjoint({a, k, n}), {c, n, n});
inline event herk(const queue& q, uplo u, const factor<std::complex<float>>& a,
                  const matrix<std::complex<float>>& c, float alpha = 1, float beta = 0)
{
    return detail::symmetric_update(q, "herk", true, u, a, nullptr, c, alpha, beta);
}
inline event herk(const queue& q, uplo u, const factor<std::complex<double>>& a,
                  const matrix<std::complex<double>>& c, double alpha = 1, double beta = 0)
{
    return detail::symmetric_update(q, "herk", true, u, a, nullptr, c, alpha, beta);
}

/// C = alpha op(A) op(B)^H + conj(alpha) op(B) op(A)^H + beta C with a Hermitian C. Otherwise like herk.
///
/// @param b  op(B) is (n,k); may overlap A
/// Cost      the flops of a gemm, 8 n^2 k, in at most 2 n / 128 products; scratch of 256^2 elements
inline event her2k(const queue& q, uplo u, const factor<std::complex<float>>& a,
                   const factor<std::complex<float>>& b, const matrix<std::complex<float>>& c,
                   std::complex<float> alpha = 1, float beta = 0)
{
    return detail::symmetric_update(q, "her2k", true, u, a, &b, c, alpha, beta);
}
inline event her2k(const queue& q, uplo u, const factor<std::complex<double>>& a,
                   const factor<std::complex<double>>& b, const matrix<std::complex<double>>& c,
                   std::complex<double> alpha = 1, double beta = 0)
{
    return detail::symmetric_update(q, "her2k", true, u, a, &b, c, alpha, beta);
}

inline event trmm(const queue& q, side s, uplo u, diag d, const factor<std::complex<float>>& a,
                  const matrix<std::complex<float>>& b, std::complex<float> alpha = 1)
{
    return detail::triangular_product(q, "trmm", false, s, u, d, a, b, alpha);
}
inline event trmm(const queue& q, side s, uplo u, diag d, const factor<std::complex<double>>& a,
                  const matrix<std::complex<double>>& b, std::complex<double> alpha = 1)
{
    return detail::triangular_product(q, "trmm", false, s, u, d, a, b, alpha);
}

inline event trsm(const queue& q, side s, uplo u, diag d, const factor<std::complex<float>>& a,
                  const matrix<std::complex<float>>& b, std::complex<float> alpha = 1)
{
    return detail::triangular_product(q, "trsm", true, s, u, d, a, b, alpha);
}
inline event trsm(const queue& q, side s, uplo u, diag d, const factor<std::complex<double>>& a,
                  const matrix<std::complex<double>>& b, std::complex<double> alpha = 1)
{
    return detail::triangular_product(q, "trsm", true, s, u, d, a, b, alpha);
}

}  // namespace kumiko
