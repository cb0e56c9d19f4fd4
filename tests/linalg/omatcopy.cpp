// SPDX-License-Identifier: Apache-2.0
#include <kumiko/complex.hpp>
#include <kumiko/linalg/omatcopy.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/numbers.hpp"

using c32 = std::complex<float>;
using c64 = std::complex<double>;

namespace {

struct extent {
    std::size_t m, n;
};
// Sizes around register blocks, tiles and work-groups; wide, tall, prime.
const std::vector<extent> sizes = {{1, 1},     {1, 17},    {19, 1},    {7, 9},
                                   {16, 16},   {31, 33},   {64, 64},   {65, 129},
                                   {257, 131}, {1, 70001}, {70001, 1}, {521, 509}};
const std::vector<extent> small_sizes = {{1, 1}, {3, 5}, {17, 35}};

/// Copies a matrix of that size inside larger rows. Checks op, alpha, and the memory around it.
template <class T>
void copies(const kumiko::queue& q, extent e, bool t, bool c, T alpha, bool whole)
{
    CAPTURE(kind_name(q), e.m, e.n, t, c);
    const std::size_t rows = t ? e.n : e.m, cols = t ? e.m : e.n, a_ld = cols + 3, b_ld = e.n + 5;
    const std::vector<T> ha = numbers<T>(3 + rows * a_ld, 41, whole);
    std::vector<T> want = numbers<T>(7 + e.m * b_ld, 42, true);
    const kumiko::buffer<T> a(q, ha), b(q, want);
    const kumiko::matrix<const T> stored(a.part(3, a.size - 3), rows, cols, a_ld);
    const kumiko::matrix<T> to(b.part(7, b.size - 7), e.m, e.n, b_ld);
    kumiko::factor<T> f = stored;
    if constexpr (is_complex_type<T>) {
        if (c) f = kumiko::conjugated(f);
    }
    if (t) f = kumiko::transposed(f);
    omatcopy(q, alpha, f, to);
    const std::vector<T> got = read(q, b);
    const long double gamma = gamma_of<T>(is_complex_type<T> ? 2 : 1);
    for (std::size_t i = 0; i < e.m; ++i)
        for (std::size_t j = 0; j < e.n; ++j) {
            const T v = ha[3 + (t ? j * a_ld + i : i * a_ld + j)];
            const std::size_t at = 7 + i * b_ld + j;
            const wide exact = widen(alpha) * widen(c ? conjugate(v) : v);
            REQUIRE(distance(got[at], exact) <= (whole ? 0 : gamma * products(alpha, v)));
            want[at] = got[at];
        }
    REQUIRE(got == want);
}

template <class T>
void everywhere(const std::vector<extent>& all, T alpha, bool whole)
{
    for (const kumiko::queue& q : test_queues()) {
        if (!has<T>(q)) continue;
        for (const extent& e : all)
            for (const bool t : {false, true})
                for (const bool c : {false, true})
                    if (!c || is_complex_type<T>) copies<T>(q, e, t, c, alpha, whole);
    }
}

}  // namespace

TEMPLATE_TEST_CASE("omatcopy is exact where arithmetic is, of every shape and op", "[linalg]",
                   float, double, c32, c64)
{
    everywhere<TestType>(sizes, number<TestType>(3, -2), true);
}

TEMPLATE_TEST_CASE("omatcopy of small matrices", "[linalg][small]", float, c32)
{
    everywhere<TestType>(small_sizes, number<TestType>(1, 0), true);
}

TEMPLATE_TEST_CASE("omatcopy stays inside its bound", "[linalg]", float, double, c32, c64)
{
    everywhere<TestType>({{203, 307}}, number<TestType>(0.7, -0.3), false);
}

TEMPLATE_TEST_CASE("omatcopy of what no cache keeps, at multiples of vectors and beside",
                   "[linalg]", float, double, c32)
{
    using T = TestType;
    const std::size_t rows = 1100, cols = (std::size_t{17} << 20) / sizeof(T) / rows + 1;
    const std::vector<T> ha = numbers<T>(rows * cols, 44, true);
    for (const kumiko::queue& q : test_queues()) {
        if (!has<T>(q)) continue;
        const kumiko::buffer<T> a(q, ha);
        for (const bool t : {false, true})
            for (const std::size_t beside : {0, 1}) {
                CAPTURE(kind_name(q), t, beside);
                const std::size_t m = t ? cols : rows, n = t ? rows : cols;
                const std::size_t ld = (n / 16 + 1) * 16 + beside;
                std::vector<T> want = numbers<T>(m * ld, 45, true);
                const kumiko::buffer<T> b(q, want);
                const kumiko::factor<T> f(a, rows, cols);
                omatcopy(q, T(2), t ? kumiko::transposed(f) : f, {b, m, n, ld});
                for (std::size_t i = 0; i < m; ++i)
                    for (std::size_t j = 0; j < n; ++j)
                        want[i * ld + j] = T(2) * ha[t ? j * cols + i : i * cols + j];
                CHECK((read(q, b) == want));
            }
    }
}

TEST_CASE("omatcopy repeats bit for bit, twice is the matrix itself, and 0 multiplies",
          "[linalg][small]")
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const std::vector<float> h = numbers<float>(37 * 29, 43);
        const kumiko::buffer<float> a(q, h), b(q, 37 * 29), c(q, 37 * 29);
        omatcopy(q, 1.0f, kumiko::transposed({a, 37, 29}), {b, 29, 37});
        omatcopy(q, 1.0f, kumiko::transposed({b, 29, 37}), {c, 37, 29});
        CHECK(read(q, c) == h);
        omatcopy(q, 0.1f, kumiko::transposed({a, 37, 29}), {b, 29, 37});
        const std::vector<float> first = read(q, b);
        omatcopy(q, 0.1f, kumiko::transposed({a, 37, 29}), {b, 29, 37});
        CHECK(read(q, b) == first);
        const kumiko::buffer<float> bad(q, {nan, 1}), to(q, 2);
        omatcopy(q, 0.0f, {bad, 1, 2}, {to, 1, 2});
        CHECK(std::isnan(read(q, to)[0]));
        CHECK(read(q, to)[1] == 0);
        omatcopy(q, 1.0f, {a, 0, 3}, {to, 0, 3});  // nothing
    }
}

TEST_CASE("omatcopy refuses what does not fit, and does nothing", "[linalg][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<float> a(q, std::vector<float>(24, 2.0f)), b(q, 12);
    const auto before = stats(q).enqueues;
    CHECK_THROWS_WITH(omatcopy(q, 1.0f, {a, 3, 4}, {b, 4, 3}), "omatcopy: a is (3,4), b is (4,3)");
    CHECK_THROWS_WITH(omatcopy(q, 1.0f, kumiko::transposed({a, 3, 4}), {b, 3, 4}),
                      "omatcopy: a is (3,4) transposed, b is (3,4)");
    CHECK_THROWS_WITH(omatcopy(q, 1.0f, {a, 3, 4}, {a, 3, 4}), "omatcopy: b overlaps a");
    kumiko::any_view gone;
    {
        const kumiko::buffer<float> soon(q, 12);
        gone = soon;
    }
    CHECK_THROWS_WITH(omatcopy(q, 1.0f, {kumiko::view<const float>(gone), 3, 4}, {b, 3, 4}),
                      "a view outlives its buffer");
    CHECK(stats(q).enqueues == before);
    omatcopy(q, 0.5f, {a, 3, 4, 8}, {a.part(4, 20), 3, 4, 8});  // a tile beside
    CHECK(read(q, a.part(0, 8)) == std::vector<float>{2, 2, 2, 2, 1, 1, 1, 1});
}
