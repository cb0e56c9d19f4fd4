// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/gemm.hpp>

#include "support/builds.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace {

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr float canary = 777;

/// One product, and how its matrices lie in memory.
struct product {
    std::size_t m, n, k;
    bool a_transposed, b_transposed;
    float alpha, beta;
    std::size_t offset, gap;  // elements before a matrix, and between its rows
};

/// A matrix inside a buffer full of canaries.
struct placed {
    std::size_t rows, cols, ld, offset;
    std::vector<float> memory;

    placed(std::size_t r, std::size_t c, const product& p)
        : rows(r), cols(c), ld(c + p.gap), offset(p.offset), memory(offset + r * ld + 7, canary)
    {
    }
    float& at(std::size_t i, std::size_t j) { return memory[offset + i * ld + j]; }
    template <class F>
    placed& fill(F value)
    {
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < cols; ++j) at(i, j) = value();
        return *this;
    }
};

/// The oracle: c = alpha op(a) op(b) + beta c in double precision; and the same of absolute values.
double exact(const product& p, placed& a, placed& b, double c, std::size_t i, std::size_t j,
             double& mass)
{
    double sum = 0, all = 0;
    for (std::size_t s = 0; s < p.k; ++s) {
        const double x = p.a_transposed ? a.at(s, i) : a.at(i, s);
        const double y = p.b_transposed ? b.at(j, s) : b.at(s, j);
        sum += x * y, all += std::abs(x * y);
    }
    const double alpha = p.alpha, beta = p.beta;
    mass = std::abs(alpha) * all + (beta == 0 ? 0 : std::abs(beta * c));
    return (alpha == 0 ? 0 : alpha * sum) + (beta == 0 ? 0 : beta * c);
}

struct operands {
    placed a, b, c;
    template <class F>
    operands(const product& p, F value)
        : a(p.a_transposed ? p.k : p.m, p.a_transposed ? p.m : p.k, p),
          b(p.b_transposed ? p.n : p.k, p.b_transposed ? p.k : p.n, p),
          c(p.m, p.n, p)
    {
        a.fill(value), b.fill(value), c.fill(value);
    }
};

/// All of C's memory afterwards, canaries included.
std::vector<float> run(const kumiko::queue& q, const product& p, const operands& x)
{
    const kumiko::buffer<float> a(q, x.a.memory), b(q, x.b.memory), c(q, x.c.memory);
    const auto whole = [](const kumiko::buffer<float>& v, const placed& m) {
        return kumiko::matrix<float>(v.part(m.offset, v.size - m.offset), m.rows, m.cols, m.ld);
    };
    const kumiko::factor<float> fa = whole(a, x.a), fb = whole(b, x.b);
    kumiko::gemm(q, p.a_transposed ? transposed(fa) : fa, p.b_transposed ? transposed(fb) : fb,
                 whole(c, x.c), p.alpha, p.beta);
    CHECK(read(q, a) == x.a.memory);  // bit for bit: these hold no NaN
    CHECK(read(q, b) == x.b.memory);
    return read(q, c);
}

/// Small integers: every sum is exact, whatever its order.
void check_exact(const kumiko::queue& q, const product& p)
{
    CAPTURE(kind_name(q), p.m, p.n, p.k, p.a_transposed, p.b_transposed, p.alpha, p.beta, p.offset,
            p.gap);
    std::mt19937 g(3);
    operands x(p, [&] { return static_cast<float>(static_cast<int>(g() % 17) - 8); });
    placed wanted = x.c;
    double mass = 0;
    for (std::size_t i = 0; i < p.m; ++i)
        for (std::size_t j = 0; j < p.n; ++j)
            wanted.at(i, j) = static_cast<float>(exact(p, x.a, x.b, wanted.at(i, j), i, j, mass));
    if (p.beta == 0) x.c.fill([] { return not_a_number; });  // must not be read
    const bool equal = run(q, p, x) == wanted.memory;
    CHECK(equal);
}

/// Every pair of values of any two parameters, in 121 products: rows of the orthogonal array of
/// 11 levels (Bose, 1938), level (x + f y) mod 11 of parameter f.
template <class Sizes>
void check_pairwise(const Sizes& sizes, const Sizes& depths, unsigned levels)
{
    const float scalars[] = {0, 1, -1.5f};
    for (unsigned x = 0; x < levels; ++x)
        for (unsigned y = 0; y < levels; ++y) {
            const auto level = [&](unsigned f, std::size_t count) {
                return (x + f * y) % levels % count;
            };
            const std::size_t op = level(3, 4);
            const product p = {sizes[level(0, sizes.size())],
                               sizes[level(1, sizes.size())],
                               depths[level(2, depths.size())],
                               op % 2 != 0,
                               op / 2 != 0,
                               scalars[level(4, 3)],
                               scalars[level(5, 3)],
                               5 * level(6, 2),
                               3 * level(7, 2)};
            for (const kumiko::queue& q : test_queues()) check_exact(q, p);
        }
}

const std::vector<float> ones(std::size_t n) { return std::vector<float>(n, 1); }

}  // namespace

TEST_CASE("gemm of small integers is exact", "[linalg][gemm][small]")
{
    check_pairwise(std::vector<std::size_t>{1, 13, 4, 0, 33},
                   std::vector<std::size_t>{17, 0, 1, 4, 8}, 5);
}

TEST_CASE("gemm of integers is exact around the tiles, transposed, scaled and offset",
          "[linalg][gemm]")
{
    // Tiles are 4 or 12 by 12 to 32 on CPUs and 32, 64, 128 square on GPUs; runs 8, 16, 256.
    check_pairwise(std::vector<std::size_t>{0, 1, 3, 12, 25, 31, 33, 64, 65, 97, 131},
                   std::vector<std::size_t>{0, 1, 7, 8, 17, 64, 101, 255, 256, 257, 523}, 11);
}

TEST_CASE("gemm works through long matrices in pieces", "[linalg][gemm]")
{
    const product p = GENERATE(product{3, 5, 9001, false, false, 1, -1.5f, 0, 0},
                               product{13, 35, 4099, true, true, 1, 1, 1, 1},
                               product{2, 8200, 3, false, true, 1, 1, 0, 2},
                               product{66000, 2, 3, true, false, -1.5f, 0, 0, 0},
                               product{500, 300, 700, false, true, 1, 0, 0, 0});
    for (const kumiko::queue& q : test_queues()) check_exact(q, p);
}

TEST_CASE("gemm's rows may lie so far apart that addresses need 64 bits", "[linalg][gemm]")
{
    const std::size_t ld = (std::size_t{1} << 24) + 1;  // 128 rows of that pass 2^31
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<float> far(q, ld + 3), b(q, {1, 2, 3, 4, 5, 6}), c(q, 4);
        const kumiko::matrix<float> a(far, 2, 3, ld);
        write(q, far.part(0, 3), std::vector<float>{1, 2, 3});
        write(q, far.part(ld, 3), std::vector<float>{4, 5, 6});
        kumiko::gemm(q, a, {b, 3, 2}, {c, 2, 2});
        CHECK(read(q, c) == std::vector<float>{22, 28, 49, 64});
        kumiko::gemm(q, {b, 2, 3}, transposed(a), {c, 2, 2});
        CHECK(read(q, c) == std::vector<float>{14, 32, 32, 77});
        kumiko::gemm(q, {b, 2, 1}, {b, 1, 3}, a);
        CHECK(read(q, a) == std::vector<float>{1, 2, 3, 2, 4, 6});
    }
}

TEST_CASE("gemm of reals stays inside its stated bound, element by element", "[linalg][gemm]")
{
    const product p = GENERATE(product{97, 101, 523, false, false, 0.7f, -1.3f, 3, 1},
                               product{33, 70, 1021, true, true, -1.1f, 0, 0, 0},
                               product{29, 45, 1, false, true, 1, 1.7f, 0, 0});
    std::mt19937 g(11);
    operands x(p, [&] { return std::uniform_real_distribution<float>(-1, 1)(g); });
    const double d = static_cast<double>(p.k) + 2, u = std::ldexp(1.0, -24);
    const double gamma = d * u / (1 - d * u);
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q), p.m, p.n, p.k);
        placed got = x.c;
        got.memory = run(q, p, x);
        int outside = 0;
        double mass = 0;
        for (std::size_t i = 0; i < p.m; ++i)
            for (std::size_t j = 0; j < p.n; ++j) {
                const double wanted = exact(p, x.a, x.b, x.c.at(i, j), i, j, mass);
                if (!(std::abs(got.at(i, j) - wanted) <= gamma * mass)) ++outside;
            }
        CHECK(outside == 0);
        const bool same = run(q, p, x) == got.memory && run(q, p, x) == got.memory;
        CHECK(same);  // and repeats bit for bit
    }
}

TEST_CASE("gemm with alpha 0 reads neither factor, with beta 0 not C", "[linalg][gemm][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<float> bad(q, std::vector<float>(6, not_a_number)), c(q, {1, 2, 3, 4});
        kumiko::gemm(q, {bad, 2, 3}, {bad, 3, 2}, {c, 2, 2}, 0, -2);
        CHECK(read(q, c) == std::vector<float>{-2, -4, -6, -8});
        const kumiko::buffer<float> a(q, {1, 2}),
            d(q, {not_a_number, not_a_number, not_a_number, not_a_number});
        kumiko::gemm(q, {a, 2, 1}, {a, 1, 2}, {d, 2, 2});
        CHECK(read(q, d) == std::vector<float>{1, 2, 2, 4});
        const kumiko::buffer<float> none(q, 0);
        kumiko::gemm(q, {none, 2, 0}, {none, 0, 2}, {c, 2, 2}, 1, 0.5f);
        CHECK(read(q, c) == std::vector<float>{-1, -2, -3, -4});
        kumiko::gemm(q, {none, 2, 0}, {none, 0, 2}, {d, 2, 2});
        CHECK(read(q, d) == std::vector<float>{0, 0, 0, 0});
    }
}

TEST_CASE("gemm propagates NaN and infinity of its factors", "[linalg][gemm][small]")
{
    const float inf = std::numeric_limits<float>::infinity();
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<float> a(q, {1, inf, not_a_number, 1}), b(q, {1, 0, 1, 1}), c(q, 4);
        kumiko::gemm(q, {a, 2, 2}, {b, 2, 2}, {c, 2, 2});
        const auto y = read(q, c);
        CHECK((y[0] == inf && y[1] == inf && std::isnan(y[2]) && std::isnan(y[3])));
    }
}

TEST_CASE("gemm works on tiles of one matrix", "[linalg][gemm][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<float> all(q, {1, 2, 5, 6,  //
                                            3, 4, 7, 8,  //
                                            9, 9, 9, 9,  //
                                            9, 9, 9, 9});
        const kumiko::matrix<float> x(all, 4, 4);
        kumiko::gemm(q, x.part(0, 0, 2, 2), x.part(0, 2, 2, 2), x.part(2, 0, 2, 2));
        kumiko::gemm(q, x.part(0, 0, 2, 2), transposed(x.part(0, 0, 2, 2)), x.part(2, 2, 2, 2), 1,
                     -1);
        CHECK(read(q, all) == std::vector<float>{1, 2, 5, 6,     //
                                                 3, 4, 7, 8,     //
                                                 19, 22, -4, 2,  //
                                                 43, 50, 2, 16});
    }
}

TEST_CASE("gemm refuses what it cannot do, before anything is enqueued", "[linalg][gemm][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        const kumiko::buffer<float> a(q, ones(64)), b(q, ones(64)), c(q, ones(64));
        const auto before = kumiko::stats(q).enqueues;
        CHECK_THROWS_WITH(kumiko::gemm(q, {a, 3, 4}, {b, 5, 2}, {c, 3, 2}),
                          "gemm: a is (3,4), b is (5,2); 4 != 5");
        CHECK_THROWS_WITH(kumiko::gemm(q, kumiko::transposed({a, 3, 4}), {b, 4, 2}, {c, 4, 2}),
                          "gemm: a is (3,4) transposed, b is (4,2); 3 != 4");
        CHECK_THROWS_WITH(kumiko::gemm(q, {a, 3, 4}, {b, 4, 2}, {c, 2, 3}),
                          "gemm: a is (3,4), b is (4,2): c is (3,2), not (2,3)");
        CHECK_THROWS_WITH(kumiko::gemm(q, {a, 2, 2}, {b, 2, 2}, {a, 2, 2}), "gemm: c overlaps a");
        CHECK_THROWS_WITH(kumiko::gemm(q, {a, 2, 2}, {b, 2, 2}, {b.part(3, 10), 2, 2}),
                          "gemm: c overlaps b");
        const kumiko::matrix<float> x(a, 8, 8);
        CHECK_THROWS_AS(kumiko::gemm(q, x.part(0, 0, 3, 3), x.part(4, 4, 3, 3), x.part(2, 2, 3, 3)),
                        std::invalid_argument);
        CHECK_THROWS_AS(kumiko::gemm(q, {a, -1, 2}, {b, 2, 2}, {c, 1, 2}), std::invalid_argument);
        CHECK_THROWS_AS(kumiko::gemm(q, {a, 9, 9}, {b, 9, 9}, {c, 9, 9}), std::out_of_range);
        CHECK_THROWS_AS(kumiko::gemm(q, {a, 2, 3, 2}, {b, 3, 2}, {c, 2, 2}), std::invalid_argument);

        const kumiko::buffer<int> wrong(q, 4);
        const kumiko::any_matrix i = kumiko::matrix<int>(wrong, 2, 2);
        const kumiko::any_factor f = kumiko::factor<float>(a, 2, 2);
        CHECK_THROWS_WITH(kumiko::detail::gemm(q, f, f, i, 1, 0, {}),
                          "gemm: no product of f32 and f32 to s32");
        const auto gone = [&] {
            const kumiko::buffer<float> dead(q, 4);
            return kumiko::matrix<float>(dead, 2, 2);
        }();
        CHECK_THROWS_AS(kumiko::gemm(q, {a, 2, 2}, {b, 2, 2}, gone), std::invalid_argument);
        CHECK_THROWS_AS(kumiko::gemm(q, gone, {b, 2, 2}, {c, 2, 2}), std::invalid_argument);
        CHECK(kumiko::stats(q).enqueues == before);
        CHECK(read(q, c) == ones(64));
    }
}

TEST_CASE("gemm allocates and builds nothing once warm, and few programs before", "[linalg][gemm]")
{
    for (const kumiko::queue& shape : test_queues()) {
        const kumiko::queue q(shape.device(), shape.options());  // whose scratch nobody used
        CAPTURE(kind_name(q));
        const std::size_t m = 40, n = 700, k = 600;
        const kumiko::buffer<float> a(q, m * k), b(q, k * n), c(q, m * n);
        const auto all = [&] {
            for (const bool t : {false, true})
                for (const bool u : {false, true}) {
                    const kumiko::factor<float> plain_a(a, m, k), plain_b(b, k, n);
                    kumiko::gemm(q, t ? kumiko::transposed({a, k, m}) : plain_a,
                                 u ? kumiko::transposed({b, n, k}) : plain_b, {c, m, n}, 2,
                                 t ? 0.f : 1.f);
                }
        };
        const auto cold = kumiko::stats(q);
        all();
        const auto warm = kumiko::stats(q);
        CHECK(warm.builds - cold.builds <= 2);
        for (int i = 0; i < 5; ++i) all();
        const auto after = kumiko::stats(q);
        CHECK(after.allocations == warm.allocations);
        CHECK(after.builds == warm.builds);
        CHECK(after.cache_hits == warm.cache_hits);
        CHECK(after.scratch_bytes <= std::size_t{8} << 20);
    }
}

TEST_CASE("gemm of nothing is complete at once", "[linalg][gemm][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<float> none(q, 0), b(q, ones(6));
    const auto before = kumiko::stats(q).enqueues;
    CHECK(kumiko::gemm(q, {none, 0, 3}, {b, 3, 2}, {none, 0, 2}).state() ==
          kumiko::progress::complete);
    CHECK(kumiko::stats(q).enqueues == before);
}

TEST_CASE("gemm builds few programs", "[linalg][gemm][small]")
{
    CHECK(builds_in(__FILE__) <= 12 * 2);  // 2 kinds, 1 type
}
