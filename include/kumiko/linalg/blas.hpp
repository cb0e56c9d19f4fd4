// SPDX-License-Identifier: Apache-2.0
// The BLAS beyond vectors, gemm, gemv and ger: matrices that are banded, packed, symmetric,
// Hermitian or triangular. The names are those of the BLAS without their type's letter, for float,
// double and their std::complex; what the BLAS has for real numbers alone (symv, syr, ...) or for
// complex ones alone (hemv, her, ...), this has, too. What takes std::complex is declared in
// <kumiko/complex.hpp>.
//
// A triangle.  Of a symmetric, Hermitian or triangular matrix one triangle is read or written,
//              uplo::upper or uplo::lower; the other is as if it were not there. The word tells
//              where it lies in memory, and stays the same under transposed(). The imaginary part
//              of a Hermitian diagonal is taken for 0, and stored as 0. diag::unit: the diagonal is
//              1, and not read.
// Bands.       A band matrix of kl diagonals below the main one and ku above it is stored as a
//              matrix of kl + ku + 1 columns: row i of it holds row i of the band, element (i, j)
//              in column kl + j - i. Places outside of the matrix, in its first and last rows, are
//              neither read nor written. Symmetric and triangular ones have k diagonals beside the
//              main one: k + 1 columns, the main diagonal in the first one (upper) or in the last
//              one (lower).
// Packed.      The rows of the triangle one after the other, n (n + 1) / 2 elements: a view; where
//              it may be transposed, a matrix of one row, {ap, 1, n * (n + 1) / 2}.
// Factors.     op(A) is A, transposed(A), conjugated(A) or adjoint(A).
// Vectors.     A buffer or a view, or {buffer, n, stride} with any stride (matrix.hpp).
// Zeros.       With alpha = 0 no factor is read, with beta = 0 not what is written: NaN there is
//              gone. Sizes may be 0.
// Columns.     A column-major matrix is a row-major one transposed: its upper triangle is `lower`
//              here, of a Hermitian matrix that of the conjugate. Bands and packed triangles keep
//              to this, too.
//
// All throw alike, before anything is enqueued:
//
// std::invalid_argument  shapes disagree (the message has both); what is written overlaps what is
//                        read; memory of another device, or gone; double on a device that has none
// kumiko::error          an OpenCL call failed
//
// Cost      Products and updates of a vector are bound by memory: the stored part of A is read once
//           (on a GPU twice by symv and its like), and written once by updates. Products are 1 or 2
//           launches, updates 1, and 1 more for each vector with a stride. Scratch: a vector of
//           sums for each of 2 work-items a compute unit. Solutions: 3 launches for each 256
//           unknowns (on a GPU 128); on a CPU a band of up to 512 diagonals is 1. What has matrices
//           alone is gemm's work, and nearly as fast; its scratch is said with each
// Accuracy  Products and updates: |y - exact| <= gamma_d (|alpha||A||x| + |beta||y|), element by
//           element, with gamma_d = d u / (1 - d u), u = 2^-24 or 2^-53, d = k + 10 for sums of k
//           terms. Complex: part by part, |z| being |re z| + |im z|, and d = 2 k + 10. Solutions:
//           |b - op(A) x| <= gamma_d (|op(A)||x| + |b|). Every call repeats bit for bit on one
//           device
// Source    J. Dongarra et al., "An Extended Set of FORTRAN Basic Linear Algebra Subprograms", ACM
//           TOMS 14(1), 1988, and "A Set of Level 3 Basic Linear Algebra Subprograms", 16(1), 1990;
//           matrices are halved as by E. Elmroth, F. Gustavson, I. Jonsson, B. Kagstrom, "Recursive
//           Blocked Algorithms and Hybrid Data Structures for Dense Matrix Library Software", SIAM
//           Review 46(1), 2004; N. Higham, "Accuracy and Stability of Numerical Algorithms",
//           chapters 3 and 8
#pragma once

#include <kumiko/matrix.hpp>

namespace kumiko {

/// The triangle of a matrix that is stored.
enum class uplo { upper, lower };
/// Whether a triangular matrix has a diagonal of its own, or ones.
enum class diag { non_unit, unit };
/// On which side of a product the symmetric or triangular matrix stands.
enum class side { left, right };

namespace detail {
enum class storage { full, banded, packed };
KUMIKO_API event gbmv(const queue& q, std::size_t kl, std::size_t ku, const any_factor& a,
                      const any_vector& x, const any_vector& y, scalar alpha, scalar beta);
KUMIKO_API event symmetric_product(const queue& q, const char* call, storage s, bool hermitian,
                                   uplo u, const any_matrix& a, const any_vector& x,
                                   const any_vector& y, scalar alpha, scalar beta);
KUMIKO_API event triangular_product(const queue& q, const char* call, storage s, bool inverse,
                                    uplo u, diag d, const any_factor& a, const any_vector& x);
KUMIKO_API event symmetric_update(const queue& q, const char* call, storage s, bool hermitian,
                                  uplo u, scalar alpha, const any_vector& x, const any_vector* y,
                                  const any_matrix& a);
KUMIKO_API event symmetric_product(const queue& q, const char* call, bool hermitian, side s, uplo u,
                                   const any_matrix& a, const any_matrix& b, const any_matrix& c,
                                   scalar alpha, scalar beta);
KUMIKO_API event symmetric_update(const queue& q, const char* call, bool hermitian, uplo u,
                                  const any_factor& a, const any_factor* b, const any_matrix& c,
                                  scalar alpha, scalar beta);
KUMIKO_API event triangular_product(const queue& q, const char* call, bool inverse, side s, uplo u,
                                    diag d, const any_factor& a, const any_matrix& b, scalar alpha);
inline any_matrix one_row(const any_view& v) { return {v, 1, v.size, v.size}; }
}  // namespace detail

// ---- level 2: a matrix and vectors --------------------------------------------------------------

/// y = alpha op(A) x + beta y, A a band matrix.
///
/// @param kl  diagonals below the main one, and ku above it
/// @param a   A as {ab, m, kl + ku + 1}; its columns are as many as x has elements, y where op
///            transposes
/// @param x   must not overlap y
/// Example    gbmv(q, 1, 1, {ab, n, 3}, x, y);
inline event gbmv(const queue& q, std::size_t kl, std::size_t ku, const factor<float>& a,
                  const vector<const float>& x, const vector<float>& y, float alpha = 1,
                  float beta = 0)
{
    return detail::gbmv(q, kl, ku, a, x, y, alpha, beta);
}
inline event gbmv(const queue& q, std::size_t kl, std::size_t ku, const factor<double>& a,
                  const vector<const double>& x, const vector<double>& y, double alpha = 1,
                  double beta = 0)
{
    return detail::gbmv(q, kl, ku, a, x, y, alpha, beta);
}

/// y = alpha A x + beta y, A symmetric: symv full, sbmv a band, spmv packed.
///
/// @param a  (n,n); sbmv: {ab, n, k + 1}; spmv: n (n + 1) / 2 elements
/// @param x  (n)  must not overlap y
/// Example   symv(q, uplo::upper, {a, n, n}, x, y);
inline event symv(const queue& q, uplo u, const matrix<const float>& a,
                  const vector<const float>& x, const vector<float>& y, float alpha = 1,
                  float beta = 0)
{
    return detail::symmetric_product(q, "symv", detail::storage::full, false, u, a, x, y, alpha,
                                     beta);
}
inline event symv(const queue& q, uplo u, const matrix<const double>& a,
                  const vector<const double>& x, const vector<double>& y, double alpha = 1,
                  double beta = 0)
{
    return detail::symmetric_product(q, "symv", detail::storage::full, false, u, a, x, y, alpha,
                                     beta);
}

inline event sbmv(const queue& q, uplo u, const matrix<const float>& a,
                  const vector<const float>& x, const vector<float>& y, float alpha = 1,
                  float beta = 0)
{
    return detail::symmetric_product(q, "sbmv", detail::storage::banded, false, u, a, x, y, alpha,
                                     beta);
}
inline event sbmv(const queue& q, uplo u, const matrix<const double>& a,
                  const vector<const double>& x, const vector<double>& y, double alpha = 1,
                  double beta = 0)
{
    return detail::symmetric_product(q, "sbmv", detail::storage::banded, false, u, a, x, y, alpha,
                                     beta);
}

inline event spmv(const queue& q, uplo u, const view<const float>& a, const vector<const float>& x,
                  const vector<float>& y, float alpha = 1, float beta = 0)
{
    return detail::symmetric_product(q, "spmv", detail::storage::packed, false, u,
                                     detail::one_row(a), x, y, alpha, beta);
}
inline event spmv(const queue& q, uplo u, const view<const double>& a,
                  const vector<const double>& x, const vector<double>& y, double alpha = 1,
                  double beta = 0)
{
    return detail::symmetric_product(q, "spmv", detail::storage::packed, false, u,
                                     detail::one_row(a), x, y, alpha, beta);
}

/// x = op(A) x, A triangular: trmv full, tbmv a band, tpmv packed.
///
/// @param a  (n,n); tbmv: {ab, n, k + 1}; tpmv: {ap, 1, n * (n + 1) / 2}
/// @param x  (n)  must not overlap A
/// Example   trmv(q, uplo::lower, diag::unit, transposed({a, n, n}), x);
inline event trmv(const queue& q, uplo u, diag d, const factor<float>& a, const vector<float>& x)
{
    return detail::triangular_product(q, "trmv", detail::storage::full, false, u, d, a, x);
}
inline event trmv(const queue& q, uplo u, diag d, const factor<double>& a, const vector<double>& x)
{
    return detail::triangular_product(q, "trmv", detail::storage::full, false, u, d, a, x);
}

inline event tbmv(const queue& q, uplo u, diag d, const factor<float>& a, const vector<float>& x)
{
    return detail::triangular_product(q, "tbmv", detail::storage::banded, false, u, d, a, x);
}
inline event tbmv(const queue& q, uplo u, diag d, const factor<double>& a, const vector<double>& x)
{
    return detail::triangular_product(q, "tbmv", detail::storage::banded, false, u, d, a, x);
}

inline event tpmv(const queue& q, uplo u, diag d, const factor<float>& a, const vector<float>& x)
{
    return detail::triangular_product(q, "tpmv", detail::storage::packed, false, u, d, a, x);
}
inline event tpmv(const queue& q, uplo u, diag d, const factor<double>& a, const vector<double>& x)
{
    return detail::triangular_product(q, "tpmv", detail::storage::packed, false, u, d, a, x);
}

/// x = op(A)^-1 x, A triangular: trsv full, tbsv a band, tpsv packed.
/// A singular A is not found out: x is what dividing by 0 gives.
///
/// @param a  (n,n); tbsv: {ab, n, k + 1}; tpsv: {ap, 1, n * (n + 1) / 2}
/// @param x  (n)  must not overlap A
/// Example   trsv(q, uplo::lower, diag::unit, transposed({a, n, n}), x);
inline event trsv(const queue& q, uplo u, diag d, const factor<float>& a, const vector<float>& x)
{
    return detail::triangular_product(q, "trsv", detail::storage::full, true, u, d, a, x);
}
inline event trsv(const queue& q, uplo u, diag d, const factor<double>& a, const vector<double>& x)
{
    return detail::triangular_product(q, "trsv", detail::storage::full, true, u, d, a, x);
}

inline event tbsv(const queue& q, uplo u, diag d, const factor<float>& a, const vector<float>& x)
{
    return detail::triangular_product(q, "tbsv", detail::storage::banded, true, u, d, a, x);
}
inline event tbsv(const queue& q, uplo u, diag d, const factor<double>& a, const vector<double>& x)
{
    return detail::triangular_product(q, "tbsv", detail::storage::banded, true, u, d, a, x);
}

inline event tpsv(const queue& q, uplo u, diag d, const factor<float>& a, const vector<float>& x)
{
    return detail::triangular_product(q, "tpsv", detail::storage::packed, true, u, d, a, x);
}
inline event tpsv(const queue& q, uplo u, diag d, const factor<double>& a, const vector<double>& x)
{
    return detail::triangular_product(q, "tpsv", detail::storage::packed, true, u, d, a, x);
}

/// A = alpha x x^T + A, A symmetric: syr full, spr packed.
///
/// @param x  (n)  must not overlap A
/// @param a  (n,n); spr: n (n + 1) / 2 elements
/// Example   syr(q, uplo::upper, 2, x, {a, n, n});
inline event syr(const queue& q, uplo u, float alpha, const vector<const float>& x,
                 const matrix<float>& a)
{
    return detail::symmetric_update(q, "syr", detail::storage::full, false, u, alpha, x, nullptr,
                                    a);
}
inline event syr(const queue& q, uplo u, double alpha, const vector<const double>& x,
                 const matrix<double>& a)
{
    return detail::symmetric_update(q, "syr", detail::storage::full, false, u, alpha, x, nullptr,
                                    a);
}

inline event spr(const queue& q, uplo u, float alpha, const vector<const float>& x,
                 const view<float>& a)
{
    return detail::symmetric_update(q, "spr", detail::storage::packed, false, u, alpha, x, nullptr,
                                    detail::one_row(a));
}
inline event spr(const queue& q, uplo u, double alpha, const vector<const double>& x,
                 const view<double>& a)
{
    return detail::symmetric_update(q, "spr", detail::storage::packed, false, u, alpha, x, nullptr,
                                    detail::one_row(a));
}

/// A = alpha (x y^T + y x^T) + A, A symmetric: syr2 full, spr2 packed. As syr.
///
/// @param y  (n)  may overlap x
inline event syr2(const queue& q, uplo u, float alpha, const vector<const float>& x,
                  const vector<const float>& y, const matrix<float>& a)
{
    return detail::symmetric_update(q, "syr2", detail::storage::full, false, u, alpha, x, &y, a);
}
inline event syr2(const queue& q, uplo u, double alpha, const vector<const double>& x,
                  const vector<const double>& y, const matrix<double>& a)
{
    return detail::symmetric_update(q, "syr2", detail::storage::full, false, u, alpha, x, &y, a);
}

inline event spr2(const queue& q, uplo u, float alpha, const vector<const float>& x,
                  const vector<const float>& y, const view<float>& a)
{
    return detail::symmetric_update(q, "spr2", detail::storage::packed, false, u, alpha, x, &y,
                                    detail::one_row(a));
}
inline event spr2(const queue& q, uplo u, double alpha, const vector<const double>& x,
                  const vector<const double>& y, const view<double>& a)
{
    return detail::symmetric_update(q, "spr2", detail::storage::packed, false, u, alpha, x, &y,
                                    detail::one_row(a));
}

// ---- level 3: matrices --------------------------------------------------------------------------

/// C = alpha A B + beta C (side::left), or alpha B A + beta C (side::right), A symmetric.
///
/// @param a  (m,m) on the left, (n,n) on the right
/// @param b  (m,n)
/// @param c  (m,n)  must overlap neither A nor B
/// Cost      A is written out in full first: scratch of its size; then gemm
/// Example   symm(q, side::left, uplo::upper, {a, m, m}, {b, m, n}, {c, m, n});
inline event symm(const queue& q, side s, uplo u, const matrix<const float>& a,
                  const matrix<const float>& b, const matrix<float>& c, float alpha = 1,
                  float beta = 0)
{
    return detail::symmetric_product(q, "symm", false, s, u, a, b, c, alpha, beta);
}
inline event symm(const queue& q, side s, uplo u, const matrix<const double>& a,
                  const matrix<const double>& b, const matrix<double>& c, double alpha = 1,
                  double beta = 0)
{
    return detail::symmetric_product(q, "symm", false, s, u, a, b, c, alpha, beta);
}

/// C = alpha op(A) op(A)^T + beta C, C symmetric.
///
/// @param a  op(A) is (n,k)
/// @param c  (n,n)  must not overlap A
/// Cost      half of gemm's flops, n k (n + 128), in 2 n / 128 products or less; scratch of 128^2
///           elements
/// Example   syrk(q, uplo::lower, transposed({a, k, n}), {c, n, n});
inline event syrk(const queue& q, uplo u, const factor<float>& a, const matrix<float>& c,
                  float alpha = 1, float beta = 0)
{
    return detail::symmetric_update(q, "syrk", false, u, a, nullptr, c, alpha, beta);
}
inline event syrk(const queue& q, uplo u, const factor<double>& a, const matrix<double>& c,
                  double alpha = 1, double beta = 0)
{
    return detail::symmetric_update(q, "syrk", false, u, a, nullptr, c, alpha, beta);
}

/// C = alpha (op(A) op(B)^T + op(B) op(A)^T) + beta C, C symmetric. As syrk.
///
/// @param b  op(B) is (n,k); may overlap A
/// Cost      the flops of a gemm, 2 n^2 k, in 2 n / 128 products or less; scratch of 256^2 elements
inline event syr2k(const queue& q, uplo u, const factor<float>& a, const factor<float>& b,
                   const matrix<float>& c, float alpha = 1, float beta = 0)
{
    return detail::symmetric_update(q, "syr2k", false, u, a, &b, c, alpha, beta);
}
inline event syr2k(const queue& q, uplo u, const factor<double>& a, const factor<double>& b,
                   const matrix<double>& c, double alpha = 1, double beta = 0)
{
    return detail::symmetric_update(q, "syr2k", false, u, a, &b, c, alpha, beta);
}

/// B = alpha op(A) B (side::left), or alpha B op(A) (side::right), A triangular.
///
/// @param a  (m,m) on the left, (n,n) on the right
/// @param b  (m,n)  must not overlap A
/// Cost      half of gemm's flops; A is halved down to triangles of 128 (GPU: 32) rows, of which
///           each is a launch, and so is what is beside it. No scratch but gemm's
/// Example   trmm(q, side::left, uplo::lower, diag::non_unit, {a, m, m}, {b, m, n});
inline event trmm(const queue& q, side s, uplo u, diag d, const factor<float>& a,
                  const matrix<float>& b, float alpha = 1)
{
    return detail::triangular_product(q, "trmm", false, s, u, d, a, b, alpha);
}
inline event trmm(const queue& q, side s, uplo u, diag d, const factor<double>& a,
                  const matrix<double>& b, double alpha = 1)
{
    return detail::triangular_product(q, "trmm", false, s, u, d, a, b, alpha);
}

/// B = alpha op(A)^-1 B (side::left), or alpha B op(A)^-1 (side::right), A triangular.
/// A singular A is not found out: B is what dividing by 0 gives.
///
/// @param a  (m,m) on the left, (n,n) on the right
/// @param b  (m,n)  must not overlap A
/// Cost      half of gemm's flops; A is halved down to triangles of 128 (GPU: 32) rows, of which
///           each is a launch, and so is what is beside it. No scratch but gemm's
/// Example   trsm(q, side::left, uplo::lower, diag::non_unit, {a, m, m}, {b, m, n});
inline event trsm(const queue& q, side s, uplo u, diag d, const factor<float>& a,
                  const matrix<float>& b, float alpha = 1)
{
    return detail::triangular_product(q, "trsm", true, s, u, d, a, b, alpha);
}
inline event trsm(const queue& q, side s, uplo u, diag d, const factor<double>& a,
                  const matrix<double>& b, double alpha = 1)
{
    return detail::triangular_product(q, "trsm", true, s, u, d, a, b, alpha);
}

}  // namespace kumiko
