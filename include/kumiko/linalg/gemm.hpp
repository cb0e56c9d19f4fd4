// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/matrix.hpp>
#include <kumiko/tune.hpp>

#include <string>

namespace kumiko {

/// A function that an epilogue applies to each element of a product.
enum class activation {
    none,
    relu,       ///< max(x, 0)
    gelu,       ///< x (1 + erf(x / sqrt 2)) / 2
    gelu_tanh,  ///< x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
    silu,       ///< x / (1 + exp(-x))
    clamp,      ///< min(max(x, low), high)
};
/// The names of these functions in the same order.
inline constexpr const char* activation_names = "none|relu|gelu|gelu_tanh|silu|clamp";

/// What is done to each element of a product before it is stored, without a second pass over C. In this order:
/// x = alpha op(A) op(B) + beta C; x += row_bias[i] + column_bias[j]; x = then(x);
/// x += residual[i][j]; C = scale x. The last result is rounded once more if C's elements have fewer bits.
/// A vector or matrix that is not given is not read.
struct epilogue {
    any_view row_bias{};     ///< (m) of float, or of double if C is: one number per row
    any_view column_bias{};  ///< (n) of the same type: one number per column
    activation then = activation::none;
    double low = 0;                      ///< lower limit of clamp
    double high = __builtin_huge_val();  ///< upper limit of clamp; infinity by default
    any_matrix residual{};  ///< (m,n) of C's type; must not overlap C unless it is C itself
    double scale = 1;
};

namespace detail {
KUMIKO_API event gemm(const queue& q, const any_factor& a, const any_factor& b, const any_matrix& c,
                      scalar alpha, scalar beta, const epilogue& e);
/// gemm by the algorithm of that name (explain() prints it), for tests. Returns false and does nothing if that
/// algorithm cannot compute the product.
KUMIKO_API bool gemm_by(const char* algorithm, const queue& q, const any_factor& a,
                        const any_factor& b, const any_matrix& c, scalar alpha, scalar beta,
                        const epilogue& e);
}  // namespace detail

/// Multiply matrices: C = alpha op(A) op(B) + beta C. op(X) is X, its transpose, its conjugate, or its conjugate
/// transpose. An epilogue is applied if one is given.
///
///     A, B                     C                      sums      alpha, beta    epilogue
///     float                    float half bfloat16    float     float          yes
///     half                     float half             float     float          yes
///     bfloat16                 float bfloat16         float     float          yes
///     double                   double                 double    double         yes
///     complex<float, double>   the same               the same  the same       no
///     int8_t or uint8_t each   int32_t                int32_t   int32_t        no
///
/// The overloads for std::complex are declared in <kumiko/complex.hpp>.
///
/// @param q      queue the work is enqueued on
/// @param a      op(A) is (m,k): a matrix stored (m,k), or transposed() of one stored (k,m)
/// @param b      op(B) is (k,n): a matrix stored (k,n), or transposed() of one stored (n,k). B may
///               overlap A
/// @param c      (m,n)  must overlap neither A nor B. Parts of one matrix that lie side by side do not overlap
/// @param alpha  0: A and B are not read
/// @param beta   0: C is not read, so a NaN in it disappears.
///               m, n and k may be 0; if k is 0, the product is zero and C = beta C
/// @param then   see epilogue
/// @return       completes when C is written
/// @throws std::invalid_argument  the shapes disagree ("gemm: a is (3,4), b is (5,2); 4 != 5"); C
///                                overlaps A or B, or what the epilogue reads; double on a device
///                                without double; memory is on another device, or was freed. Nothing
///                                was enqueued
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      2 m n k flops, or 8 m n k for complex numbers. On a GPU 1 launch and no scratch. If C is too small
///           to fill the GPU and k is large, 2 launches, and scratch of C's size for each slice of k. On a CPU 1
///           launch if m n k is at most 400^3 or no compute unit has more than one block of C, otherwise 2; and 2
///           more for each further 4096 columns or steps. Scratch on a CPU: 0.5 MB per block, and 4 k n bytes, at
///           most 64 MiB (twice that for double); and 4 m n bytes, at most 64 MiB, if C has 16-bit elements or
///           is the residual. An epilogue reads its vectors and the residual once; gelu adds about 30
///           instructions per vector of C, 50 for double
/// Accuracy  |C - exact| <= gamma(d) (|alpha| |A||B| + |beta||C|), element by element, with
///           gamma(d) = d u / (1 - d u), d = k + 2, u = 2^-24, or 2^-53 for double. For complex numbers the
///           factor is 2 gamma(2 k + 4). If C is of half or bfloat16, half a unit in the last place is added,
///           2^-11 |C| or 2^-8 |C|, because sums are float until they are stored. For int32_t C is exact
///           modulo 2^32. Sums of integers below 2^24 are exact. Activations: gelu is within 3 u |x|,
///           gelu_tanh and silu are within 8 u |x|, the others are exact; NaN stays NaN.
///           The order of additions depends only on the device, its tuning and the sizes, so a run repeats
///           bit for bit. Matrix units may truncate, which replaces u by 2 u. They multiply 16-bit elements
///           where the device has them, and float elements if queue_options::products allows it; then
///           2^-10 |A||B| is added for float
/// Source    K. Goto, R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM
///           TOMS 34(3), 2008; V. Volkov, J. Demmel, "Benchmarking GPUs to Tune Dense Linear
///           Algebra", SC 2008. The function is sgemm of the BLAS (J. Dongarra et al., ACM TOMS
///           16(1), 1990) for row-major matrices. The activations are from D. Hendrycks, K. Gimpel,
///           "Gaussian Error Linear Units", 2016
/// Example   kumiko::gemm(q, {a, m, k}, {b, k, n}, {c, m, n});
///           kumiko::gemm(q, {a, m, k}, kumiko::transposed({b, n, k}), {c, m, n}, 0.5f, 1);
///           kumiko::gemm(q, {a, m, k}, {b, k, n}, {c, m, n}, 1, 0, {{}, bias, activation::gelu});
inline event gemm(const queue& q, const factor<float>& a, const factor<float>& b,
                  const matrix<float>& c, float alpha = 1, float beta = 0,
                  const epilogue& then = {})
{
    return detail::gemm(q, a, b, c, alpha, beta, then);
}
inline event gemm(const queue& q, const factor<float>& a, const factor<float>& b,
                  const matrix<half>& c, float alpha = 1, float beta = 0, const epilogue& then = {})
{
    return detail::gemm(q, a, b, c, alpha, beta, then);
}
inline event gemm(const queue& q, const factor<float>& a, const factor<float>& b,
                  const matrix<bfloat16>& c, float alpha = 1, float beta = 0,
                  const epilogue& then = {})
{
    return detail::gemm(q, a, b, c, alpha, beta, then);
}
inline event gemm(const queue& q, const factor<half>& a, const factor<half>& b,
                  const matrix<half>& c, float alpha = 1, float beta = 0, const epilogue& then = {})
{
    return detail::gemm(q, a, b, c, alpha, beta, then);
}
inline event gemm(const queue& q, const factor<half>& a, const factor<half>& b,
                  const matrix<float>& c, float alpha = 1, float beta = 0,
                  const epilogue& then = {})
{
    return detail::gemm(q, a, b, c, alpha, beta, then);
}
inline event gemm(const queue& q, const factor<bfloat16>& a, const factor<bfloat16>& b,
                  const matrix<bfloat16>& c, float alpha = 1, float beta = 0,
                  const epilogue& then = {})
{
    return detail::gemm(q, a, b, c, alpha, beta, then);
}
inline event gemm(const queue& q, const factor<bfloat16>& a, const factor<bfloat16>& b,
                  const matrix<float>& c, float alpha = 1, float beta = 0,
                  const epilogue& then = {})
{
    return detail::gemm(q, a, b, c, alpha, beta, then);
}
inline event gemm(const queue& q, const factor<double>& a, const factor<double>& b,
                  const matrix<double>& c, double alpha = 1, double beta = 0,
                  const epilogue& then = {})
{
    return detail::gemm(q, a, b, c, alpha, beta, then);
}
inline event gemm(const queue& q, const factor<std::int8_t>& a, const factor<std::int8_t>& b,
                  const matrix<std::int32_t>& c, std::int32_t alpha = 1, std::int32_t beta = 0)
{
    return detail::gemm(q, a, b, c, alpha, beta, {});
}
inline event gemm(const queue& q, const factor<std::uint8_t>& a, const factor<std::uint8_t>& b,
                  const matrix<std::int32_t>& c, std::int32_t alpha = 1, std::int32_t beta = 0)
{
    return detail::gemm(q, a, b, c, alpha, beta, {});
}
inline event gemm(const queue& q, const factor<std::int8_t>& a, const factor<std::uint8_t>& b,
                  const matrix<std::int32_t>& c, std::int32_t alpha = 1, std::int32_t beta = 0)
{
    return detail::gemm(q, a, b, c, alpha, beta, {});
}
inline event gemm(const queue& q, const factor<std::uint8_t>& a, const factor<std::int8_t>& b,
                  const matrix<std::int32_t>& c, std::int32_t alpha = 1, std::int32_t beta = 0)
{
    return detail::gemm(q, a, b, c, alpha, beta, {});
}

// Chosen for a call that matches none of the overloads above.
template <class... Wrong>
event gemm(const queue&, const detail::anything&, const detail::anything&, const detail::anything&,
           const detail::anything& = {}, const detail::anything& = {}, const detail::anything& = {})
{
    static_assert(
        sizeof...(Wrong) > 0,
        "kumiko::gemm: matrices have shapes, and types of one line of its table: "
        "gemm(q, {a, m, k}, {b, k, n}, {c, m, n}); of complex ones: <kumiko/complex.hpp>");
    return {};
}

/// The types and sizes of a product, without its data.
struct gemm_shape {
    std::size_t m = 0, n = 0, k = 0;
    element a = element::f32, b = element::f32, c = element::f32;
    bool a_transposed = false, b_transposed = false;
};

/// Which kernel q would run for such a product, with which sizes from which table, and why. The matrices have no
/// gaps between rows. The result is text for people to read.
[[nodiscard]] KUMIKO_API std::string explain(const queue& q, const gemm_shape& s);

/// Measure with which sizes q's kind of kernel is fastest for these shapes. Later products of the same types on
/// q's device use the sizes found, if no side of them is more than 4 times that of the nearest measured shape
/// (see tune.hpp). A candidate is timed only if it computes two small ragged products exactly. It is chosen only
/// if its result for the shape itself is that of the sizes used so far. Candidates that do not build are left
/// out. The data are small integers. The call blocks; the machine should be doing nothing else.
///
/// @throws std::invalid_argument  a side is 0; there is no product of these types; seconds <= 0
/// @throws kumiko::error          an OpenCL call failed with the sizes used so far
///
/// Cost     o.seconds, and the time to finish what was started before; the memory of the largest product
/// Example  tune(q, {{1024, 1024, 1024}, {4096, 64, 4096}}, {120});
KUMIKO_API std::vector<tuned> tune(const queue& q, const std::vector<gemm_shape>& shapes,
                                   const tune_options& o = {});

}  // namespace kumiko
