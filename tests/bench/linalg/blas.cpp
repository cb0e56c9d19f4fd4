// SPDX-License-Identifier: Apache-2.0
// A case for each routine of kumiko/linalg/blas.hpp, in f32, or c32 where it is for complex numbers:
// docs/blas.md is made of them.
#include <kumiko/complex.hpp>
#include <kumiko/linalg/blas.hpp>

#include "bench/bench.hpp"

#if KUMIKO_HAS_OPENBLAS
#include <cblas.h>
#endif

namespace {

using kumiko::diag;
using kumiko::side;
using kumiko::uplo;
using c32 = std::complex<float>;

/// n by n matrices a, b, c and vectors x, y, on the device and on the host. What a triangular solution
/// divides by is near n, so that it neither grows nor vanishes.
template <class T>
struct operands {
    int n;
    std::vector<T> ha, hb, hc, hx, hy;
    kumiko::buffer<T> a, b, c, x, y;

    operands(const kumiko::queue& q, int side, bool matrices)
        : n(side),
          ha(numbers(elements(side))),
          hb(matrices ? numbers(elements(side)) : std::vector<T>(1)),
          hc(hb),
          hx(numbers(static_cast<std::size_t>(side))),
          hy(hx),
          a(q, ha),
          b(q, hb),
          c(q, hc),
          x(q, hx),
          y(q, hy)
    {
        for (int i = 0; i < side; ++i)
            ha[static_cast<std::size_t>(i) * static_cast<std::size_t>(side + 1)] =
                static_cast<float>(side);
        write(q, a, ha);
    }

private:
    static std::size_t elements(int side)
    {
        return static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    }
    static std::vector<T> numbers(std::size_t count)
    {
        const std::vector<float> some = bench::noise(count);
        return std::vector<T>(some.begin(), some.end());
    }
};

constexpr int vectors = 4096, matrices = 1024, band = 127;  // n; n; diagonals beside the main one
constexpr auto upper = uplo::upper;
constexpr auto plain = diag::non_unit;
constexpr auto left = side::left;

/// A case that moves `bytes`, or does `flops` where there are no bytes.
template <class T, class Ours, class Native>
bench::entry routine(const char* name, double bytes, double flops, Ours ours, Native native)
{
    const bool level_2 = bytes > 0;
    const std::string type = kumiko::name(kumiko::element_of<T>);
    const int n = level_2 ? vectors : matrices;
    return {"linalg/blas/" + type + "/" + name + "/" + std::to_string(n),
            [=](const kumiko::queue& q) {
                const auto of = std::make_shared<operands<T>>(q, n, !level_2);
                bench::comparison one;
                one.work = level_2 ? bytes : flops;
                one.unit = level_2 ? "GB/s" : "GF/s";
                one.roof_rate = level_2 ? bench::copy_rate(q, bytes) : bench::fma_rate(q);
                one.ours = [=] { return ours(q, *of); };
#if KUMIKO_HAS_OPENBLAS
                one.rivals.push_back({"openblas", [=] { native(*of); }});
#else
                (void)native;
#endif
                return one;
            }};
}

#if KUMIKO_HAS_OPENBLAS
constexpr CBLAS_ORDER rows = CblasRowMajor;
#define NATIVE(T, call) [](operands<T>& o) { call; }
#else
#define NATIVE(T, call) [](operands<T>&) {}
#endif
#define OURS(T, call) [](const kumiko::queue& q, operands<T>& o) { return call; }

// Bytes of what is stored, read once; updates write it, too.
constexpr double n2 = vectors, full = 4 * n2 * n2, triangle = full / 2,
                 banded = 4 * n2 * (band + 1);
constexpr double cube = double(matrices) * matrices * matrices;
const c32 one = 1, half = 0.5f;
constexpr int k = band, n_packed = vectors * (vectors + 1) / 2;

#define REAL(name, bytes, flops, ours, native) \
    routine<float>(name, bytes, flops, OURS(float, ours), NATIVE(float, native))
#define COMPLEX(name, bytes, flops, ours, native) \
    routine<c32>(name, bytes, flops, OURS(c32, ours), NATIVE(c32, native))

// clang-format off
const bench::entry cases[] = {
    REAL("gbmv", 2 * banded, 0, gbmv(q, k, k, {o.a, o.n, 2 * k + 1}, o.x, o.y),
         cblas_sgbmv(rows, CblasNoTrans, o.n, o.n, k, k, 1, o.ha.data(), 2 * k + 1, o.hx.data(), 1, 0, o.hy.data(), 1)),
    REAL("symv", triangle, 0, symv(q, upper, {o.a, o.n, o.n}, o.x, o.y),
         cblas_ssymv(rows, CblasUpper, o.n, 1, o.ha.data(), o.n, o.hx.data(), 1, 0, o.hy.data(), 1)),
    REAL("sbmv", banded, 0, sbmv(q, upper, {o.a, o.n, k + 1}, o.x, o.y),
         cblas_ssbmv(rows, CblasUpper, o.n, k, 1, o.ha.data(), k + 1, o.hx.data(), 1, 0, o.hy.data(), 1)),
    REAL("spmv", triangle, 0, spmv(q, upper, o.a.part(0, n_packed), o.x, o.y),
         cblas_sspmv(rows, CblasUpper, o.n, 1, o.ha.data(), o.hx.data(), 1, 0, o.hy.data(), 1)),
    REAL("trmv", triangle, 0, trmv(q, upper, diag::unit, {o.a, o.n, o.n}, o.x),
         cblas_strmv(rows, CblasUpper, CblasNoTrans, CblasUnit, o.n, o.ha.data(), o.n, o.hx.data(), 1)),
    REAL("tbmv", banded, 0, tbmv(q, upper, diag::unit, {o.a, o.n, k + 1}, o.x),
         cblas_stbmv(rows, CblasUpper, CblasNoTrans, CblasUnit, o.n, k, o.ha.data(), k + 1, o.hx.data(), 1)),
    REAL("tpmv", triangle, 0, tpmv(q, upper, diag::unit, {o.a, 1, n_packed}, o.x),
         cblas_stpmv(rows, CblasUpper, CblasNoTrans, CblasUnit, o.n, o.ha.data(), o.hx.data(), 1)),
    REAL("trsv", triangle, 0, trsv(q, upper, plain, {o.a, o.n, o.n}, o.x),
         cblas_strsv(rows, CblasUpper, CblasNoTrans, CblasNonUnit, o.n, o.ha.data(), o.n, o.hx.data(), 1)),
    REAL("tbsv", banded, 0, tbsv(q, upper, plain, {o.a, o.n, k + 1}, o.x),
         cblas_stbsv(rows, CblasUpper, CblasNoTrans, CblasNonUnit, o.n, k, o.ha.data(), k + 1, o.hx.data(), 1)),
    REAL("tpsv", triangle, 0, tpsv(q, upper, plain, {o.a, 1, n_packed}, o.x),
         cblas_stpsv(rows, CblasUpper, CblasNoTrans, CblasNonUnit, o.n, o.ha.data(), o.hx.data(), 1)),
    REAL("syr", full, 0, syr(q, upper, 0.5f, o.x, {o.a, o.n, o.n}),
         cblas_ssyr(rows, CblasUpper, o.n, 0.5f, o.hx.data(), 1, o.ha.data(), o.n)),
    REAL("spr", full, 0, spr(q, upper, 0.5f, o.x, o.a.part(0, n_packed)),
         cblas_sspr(rows, CblasUpper, o.n, 0.5f, o.hx.data(), 1, o.ha.data())),
    REAL("syr2", full, 0, syr2(q, upper, 0.5f, o.x, o.y, {o.a, o.n, o.n}),
         cblas_ssyr2(rows, CblasUpper, o.n, 0.5f, o.hx.data(), 1, o.hy.data(), 1, o.ha.data(), o.n)),
    REAL("spr2", full, 0, spr2(q, upper, 0.5f, o.x, o.y, o.a.part(0, n_packed)),
         cblas_sspr2(rows, CblasUpper, o.n, 0.5f, o.hx.data(), 1, o.hy.data(), 1, o.ha.data())),
    COMPLEX("hemv", 2 * triangle, 0, hemv(q, upper, {o.a, o.n, o.n}, o.x, o.y),
            cblas_chemv(rows, CblasUpper, o.n, &one, o.ha.data(), o.n, o.hx.data(), 1, &half, o.hy.data(), 1)),
    COMPLEX("hbmv", 2 * banded, 0, hbmv(q, upper, {o.a, o.n, k + 1}, o.x, o.y),
            cblas_chbmv(rows, CblasUpper, o.n, k, &one, o.ha.data(), k + 1, o.hx.data(), 1, &half, o.hy.data(), 1)),
    COMPLEX("hpmv", 2 * triangle, 0, hpmv(q, upper, o.a.part(0, n_packed), o.x, o.y),
            cblas_chpmv(rows, CblasUpper, o.n, &one, o.ha.data(), o.hx.data(), 1, &half, o.hy.data(), 1)),
    COMPLEX("her", 2 * full, 0, her(q, upper, 0.5f, o.x, {o.a, o.n, o.n}),
            cblas_cher(rows, CblasUpper, o.n, 0.5f, o.hx.data(), 1, o.ha.data(), o.n)),
    COMPLEX("hpr", 2 * full, 0, hpr(q, upper, 0.5f, o.x, o.a.part(0, n_packed)),
            cblas_chpr(rows, CblasUpper, o.n, 0.5f, o.hx.data(), 1, o.ha.data())),
    COMPLEX("her2", 2 * full, 0, her2(q, upper, half, o.x, o.y, {o.a, o.n, o.n}),
            cblas_cher2(rows, CblasUpper, o.n, &half, o.hx.data(), 1, o.hy.data(), 1, o.ha.data(), o.n)),
    COMPLEX("hpr2", 2 * full, 0, hpr2(q, upper, half, o.x, o.y, o.a.part(0, n_packed)),
            cblas_chpr2(rows, CblasUpper, o.n, &half, o.hx.data(), 1, o.hy.data(), 1, o.ha.data())),
    REAL("symm", 0, 2 * cube, symm(q, left, upper, {o.a, o.n, o.n}, {o.b, o.n, o.n}, {o.c, o.n, o.n}),
         cblas_ssymm(rows, CblasLeft, CblasUpper, o.n, o.n, 1, o.ha.data(), o.n, o.hb.data(), o.n, 0, o.hc.data(), o.n)),
    REAL("syrk", 0, cube, syrk(q, upper, {o.a, o.n, o.n}, {o.c, o.n, o.n}),
         cblas_ssyrk(rows, CblasUpper, CblasNoTrans, o.n, o.n, 1, o.ha.data(), o.n, 0, o.hc.data(), o.n)),
    REAL("syr2k", 0, 2 * cube, syr2k(q, upper, {o.a, o.n, o.n}, {o.b, o.n, o.n}, {o.c, o.n, o.n}),
         cblas_ssyr2k(rows, CblasUpper, CblasNoTrans, o.n, o.n, 1, o.ha.data(), o.n, o.hb.data(), o.n, 0, o.hc.data(), o.n)),
    REAL("trmm", 0, cube, trmm(q, left, upper, diag::unit, {o.a, o.n, o.n}, {o.b, o.n, o.n}, 1.f / 1024),
         cblas_strmm(rows, CblasLeft, CblasUpper, CblasNoTrans, CblasUnit, o.n, o.n, 1.f / 1024, o.ha.data(), o.n, o.hb.data(), o.n)),
    REAL("trsm", 0, cube, trsm(q, left, upper, plain, {o.a, o.n, o.n}, {o.b, o.n, o.n}, 1024.f),
         cblas_strsm(rows, CblasLeft, CblasUpper, CblasNoTrans, CblasNonUnit, o.n, o.n, 1024, o.ha.data(), o.n, o.hb.data(), o.n)),
    COMPLEX("hemm", 0, 8 * cube, hemm(q, left, upper, {o.a, o.n, o.n}, {o.b, o.n, o.n}, {o.c, o.n, o.n}),
            cblas_chemm(rows, CblasLeft, CblasUpper, o.n, o.n, &one, o.ha.data(), o.n, o.hb.data(), o.n, &half, o.hc.data(), o.n)),
    COMPLEX("herk", 0, 4 * cube, herk(q, upper, {o.a, o.n, o.n}, {o.c, o.n, o.n}),
            cblas_cherk(rows, CblasUpper, CblasNoTrans, o.n, o.n, 1, o.ha.data(), o.n, 0, o.hc.data(), o.n)),
    COMPLEX("her2k", 0, 8 * cube, her2k(q, upper, {o.a, o.n, o.n}, {o.b, o.n, o.n}, {o.c, o.n, o.n}),
            cblas_cher2k(rows, CblasUpper, CblasNoTrans, o.n, o.n, &one, o.ha.data(), o.n, o.hb.data(), o.n, 0, o.hc.data(), o.n)),
};
// clang-format on

}  // namespace
