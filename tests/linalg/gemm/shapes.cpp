// SPDX-License-Identifier: Apache-2.0
// Every algorithm of gemm on products for which another one would be chosen; and the choice itself.
#include <kumiko/linalg/gemm.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/full.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using kumiko::bfloat16;
using kumiko::half;

const char* const algorithms[] = {"skinny", "deep", "direct", "panels", "tiles"};

/// A product, and how its matrices lie in memory.
struct form {
    std::size_t m, n, k;
    bool a_transposed, b_transposed;
    double alpha, beta;
    std::size_t offset, gap;  // elements before a matrix, and between its rows
};

/// A matrix inside memory full of canaries.
template <class T>
struct placed {
    std::size_t rows, cols, ld, offset;
    std::vector<T> memory;

    placed(std::size_t r, std::size_t c, const form& f)
        : rows(r),
          cols(c),
          ld(c + f.gap),
          offset(f.offset),
          memory(offset + r * ld + 7, static_cast<T>(77))
    {
    }
    T& at(std::size_t i, std::size_t j) { return memory[offset + i * ld + j]; }
    template <class F>
    void fill(F value)
    {
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < cols; ++j) at(i, j) = value();
    }
};

template <class A, class C = A>
struct operands {
    placed<A> a, b;
    placed<C> c;
    template <class F>
    operands(const form& f, F value)
        : a(f.a_transposed ? f.k : f.m, f.a_transposed ? f.m : f.k, f),
          b(f.b_transposed ? f.n : f.k, f.b_transposed ? f.k : f.n, f),
          c(f.m, f.n, f)
    {
        a.fill([&] { return static_cast<A>(value()); });
        b.fill([&] { return static_cast<A>(value()); });
        c.fill([&] { return static_cast<C>(value()); });
    }
};

/// A matrix on the device, placed as in `form`.
template <class T>
struct on_device {
    kumiko::buffer<T> memory;
    kumiko::matrix<T> all;
    on_device(const kumiko::queue& q, const placed<T>& m)
        : memory(q, m.memory),
          all(memory.part(m.offset, memory.size - m.offset), m.rows, m.cols, m.ld)
    {
    }
};

/// All of C's memory after the product, canaries included; nothing if the algorithm cannot.
template <class A, class C>
std::vector<C> run(const kumiko::queue& q, const char* algorithm, const form& f,
                   const operands<A, C>& x, kumiko::epilogue then = {},
                   const placed<C>* residual = nullptr)
{
    const on_device<A> a(q, x.a), b(q, x.b);
    const on_device<C> c(q, x.c), r(q, residual ? *residual : x.c);
    if (residual) then.residual = residual == &x.c ? c.all : r.all;
    const kumiko::factor<A> fa = a.all, fb = b.all;
    const bool done = kumiko::detail::gemm_by(
        algorithm, q, f.a_transposed ? kumiko::transposed(fa) : fa,
        f.b_transposed ? kumiko::transposed(fb) : fb, c.all, f.alpha, f.beta, then);
    return done ? read(q, c.memory) : std::vector<C>();
}

/// sum a b and sum |a b| for element (i, j).
template <class A, class C>
std::pair<long double, long double> exact(const form& f, operands<A, C>& x, std::size_t i,
                                          std::size_t j)
{
    long double sum = 0, mass = 0;
    for (std::size_t s = 0; s < f.k; ++s) {
        const long double y =
            static_cast<long double>(f.a_transposed ? x.a.at(s, i) : x.a.at(i, s)) *
            static_cast<long double>(f.b_transposed ? x.b.at(j, s) : x.b.at(s, j));
        sum += y, mass += std::abs(y);
    }
    return {sum, mass};
}

/// An exact result as an element of C, rounded once.
template <class C>
C stored(double x)
{
    if constexpr (std::is_same_v<C, double>)
        return x;
    else
        return static_cast<C>(static_cast<float>(x));
}

/// Makes -0 to 0, because the sign of a sum of 0 depends on the order.
template <class T>
bool equal_values(const std::vector<T>& x, const std::vector<T>& y)
{
    return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](T a, T b) { return static_cast<double>(a) == static_cast<double>(b); });
}

/// Small integers: every sum is exact in any order, and rounded once when it is stored. An epilogue
/// has the parts that are exact; its residual is a separate matrix or C, in turn.
/// @return how many algorithms computed the product
template <class A, class C = A>
int check_exact(const kumiko::queue& q, const form& f, bool with_epilogue = false)
{
    using S = std::conditional_t<std::is_same_v<C, double>, double, float>;
    std::mt19937 g(3);
    const auto integer = [&] { return static_cast<float>(static_cast<int>(g() % 17) - 8); };
    operands<A, C> x(f, integer);
    placed<C> other = x.c, wanted = x.c;
    other.fill([&] { return static_cast<C>(integer()); });
    const bool in_place = (f.m + f.n) % 2 != 0;
    std::vector<S> rows(f.m), columns(f.n);
    for (S& v : rows) v = integer();
    for (S& v : columns) v = integer();
    const kumiko::buffer<S> of_rows(q, rows), of_columns(q, columns);
    kumiko::epilogue then;
    if (with_epilogue) {
        then.row_bias = of_rows, then.column_bias = of_columns;
        then.then = kumiko::activation::relu, then.scale = -2;
    }
    for (std::size_t i = 0; i < f.m; ++i)
        for (std::size_t j = 0; j < f.n; ++j) {
            const double old = f.beta == 0 ? 0 : f.beta * static_cast<double>(wanted.at(i, j));
            const double sum = static_cast<double>(exact(f, x, i, j).first);
            double y = (f.alpha == 0 ? 0 : f.alpha * sum) + old;
            if (with_epilogue)
                y = -2 * (std::max(0.0, y + static_cast<double>(rows[i]) +
                                            static_cast<double>(columns[j])) +
                          static_cast<double>((in_place ? x.c : other).at(i, j)));
            wanted.at(i, j) = stored<C>(y);
        }
    if (f.beta == 0 && !(with_epilogue && in_place))  // must not be read
        x.c.fill([] { return static_cast<C>(std::numeric_limits<float>::quiet_NaN()); });
    int count = 0;
    for (const char* algorithm : algorithms) {
        CAPTURE(kind_name(q), algorithm, f.m, f.n, f.k, f.a_transposed, f.b_transposed, f.alpha,
                f.beta, f.offset, f.gap, with_epilogue);
        CAPTURE(name(kumiko::element_of<A>), name(kumiko::element_of<C>));
        const std::vector<C> got = run(q, algorithm, f, x, then,
                                       !with_epilogue ? nullptr
                                       : in_place     ? &x.c
                                                      : &other);
        if (got.empty()) continue;
        ++count;
        const bool equal = equal_values(got, wanted.memory);
        CHECK(equal);
    }
    return count;
}

/// How many algorithms can compute f. The gpu kind has one. In the cpu kind all can, except that
/// one needs few rows or columns, and one needs k > 0 to make slices.
int able(const kumiko::queue& q, const form& f)
{
    if (std::string(kind_name(q)) == "gpu kind") return 1;
    return 2 + (std::min(f.m, f.n) <= 16) + (f.k > 0 && f.alpha != 0);
}

/// Every number of `few` with each of `many` and each depth. The rest takes turns.
std::vector<form> forms(const std::vector<std::size_t>& few, const std::vector<std::size_t>& many,
                        const std::vector<std::size_t>& depths)
{
    const double scalars[] = {1, 0, -1.5};
    std::vector<form> all;
    unsigned i = 0;
    for (const std::size_t m : few)
        for (const std::size_t n : many)
            for (const std::size_t k : depths) {
                const bool swap = i % 5 == 4;
                all.push_back({swap ? n : m, swap ? m : n, k, i % 2 != 0, i / 2 % 2 != 0,
                               i % 7 == 6   ? 0
                               : i % 3 == 0 ? -1.5
                                            : 1,
                               scalars[i % 3], 5 * (i / 4 % 2), 3 * (i / 3 % 2)});
                ++i;
            }
    return all;
}

bool has_double(const kumiko::queue& q) { return q.device().facts().reported_fp64; }

}  // namespace

TEST_CASE("each algorithm of gemm is exact on few rows or columns", "[linalg][gemm][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        for (const form& f : forms({1, 3, 16}, {16, 37}, {0, 1, 8, 21}))
            CHECK(check_exact<float>(q, f) == able(q, f));
        const form f = {3, 19, 9, false, true, 1, -1.5, 1, 2};
        CHECK(check_exact<bfloat16>(q, f, true) == able(q, f));
    }
}

TEST_CASE("each algorithm of gemm is exact on few rows and long sums", "[linalg][gemm]")
{
    for (const kumiko::queue& q : test_queues()) {
        for (const form& f :
             forms({1, 2, 4, 5, 7, 8, 11, 13, 16}, {16, 63, 131, 517}, {1, 7, 64, 257, 1031}))
            CHECK(check_exact<float>(q, f) == able(q, f));
        if (!has_double(q)) continue;
        // Each number of rows is a program of its own. Only float tests all of them.
        const std::vector<std::size_t> few =
            full() ? std::vector<std::size_t>{1, 2, 6, 12, 15} : std::vector<std::size_t>{2, 11};
        for (const form& f : forms(few, {16, 67, 130}, {5, 64, 1031}))
            CHECK(check_exact<double>(q, f) == able(q, f));
    }
}

TEST_CASE("each algorithm of gemm is exact where C is small and k large", "[linalg][gemm]")
{
    for (const kumiko::queue& q : test_queues()) {
        for (const form& f : forms({17, 33, 64}, {18, 40, 64}, {2048, 4111}))
            CHECK(check_exact<float>(q, f) == able(q, f));
        if (!has_double(q)) continue;
        for (const form& f : forms({17, 31}, {19, 33}, {2051}))
            CHECK(check_exact<double>(q, f) == able(q, f));
    }
}

TEST_CASE("each algorithm of gemm takes 16-bit numbers and epilogues", "[linalg][gemm]")
{
    // Few rows or columns, either factor transposed or not; a panel's border; two runs; slices.
    const std::vector<form> some = {{3, 37, 70, false, false, -1.5, 1, 3, 2},
                                    {4, 37, 71, true, true, 1, 0, 0, 0},
                                    {19, 33, 2051, false, true, 1, 1, 1, 0}};
    const std::vector<form> more = {{2, 37, 71, true, true, 1, 0, 0, 0},
                                    {40, 4, 300, false, true, 1, -1.5, 1, 1},
                                    {41, 16, 513, true, false, 2, 0, 0, 3}};
    // These have an epilogue. linalg/gemm.cpp tests types without one, and the gpu kind.
    const kumiko::queue& cpu = test_queues()[0];
    for (const form& f : some) {
        CHECK(check_exact<half, half>(cpu, f, true) == able(cpu, f));
        CHECK(check_exact<bfloat16, float>(cpu, f, true) == able(cpu, f));
        CHECK(check_exact<float, bfloat16>(cpu, f, true) == able(cpu, f));
    }
    for (const form& f : more)
        for (const kumiko::queue& q : test_queues())
            CHECK(check_exact<float, float>(q, f, true) == able(q, f));
    if (!full()) return;
    for (const std::vector<form>& list : {some, more})
        for (const kumiko::queue& q : test_queues())
            for (const form& f : list)
                for (const bool epilogue : {false, true}) {
                    CHECK(check_exact<half, half>(q, f, epilogue) == able(q, f));
                    CHECK(check_exact<bfloat16, bfloat16>(q, f, epilogue) == able(q, f));
                    CHECK(check_exact<bfloat16, float>(q, f, epilogue) == able(q, f));
                    CHECK(check_exact<float, half>(q, f, epilogue) == able(q, f));
                    CHECK(check_exact<float, float>(q, f, epilogue) == able(q, f));
                    if (has_double(q)) CHECK(check_exact<double>(q, f, epilogue) == able(q, f));
                }
}

TEST_CASE("each algorithm of gemm stays inside the bound, and repeats bit for bit",
          "[linalg][gemm]")
{
    const auto check = [](const kumiko::queue& q, const form& f, auto type) {
        using T = decltype(type);
        std::mt19937 g(11);
        operands<T> x(f, [&] { return std::uniform_real_distribution<T>(-1, 1)(g); });
        const double u = std::ldexp(1.0, -std::numeric_limits<T>::digits);
        const double d = static_cast<double>(f.k) + 2, gamma = d * u / (1 - d * u);
        for (const char* algorithm : algorithms) {
            CAPTURE(kind_name(q), algorithm, f.m, f.n, f.k);
            placed<T> got = x.c;
            const std::vector<T> first = run(q, algorithm, f, x);
            if (first.empty()) continue;
            got.memory = first;
            int outside = 0;
            const T alpha = static_cast<T>(f.alpha), beta = static_cast<T>(f.beta);
            for (std::size_t i = 0; i < f.m; ++i)
                for (std::size_t j = 0; j < f.n; ++j) {
                    const auto [sum, mass] = exact(f, x, i, j);
                    const long double old = static_cast<long double>(beta) * x.c.at(i, j);
                    const long double error = std::abs(got.at(i, j) - (alpha * sum + old));
                    if (!(error <= gamma * (std::abs(alpha) * mass + std::abs(old)))) ++outside;
                }
            CHECK(outside == 0);
            const bool same = run(q, algorithm, f, x) == first && run(q, algorithm, f, x) == first;
            CHECK(same);
        }
    };
    for (const kumiko::queue& q : test_queues())
        for (const form& f : {form{11, 301, 777, false, false, 0.7, -1.3, 3, 1},
                              form{290, 5, 1111, false, false, 1.1, 0.3, 0, 0},
                              form{16, 129, 2049, true, true, -1.1, 0, 0, 2},
                              form{33, 40, 4099, true, false, 1, 1.7, 0, 0},
                              form{47, 53, 61, false, true, 1, -0.1, 1, 1}}) {
            check(q, f, float());
            const bool has_program = f.m > 16 && f.n > 16;  // see above
            if (has_double(q) && (full() || has_program || f.m == 11)) check(q, f, double());
        }
}

TEST_CASE("each algorithm of gemm propagates NaN and infinity, and no others",
          "[linalg][gemm][small]")
{
    const float inf = std::numeric_limits<float>::infinity();
    for (const kumiko::queue& q : test_queues())
        for (const bool b_transposed : {false, true})
            for (const char* algorithm : algorithms) {
                CAPTURE(kind_name(q), algorithm, b_transposed);
                const form f = {2, 37, 19, false, b_transposed, 1, 0, 0, 0};
                operands<float> x(f, [] { return 1.f; });
                x.a.at(1, 18) = 0;
                (b_transposed ? x.b.at(36, 18) : x.b.at(18, 36)) = inf;  // the last element
                const std::vector<float> got = run(q, algorithm, f, x);
                if (got.empty()) continue;
                for (std::size_t j = 0; j < 36; ++j) CHECK((got[j] == 19 && got[37 + j] == 18));
                CHECK((got[36] == inf && std::isnan(got[2 * 37 - 1])));
            }
}

TEST_CASE("explain names the algorithm, its sizes and the reason", "[linalg][gemm][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        const auto chosen = [&](const kumiko::gemm_shape& s) {
            const std::string all = kumiko::explain(q, s);
            CAPTURE(all);
            CHECK(all.find("\nsizes: ") != std::string::npos);
            CHECK(all.find("\nwhy: ") != std::string::npos);
            CHECK(all.find(q.device().name()) != std::string::npos);
            const std::size_t at = all.find("\nkernel: ") + 9;
            return all.substr(at, all.find('\n', at) - at);
        };
        const bool gpu = std::string(kind_name(q)) == "gpu kind";
        CHECK(chosen({1024, 1024, 1024}) == (gpu ? "tiles" : "panels"));
        CHECK(chosen({4, 4096, 4096}) == (gpu ? "tiles" : "skinny"));
        CHECK(chosen({4096, 16, 4096}) == (gpu ? "tiles" : "skinny"));
        CHECK(chosen({32, 32, 65536}) == (gpu ? "tiles" : "deep"));
        CHECK(chosen({16, 16, 16}) == (gpu ? "tiles" : "direct"));
        kumiko::gemm_shape mixed = {4, 4, 4};
        mixed.b = kumiko::element::f64;
        CHECK_THROWS_WITH(chosen(mixed), "gemm: no product of f32 and f64 to f32");
    }
}

TEST_CASE("gemm takes the algorithm that explain names", "[linalg][gemm]")
{
    // With real numbers the order of additions shows in the last bits.
    for (const kumiko::queue& q : test_queues())
        for (const form& f : {form{4, 300, 700, false, false, 1, 0, 0, 0},
                              form{33, 34, 5000, false, false, 1, 0, 0, 0},
                              form{60, 70, 50, false, false, 1, 0, 0, 0},
                              form{40, 310, 220, false, false, 1, 0, 0, 0},
                              form{200, 210, 220, false, false, 1, 0, 0, 0}}) {
            std::mt19937 g(5);
            operands<float> x(f, [&] { return std::uniform_real_distribution<float>(-1, 1)(g); });
            const std::string why = kumiko::explain(q, {f.m, f.n, f.k});
            const kumiko::buffer<float> a(q, x.a.memory), b(q, x.b.memory), c(q, x.c.memory);
            kumiko::gemm(q, {a, f.m, f.k}, {b, f.k, f.n}, {c, f.m, f.n});
            for (const char* algorithm : algorithms) {
                CAPTURE(kind_name(q), algorithm, f.m, f.n, f.k, why);
                if (why.find(std::string("kernel: ") + algorithm + '\n') == std::string::npos)
                    continue;
                const bool same = run(q, algorithm, f, x) == read(q, c);
                CHECK(same);
            }
        }
}

TEST_CASE("gemm by an algorithm that does not exist does nothing", "[linalg][gemm][small]")
{
    const kumiko::queue& q = test_queue();
    const form f = {2, 2, 2, false, false, 1, 0, 0, 0};
    CHECK(run(q, "none", f, operands<float>(f, [] { return 1.f; })).empty());
}
