// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/matrix.hpp>
#include <kumiko/tune.hpp>

#include <string>

namespace kumiko {

/// A function of one number, between a product and its store.
enum class activation {
    none,
    relu,       ///< max(x, 0)
    gelu,       ///< x (1 + erf(x / sqrt 2)) / 2
    gelu_tanh,  ///< x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
    silu,       ///< x / (1 + exp(-x))
    clamp,      ///< min(max(x, low), high)
};
/// Their names, in that order.
inline constexpr const char* activation_names = "none|relu|gelu|gelu_tanh|silu|clamp";

/// What is done to each element of a product on its way to memory, without a second pass, in this
/// order: x = alpha op(A) op(B) + beta C; x += row_bias[i] + column_bias[j]; x = then(x);
/// x += residual[i][j]; C = scale x, rounded once more where C's elements are shorter.
/// A vector or matrix that is not given is not read.
struct epilogue {
    any_view row_bias{};     ///< (m) of float, of double where C is: one number a row
    any_view column_bias{};  ///< (n) of the same: one number a column
    activation then = activation::none;
    double low = 0;                      ///< of clamp
    double high = __builtin_huge_val();  ///< infinity
    any_matrix residual{};  ///< (m,n) of C's type; may be C itself, else must not overlap it
    double scale = 1;
};

namespace detail {
KUMIKO_API event gemm(const queue& q, const any_factor& a, const any_factor& b, const any_matrix& c,
                      scalar alpha, scalar beta, const epilogue& e);
/// By the named algorithm of explain(), for tests: false, and nothing done, where that cannot compute it.
KUMIKO_API bool gemm_by(const char* algorithm, const queue& q, const any_factor& a,
                        const any_factor& b, const any_matrix& c, scalar alpha, scalar beta,
                        const epilogue& e);
}  // namespace detail

/// Multiply matrices: C = alpha op(A) op(B) + beta C, op(X) being X, its transpose, its conjugate or
/// both; and, where an epilogue is given, what that says.
///
///     A, B                     C                      sums      alpha, beta    epilogue
///     float                    float half bfloat16    float     float          yes
///     half                     float half             float     float          yes
///     bfloat16                 float bfloat16         float     float          yes
///     double                   double                 double    double         yes
///     complex<float, double>   the same               the same  the same       no
///     int8_t or uint8_t each   int32_t                int32_t   int32_t        no
///
/// Those of std::complex are declared in <kumiko/complex.hpp>.
///
/// @param q      queue the work is enqueued on
/// @param a      op(A) is (m,k): a matrix stored (m,k), or transposed() of one stored (k,m)
/// @param b      op(B) is (k,n): a matrix stored (k,n), or transposed() of one stored (n,k). It may
///               overlap A
/// @param c      (m,n)  must overlap neither A nor B; tiles of one matrix side by side do not
/// @param alpha  0: A and B are not read
/// @param beta   0: C is not read, so what it held, NaN too, is gone
///               m, n and k may be 0; where k is 0, the product is zero and C = beta C
/// @param then   see epilogue
/// @return       completes when C is written
/// @throws std::invalid_argument  the shapes disagree ("gemm: a is (3,4), b is (5,2); 4 != 5"); C
///                                overlaps A or B, or what the epilogue reads; double on a device
///                                that has none; memory of another device, or gone. Nothing was
///                                enqueued
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      2 m n k flops, 8 of complex numbers. On a GPU 1 launch and no scratch; where C is too small
///           for the device and k is not, 2, and scratch for C as often as k is sliced. On a CPU 1 launch
///           where m n k is at most 400^3 or no unit has more than one block of C, else 2; 2 more for
///           each further 4096 columns or steps. Scratch: 0.5 MB a block, and 4 k n bytes, 64 MiB at
///           most, twice that of double; 4 m n, 64 MiB at most, where C is of 16-bit numbers or is
///           the residual. An epilogue reads its vectors and the residual once; gelu adds about 30
///           instructions for a vector of C, 50 of doubles
/// Accuracy  |C - exact| <= gamma(d) (|alpha| |A||B| + |beta||C|), element by element, with
///           gamma(d) = d u / (1 - d u), d = k + 2, u = 2^-24, of double 2^-53; of complex numbers
///           2 gamma(2 k + 4). Where C is of half or bfloat16, half a unit of its last place more:
///           2^-11 |C| or 2^-8 |C|, for sums are float until they are stored. Of int32_t, C is exact
///           modulo 2^32. Sums of integers below 2^24 are exact. Activations: gelu is within 3 u |x|,
///           gelu_tanh and silu within 8 u |x|, the others are exact; what is not a number stays so.
///           The order of additions depends on the device, its tuning and the sizes alone: a run
///           repeats bit for bit. Matrix units, which multiply 16-bit numbers where there are any,
///           and float where queue_options::products says so, may truncate: 2 u for u; and of
///           float, 2^-10 |A||B| more
/// Source    K. Goto, R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM
///           TOMS 34(3), 2008; V. Volkov, J. Demmel, "Benchmarking GPUs to Tune Dense Linear
///           Algebra", SC 2008. The function is sgemm of the BLAS (J. Dongarra et al., ACM TOMS
///           16(1), 1990), row-major; the activations are D. Hendrycks, K. Gimpel, "Gaussian Error
///           Linear Units", 2016
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

// A call that fits none of the above.
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

/// A product's types and sizes, without its data.
struct gemm_shape {
    std::size_t m = 0, n = 0, k = 0;
    element a = element::f32, b = element::f32, c = element::f32;
    bool a_transposed = false, b_transposed = false;
};

/// Which kernel q would run for such a product without gaps between rows, with which sizes, from which
/// table, and why: lines for a person to read.
[[nodiscard]] KUMIKO_API std::string explain(const queue& q, const gemm_shape& s);

/// Measure with which sizes q's kind of kernel is fastest at these shapes. Later products on q's
/// device of the same type, no side of which is more than 4 times the nearest shape's, use them: see
/// tune.hpp. Candidates must compute two ragged products exactly before they are timed, and the
/// product itself as the usual sizes do before they win; those that do not build are left out. Data
/// are small integers. Blocks; the machine should be doing nothing else.
///
/// @throws std::invalid_argument  a side is 0; there is no product of these types; seconds <= 0
/// @throws kumiko::error          an OpenCL call failed with the usual sizes
///
/// Cost     o.seconds, and what was begun by then; the memory of the largest product
/// Example  tune(q, {{1024, 1024, 1024}, {4096, 64, 4096}}, {120});
KUMIKO_API std::vector<tuned> tune(const queue& q, const std::vector<gemm_shape>& shapes,
                                   const tune_options& o = {});

}  // namespace kumiko
