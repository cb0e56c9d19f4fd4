// SPDX-License-Identifier: Apache-2.0
#include <kumiko/complex.hpp>
#include <kumiko/linalg/ger.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/numbers.hpp"
#include "support/strided.hpp"

using c32 = std::complex<float>;
using c64 = std::complex<double>;

namespace {

struct extent {
    std::size_t m, n;
};
// Sizes around vectors, work-groups and blocks; wide, tall, prime.
const std::vector<extent> sizes = {{1, 1},    {5, 1},     {3, 15},    {4, 64},   {17, 257},
                                   {257, 31}, {1, 70001}, {70001, 1}, {3, 5003}, {1031, 67}};
const std::vector<extent> small_sizes = {{1, 1}, {3, 5}, {9, 67}};

/// Calls f(queue, size, ld, stride of x, stride of y, conjugate) for all of these.
template <class T, class F>
void everywhere(const std::vector<extent>& all, F f)
{
    for (const kumiko::queue& q : test_queues()) {
        if (!has<T>(q)) continue;
        for (const extent& e : all)
            for (const bool c : {false, true}) {
                if (c && !is_complex_type<T>) continue;
                for (const auto& [x, y] : {std::pair(1, 1), std::pair(2, -1), std::pair(-1, 3)}) {
                    CAPTURE(kind_name(q), e.m, e.n, c, x, y);
                    f(q, e, e.n + 3, x, y, c);
                }
            }
    }
}

template <class T>
void run(const kumiko::queue& q, bool conj, T alpha, const kumiko::vector<const T>& x,
         const kumiko::vector<const T>& y, const kumiko::matrix<T>& a)
{
    if constexpr (is_complex_type<T>) {
        if (conj)
            gerc(q, alpha, x, y, a);
        else
            geru(q, alpha, x, y, a);
    } else {
        (void)conj;
        ger(q, alpha, x, y, a);
    }
}

template <class T>
void is_exact(const std::vector<extent>& all)
{
    everywhere<T>(
        all, [](const kumiko::queue& q, extent e, std::size_t ld, int sx, int sy, bool c) {
            const std::vector<T> hx = numbers<T>(e.m, 31, true), hy = numbers<T>(e.n, 32, true);
            std::vector<T> want = numbers<T>(5 + e.m * ld, 33, true);
            const strided<T> x(q, hx, sx), y(q, hy, sy);
            const kumiko::buffer<T> a(q, want);
            const T alpha = number<T>(2, -1);
            run<T>(q, c, alpha, x, y, {a.part(5, a.size - 5), e.m, e.n, ld});
            for (std::size_t i = 0; i < e.m; ++i)
                for (std::size_t j = 0; j < e.n; ++j)
                    want[5 + i * ld + j] += alpha * hx[i] * (c ? conjugate(hy[j]) : hy[j]);
            REQUIRE(read(q, a) == want);  // also between the rows
        });
}

}  // namespace

TEMPLATE_TEST_CASE("ger is exact where arithmetic is, of every shape and stride", "[linalg]", float,
                   double, c32, c64)
{
    is_exact<TestType>(sizes);
}

TEMPLATE_TEST_CASE("ger of small matrices", "[linalg][small]", float, c32)
{
    is_exact<TestType>(small_sizes);
}

TEMPLATE_TEST_CASE("ger stays inside its bound", "[linalg]", float, double, c32, c64)
{
    using T = TestType;
    everywhere<T>({{67, 1009}}, [](const kumiko::queue& q, extent e, std::size_t, int sx, int sy,
                                   bool c) {
        const std::vector<T> hx = numbers<T>(e.m, 34), hy = numbers<T>(e.n, 35),
                             ha = numbers<T>(e.m * e.n, 36);
        const strided<T> x(q, hx, sx), y(q, hy, sy);
        const kumiko::buffer<T> a(q, ha);
        const T alpha = number<T>(0.7, 0.2);
        run<T>(q, c, alpha, x, y, {a, e.m, e.n});
        const std::vector<T> got = read(q, a);
        const long double gamma = gamma_of<T>(is_complex_type<T> ? 6 : 3);
        for (std::size_t i = 0; i < e.m; ++i)
            for (std::size_t j = 0; j < e.n; ++j) {
                const std::size_t at = i * e.n + j;
                const T v = c ? conjugate(hy[j]) : hy[j];
                REQUIRE(distance(got[at], widen(ha[at]) + widen(alpha) * widen(hx[i]) * widen(v)) <=
                        gamma *
                            (size_of_number(alpha) * products(hx[i], v) + size_of_number(ha[at])));
            }
    });
}

TEST_CASE("ger repeats bit for bit, and reads nothing for alpha = 0", "[linalg][small]")
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<float> x(q, numbers<float>(37, 37)), y(q, numbers<float>(29, 38));
        std::vector<std::vector<float>> results;
        for (int i = 0; i < 3; ++i) {
            const kumiko::buffer<float> a(q, numbers<float>(37 * 29, 39));
            ger(q, 0.3f, x, y, {a, 37, 29});
            results.push_back(read(q, a));
        }
        CHECK(results[0] == results[1]);
        CHECK(results[0] == results[2]);
        const kumiko::buffer<float> bad(q, {nan, nan}), a(q, {1, 2, 3, 4});
        ger(q, 0.0f, bad, bad, {a, 2, 2});
        CHECK(read(q, a) == std::vector<float>{1, 2, 3, 4});
        ger(q, 1.0f, {bad, 0}, bad, {a, 0, 2});
        CHECK(read(q, a) == std::vector<float>{1, 2, 3, 4});
    }
}

TEST_CASE("ger refuses what does not fit, and does nothing", "[linalg][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<float> a(q, 12), x(q, 5);
    const auto before = stats(q).enqueues;
    CHECK_THROWS_WITH(ger(q, 1.0f, x, {x, 4}, {a, 3, 4}), "ger: a is (3,4), x has 5 elements");
    CHECK_THROWS_WITH(ger(q, 1.0f, {x, 3}, x, {a, 3, 4}), "ger: a is (3,4), y has 5 elements");
    CHECK_THROWS_WITH(ger(q, 1.0f, {a, 3}, {x, 4}, {a, 3, 4}), "ger: a overlaps x");
    CHECK_THROWS_WITH(ger(q, 1.0f, {x, 3}, {a, 4}, {a, 3, 4}), "ger: a overlaps y");
    kumiko::any_view gone;
    {
        const kumiko::buffer<float> soon(q, 4);
        gone = soon;
    }
    CHECK_THROWS_WITH(ger(q, 1.0f, {x, 3}, kumiko::view<const float>(gone), {a, 3, 4}),
                      "a view outlives its buffer");
    CHECK(stats(q).enqueues == before);
}
