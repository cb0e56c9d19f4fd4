// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/matrix.hpp>

namespace kumiko {

/// What the bytes of a matrix stand for: byte x for the number scale (x - zero). One scale and zero for
/// all, or, where a vector is given, one for each row of op(A) or each column of op(B).
struct quantization {
    float scale = 1;
    std::int32_t zero = 0;
    any_view scales{};  ///< float: (m) of A, (n) of B; instead of scale
    any_view zeros{};   ///< std::int32_t: the same; instead of zero
};

namespace detail {
KUMIKO_API event gemm_quantized(const queue& q, const any_factor& a, const quantization& of_a,
                                const any_factor& b, const quantization& of_b, const any_matrix& c,
                                const quantization& of_c);
}  // namespace detail

/// Multiply matrices of numbers that are stored as bytes:
///
///     x[i][j] = sa[i] sb[j] sum over s of (op(A)[i][s] - za[i]) (op(B)[s][j] - zb[j])
///     C = x                              where C is of float or half
///     C = saturate(round(x / sc) + zc)   where C is of bytes; ties to even
///
/// @tparam A, B  std::int8_t or std::uint8_t, each
/// @tparam C     float, half, std::int8_t or std::uint8_t
/// @param q     queue the work is enqueued on
/// @param a     op(A) is (m,k): a matrix stored (m,k), or transposed() of one stored (k,m)
/// @param of_a  its scale sa and zero za: of all, or a vector each with one number a row
/// @param b     op(B) is (k,n): a matrix stored (k,n), or transposed() of one stored (n,k)
/// @param of_b  its scale sb and zero zb: of all, or one number a column
/// @param c     (m,n)  must overlap none of the others
/// @param of_c  scale sc > 0 and zero zc of C's bytes, of all; not looked at for float and half
/// @return      completes when C is written
/// @throws std::invalid_argument  the shapes disagree; a vector is of another type or length; C has
///                                vectors, or no positive scale; C overlaps what is read; memory of
///                                another device, or gone. Nothing was enqueued
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      the launches and 2 m n k operations of gemm of bytes; 1 launch that reads 4 m n bytes and
///           writes C; where zb is not 0 for all, 1 that reads A, where za is not, 1 that reads B.
///           Scratch: that of gemm, and 4 m n bytes, 64 MiB at most
/// Accuracy  The sum is exact where it and its parts are below 2^31, as they are up to k = 33025. From
///           there |C - x| <= 4 u |x|, u = 2^-24, and one rounding more to half; of bytes,
///           |C - zc - x / sc| <= 1/2 + 6 u |x / sc| where that is in range. Repeats bit for bit
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

// A call that fits none of the above.
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
