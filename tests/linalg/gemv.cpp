// SPDX-License-Identifier: Apache-2.0
#include <kumiko/complex.hpp>
#include <kumiko/linalg/gemv.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/full.hpp"
#include "support/numbers.hpp"
#include "support/strided.hpp"

using c32 = std::complex<float>;
using c64 = std::complex<double>;

namespace {

struct extent {
    std::size_t m, n;
};
// Sizes around tiles of 4 rows, vectors, strips and work-groups; with bands along either side;
// wide, tall, prime.
const std::vector<extent> sizes = {{1, 1},     {1, 7},     {5, 1},     {3, 4},     {4, 64},
                                   {17, 33},   {65, 31},   {257, 129}, {3, 9001},  {9001, 3},
                                   {1, 70001}, {70001, 1}, {31, 5003}, {1031, 517}};
const std::vector<extent> small_sizes = {{1, 1}, {3, 5}, {9, 67}, {67, 9}};

template <class T>
struct problem {
    bool transposed, conjugated;
    std::size_t m, n, ld;  // of op(A)
    std::vector<T> a;      // as stored, rows ld apart
    kumiko::buffer<T> memory;

    problem(const kumiko::queue& q, extent e, bool t, bool c, bool whole)
        : transposed(t),
          conjugated(c),
          m(e.m),
          n(e.n),
          ld((t ? m : n) + 3),
          a(numbers<T>(5 + (t ? n : m) * ld, 21, whole)),
          memory(q, a)
    {
    }
    kumiko::factor<T> factor() const
    {
        const kumiko::view<const T> from = memory.part(5, memory.size - 5);
        if constexpr (is_complex_type<T>) {
            if (transposed && conjugated) return kumiko::adjoint({from, n, m, ld});
            if (conjugated) return kumiko::conjugated({from, m, n, ld});
        }
        if (transposed) return kumiko::transposed({from, n, m, ld});
        return {from, m, n, ld};
    }
    T at(std::size_t i, std::size_t j) const
    {
        const T v = transposed ? a[5 + j * ld + i] : a[5 + i * ld + j];
        return conjugated ? conjugate(v) : v;
    }
};

/// Calls f(queue, problem, stride of x, stride of y) for each op and size with some strides. For
/// large matrices the strides take turns.
template <class T, class F>
void everywhere(const std::vector<extent>& all, bool whole, F f)
{
    for (const kumiko::queue& q : test_queues()) {
        if (!has<T>(q)) continue;
        int turn = 0;
        for (const extent& e : all)
            for (const bool t : {false, true})
                for (const bool c : {false, true}) {
                    if (c && !is_complex_type<T>) continue;
                    const problem<T> p(q, e, t, c, whole);
                    const bool large = e.m * e.n > 25000 && !full();
                    for (const auto& [x, y] :
                         {std::pair(1, 1), std::pair(2, -1), std::pair(-1, 3)}) {
                        if (large && turn++ % 5 != 0)
                            continue;  // 5 and 6 or 12 have no common factor
                        CAPTURE(kind_name(q), e.m, e.n, t, c, x, y);
                        f(q, p, x, y);
                    }
                }
    }
}

template <class T>
void is_exact(const std::vector<extent>& all)
{
    everywhere<T>(all, true, [](const kumiko::queue& q, const problem<T>& p, int sx, int sy) {
        const std::vector<T> hx = numbers<T>(p.n, 22, true), hy = numbers<T>(p.m, 23, true);
        const strided<T> x(q, hx, sx), y(q, hy, sy);
        const T alpha = number<T>(2, -1), beta = number<T>(-1, 3);
        gemv(q, p.factor(), x, y, alpha, beta);
        const std::vector<T> got = y.now();
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < p.m; ++i) {
            T sum = 0;
            for (std::size_t j = 0; j < p.n; ++j) sum += p.at(i, j) * hx[j];
            wrong += got[i] != alpha * sum + beta * hy[i];
        }
        REQUIRE(wrong == 0);
        REQUIRE(x.now() == hx);
    });
}

}  // namespace

TEMPLATE_TEST_CASE("gemv is exact where arithmetic is, of every shape, op and stride", "[linalg]",
                   float, double, c32, c64)
{
    is_exact<TestType>(sizes);
}

TEMPLATE_TEST_CASE("gemv of small matrices", "[linalg][small]", float, c32)
{
    is_exact<TestType>(small_sizes);
}

TEMPLATE_TEST_CASE("gemv stays inside its bound", "[linalg]", float, double, c32, c64)
{
    using T = TestType;
    everywhere<T>({{203, 1009}, {7, 9001}, {1009, 67}}, false,
                  [](const kumiko::queue& q, const problem<T>& p, int sx, int sy) {
                      const std::vector<T> hx = numbers<T>(p.n, 24), hy = numbers<T>(p.m, 25);
                      const strided<T> x(q, hx, sx), y(q, hy, sy);
                      const T alpha = number<T>(0.7, 0.2), beta = number<T>(-0.3, 0.9);
                      gemv(q, p.factor(), x, y, alpha, beta);
                      const std::vector<T> got = y.now();
                      const long double gamma =
                          gamma_of<T>(static_cast<double>(p.n) + (is_complex_type<T> ? 12 : 8));
                      std::size_t outside = 0;
                      for (std::size_t i = 0; i < p.m; ++i) {
                          wide sum = 0;
                          long double mass = 0;
                          for (std::size_t j = 0; j < p.n; ++j) {
                              sum += widen(p.at(i, j)) * widen(hx[j]);
                              mass += products(p.at(i, j), hx[j]);
                          }
                          outside +=
                              !(distance(got[i], widen(alpha) * sum + widen(beta) * widen(hy[i])) <=
                                gamma * (size_of_number(alpha) * mass + products(beta, hy[i])));
                      }
                      REQUIRE(outside == 0);
                  });
}

TEMPLATE_TEST_CASE("gemv reads only what it has to", "[linalg][small]", float, c32)
{
    using T = TestType;
    const T nan = std::numeric_limits<float>::quiet_NaN();
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<T> a(q, {T(1), T(2), T(3), T(4), T(5), T(6)}),
            bad(q, std::vector<T>(6, nan));
        const kumiko::buffer<T> x(q, {T(1), T(1), T(1)}), y(q, {nan, nan});
        gemv(q, {a, 2, 3}, x, y);  // beta = 0
        CHECK(read(q, y) == std::vector<T>{6, 15});
        gemv(q, {bad, 2, 3}, {bad, 3}, y, T(0), T(2));
        CHECK(read(q, y) == std::vector<T>{12, 30});
        gemv(q, {bad, 2, 0}, {bad, 0}, y, T(1), T(2));
        CHECK(read(q, y) == std::vector<T>{24, 60});
        gemv(q, kumiko::transposed({bad, 0, 2}), {bad, 0}, y, T(1), T(0));
        CHECK(read(q, y) == std::vector<T>{0, 0});
        gemv(q, {bad, 0, 3}, x, {y, 0}, T(1), T(0));
        CHECK(read(q, y) == std::vector<T>{0, 0});
        gemv(q, {bad, 2, 3}, x, y);
        CHECK(std::isnan(std::abs(read(q, y)[1])));
    }
}

TEST_CASE("gemv repeats bit for bit", "[linalg]")
{
    for (const kumiko::queue& q : test_queues())
        for (const bool t : {false, true}) {
            CAPTURE(kind_name(q), t);
            const problem<float> p(q, {1009, 2003}, t, false, false);
            const kumiko::buffer<float> x(q, numbers<float>(2003, 26)), y(q, 1009);
            gemv(q, p.factor(), x, y);
            const std::vector<float> first = read(q, y);
            for (int i = 0; i < 5; ++i) {
                gemv(q, p.factor(), x, y);
                CHECK(read(q, y) == first);
            }
        }
}

TEST_CASE("gemv refuses what does not fit, and does nothing", "[linalg][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<float> a(q, std::vector<float>(12, 1.0f)),
        x(q, std::vector<float>(5, 1.0f));
    const kumiko::buffer<float> y(q, 5);
    const auto before = stats(q).enqueues;
    CHECK_THROWS_WITH(gemv(q, {a, 3, 4}, x, {y, 3}), "gemv: a is (3,4), x has 5 elements");
    CHECK_THROWS_WITH(gemv(q, kumiko::transposed({a, 3, 4}), {x, 3}, y),
                      "gemv: a is (3,4) transposed, y has 5 elements");
    CHECK_THROWS_WITH(gemv(q, {a, 3, 3}, {x, 3}, {a.part(8, 4), 3}), "gemv: y overlaps a");
    CHECK_THROWS_WITH(gemv(q, {a, 3, 4}, {x, 4}, {x, 3}), "gemv: y overlaps x");
    kumiko::any_view gone;
    {
        const kumiko::buffer<float> soon(q, 4);
        gone = soon;
    }
    CHECK_THROWS_WITH(gemv(q, {a, 3, 4}, kumiko::view<const float>(gone), {y, 3}),
                      "a view outlives its buffer");
    CHECK(stats(q).enqueues == before);
    gemv(q, {a, 3, 3, 4}, {x, 3}, {a.part(3, 9), 3, 4});  // the neighbouring column
    CHECK(read(q, a) == std::vector<float>{1, 1, 1, 3, 1, 1, 1, 3, 1, 1, 1, 3});
}
