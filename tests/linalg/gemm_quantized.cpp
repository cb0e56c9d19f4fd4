// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/gemm_quantized.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"
#include "support/device.hpp"

namespace {

using kumiko::half;

/// A product, and the meaning of its bytes. A vector is given if its bit is set.
struct product {
    std::size_t m, n, k;
    bool a_transposed, b_transposed;
    int vectors;  // 1: scales of A, 2: zeros of A, 4: scales of B, 8: zeros of B
    std::int32_t a_zero, b_zero;
    std::size_t offset, gap;
};

template <class T>
struct placed {
    std::size_t rows, cols, ld, offset;
    std::vector<T> memory;
    placed(std::size_t r, std::size_t c, const product& p)
        : rows(r), cols(c), ld(c + p.gap), offset(p.offset), memory(offset + r * ld + 7, T(77))
    {
    }
    T& at(std::size_t i, std::size_t j) { return memory[offset + i * ld + j]; }
};
template <class T>
kumiko::matrix<T> whole(const kumiko::buffer<T>& v, const placed<T>& m)
{
    return kumiko::matrix<T>(v.part(m.offset, v.size - m.offset), m.rows, m.cols, m.ld);
}

template <class A, class B, class C>
void check(const kumiko::queue& q, const product& p)
{
    CAPTURE(kind_name(q), p.m, p.n, p.k, p.a_transposed, p.b_transposed, p.vectors, p.a_zero,
            p.b_zero, p.offset, p.gap);
    CAPTURE(name(kumiko::element_of<A>), name(kumiko::element_of<B>), name(kumiko::element_of<C>));
    std::mt19937 g(7);
    placed<A> a(p.a_transposed ? p.k : p.m, p.a_transposed ? p.m : p.k, p);
    placed<B> b(p.b_transposed ? p.n : p.k, p.b_transposed ? p.k : p.n, p);
    placed<C> c(p.m, p.n, p);
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t j = 0; j < a.cols; ++j) a.at(i, j) = static_cast<A>(g());
    for (std::size_t i = 0; i < b.rows; ++i)
        for (std::size_t j = 0; j < b.cols; ++j) b.at(i, j) = static_cast<B>(g());
    const auto scale = [&] { return std::uniform_real_distribution<float>(0.01f, 0.1f)(g); };
    std::vector<float> a_scales(p.m), b_scales(p.n);
    std::vector<std::int32_t> a_zeros(p.m), b_zeros(p.n);
    for (float& x : a_scales) x = scale();
    for (float& x : b_scales) x = scale();
    for (std::int32_t& x : a_zeros) x = static_cast<std::int32_t>(g() % 128);
    for (std::int32_t& x : b_zeros) x = static_cast<std::int32_t>(g() % 128);

    const kumiko::buffer<A> da(q, a.memory);
    const kumiko::buffer<B> db(q, b.memory);
    const kumiko::buffer<C> dc(q, c.memory);
    const kumiko::buffer<float> das(q, a_scales), dbs(q, b_scales);
    const kumiko::buffer<std::int32_t> daz(q, a_zeros), dbz(q, b_zeros);
    kumiko::quantization of_a = {scale(), p.a_zero}, of_b = {scale(), p.b_zero};
    const float size = 0.003f * std::sqrt(static_cast<float>(p.k) + 1) * 5000 / 128;
    const kumiko::quantization of_c = {size, 3};
    if (p.vectors & 1) of_a.scales = das;
    if (p.vectors & 2) of_a.zeros = daz;
    if (p.vectors & 4) of_b.scales = dbs;
    if (p.vectors & 8) of_b.zeros = dbz;
    const auto run = [&] {
        const kumiko::factor<A> fa = whole(da, a);
        const kumiko::factor<B> fb = whole(db, b);
        kumiko::gemm_quantized(q, p.a_transposed ? transposed(fa) : fa, of_a,
                               p.b_transposed ? transposed(fb) : fb, of_b, whole(dc, c), of_c);
        return read(q, dc);
    };
    placed<C> got = c;
    got.memory = run();

    int outside = 0;
    for (std::size_t i = 0; i < p.m; ++i)
        for (std::size_t j = 0; j < p.n; ++j) {
            const int za = p.vectors & 2 ? a_zeros[i] : of_a.zero;
            const int zb = p.vectors & 8 ? b_zeros[j] : of_b.zero;
            long long sum = 0;
            for (std::size_t s = 0; s < p.k; ++s)
                sum += ((p.a_transposed ? a.at(s, i) : a.at(i, s)) - za) *
                       ((p.b_transposed ? b.at(j, s) : b.at(s, j)) - zb);
            const double sa = static_cast<double>(p.vectors & 1 ? a_scales[i] : of_a.scale);
            const double sb = static_cast<double>(p.vectors & 4 ? b_scales[j] : of_b.scale);
            double x = sa * sb * static_cast<double>(sum);
            const double u = std::ldexp(1.0, -24), y = static_cast<double>(got.at(i, j));
            double most = 4 * u * std::abs(x);
            if constexpr (std::is_same_v<C, half>) {
                most += std::max(std::ldexp(std::abs(x) + most, -11), std::ldexp(1.0, -25));
            } else if constexpr (sizeof(C) == 1) {
                x = x / static_cast<double>(of_c.scale);
                most = 0.5 + 6 * u * std::abs(x);
                x = std::clamp<double>(x + of_c.zero, std::numeric_limits<C>::min(),
                                       std::numeric_limits<C>::max());
            }
            if (!(std::abs(y - x) <= most)) ++outside;
            got.at(i, j) = C(77);
        }
    CHECK(outside == 0);
    CHECK(got.memory == std::vector<C>(got.memory.size(), C(77)));
    CHECK(run() == read(q, dc));
    const bool same = run() == run();
    CHECK(same);
}

/// Rows of an orthogonal array of 11 levels, as in gemm's tests.
template <class A, class B, class C>
void check_pairwise()
{
    const std::size_t sizes[] = {1, 13, 0, 33, 17, 64, 31}, depths[] = {17, 0, 1, 257, 130};
    for (unsigned x = 0; x < 11; ++x)
        for (unsigned y = 0; y < 11; y += 2) {
            const auto level = [&](unsigned f, std::size_t count) {
                return (x + f * y) % 11 % count;
            };
            const std::size_t op = level(3, 4);
            const product p = {sizes[level(0, 7)],  sizes[level(1, 7)],
                               depths[level(2, 5)], op % 2 != 0,
                               op / 2 != 0,         static_cast<int>(level(4, 4) + 4 * level(5, 4)),
                               level(6, 2) ? 5 : 0, level(7, 2) ? -100 : 0,
                               5 * level(8, 2),     3 * level(9, 2)};
            for (const kumiko::queue& q : test_queues()) check<A, B, C>(q, p);
        }
}

}  // namespace

TEST_CASE("gemm_quantized is what its formula says, with scales and zeros of all, rows and columns",
          "[linalg][gemm_quantized]")
{
    check_pairwise<std::int8_t, std::int8_t, float>();
    check_pairwise<std::uint8_t, std::int8_t, half>();
    check_pairwise<std::int8_t, std::int8_t, std::int8_t>();
    check_pairwise<std::uint8_t, std::uint8_t, std::uint8_t>();
}

TEST_CASE("gemm_quantized in small", "[linalg][gemm_quantized][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        check<std::int8_t, std::uint8_t, float>(q, {5, 19, 18, true, false, 15, 0, 0, 1, 2});
        check<std::int8_t, std::int8_t, std::int8_t>(q, {5, 19, 18, false, true, 0, 7, -3, 1, 2});
    }
}

TEST_CASE("gemm_quantized rounds ties to even, and stops at a byte's ends",
          "[linalg][gemm_quantized][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<std::int8_t> a(q, {1, 3, 5, -1, -3, 127, -128}), b(q, {1}), c(q, 7);
        const kumiko::factor<std::int8_t> x(a, 7, 1), one(b, 1, 1);
        kumiko::gemm_quantized(q, x, {0.5f}, one, {1}, kumiko::matrix<std::int8_t>(c, 7, 1), {1});
        CHECK(read(q, c) == std::vector<std::int8_t>{0, 2, 2, 0, -2, 64, -64});
        kumiko::gemm_quantized(q, x, {0.5f}, one, {8}, kumiko::matrix<std::int8_t>(c, 7, 1),
                               {1, 1});
        CHECK(read(q, c) == std::vector<std::int8_t>{5, 13, 21, -3, -11, 127, -128});
        const kumiko::buffer<std::uint8_t> d(q, 7);
        kumiko::gemm_quantized(q, x, {1e30f}, one, {1}, kumiko::matrix<std::uint8_t>(d, 7, 1),
                               {1, 9});
        CHECK(read(q, d) == std::vector<std::uint8_t>{255, 255, 255, 0, 0, 255, 0});
    }
}

TEST_CASE("gemm_quantized refuses what does not fit", "[linalg][gemm_quantized][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<std::int8_t> a(q, std::vector<std::int8_t>(64)), b(q, 64), c(q, 64);
    const kumiko::buffer<float> scales(q, {1, 2, 3});
    const kumiko::buffer<std::int32_t> zeros(q, {1, 2, 3});
    const auto before = stats(q).enqueues;
    using factor = kumiko::factor<std::int8_t>;
    using matrix = kumiko::matrix<std::int8_t>;
    CHECK_THROWS_WITH(gemm_quantized(q, factor(a, 3, 4), {}, factor(b, 5, 2), {}, matrix(c, 3, 2)),
                      "gemm_quantized: a is (3,4), b is (5,2); 4 != 5");
    CHECK_THROWS_WITH(gemm_quantized(q, factor(a, 3, 4), {}, factor(b, 4, 2), {}, matrix(c, 2, 3)),
                      "gemm_quantized: a is (3,4), b is (4,2): c is (3,2), not (2,3)");
    CHECK_THROWS_WITH(gemm_quantized(q, factor(a, 3, 4), {}, factor(b, 4, 2), {}, matrix(a, 3, 2)),
                      "gemm_quantized: c overlaps a");
    CHECK_THROWS_WITH(
        gemm_quantized(q, factor(a, 2, 4), {1, 0, scales}, factor(b, 4, 2), {}, matrix(c, 2, 2)),
        "gemm_quantized: a has 3 scales and 2 rows");
    CHECK_THROWS_WITH(
        gemm_quantized(q, factor(a, 3, 4), {}, factor(b, 4, 2), {1, 0, {}, zeros}, matrix(c, 3, 2)),
        "gemm_quantized: b has 3 zeros and 2 columns");
    CHECK_THROWS_WITH(
        gemm_quantized(q, factor(a, 3, 4), {1, 0, zeros}, factor(b, 4, 2), {}, matrix(c, 3, 2)),
        "gemm_quantized: scales of a are of s32, not f32");
    CHECK_THROWS_WITH(gemm_quantized(q, factor(a, 3, 4), {}, factor(b, 4, 2), {}, matrix(c, 3, 2),
                                     {1, 0, scales}),
                      "gemm_quantized: c has one scale and one zero, not vectors");
    CHECK_THROWS_WITH(
        gemm_quantized(q, factor(a, 3, 4), {}, factor(b, 4, 2), {}, matrix(c, 3, 2), {0}),
        "gemm_quantized: c's scale is 0, must be positive");
    CHECK(stats(q).enqueues == before);
}
