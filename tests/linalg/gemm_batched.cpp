// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/gemm_batched.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

namespace {

/// Products of one size: matrix after matrix, with gaps between rows and between matrices.
struct form {
    std::size_t count, m, n, k;
    bool a_transposed, b_transposed;
    double alpha, beta;
    std::size_t gap;
    bool same_a, same_b, listed;
};

template <class T>
struct side {
    std::size_t rows, cols, ld, stride, offset;
    std::vector<T> memory;
    std::vector<std::uint64_t> begins;  // matrix i begins there, after `offset`

    side(const form& f, std::size_t r, std::size_t c, bool same)
        : rows(r),
          cols(c),
          ld(c + f.gap),
          stride(same ? 0 : r * ld + 2 * f.gap),
          offset(f.gap),
          memory(offset + (same ? 1 : f.count) * (r * ld + 2 * f.gap) + 3, T(777)),
          begins(f.count)
    {
        for (std::size_t i = 0; i < f.count; ++i)  // a list goes backwards
            begins[i] = stride * (f.listed ? f.count - 1 - i : i);
    }
    T& at(std::size_t p, std::size_t i, std::size_t j)
    {
        return memory[offset + begins[p] + i * ld + j];
    }
    template <class F>
    void fill(F value)
    {
        for (std::size_t p = 0; p < begins.size(); ++p)
            for (std::size_t i = 0; i < rows; ++i)
                for (std::size_t j = 0; j < cols; ++j) at(p, i, j) = value();
    }
};

template <class T>
struct operands {
    side<T> a, b, c;
    template <class F>
    operands(const form& f, F value)
        : a(f, f.a_transposed ? f.k : f.m, f.a_transposed ? f.m : f.k, f.same_a),
          b(f, f.b_transposed ? f.n : f.k, f.b_transposed ? f.k : f.n, f.same_b),
          c(f, f.m, f.n, false)
    {
        a.fill(value), b.fill(value), c.fill(value);
    }
};

template <class T>
std::vector<T> run(const kumiko::queue& q, const form& f, const operands<T>& x)
{
    const kumiko::buffer<T> a(q, x.a.memory), b(q, x.b.memory), c(q, x.c.memory);
    const kumiko::buffer<std::uint64_t> la(q, x.a.begins), lb(q, x.b.begins), lc(q, x.c.begins);
    const auto first = [](const kumiko::buffer<T>& v, const side<T>& s) {
        return kumiko::matrix<T>(v.part(s.offset, v.size - s.offset), s.rows, s.cols, s.ld);
    };
    const auto at = [&](const side<T>& s, const kumiko::buffer<std::uint64_t>& list) {
        return f.listed ? kumiko::places(list) : kumiko::places(s.stride);
    };
    const kumiko::factor<T> fa = first(a, x.a), fb = first(b, x.b);
    kumiko::gemm_batched(q, f.count, f.a_transposed ? kumiko::transposed(fa) : fa, at(x.a, la),
                         f.b_transposed ? kumiko::transposed(fb) : fb, at(x.b, lb), first(c, x.c),
                         at(x.c, lc), static_cast<T>(f.alpha), static_cast<T>(f.beta));
    CHECK(read(q, a) == x.a.memory);
    CHECK(read(q, b) == x.b.memory);
    return read(q, c);
}

/// The oracle: sum a b and sum |a b| for element (i, j) of product p.
template <class T>
std::pair<long double, long double> exact(const form& f, operands<T>& x, std::size_t p,
                                          std::size_t i, std::size_t j)
{
    long double sum = 0, mass = 0;
    for (std::size_t s = 0; s < f.k; ++s) {
        const long double y =
            static_cast<long double>(f.a_transposed ? x.a.at(p, s, i) : x.a.at(p, i, s)) *
            (f.b_transposed ? x.b.at(p, j, s) : x.b.at(p, s, j));
        sum += y, mass += std::abs(y);
    }
    return {sum, mass};
}

template <class T>
void check_exact(const kumiko::queue& q, const form& f)
{
    CAPTURE(kind_name(q), f.count, f.m, f.n, f.k, f.a_transposed, f.b_transposed, f.alpha, f.beta,
            f.gap, f.same_a, f.same_b, f.listed, sizeof(T));
    std::mt19937 g(3);
    operands<T> x(f, [&] { return static_cast<T>(static_cast<int>(g() % 17) - 8); });
    side<T> wanted = x.c;
    for (std::size_t p = 0; p < f.count; ++p)
        for (std::size_t i = 0; i < f.m; ++i)
            for (std::size_t j = 0; j < f.n; ++j) {
                const double sum = static_cast<double>(exact(f, x, p, i, j).first);
                const double old = f.beta == 0 ? 0 : f.beta * wanted.at(p, i, j);
                wanted.at(p, i, j) = static_cast<T>((f.alpha == 0 ? 0 : f.alpha * sum) + old);
            }
    if (f.beta == 0) x.c.fill([] { return std::numeric_limits<T>::quiet_NaN(); });
    const bool equal = run(q, f, x) == wanted.memory;
    CHECK(equal);
}

/// Every size with each depth. The other parameters take turns.
template <class T>
void check_sizes(const kumiko::queue& q, const std::vector<std::size_t>& sizes,
                 const std::vector<std::size_t>& depths)
{
    const double scalars[] = {1, 0, -1.5};
    unsigned i = 0;
    for (const std::size_t m : sizes)
        for (const std::size_t k : depths)
            for (const std::size_t count : {1, 2, 19}) {
                check_exact<T>(
                    q, {count, m, sizes[i * 3 % sizes.size()], k, i % 2 != 0, i / 2 % 2 != 0,
                        i % 7 == 6   ? 0
                        : i % 3 == 0 ? -1.5
                                     : 1,
                        scalars[i % 3], 3 * (i / 3 % 2), i % 5 == 3, i % 4 == 2, i / 3 % 3 == 1});
                ++i;
            }
}

bool has_double(const kumiko::queue& q) { return q.device().facts().reported_fp64; }

}  // namespace

TEST_CASE("batched products of small integers are exact", "[gemm_batched][small]")
{
    for (const kumiko::queue& q : test_queues()) check_sizes<float>(q, {1, 0, 9, 4}, {5, 0, 17});
}

TEST_CASE("batched products are exact around the tiles, transposed, scaled, apart, from lists",
          "[gemm_batched]")
{
    for (const kumiko::queue& q : test_queues()) {
        check_sizes<float>(q, {1, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 65},
                           {1, 4, 16, 33, 257, 300});
        if (has_double(q))
            check_sizes<double>(q, {1, 4, 5, 8, 13, 16, 31, 33}, {1, 3, 16, 33, 260});
    }
}

TEST_CASE("batched products may be large", "[gemm_batched]")
{
    for (const kumiko::queue& q : test_queues())
        for (const bool listed : {false, true})
            check_exact<float>(q,
                               {3, 170, 165, 171, listed, true, 1, -1.5, 1, false, true, listed});
}

TEST_CASE("batched products of reals stay inside their bound, and repeat bit for bit",
          "[gemm_batched]")
{
    const auto check = [](const kumiko::queue& q, const form& f, auto type) {
        using T = decltype(type);
        CAPTURE(kind_name(q), f.m, f.n, f.k);
        std::mt19937 g(11);
        operands<T> x(f, [&] { return std::uniform_real_distribution<T>(-1, 1)(g); });
        const double u = std::ldexp(1.0, -std::numeric_limits<T>::digits);
        const double d = static_cast<double>(f.k) + 2, gamma = d * u / (1 - d * u);
        const T alpha = static_cast<T>(f.alpha), beta = static_cast<T>(f.beta);
        side<T> got = x.c;
        got.memory = run(q, f, x);
        int outside = 0;
        for (std::size_t p = 0; p < f.count; ++p)
            for (std::size_t i = 0; i < f.m; ++i)
                for (std::size_t j = 0; j < f.n; ++j) {
                    const auto [sum, mass] = exact(f, x, p, i, j);
                    const long double old = static_cast<long double>(beta) * x.c.at(p, i, j);
                    const long double error = std::abs(got.at(p, i, j) - (alpha * sum + old));
                    if (!(error <= gamma * (std::abs(alpha) * mass + std::abs(old)))) ++outside;
                }
        CHECK(outside == 0);
        const bool same = run(q, f, x) == got.memory;
        CHECK(same);
    };
    for (const kumiko::queue& q : test_queues()) {
        const form f = {7, 21, 37, 333, true, true, 0.7, -1.3, 1, false, false, false};
        const form h = {7, 16, 16, 16, false, false, -1.1, 0.3, 0, false, true, false};
        check(q, f, float()), check(q, h, float());
        if (has_double(q)) check(q, f, double()), check(q, h, double());
    }
}

TEST_CASE("batched products with alpha 0 read no factor, and propagate NaN else",
          "[gemm_batched][small]")
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<float> bad(q, {1, nan}), one(q, {1.f}), c(q, {3, 4});
        kumiko::gemm_batched(q, 2, {bad, 1, 1}, 1, {bad, 1, 1}, 1, {c, 1, 1}, 1, 0, 2);
        CHECK(read(q, c) == std::vector<float>{6, 8});
        kumiko::gemm_batched(q, 2, {bad, 1, 1}, 1, {one, 1, 1}, 0, {c, 1, 1}, 1);
        const std::vector<float> y = read(q, c);
        CHECK((y[0] == 1 && std::isnan(y[1])));
    }
}

TEST_CASE("batched products may lie side by side in one matrix", "[gemm_batched][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<float> a(q, {1, 2, 3, 4}), b(q, {1, 1, 2, 0, 0, 3}), c(q, 12);
        kumiko::fill(q, c, 9.f);  // three (2,1) columns of a (2,6)
        kumiko::gemm_batched(q, 3, {a, 2, 2}, 0, {b, 2, 1}, 2, {c, 2, 1, 6}, 2);
        CHECK(read(q, c) == std::vector<float>{3, 9, 2, 9, 6, 9, 7, 9, 6, 9, 12, 9});
    }
}

TEST_CASE("batched products refuse what they cannot do, before anything is enqueued",
          "[gemm_batched][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        const kumiko::buffer<float> a(q, std::vector<float>(64, 1)),
            b(q, std::vector<float>(64, 1)), c(q, std::vector<float>(64, 1));
        const kumiko::buffer<std::uint64_t> list(q, {0, 4});
        const auto before = kumiko::stats(q).enqueues;
        CHECK_THROWS_WITH(kumiko::gemm_batched(q, 2, {a, 3, 4}, 12, {b, 5, 2}, 10, {c, 3, 2}, 6),
                          "gemm_batched: a is (3,4), b is (5,2); 4 != 5");
        CHECK_THROWS_WITH(kumiko::gemm_batched(q, 2, kumiko::transposed({a, 4, 3}), 12, {b, 4, 2},
                                               8, {c, 2, 3}, 6),
                          "gemm_batched: a is (4,3) transposed, b is (4,2): c is (3,2), not (2,3)");
        CHECK_THROWS_WITH(kumiko::gemm_batched(q, 5, {a, 4, 4}, 16, {b, 4, 4}, 0, {c, 4, 4}, 16),
                          "gemm_batched: a's matrices end at element 80 of 64");
        CHECK_THROWS_AS(kumiko::gemm_batched(q, 5, {a, 4, 4}, 0, {b, 4, 4}, 0, {c, 4, 4}, 16),
                        std::out_of_range);
        CHECK_THROWS_WITH(
            kumiko::gemm_batched(q, 2, {a, 2, 2}, 4, {b, 2, 2}, 4, {c, 2, 2}, 3),
            "gemm_batched: c's matrices overlap: they occupy 4 elements and begin 3 apart");
        CHECK_THROWS_AS(kumiko::gemm_batched(q, 2, {a, 2, 2}, 4, {b, 2, 2}, 4, {c, 2, 2}, 0),
                        std::invalid_argument);
        CHECK_THROWS_WITH(
            kumiko::gemm_batched(q, 2, {a, 2, 2}, 4, {b, 2, 2}, 4, {a.part(6, 58), 2, 2}, 4),
            "gemm_batched: c overlaps a");
        CHECK_THROWS_WITH(
            kumiko::gemm_batched(q, 2, {a, 2, 2}, 4, {b, 2, 2}, 4, {b.part(7, 57), 2, 2}, 4),
            "gemm_batched: c overlaps b");
        CHECK_THROWS_WITH(kumiko::gemm_batched(q, 3, {a, 2, 2}, list, {b, 2, 2}, 4, {c, 2, 2}, 4),
                          "gemm_batched: a's list has 2 elements, not 3");
        CHECK_THROWS_AS(kumiko::gemm_batched(q, 2, {a, 2, 2}, -4, {b, 2, 2}, 4, {c, 2, 2}, 4),
                        std::invalid_argument);
        const kumiko::places gone = [&] {
            const kumiko::buffer<std::uint64_t> dead(q, {0, 4});
            return kumiko::places(dead);
        }();
        CHECK_THROWS_AS(kumiko::gemm_batched(q, 2, {a, 2, 2}, gone, {b, 2, 2}, 4, {c, 2, 2}, 4),
                        std::invalid_argument);
        const kumiko::buffer<int> wrong(q, 4);
        const kumiko::any_matrix i = kumiko::matrix<int>(wrong, 2, 2);
        const kumiko::any_factor f = kumiko::factor<float>(a, 2, 2);
        CHECK_THROWS_WITH(kumiko::detail::gemm_batched(q, 1, f, 0, f, 0, i, 0, 1, 0),
                          "gemm_batched: no product of f32 and f32 to s32");
        CHECK(kumiko::stats(q).enqueues == before);
        CHECK(read(q, c) == std::vector<float>(64, 1));
    }
}

TEST_CASE("batched products are one launch, and allocate nothing once warm",
          "[gemm_batched][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<float> a(q, 30 * 12), b(q, 30 * 12), c(q, 30 * 9);
        kumiko::fill(q, a, 1.f), kumiko::fill(q, b, 1.f);
        const auto call = [&] {
            kumiko::gemm_batched(q, 30, {a, 3, 4}, 12, kumiko::transposed({b, 3, 4}), 12, {c, 3, 3},
                                 9);
        };
        call();
        const auto warm = kumiko::stats(q);
        call();
        const auto after = kumiko::stats(q);
        CHECK(after.enqueues == warm.enqueues + 1);
        CHECK(after.allocations == warm.allocations);
        CHECK(after.builds == warm.builds);
        CHECK(kumiko::gemm_batched(q, 0, {a, 3, 4}, 12, {b, 4, 3}, 12, {c, 3, 3}, 9).state() ==
              kumiko::progress::complete);
    }
}
