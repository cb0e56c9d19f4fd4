// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/matrix.hpp>

namespace kumiko {

/// Where the matrices of one side of a batch begin, in elements after the first element of the matrix
/// that is given: `stride` apart, 0 being the same one for all; or where a list in device memory says.
struct places {
    std::size_t stride = 0;
    any_view list{};  ///< of u64; of no block: none
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

/// Multiply many pairs of matrices of one size: C_i = alpha op(A_i) op(B_i) + beta C_i, i = 0 .. count-1.
/// Of float or double. Made for products of 4 to 128 rows and columns, of which thousands are one
/// launch.
///
/// @param q      queue the work is enqueued on
/// @param count  products; may be 0
/// @param a      op(A_0) is (m,k), as in gemm: shape, leading dimension and place of the first matrix
/// @param a_at   where the others begin. A list has `count` elements; that matrices lie inside a's
///               memory is checked of a stride, and the caller's promise of a list
/// @param b      op(B_0) is (k,n)
/// @param b_at   likewise
/// @param c      C_0 is (m,n). No C_i may overlap another, nor an A_i or B_i: this is checked of
///               strides, and the caller's promise of a list. Where a side has a list, all of the
///               memory it is given counts as its own
/// @param c_at   likewise; not 0 where count > 1
/// @param alpha  0: A and B are not read
/// @param beta   0: C is not read
///               m, n and k may be 0; where k is 0, C_i = beta C_i
/// @return       completes when every C_i is written
/// @throws std::invalid_argument  the shapes disagree; a list is not of `count` elements; C_i overlaps
///                                C_j, A or B; double on a device that has none; memory of another
///                                device, or gone. Nothing was enqueued
/// @throws std::out_of_range      a matrix at a stride is not inside the memory it is given
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      2 m n k count flops; 1 launch; `count` calls of gemm instead where m n k > 160^3 and there
///           are no lists. Scratch on a CPU: up to 48 KB for each of 8 work-items a compute unit, and 128 m bytes
///           more where k > 256
/// Accuracy  |C - exact| <= gamma (|alpha| |A||B| + |beta||C|), element by element, with
///           gamma = d u / (1 - d u), d = k + 2, u = 2^-24 or 2^-53. Sums of integers that the type
///           holds are exact. Repeats bit for bit
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

// A call that fits none of the above.
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
