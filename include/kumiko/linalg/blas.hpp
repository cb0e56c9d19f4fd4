// SPDX-License-Identifier: Apache-2.0
// The routines of the BLAS for banded, packed, symmetric, Hermitian and triangular matrices. (The others
// are in level1.hpp, gemv.hpp, ger.hpp and gemm.hpp.) The names are those of the BLAS without the letter
// for the type. The types are float, double and std::complex of both. As in the BLAS some routines are for
// real numbers only (symv, syr, ...) or for complex numbers only (hemv, her, ...). The overloads for
// std::complex are declared in <kumiko/complex.hpp>.
//
// Triangles.   Only one triangle of a symmetric, Hermitian or triangular matrix is read or written:
//              uplo::upper or uplo::lower. The other one is not accessed. uplo says where the triangle
//              is in memory, so it stays the same under transposed(). The imaginary part of a Hermitian
//              diagonal is read as 0, and stored as 0. With diag::unit the diagonal is 1 and is not read.
// Bands.       A band matrix with kl diagonals below the main one and ku above it is stored as a matrix
//              of kl + ku + 1 columns. Row i of it holds row i of the band, with element (i, j) in column
//              kl + j - i. Elements in its first and last rows that lie outside the band matrix are
//              neither read nor written. Symmetric, Hermitian and triangular band matrices have k
//              diagonals beside the main one and are stored in k + 1 columns; the main diagonal is in
//              the first column (upper) or the last one (lower).
// Packed.      The rows of the triangle follow each other, n (n + 1) / 2 elements in all. A packed matrix
//              is a view, or, where it may be transposed, a matrix of one row, {ap, 1, n * (n + 1) / 2}.
// Factors.     op(A) is A, transposed(A), conjugated(A) or adjoint(A).
// Vectors.     A buffer or a view, or {buffer, n, stride} with any stride (matrix.hpp).
// Zeros.       With alpha = 0 the factors are not read. With beta = 0 the result is not read, so a NaN in
//              it disappears. Sizes may be 0.
// Columns.     A column-major matrix is the transpose of a row-major one: its upper triangle is `lower`
//              here. A column-major Hermitian matrix is the conjugate of the row-major one. The same holds
//              for bands and packed triangles.
//
// All functions throw the same exceptions, before anything is enqueued:
//
// std::invalid_argument  shapes disagree (the message has both); the result overlaps what is read; memory
//                        is on another device, or was freed; double on a device without double
// kumiko::error          an OpenCL call failed
//
// Cost      Products with a vector and updates by vectors are bound by memory. The stored part of A is read
//           once (on a GPU twice by symv and similar routines), and updates write it once. A product takes
//           1 or 2 launches and an update 1, plus 1 for each vector with a stride. Scratch: a vector of sums
//           for each of 2 work-items per compute unit. Solutions take 3 launches for every 256 unknowns (on
//           a GPU 128); on a CPU a band of up to 512 diagonals takes 1. Routines with matrices only are
//           computed by gemm, and nearly as fast; their scratch is stated with each of them
// Accuracy  Products and updates: |y - exact| <= gamma_d (|alpha||A||x| + |beta||y|), element by
//           element, with gamma_d = d u / (1 - d u), u = 2^-24 or 2^-53, d = k + 10 for sums of k
//           terms. Complex: part by part, with |z| = |re z| + |im z|, and d = 2 k + 10. Solutions:
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

/// The triangle of a matrix that is read or written.
enum class uplo { upper, lower };
/// Whether the diagonal of a triangular matrix is stored, or is all ones.
enum class diag { non_unit, unit };
/// The side of a product on which the symmetric, Hermitian or triangular matrix stands.
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
/// @param kl  number of diagonals below the main one; ku: above it
/// @param a   A as {ab, m, kl + ku + 1}. The number of A's columns is the size of x, or that of y if op
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

/// y = alpha A x + beta y with a symmetric A: stored in full (symv), as a band (sbmv), or packed (spmv).
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

/// x = op(A) x with a triangular A: stored in full (trmv), as a band (tbmv), or packed (tpmv).
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

/// x = op(A)^-1 x with a triangular A: stored in full (trsv), as a band (tbsv), or packed (tpsv).
/// A singular A is not detected: x then holds the results of dividing by 0.
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

/// A = alpha x x^T + A with a symmetric A: stored in full (syr), or packed (spr).
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

/// A = alpha (x y^T + y x^T) + A with a symmetric A: stored in full (syr2), or packed (spr2). Otherwise like syr.
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

/// C = alpha A B + beta C (side::left), or C = alpha B A + beta C (side::right), with a symmetric A.
///
/// @param a  (m,m) on the left, (n,n) on the right
/// @param b  (m,n)
/// @param c  (m,n)  must overlap neither A nor B
/// Cost      both triangles of A are first written to scratch, which has the size of A; then gemm
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

/// C = alpha op(A) op(A)^T + beta C with a symmetric C.
///
/// @param a  op(A) is (n,k)
/// @param c  (n,n)  must not overlap A
/// Cost      half of gemm's flops, n k (n + 128), in at most 2 n / 128 products; scratch of 128^2
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

/// C = alpha (op(A) op(B)^T + op(B) op(A)^T) + beta C with a symmetric C. Otherwise like syrk.
///
/// @param b  op(B) is (n,k); may overlap A
/// Cost      the flops of a gemm, 2 n^2 k, in at most 2 n / 128 products; scratch of 256^2 elements
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

/// B = alpha op(A) B (side::left), or B = alpha B op(A) (side::right), with a triangular A.
///
/// @param a  (m,m) on the left, (n,n) on the right
/// @param b  (m,n)  must not overlap A
/// Cost      half of gemm's flops. A is halved again and again down to triangles of 128 (GPU: 32) rows. Each
///           triangle takes one launch, and the block beside it one product. Only gemm uses scratch
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

/// B = alpha op(A)^-1 B (side::left), or B = alpha B op(A)^-1 (side::right), with a triangular A.
/// A singular A is not detected: B then holds the results of dividing by 0.
///
/// @param a  (m,m) on the left, (n,n) on the right
/// @param b  (m,n)  must not overlap A
/// Cost      half of gemm's flops. A is halved again and again down to triangles of 128 (GPU: 32) rows. Each
///           triangle takes one launch, and the block beside it one product. Only gemm uses scratch
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
