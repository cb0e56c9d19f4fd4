// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/matrix.hpp>

namespace kumiko {

/// The positions at which the matrices of one operand of a batch begin, in elements after the first element of the
/// given matrix. They are `stride` apart (0: all products use the same matrix), or given by a list in device memory.
struct places {
    std::size_t stride = 0;
    any_view list{};  ///< of u64; used if `listed`
    bool listed = false;

    template <class I, std::enable_if_t<std::is_integral_v<I>, int> = 0>
    places(I elements_apart) : stride(detail::extent(elements_apart))
    {
    }
    places(const view<const std::uint64_t>& begins) : list(begins), listed(true) {}
};

namespace detail {
KUMIKO_API event gemm_batched(const queue& q, std::size_t count, const any_factor& a,
                              const places& a_at, const any_factor& b, const places& b_at,
                              const any_matrix& c, const places& c_at, double alpha, double beta);
}  // namespace detail

/// Multiply many pairs of matrices of one size: C_i = alpha op(A_i) op(B_i) + beta C_i, i = 0 .. count-1,
/// for float or double. It is made for products of 4 to 128 rows and columns: one launch computes thousands of
/// them.
///
/// @param q      queue the work is enqueued on
/// @param count  number of products; may be 0
/// @param a      op(A_0) is (m,k), as in gemm: shape, leading dimension and memory of the first matrix
/// @param a_at   where the matrices begin. A list has `count` elements. With a stride it is checked that all
///               matrices lie inside a's memory; with a list the caller must ensure it
/// @param b      op(B_0) is (k,n)
/// @param b_at   as a_at
/// @param c      C_0 is (m,n). No C_i may overlap another C_i, an A_i or a B_i. With strides this is checked. An
///               operand with a list counts as using all memory that it is given. If C has a list, the caller
///               must ensure that its matrices do not overlap each other
/// @param c_at   as a_at; not 0 if count > 1
/// @param alpha  0: A and B are not read
/// @param beta   0: C is not read.
///               m, n and k may be 0; if k is 0, C_i = beta C_i
/// @return       completes when every C_i is written
/// @throws std::invalid_argument  the shapes disagree; a list does not have `count` elements; C_i overlaps
///                                C_j, A or B; double on a device without double; memory is on another
///                                device, or was freed. Nothing was enqueued
/// @throws std::out_of_range      with a stride, a matrix is not inside the memory of its operand
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      2 m n k count flops; 1 launch, or `count` calls of gemm if m n k > 160^3 and there are no lists.
///           Scratch on a CPU: up to 48 KB for each of 8 work-items per compute unit, and 128 m bytes more if
///           k > 256
/// Accuracy  |C - exact| <= gamma (|alpha| |A||B| + |beta||C|), element by element, with
///           gamma = d u / (1 - d u), d = k + 2, u = 2^-24 or 2^-53. Sums of integers that the type
///           can represent are exact. Repeats bit for bit
/// Source    J. Dongarra et al., "Batched BLAS: a specification", 2018
/// Example   kumiko::gemm_batched(q, 1000, {a, 16, 16}, 256, {b, 16, 16}, 0, {c, 16, 16}, 256);
inline event gemm_batched(const queue& q, std::size_t count, const factor<float>& a,
                          const places& a_at, const factor<float>& b, const places& b_at,
                          const matrix<float>& c, const places& c_at, float alpha = 1,
                          float beta = 0)
{
    return detail::gemm_batched(q, count, a, a_at, b, b_at, c, c_at, alpha, beta);
}
inline event gemm_batched(const queue& q, std::size_t count, const factor<double>& a,
                          const places& a_at, const factor<double>& b, const places& b_at,
                          const matrix<double>& c, const places& c_at, double alpha = 1,
                          double beta = 0)
{
    return detail::gemm_batched(q, count, a, a_at, b, b_at, c, c_at, alpha, beta);
}

// Chosen for a call that matches none of the overloads above.
template <class... Wrong>
event gemm_batched(const queue&, const detail::anything&, const detail::anything&,
                   const detail::anything&, const detail::anything&, const detail::anything&,
                   const detail::anything&, const detail::anything&, const detail::anything& = {},
                   const detail::anything& = {})
{
    static_assert(sizeof...(Wrong) > 0,
                  "kumiko::gemm_batched: matrices have shapes, and are of float or double: "
                  "gemm_batched(q, count, {a, m, k}, m * k, {b, k, n}, k * n, {c, m, n}, m * n)");
    return {};
}

}  // namespace kumiko
