// SPDX-License-Identifier: Apache-2.0
// The gpu kind of gemm alone: each of its types with each way of reading and storing, and the tile
// sizes of all architectures, launched as the library would launch them on such a device.
#include <kumiko/complex.hpp>
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/program.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/full.hpp"

namespace {

using kumiko::bfloat16, kumiko::half;

const kumiko::queue& gpu_queue() { return test_queues()[1]; }

/// Small integers: every product and sum is below 256, and so exact in every type here.
template <class T>
T small(std::size_t i)
{
    const int x = static_cast<int>(i * 7 % 5);
    if constexpr (kumiko::detail::is_complex<T>)
        return T(static_cast<typename T::value_type>(x - 2),
                 static_cast<typename T::value_type>(i % 3) - 1);
    else
        return static_cast<T>(static_cast<float>(std::is_same_v<T, std::uint8_t> ? x : x - 2));
}

template <class T>
std::complex<double> exactly(T x)
{
    if constexpr (kumiko::detail::is_complex<T>)
        return x;
    else
        return static_cast<double>(x);
}

template <class T>
T back(std::complex<double> z)
{
    if constexpr (kumiko::detail::is_complex<T>)
        return T(z);
    else if constexpr (std::is_integral_v<T>)
        return static_cast<T>(z.real());
    else
        return static_cast<T>(static_cast<float>(z.real()));
}

/// A matrix in a buffer, with `before` elements before it and `gap` elements after each row.
template <class T>
struct placed {
    std::size_t rows, cols, ld, before;
    std::vector<T> memory;
    placed(std::size_t r, std::size_t c, std::size_t at, std::size_t gap, std::size_t seed)
        : rows(r), cols(c), ld(c + gap), before(at), memory(at + r * (c + gap) + 5)
    {
        for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = small<T>(i + seed);
    }
    std::complex<double> operator()(std::size_t i, std::size_t j) const
    {
        return exactly(memory[before + i * ld + j]);
    }
    kumiko::matrix<T> in(const kumiko::buffer<T>& b) const
    {
        return {b.part(before, b.size - before), rows, cols, ld};
    }
};

template <class T>
bool same(const std::vector<T>& x, const std::vector<T>& y)
{
    return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](const T& a, const T& b) { return exactly(a) == exactly(b); });
}

/// Compares a product of every form with a plain loop: all of C's memory, also around the matrix.
template <class A, class B, class C>
void check_type(std::size_t m, std::size_t n, std::size_t k, std::size_t before, std::size_t gap)
{
    const kumiko::queue& q = gpu_queue();
    for (int form = 0; form < 16; ++form) {
        const bool ta = form & 1, tb = form & 2, ca = form & 4, cb = form & 8;
        if ((ca || cb) && !kumiko::detail::is_complex<A>) continue;
        CAPTURE(m, n, k, before, gap, ta, tb, ca, cb, kumiko::name(kumiko::element_of<A>),
                kumiko::name(kumiko::element_of<B>), kumiko::name(kumiko::element_of<C>));
        const placed<A> a(ta ? k : m, ta ? m : k, before, gap, 1);
        const placed<B> b(tb ? n : k, tb ? k : n, before, gap, 2);
        placed<C> c(m, n, before, gap, 3);
        const bool two = kumiko::detail::is_complex<C>;
        const std::complex<double> alpha(form % 5 == 0 ? 2 : 1, two && form % 2 != 0 ? -1 : 0),
            beta(form % 3 == 0 ? 0 : -1, two && form % 3 == 2 ? 1 : 0);
        if (form % 3 == 0 && !std::is_integral_v<C>)  // must not be read
            for (std::size_t i = 0; i < m; ++i)
                for (std::size_t j = 0; j < n; ++j)
                    c.memory[before + i * c.ld + j] =
                        static_cast<C>(std::numeric_limits<float>::quiet_NaN());
        const kumiko::buffer<A> da(q, a.memory);
        const kumiko::buffer<B> db(q, b.memory);
        const kumiko::buffer<C> dc(q, c.memory);
        kumiko::any_factor fa = kumiko::factor<A>(a.in(da)), fb = kumiko::factor<B>(b.in(db));
        fa.transposed = ta, fa.conjugated = ca, fb.transposed = tb, fb.conjugated = cb;
        kumiko::detail::gemm(q, fa, fb, c.in(dc), alpha, beta, {});
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < n; ++j) {
                std::complex<double> sum = 0;
                for (std::size_t s = 0; s < k; ++s) {
                    const std::complex<double> x = ta ? a(s, i) : a(i, s),
                                               y = tb ? b(j, s) : b(s, j);
                    sum += (ca ? std::conj(x) : x) * (cb ? std::conj(y) : y);
                }
                const std::complex<double> was = form % 3 == 0 ? 0 : beta * c(i, j);
                c.memory[before + i * c.ld + j] = back<C>(alpha * sum + was);
            }
        const bool equal = same(read(q, dc), c.memory);
        CHECK(equal);
    }
}

template <class A, class B, class C>
void check_type()
{
    check_type<A, B, C>(1, 1, 1, 0, 0);
    check_type<A, B, C>(3, 41, 0, 1, 1);
    check_type<A, B, C>(9, 8, 16, 0, 0);    // without local memory; aligned
    check_type<A, B, C>(5, 7, 3, 1, 2);     // and not
    check_type<A, B, C>(36, 40, 24, 0, 8);  // a tile and a border; aligned
    check_type<A, B, C>(35, 41, 23, 3, 1);
}

struct tile {
    int group_x, group_y, item_rows, item_columns, depth, stages;
};

/// Checks a product of f32 with such a tile, launched as in gpu.cpp.
void check_tile(const tile& t)
{
    const kumiko::queue& q = gpu_queue();
    CAPTURE(t.group_x, t.group_y, t.item_rows, t.item_columns, t.depth, t.stages);
    const kumiko::kernel gemm(q, kumiko::source::library("linalg/gemm/gpu.cl"), "gemm",
                              {{"A", "f32"},
                               {"B", "f32"},
                               {"C", "f32"},
                               {"SUM", "f32"},
                               {"GROUP_X", t.group_x},
                               {"GROUP_Y", t.group_y},
                               {"ITEM_ROWS", t.item_rows},
                               {"ITEM_COLUMNS", t.item_columns},
                               {"DEPTH", t.depth},
                               {"STAGES", t.stages},
                               {"EPILOGUE", 0},
                               {"ACTIVATION", "act_none"},
                               {"INDEX", kumiko::index::narrow}});
    const auto group = static_cast<std::size_t>(t.group_x * t.group_y);
    if (group > gemm.max_group()) return;  // gpu.cpp does not use it either
    const std::size_t m = 137, n = 131, k = 3 * static_cast<std::size_t>(t.depth) + 5;
    const placed<float> a(m, k, 0, 0, 1), b(k, n, 0, 1, 2);
    placed<float> c(m, n, 0, 1, 3);
    const kumiko::buffer<float> da(q, a.memory), db(q, b.memory), dc(q, c.memory);
    const auto tiles = [](std::size_t size, int items, int each) {
        const auto length = static_cast<std::size_t>(items * each);
        return (size + length - 1) / length;
    };
    gemm(q,
         kumiko::groups(tiles(n, t.group_x, t.item_columns), tiles(m, t.group_y, t.item_rows))
             .of(group),
         m, n, k, 2.0f, a.in(da), 0, b.in(db), 4, -1.0f, c.in(dc), 4, k, std::size_t{0});
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            std::complex<double> sum = 0;
            for (std::size_t s = 0; s < k; ++s) sum += a(i, s) * b(s, j);
            c.memory[i * c.ld + j] = back<float>(2.0 * sum - c(i, j));
        }
    const bool equal = same(read(q, dc), c.memory);
    CHECK(equal);
}

}  // namespace

TEST_CASE("the gpu kind multiplies real numbers of each type", "[linalg][gemm]")
{
    check_type<float, float, float>();
    check_type<float, float, half>();
    check_type<float, float, bfloat16>();
    check_type<half, half, float>();
    check_type<half, half, half>();
    check_type<bfloat16, bfloat16, float>();
    check_type<bfloat16, bfloat16, bfloat16>();
    if (gpu_queue().device().facts().reported_fp64) check_type<double, double, double>();
}

TEST_CASE("the gpu kind multiplies complex numbers, conjugated or not", "[linalg][gemm]")
{
    check_type<std::complex<float>, std::complex<float>, std::complex<float>>();
    if (gpu_queue().device().facts().reported_fp64)
        check_type<std::complex<double>, std::complex<double>, std::complex<double>>();
}

TEST_CASE("the gpu kind multiplies bytes", "[linalg][gemm]")
{
    check_type<std::int8_t, std::uint8_t, std::int32_t>();
    check_type<std::uint8_t, std::int8_t, std::int32_t>();
    if (!full()) return;
    check_type<std::int8_t, std::int8_t, std::int32_t>();
    check_type<std::uint8_t, std::uint8_t, std::int32_t>();
}

TEST_CASE("the gpu kind reads each type", "[linalg][gemm][small]")
{
    check_type<half, half, half>(5, 9, 8, 0, 0);
    check_type<bfloat16, bfloat16, bfloat16>(9, 33, 36, 0, 3);
    check_type<std::complex<float>, std::complex<float>, std::complex<float>>(7, 5, 6, 1, 0);
    check_type<std::int8_t, std::uint8_t, std::int32_t>(9, 33, 36, 0, 3);
}

TEST_CASE("the gpu kind cuts deep products of each kind of sum into slices", "[linalg][gemm]")
{
    // 9 x 5 gives only a few work-items on any device, so 600 steps are cut into slices.
    check_type<std::int8_t, std::uint8_t, std::int32_t>(9, 5, 600, 0, 0);
    check_type<std::int8_t, std::uint8_t, std::int32_t>(9, 5, 1027, 1, 1);
    check_type<half, half, half>(9, 5, 600, 1, 1);  // in floats, rounded once
    check_type<std::complex<float>, std::complex<float>, std::complex<float>>(9, 5, 600, 0, 0);
}

TEST_CASE("the gpu kind cuts deep products into slices, the same each time",
          "[linalg][gemm][small]")
{
    const kumiko::queue& q = gpu_queue();
    const std::size_t m = 3, n = 5, k = 515;
    std::vector<float> x(m * k), y(k * n);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1 / static_cast<float>(i + 3);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = 1 / static_cast<float>(i + 7);
    const kumiko::buffer<float> a(q, x), b(q, y), c(q, m * n);
    kumiko::gemm(q, {a, m, k}, {b, k, n}, {c, m, n});
    const std::vector<float> once = read(q, c);
    kumiko::gemm(q, {a, m, k}, {b, k, n}, {c, m, n});
    CHECK(read(q, c) == once);
    const double u = std::ldexp(1.0, -24), gamma = (k + 2) * u / (1 - (k + 2) * u);
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            double sum = 0;  // all numbers are positive: the sum is its own mass
            for (std::size_t s = 0; s < k; ++s)
                sum += static_cast<double>(x[i * k + s]) * static_cast<double>(y[s * n + j]);
            CHECK(std::abs(once[i * n + j] - sum) <= gamma * sum);
        }
}

TEST_CASE("the gpu kind's epilogue comes in its order", "[linalg][gemm][small]")
{
    const kumiko::queue& q = gpu_queue();
    const kumiko::buffer<float> a(q, {1, 2, 3}), b(q, {1, -1, 2, 0, 1}), row(q, {1, 2, -100}),
        column(q, {0, 5, 0, 0, -1});
    const std::vector<float> before = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    const auto run = [&](kumiko::activation f, double low, double high) {
        const kumiko::buffer<float> c(q, before);
        const kumiko::matrix<float> y(c, 3, 5);
        kumiko::gemm(q, {a, 3, 1}, {b, 1, 5}, y, 2, 1, {row, column, f, low, high, y, 3});
        return read(q, c);
    };
    const float bx[] = {1, -1, 2, 0, 1}, rx[] = {1, 2, -100}, cx[] = {0, 5, 0, 0, -1};
    for (const auto f :
         {kumiko::activation::none, kumiko::activation::relu, kumiko::activation::clamp}) {
        std::vector<float> wanted(15);
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 5; ++j) {
                const float old = before[i * 5 + j];
                float x = 2 * static_cast<float>(i + 1) * bx[j] + old + rx[i] + cx[j];
                if (f == kumiko::activation::relu) x = std::max(x, 0.0f);
                if (f == kumiko::activation::clamp) x = std::min(std::max(x, 4.0f), 9.0f);
                wanted[i * 5 + j] = 3 * (x + old);
            }
        CHECK(run(f, 4, 9) == wanted);
    }
    // If k is deep, the epilogue is applied once, to the sum of the slices.
    const std::size_t k = 2048;
    const kumiko::buffer<float> ones(q, std::vector<float>(4 * k, 1)), c(q, {1, 2, 3, 4});
    kumiko::gemm(q, {ones, 2, k}, {ones, k, 2}, {c, 2, 2}, 1, 1,
                 {{}, {}, kumiko::activation::clamp, 0, 2050, {}, 0.5});
    CHECK(read(q, c) == std::vector<float>{1024.5f, 1025, 1025, 1025});
}

TEST_CASE("every size of tile that an architecture starts from is right", "[linalg][gemm]")
{
    // Each number of rows and columns of an item, groups of each shape, each depth, one stage and two.
    for (const tile& t :
         {tile{16, 16, 8, 8, 8, 2}, tile{16, 8, 8, 8, 16, 1}, tile{16, 16, 4, 8, 16, 1},
          tile{8, 16, 8, 4, 16, 2}, tile{4, 1, 4, 4, 8, 1}, tile{1, 1, 4, 4, 8, 2}})
        check_tile(t);
    if (!full()) return;
    for (const tile& t :
         {tile{16, 16, 8, 8, 16, 2}, tile{16, 8, 8, 8, 16, 2}, tile{16, 16, 8, 8, 16, 1},
          tile{8, 16, 8, 4, 16, 1}, tile{16, 16, 4, 4, 16, 2}, tile{8, 16, 4, 4, 8, 1},
          tile{16, 8, 4, 4, 16, 1}, tile{8, 8, 4, 4, 16, 2}, tile{8, 4, 4, 4, 16, 1},
          tile{1, 1, 4, 4, 8, 1}})
        check_tile(t);
}
