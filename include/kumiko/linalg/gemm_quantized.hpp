// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/matrix.hpp>

namespace kumiko {

/// The numbers that the bytes of a matrix represent: byte x is the number scale (x - zero). There is one scale and
/// one zero for the whole matrix, or, if a vector is given, one for each row of op(A) or each column of op(B).
struct quantization {
    float scale = 1;
    std::int32_t zero = 0;
    any_view scales{};  ///< of float: (m) for A, (n) for B; replaces scale
    any_view zeros{};   ///< of std::int32_t, the same sizes; replaces zero
};

namespace detail {
KUMIKO_API event gemm_quantized(const queue& q, const any_factor& a, const quantization& of_a,
                                const any_factor& b, const quantization& of_b, const any_matrix& c,
                                const quantization& of_c);
}  // namespace detail

/// Multiply matrices of numbers that are stored as bytes:
///
///     x[i][j] = sa[i] sb[j] sum over s of (op(A)[i][s] - za[i]) (op(B)[s][j] - zb[j])
///     C = x                              if C is of float or half
///     C = saturate(round(x / sc) + zc)   if C is of bytes; ties to even
///
/// @tparam A, B  std::int8_t or std::uint8_t; they may differ
/// @tparam C     float, half, std::int8_t or std::uint8_t
/// @param q     queue the work is enqueued on
/// @param a     op(A) is (m,k): a matrix stored (m,k), or transposed() of one stored (k,m)
/// @param of_a  A's scale sa and zero za: one for all, or a vector with one number per row
/// @param b     op(B) is (k,n): a matrix stored (k,n), or transposed() of one stored (n,k)
/// @param of_b  B's scale sb and zero zb: one for all, or a vector with one number per column
/// @param c     (m,n)  must overlap none of the others
/// @param of_c  scale sc > 0 and zero zc of C's bytes, one for all; ignored for float and half
/// @return      completes when C is written
/// @throws std::invalid_argument  the shapes disagree; a vector has another type or length; of_c has vectors,
///                                or no positive scale; C overlaps what is read; memory is on another
///                                device, or was freed. Nothing was enqueued
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      the launches and 2 m n k operations of gemm for bytes; 1 launch that reads 4 m n bytes and
///           writes C; 1 launch that reads A if zb is a vector or not 0; 1 that reads B if za is.
///           Scratch: that of gemm, and 4 m n bytes, at most 64 MiB
/// Accuracy  The integer sum is exact if it and its parts are below 2^31, which holds up to k = 33025. Then
///           |C - x| <= 4 u |x|, u = 2^-24, and one more rounding for half; for bytes
///           |C - zc - x / sc| <= 1/2 + 6 u |x / sc| if the result is in range. Repeats bit for bit
/// Source    B. Jacob et al., "Quantization and Training of Neural Networks for Efficient
///           Integer-Arithmetic-Only Inference", CVPR 2018, section 2.3
/// Example   kumiko::gemm_quantized(q, kumiko::factor<std::int8_t>(a, m, k), {0.02f, 3},
///                                  kumiko::factor<std::int8_t>(b, k, n), {1, 0, scales},
///                                  kumiko::matrix<float>(c, m, n));
template <class A, class B, class C>
event gemm_quantized(const queue& q, const factor<A>& a, const quantization& of_a,
                     const factor<B>& b, const quantization& of_b, const matrix<C>& c,
                     const quantization& of_c = {})
{
    static_assert(one_of<A, std::int8_t, std::uint8_t> && one_of<B, std::int8_t, std::uint8_t>,
                  "kumiko::gemm_quantized: A and B are of std::int8_t or std::uint8_t");
    static_assert(one_of<C, float, half, std::int8_t, std::uint8_t>,
                  "kumiko::gemm_quantized: C is of float, half, std::int8_t or std::uint8_t");
    return detail::gemm_quantized(q, a, of_a, b, of_b, c, of_c);
}

// Chosen for a call that matches none of the overloads above.
template <class... Wrong>
event gemm_quantized(const queue&, const detail::anything&, const detail::anything&,
                     const detail::anything&, const detail::anything&, const detail::anything&,
                     const detail::anything& = {})
{
    static_assert(sizeof...(Wrong) > 0,
                  "kumiko::gemm_quantized: matrices have shapes and types: gemm_quantized(q, "
                  "factor<A>(a, m, k), {scale, zero}, factor<B>(b, k, n), {scale, zero}, "
                  "matrix<C>(c, m, n))");
    return {};
}

}  // namespace kumiko
