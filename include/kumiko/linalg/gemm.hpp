// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/matrix.hpp>

namespace kumiko {

namespace detail {
KUMIKO_API event gemm(const queue& q, const any_factor& a, const any_factor& b, const any_matrix& c,
                      double alpha, double beta);
}  // namespace detail

/// Multiply matrices: C = alpha op(A) op(B) + beta C, op(X) being X or its transpose.
///
/// @param q      queue the work is enqueued on
/// @param a      op(A) is (m,k): a matrix stored (m,k), or transposed() of one stored (k,m)
/// @param b      op(B) is (k,n): a matrix stored (k,n), or transposed() of one stored (n,k). It may
///               overlap A
/// @param c      (m,n)  must overlap neither A nor B; tiles of one matrix side by side do not
/// @param alpha  0: A and B are not read
/// @param beta   0: C is not read, so what it held, NaN too, is gone
///               m, n and k may be 0; where k is 0, the product is zero and C = beta C
/// @return       completes when C is written
/// @throws std::invalid_argument  the shapes disagree ("gemm: a is (3,4), b is (5,2); 4 != 5"); C
///                                overlaps A or B; memory of another device, or gone. Nothing was
///                                enqueued
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      2 m n k flops. On a GPU 1 launch and no scratch. On a CPU 1 launch where m n k is at
///           most 400^3 or no unit has more than one block of C, else 2; 2 more for each further
///           4096 columns or steps. Scratch: 0.5 MB a block, and 4 k n bytes, 64 MiB at most
/// Accuracy  |C - exact| <= gamma (|alpha| |A||B| + |beta||C|), element by element, with
///           gamma = d u / (1 - d u), d = k + 2, u = 2^-24. Sums of integers below 2^24 are exact.
///           The order of additions depends on the device and k alone: a run repeats bit for bit
/// Source    K. Goto, R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM
///           TOMS 34(3), 2008; V. Volkov, J. Demmel, "Benchmarking GPUs to Tune Dense Linear
///           Algebra", SC 2008. The function is sgemm of the BLAS (J. Dongarra et al., ACM TOMS
///           16(1), 1990), row-major
/// Example   kumiko::gemm(q, {a, m, k}, {b, k, n}, {c, m, n});
///           kumiko::gemm(q, {a, m, k}, kumiko::transposed({b, n, k}), {c, m, n}, 0.5f, 1);
inline event gemm(const queue& q, const factor<float>& a, const factor<float>& b,
                  const matrix<float>& c, float alpha = 1, float beta = 0)
{
    return detail::gemm(q, a, b, c, static_cast<double>(alpha), static_cast<double>(beta));
}

}  // namespace kumiko
