// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image/gaussian.hpp>
#include <kumiko/linalg/blas.hpp>
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/linalg/gemm_batched.hpp>
#include <kumiko/linalg/gemm_quantized.hpp>
#include <kumiko/linalg/gemv.hpp>
#include <kumiko/linalg/ger.hpp>
#include <kumiko/linalg/level1.hpp>
#include <kumiko/linalg/omatcopy.hpp>
#include <kumiko/parallel/reduce.hpp>
#include <kumiko/prewarm.hpp>
#include <kumiko/program.hpp>
#include <kumiko/video/convert.hpp>

#include <iterator>

#include "core/queue_state.hpp"

namespace kumiko {
namespace {

template <class T>
void warm_reduce(const queue& q)
{
    const buffer<T> x(q, {T{1}, T{2}});
    for (const fold op : {fold::sum, fold::min, fold::max}) (void)reduce(q, x, op);
}

void warm_reduce_f64(const queue& q)
{
    if (q.device().facts().reported_fp64) warm_reduce<double>(q);
}

void warm_gemm(const queue& q)
{
    const buffer<float> a(q, 64), b(q, 64), c(q, 64);
    fill(q, a, 0.0f);
    fill(q, b, 0.0f);
    gemm(q, {a, 8, 8}, {b, 8, 8}, {c, 8, 8}).wait();
}

void warm_batched(const queue& q)
{
    const buffer<float> a(q, 64), b(q, 64), c(q, 64);
    fill(q, a, 0.0f);
    fill(q, b, 0.0f);
    gemm_batched(q, 4, {a, 4, 4}, 16, {b, 4, 4}, 16, {c, 4, 4}, 16).wait();
}

void warm_quantized(const queue& q)
{
    const buffer<std::int8_t> a(q, 64), b(q, 64);
    const buffer<float> c(q, 64);
    fill(q, a, std::int8_t{0});
    fill(q, b, std::int8_t{0});
    const factor<std::int8_t> x(a, 8, 8), y(b, 8, 8);
    gemm_quantized(q, x, {1, 1}, y, {1, 1}, matrix<float>(c, 8, 8)).wait();
}

/// Whether the device has T, a real or complex number.
template <class T>
bool has(const queue& q)
{
    return sizeof(decltype(std::abs(T()))) == 4 || q.device().facts().reported_fp64;
}

// The programs of complex vectors are those of real ones, but for products.
template <class T>
void warm_vectors(const queue& q)
{
    if (!has<T>(q)) return;
    const buffer<T> x(q, 8), y(q, 8), a(q, 64), b(q, 64);
    for (const buffer<T>* v : {&x, &y, &a, &b}) fill(q, *v, T{});
    axpy(q, T{1}, x, y);
    (void)asum(q, x);
    (void)nrm2(q, x);
    (void)iamax(q, x);
    if constexpr (std::is_floating_point_v<T>) {
        (void)dot(q, x, y);
        ger(q, T{1}, x, y, {a, 8, 8});
    } else {
        (void)dotu(q, x, y);
        geru(q, T{1}, x, y, {a, 8, 8});
    }
    gemv(q, {a, 8, 8}, x, y);
    omatcopy(q, T{1}, {a, 8, 8}, {b, 8, 8}).wait();
}

// One call for each kernel: strides are moved, the rest is of matrices.
template <class T>
void warm_blas(const queue& q)
{
    if (!has<T>(q)) return;
    const buffer<T> x(q, 16), a(q, 64), b(q, 64), c(q, 64);
    for (const buffer<T>* v : {&x, &a, &b}) fill(q, *v, T{});
    const vector<T> every_other(x, 8, 2);
    const matrix<T> ma(a, 8, 8), mb(b, 8, 8), mc(c, 8, 8);
    trmv(q, uplo::upper, diag::unit, ma, every_other);
    trsv(q, uplo::upper, diag::unit, ma, every_other);
    syr(q, uplo::upper, T{1}, every_other, mb);
    symm(q, side::left, uplo::upper, ma, mb, mc);
    syrk(q, uplo::upper, ma, mc);
    trsm(q, side::left, uplo::upper, diag::unit, ma, mb).wait();
}

void fill_with_zeros(const queue& q, const any_image& a)
{
    constexpr double zero = 0;  // in the bytes of every type
    detail::fill(q, a.data, &zero);
}

template <class T>
void warm_gaussian(const queue& q)
{
    for (const int channels : {1, 3, 4}) {
        const image<T> src(q, 64, 8, channels), dst(q, 64, 8, channels);
        fill_with_zeros(q, src);
        // Sizes whose programs differ: sums in few bits, in more; few taps, many.
        for (const int size : {3, 5, 9, 31}) apply(q, gaussian{size}, src, dst).wait();
    }
}

void warm_convert(const queue& q)
{
    for (const pixel_format yuv : {pixel_format::nv12, pixel_format::i420})
        for (const pixel_format rgb : {pixel_format::rgba, pixel_format::bgra}) {
            const frame a(q, yuv, 64, 8), b(q, rgb, 64, 8);
            for (int p = 0; p < plane_count(yuv); ++p)
                fill_with_zeros(q, a.planes[static_cast<std::size_t>(p)]);
            apply(q, convert{}, a, b).wait();
            apply(q, convert{}, b, a).wait();
        }
}

struct step {
    const char* what;
    void (*run)(const queue&);
};
constexpr step steps[] = {
    {"gemm f32", warm_gemm},
    {"batched f32", warm_batched},
    {"quantized s8", warm_quantized},
    {"vectors f32", warm_vectors<float>},
    {"vectors f64", warm_vectors<double>},
    {"vectors c32", warm_vectors<std::complex<float>>},
    {"vectors c64", warm_vectors<std::complex<double>>},
    {"blas f32", warm_blas<float>},
    {"blas f64", warm_blas<double>},
    {"reduce s32", warm_reduce<std::int32_t>},
    {"reduce u32", warm_reduce<std::uint32_t>},
    {"reduce s64", warm_reduce<std::int64_t>},
    {"reduce f32", warm_reduce<float>},
    {"reduce f64", warm_reduce_f64},
    {"gaussian u8", warm_gaussian<unsigned char>},
    {"gaussian f32", warm_gaussian<float>},
    {"convert", warm_convert},
};

}  // namespace

std::size_t prewarm(const queue& q, void (*progress)(const char* what, int done, int all))
{
    const statistics before = stats(q);
    const int all = static_cast<int>(std::size(steps)) + 1;
    int done = 0;
    for (const step& s : steps) {
        if (progress) progress(s.what, done, all);
        s.run(q);
        ++done;
    }
    if (progress) progress("binaries", done, all);
    keep_programs(q);
    const statistics after = stats(q);
    return static_cast<std::size_t>(after.builds - before.builds + after.loads - before.loads);
}

}  // namespace kumiko
