// SPDX-License-Identifier: Apache-2.0
#include <kumiko/complex.hpp>
#include <kumiko/linalg/gemm.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/full.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using c32 = std::complex<float>;
using c64 = std::complex<double>;
using kumiko::bfloat16;
using kumiko::half;

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

/// The type of alpha and beta for results C, and the type in which the oracle computes: wider than
/// the sums, or exact.
template <class C>
using scalar_of =
    std::conditional_t<std::is_same_v<C, half> || std::is_same_v<C, bfloat16>, float, C>;
template <class C>
using wide_of = std::conditional_t<
    std::is_same_v<C, c32>, c64,
    std::conditional_t<std::is_same_v<C, c64>, std::complex<long double>,
                       std::conditional_t<std::is_same_v<C, double>, long double, double>>>;
template <class T>
constexpr bool is_complex = std::is_same_v<T, c32> || std::is_same_v<T, c64>;
template <class T>
constexpr bool is_byte = std::is_same_v<T, std::int8_t> || std::is_same_v<T, std::uint8_t>;
template <class C>
constexpr bool in_double = std::is_same_v<C, double> || std::is_same_v<C, c64>;

/// A product, and how its matrices lie in memory.
template <class C = float>
struct product {
    std::size_t m, n, k;
    bool a_transposed, b_transposed;
    scalar_of<C> alpha, beta;
    std::size_t offset = 0, gap = 0;  // elements before a matrix, and between its rows
    bool a_conjugated = false, b_conjugated = false;
};

/// A matrix inside a buffer full of canaries.
template <class T>
struct placed {
    std::size_t rows, cols, ld, offset;
    std::vector<T> memory;

    template <class P>
    placed(std::size_t r, std::size_t c, const P& p)
        : rows(r),
          cols(c),
          ld(c + p.gap),
          offset(p.offset),
          memory(offset + r * ld + 7, static_cast<T>(77))
    {
    }
    T& at(std::size_t i, std::size_t j) { return memory[offset + i * ld + j]; }
    template <class F>
    placed& fill(F value)
    {
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < cols; ++j) at(i, j) = value();
        return *this;
    }
    /// Element (i, j) of op(X) for this matrix X.
    template <class W>
    W factor(std::size_t i, std::size_t j, bool transposed, bool conjugated)
    {
        const T& x = transposed ? at(j, i) : at(i, j);
        if constexpr (is_complex<T>)
            return static_cast<W>(conjugated ? std::conj(x) : x);
        else
            return static_cast<W>(x);
    }
};

/// The oracle: alpha op(a) op(b) + beta c, and the same with absolute values.
template <class A, class C>
wide_of<C> exact(const product<C>& p, placed<A>& a, placed<A>& b, C c, std::size_t i, std::size_t j,
                 double& mass)
{
    using wide = wide_of<C>;
    wide sum = 0;
    double all = 0;
    for (std::size_t s = 0; s < p.k; ++s) {
        const wide x = a.template factor<wide>(i, s, p.a_transposed, p.a_conjugated);
        const wide y = b.template factor<wide>(s, j, p.b_transposed, p.b_conjugated);
        sum += x * y, all += static_cast<double>(std::abs(x) * std::abs(y));
    }
    const wide alpha = static_cast<wide>(p.alpha), beta = static_cast<wide>(p.beta);
    const wide zero = 0, was = beta == zero ? zero : beta * static_cast<wide>(c);
    mass = static_cast<double>(std::abs(alpha)) * all + static_cast<double>(std::abs(was));
    return (alpha == zero ? zero : alpha * sum) + was;
}

/// An exact result as an element of C: rounded once, or modulo 2^32.
template <class C, class W>
C stored(const W& x)
{
    if constexpr (std::is_same_v<C, std::int32_t>)
        return static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::int64_t>(x)));
    else if constexpr (is_complex<C>)
        return static_cast<C>(x);
    else
        return static_cast<C>(static_cast<scalar_of<C>>(x));
}

template <class A, class C>
struct operands {
    placed<A> a, b;
    placed<C> c;
    template <class F>
    operands(const product<C>& p, F value)
        : a(p.a_transposed ? p.k : p.m, p.a_transposed ? p.m : p.k, p),
          b(p.b_transposed ? p.n : p.k, p.b_transposed ? p.k : p.n, p),
          c(p.m, p.n, p)
    {
        a.fill([&] { return value(A()); });
        b.fill([&] { return value(A()); });
        c.fill([&] { return value(C()); });
    }
};

template <class T>
kumiko::matrix<T> whole(const kumiko::buffer<T>& v, const placed<T>& m)
{
    return kumiko::matrix<T>(v.part(m.offset, v.size - m.offset), m.rows, m.cols, m.ld);
}
template <class T>
kumiko::factor<T> as_factor(const kumiko::matrix<T>& m, bool transpose, bool conjugate)
{
    kumiko::factor<T> f = m;
    if (transpose) f = transposed(f);
    if constexpr (is_complex<T>)
        if (conjugate) f = conjugated(f);
    return f;
}
template <class T>
bool same_bytes(const std::vector<T>& x, const std::vector<T>& y)
{
    return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size() * sizeof(T)) == 0;
}

/// All of C's memory after the product, canaries included. B may have another type than A.
template <class B, class A, class C, class... Then>
std::vector<C> run(const kumiko::queue& q, const product<C>& p, const operands<A, C>& x,
                   const placed<B>& right, const Then&... then)
{
    const kumiko::buffer<A> a(q, x.a.memory);
    const kumiko::buffer<B> b(q, right.memory);
    const kumiko::buffer<C> c(q, x.c.memory);
    kumiko::gemm(q, as_factor(whole(a, x.a), p.a_transposed, p.a_conjugated),
                 as_factor(whole(b, right), p.b_transposed, p.b_conjugated), whole(c, x.c), p.alpha,
                 p.beta, then...);
    CHECK(same_bytes(read(q, a), x.a.memory));
    CHECK(same_bytes(read(q, b), right.memory));
    return read(q, c);
}
template <class A, class C>
std::vector<C> run(const kumiko::queue& q, const product<C>& p, const operands<A, C>& x)
{
    return run(q, p, x, x.b);
}

/// The queues on which products of such elements are tested: both kinds, if the device has double.
template <class C>
std::vector<kumiko::queue> queues()
{
    std::vector<kumiko::queue> all;
    for (const kumiko::queue& q : test_queues())
        if (!in_double<C> || q.device().facts().reported_fp64) all.push_back(q);
    return all;
}

/// The queues on which every form of products of A to C is tested. On a CPU the gpu kind has only
/// products of float; linalg/gemm/gpu.cpp tests its other types.
template <class A, class C>
std::vector<kumiko::queue> queues_of_forms()
{
    std::vector<kumiko::queue> all = queues<C>();
    const bool is_float = std::is_same_v<A, float> && std::is_same_v<C, float>;
    if (!is_float && !full() && test_queue().device().is_cpu() && all.size() == 2) all.pop_back();
    return all;
}

/// Small integers: every sum is exact in any order, and rounded once when it is stored. Bytes have
/// all values: 255 * 255 * 257 is below 2^24.
template <class T>
T integer(std::mt19937& g)
{
    const int x = static_cast<int>(g() % 17) - 8;
    if constexpr (is_complex<T>)
        return T(static_cast<typename T::value_type>(x),
                 static_cast<typename T::value_type>(static_cast<int>(g() % 17) - 8));
    else if constexpr (is_byte<T>)
        return static_cast<T>(g());
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return static_cast<T>(g());
    else
        return static_cast<T>(static_cast<scalar_of<T>>(x));
}

template <class A, class C, class B = A>
void check_exact(const kumiko::queue& q, const product<C>& p)
{
    CAPTURE(kind_name(q), p.m, p.n, p.k, p.a_transposed, p.b_transposed, p.a_conjugated,
            p.b_conjugated, p.alpha, p.beta, p.offset, p.gap);
    CAPTURE(name(kumiko::element_of<A>), name(kumiko::element_of<B>), name(kumiko::element_of<C>));
    std::mt19937 g(3);
    operands<A, C> x(p, [&](auto like) { return integer<decltype(like)>(g); });
    placed<B> right(x.b.rows, x.b.cols, p);
    placed<C> wanted = x.c;
    double mass = 0;
    if constexpr (std::is_same_v<A, B>) {
        right = x.b;
        for (std::size_t i = 0; i < p.m; ++i)
            for (std::size_t j = 0; j < p.n; ++j)
                wanted.at(i, j) = stored<C>(exact(p, x.a, x.b, wanted.at(i, j), i, j, mass));
    } else {  // signed bytes times unsigned ones, as integers
        right.fill([&] { return static_cast<B>(g()); });
        const product<C> q64 = p;
        placed<std::int32_t> a32(x.a.rows, x.a.cols, q64), b32(right.rows, right.cols, q64);
        for (std::size_t i = 0; i < x.a.rows; ++i)
            for (std::size_t j = 0; j < x.a.cols; ++j) a32.at(i, j) = x.a.at(i, j);
        for (std::size_t i = 0; i < right.rows; ++i)
            for (std::size_t j = 0; j < right.cols; ++j) b32.at(i, j) = right.at(i, j);
        for (std::size_t i = 0; i < p.m; ++i)
            for (std::size_t j = 0; j < p.n; ++j)
                wanted.at(i, j) = stored<C>(exact(p, a32, b32, wanted.at(i, j), i, j, mass));
    }
    if constexpr (!std::is_same_v<C, std::int32_t>)
        if (p.beta == scalar_of<C>(0))  // must not be read
            x.c.fill([] { return static_cast<C>(not_a_number); });
    const bool equal = run(q, p, x, right) == wanted.memory;
    CHECK(equal);
}

/// Every pair of values of any two parameters occurs in levels^2 products. They are the rows of an
/// orthogonal array (Bose, 1938): parameter f has level (x + f y) mod levels, and levels is a prime
/// above the number of parameters.
template <class A, class C, class B = A>
void check_pairwise(const std::vector<std::size_t>& sizes, const std::vector<std::size_t>& depths,
                    unsigned levels, const std::vector<scalar_of<C>>& scalars)
{
    for (unsigned x = 0; x < levels; ++x)
        for (unsigned y = 0; y < levels; ++y) {
            const auto level = [&](unsigned f, std::size_t count) {
                return (x + f * y) % levels % count;
            };
            const std::size_t op = level(3, 4), conjugate = level(8, 4);
            const product<C> p = {sizes[level(0, sizes.size())],
                                  sizes[level(1, sizes.size())],
                                  depths[level(2, depths.size())],
                                  op % 2 != 0,
                                  op / 2 != 0,
                                  scalars[level(4, scalars.size())],
                                  scalars[level(5, scalars.size())],
                                  5 * level(6, 2),
                                  3 * level(7, 2),
                                  is_complex<A> && conjugate % 2 != 0,
                                  is_complex<A> && conjugate / 2 != 0};
            for (const kumiko::queue& q : queues_of_forms<A, C>()) check_exact<A, C, B>(q, p);
        }
}
/// Sizes around the tiles, depths around the runs (128 steps of complex numbers, else 256). Few
/// rows or columns need other programs; linalg/gemm/shapes.cpp has them for each type.
template <class A, class C, class B = A>
void check_types(const std::vector<scalar_of<C>>& scalars)
{
    const std::vector<std::size_t> depths = {17, 0, 1, 257, 130, 4, 513};
    if (full())
        check_pairwise<A, C, B>({1, 13, 0, 33, 65, 4, 24}, depths, 11, scalars);
    else
        check_pairwise<A, C, B>({17, 0, 33, 65, 24}, depths, 11, scalars);
}

const std::vector<float> ones(std::size_t n) { return std::vector<float>(n, 1); }
const std::vector<float> reals = {0, 1, -1.5f};

/// The unit roundoff of sums, and the error of storing as C: half a unit of C's last place; for
/// subnormal numbers half of the least number.
template <class C>
constexpr double roundoff = in_double<C> ? 0x1p-53 : 0x1p-24;
template <class C>
double storing(double x)
{
    if (std::is_same_v<C, half>) return std::max(std::abs(x) * 0x1p-11, 0x1p-25);
    if (std::is_same_v<C, bfloat16>) return std::max(std::abs(x) * 0x1p-8, 0x1p-134);
    return 0;
}
double gamma_of(double d, double u) { return d * u / (1 - d * u); }

/// A number whose parts are in [-1, 1].
template <class T>
T real(std::mt19937& g)
{
    std::uniform_real_distribution<double> from(-1, 1);
    if constexpr (is_complex<T>) {
        const auto re = static_cast<typename T::value_type>(from(g));
        return T(re, static_cast<typename T::value_type>(from(g)));
    } else {
        return static_cast<T>(static_cast<scalar_of<T>>(from(g)));
    }
}

/// Checks the header's bound for each element, and that every run gives the same bits.
template <class A, class C>
void check_bound(const product<C>& p)
{
    CAPTURE(name(kumiko::element_of<A>), name(kumiko::element_of<C>), p.m, p.n, p.k);
    std::mt19937 g(11);
    operands<A, C> x(p, [&](auto like) { return real<decltype(like)>(g); });
    const double k = static_cast<double>(p.k);
    const double gamma =
        is_complex<C> ? 2 * gamma_of(2 * k + 4, roundoff<C>) : gamma_of(k + 2, roundoff<C>);
    for (const kumiko::queue& q : queues<C>()) {
        CAPTURE(kind_name(q));
        placed<C> got = x.c;
        got.memory = run(q, p, x);
        int outside = 0;
        double mass = 0;
        for (std::size_t i = 0; i < p.m; ++i)
            for (std::size_t j = 0; j < p.n; ++j) {
                using wide = wide_of<C>;
                const wide wanted = exact(p, x.a, x.b, x.c.at(i, j), i, j, mass);
                const wide off = static_cast<wide>(got.at(i, j)) - wanted;
                const double before = gamma * mass;
                const double most =
                    before + storing<C>(static_cast<double>(std::abs(wanted)) + before);
                if (!(static_cast<double>(std::abs(off)) <= most)) ++outside;
            }
        CHECK(outside == 0);
        const bool same =
            same_bytes(run(q, p, x), got.memory) && same_bytes(run(q, p, x), got.memory);
        CHECK(same);
    }
}

}  // namespace

TEST_CASE("gemm of small integers is exact", "[linalg][gemm][small]")
{
    check_pairwise<float, float>({1, 13, 4, 0, 33}, {17, 0, 1, 4, 8}, 5, reals);
    const auto once = [](auto a, auto b, auto c) {
        using C = decltype(c);
        for (const kumiko::queue& q : queues_of_forms<decltype(a), C>())
            check_exact<decltype(a), C, decltype(b)>(q, {5, 19, 6, true, false, 1, 1, 1, 2});
    };
    once(half(), half(), half());
    once(bfloat16(), bfloat16(), float());
    once(double(), double(), double());
    once(c32(), c32(), c32());
    once(c64(), c64(), c64());
    once(std::int8_t(), std::uint8_t(), std::int32_t());
}

TEST_CASE("gemm of integers is exact around the tiles, transposed, scaled and offset",
          "[linalg][gemm]")
{
    // Tiles are 4 or 12 by 12 to 32 on CPUs and 32, 64, 128 square on GPUs; runs 8, 16, 256.
    check_pairwise<float, float>({0, 1, 3, 12, 25, 31, 33, 64, 65, 97, 131},
                                 {0, 1, 7, 8, 17, 64, 101, 255, 256, 257, 523}, 11, reals);
}

TEST_CASE("gemm of 16-bit numbers is exact before it rounds once", "[linalg][gemm]")
{
    check_types<half, half>(reals);  // every type is read and every type is stored
    check_types<bfloat16, float>(reals);
    check_types<float, bfloat16>(reals);
    if (!full()) return;
    check_types<half, float>(reals);
    check_types<float, half>(reals);
    check_types<bfloat16, bfloat16>(reals);
}

TEST_CASE("gemm of doubles and of complex integers is exact", "[linalg][gemm]")
{
    check_types<double, double>({0, 1, -1.5});
    check_types<c32, c32>({0, 1, {-1.5f, 2}});
    check_types<c64, c64>({0, 1, {-1.5, 2}});
}

TEST_CASE("gemm of bytes is exact, modulo 2^32", "[linalg][gemm]")
{
    const std::vector<std::int32_t> scalars = {0, 1, -3, 1 << 20};
    check_types<std::int8_t, std::int32_t>(scalars);
    check_types<std::uint8_t, std::int32_t>(scalars);
    check_types<std::int8_t, std::int32_t, std::uint8_t>(scalars);
    check_types<std::uint8_t, std::int32_t, std::int8_t>(scalars);
}

TEST_CASE("gemm works through long matrices in pieces", "[linalg][gemm]")
{
    using p = product<>;
    const p one =
        GENERATE(p{3, 5, 9001, false, false, 1, -1.5f}, p{13, 35, 4099, true, true, 1, 1, 1, 1},
                 p{2, 8200, 3, false, true, 1, 1, 0, 2}, p{66000, 2, 3, true, false, -1.5f, 0},
                 p{500, 300, 700, false, true, 1, 0});
    for (const kumiko::queue& q : test_queues()) check_exact<float, float>(q, one);
}

TEST_CASE("gemm's sums run on from piece to piece where C could not hold them", "[linalg][gemm]")
{
    // Not few rows or columns, whose algorithm has no pieces, and no long sums of small sides.
    for (const kumiko::queue& q : queues_of_forms<half, half>()) {
        check_exact<half, half>(q, {17, 130, 4500, false, true, 1, -1.5f, 1, 1});
        check_exact<float, bfloat16>(q, {130, 17, 4500, true, false, 1, 1});
        check_exact<c32, c32>(q, {3, 35, 2100, false, true, {0, 1}, 1, 0, 1, true, false});
        check_exact<std::int8_t, std::int32_t>(q, {35, 5, 9000, true, true, 1, 1});
    }
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
    check_bound<float, float>({97, 101, 523, false, false, 0.7f, -1.3f, 3, 1});
    check_bound<float, float>({33, 70, 1021, true, true, -1.1f, 0});
    check_bound<float, float>({29, 45, 1, false, true, 1, 1.7f});
    check_bound<double, double>({97, 51, 523, false, true, 0.7, -1.3, 3, 1});
    check_bound<half, half>({97, 51, 523, false, true, 0.7f, -1.3f, 3, 1});
    check_bound<bfloat16, float>({29, 45, 300, true, false, 0.7f, -1.3f});
    check_bound<float, bfloat16>({29, 45, 300, true, false, 0.7f, -1.3f});
    if (full()) {
        check_bound<half, float>({29, 45, 300, true, false, 0.7f, -1.3f});
        check_bound<float, half>({29, 45, 300, true, false, 0.7f, -1.3f});
        check_bound<bfloat16, bfloat16>({97, 51, 523, true, false, 0.7f, -1.3f, 3, 1});
    }
    check_bound<c32, c32>({97, 51, 523, false, true, {0.7f, -1}, {-1.3f, 0.2f}, 3, 1, true, false});
    check_bound<c64, c64>({47, 51, 323, true, true, {0.7, -1}, {-1.3, 0.2}, 3, 1, true, true});
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
        const kumiko::buffer<c32> one(q, {c32(0, 0)}), sum(q, {c32(inf, -inf)});
        kumiko::gemm(q, {one, 1, 1}, {one, 1, 1}, {sum, 1, 1}, 1, 1);
        CHECK(read(q, sum) == std::vector<c32>{c32(inf, -inf)});  // C itself, not (1 + 0 i) C
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

namespace {

/// The activations in higher precision, and how far apart results of neighbouring x are at most.
long double activated(kumiko::activation a, long double x)
{
    switch (a) {
        case kumiko::activation::relu:
            return std::max(x, 0.0L);
        case kumiko::activation::gelu:
            return x * std::erfc(-x / std::sqrt(2.0L)) / 2;
        case kumiko::activation::gelu_tanh:
            return x / (1 + std::exp(-2 * std::sqrt(2 / std::acos(-1.0L)) *
                                     (x + 0.044715L * x * x * x)));
        case kumiko::activation::silu:
            return x / (1 + std::exp(-x));
        case kumiko::activation::clamp:
            return std::min(std::max(x, -0.5L), 1.5L);
        default:
            return x;
    }
}
constexpr double steepest = 1.13;              // gelu and gelu_tanh have at most this slope
double activation_error(kumiko::activation a)  // in u |x|, as in the header
{
    switch (a) {
        case kumiko::activation::gelu:
            return 3;
        case kumiko::activation::gelu_tanh:
        case kumiko::activation::silu:
            return 8;
        default:
            return 0;
    }
}
constexpr kumiko::activation activations[] = {
    kumiko::activation::none, kumiko::activation::relu,      kumiko::activation::clamp,
    kumiko::activation::gelu, kumiko::activation::gelu_tanh, kumiko::activation::silu};

struct choice {  // of an epilogue
    std::size_t row_bias, column_bias, activation, residual, scale, beta, k;
};
struct shape {  // of its product
    std::size_t m, n, k;
    bool a_transposed, b_transposed;
};

template <class A, class C>
void check_epilogue(const kumiko::queue& q, const choice& is, const shape& of)
{
    using S = scalar_of<C>;
    const product<C> p = {of.m,
                          of.n,
                          of.k,
                          of.a_transposed,
                          of.b_transposed,
                          static_cast<S>(0.3),
                          static_cast<S>(is.beta ? 0.7 : 0),
                          2,
                          3};
    CAPTURE(kind_name(q), name(kumiko::element_of<A>), name(kumiko::element_of<C>));
    CAPTURE(is.row_bias, is.column_bias, is.activation, is.residual, is.scale, is.beta);
    CAPTURE(p.m, p.n, p.k, p.a_transposed, p.b_transposed);
    std::mt19937 g(5);
    operands<A, C> x(p, [&](auto like) { return real<decltype(like)>(g); });
    placed<C> residual = x.c;
    residual.fill([&] { return real<C>(g); });
    std::vector<S> rows(p.m), columns(p.n);
    for (S& v : rows) v = real<S>(g);
    for (S& v : columns) v = real<S>(g);

    const kumiko::buffer<A> a(q, x.a.memory), b(q, x.b.memory);
    const kumiko::buffer<C> c(q, x.c.memory), r(q, residual.memory);
    const kumiko::buffer<S> of_rows(q, rows), of_columns(q, columns);
    kumiko::epilogue e;
    if (is.row_bias) e.row_bias = of_rows;
    if (is.column_bias) e.column_bias = of_columns;
    e.then = activations[is.activation];
    if (e.then == kumiko::activation::clamp) e.low = -0.5, e.high = 1.5;
    if (is.residual == 1) e.residual = whole(r, residual);
    if (is.residual == 2) e.residual = whole(c, x.c), residual = x.c;
    if (is.scale) e.scale = -1.25;
    kumiko::gemm(q, as_factor(whole(a, x.a), p.a_transposed, false),
                 as_factor(whole(b, x.b), p.b_transposed, false), whole(c, x.c), p.alpha, p.beta,
                 e);
    placed<C> got = x.c;
    got.memory = read(q, c);

    const double u = roundoff<C>, gamma = gamma_of(static_cast<double>(p.k) + 2, u);
    int outside = 0;
    for (std::size_t i = 0; i < p.m; ++i)
        for (std::size_t j = 0; j < p.n; ++j) {
            double mass = 0;
            long double y = exact(p, x.a, x.b, x.c.at(i, j), i, j, mass);
            double error = gamma * mass;
            const double first = is.row_bias ? static_cast<double>(rows[i]) : 0;
            const double second = is.column_bias ? static_cast<double>(columns[j]) : 0;
            y += static_cast<long double>(first) + second;
            error += 2 * u * (mass + std::abs(first) + std::abs(second) + error);
            error = steepest * error +
                    activation_error(e.then) * u * (static_cast<double>(std::abs(y)) + error);
            y = activated(e.then, y);
            const double added = is.residual ? static_cast<double>(residual.at(i, j)) : 0;
            y += added;
            const double scale = is.scale ? -1.25 : 1;
            error = std::abs(scale) * (error + 2 * u * (static_cast<double>(std::abs(y)) + error));
            y *= scale;
            error += storing<C>(static_cast<double>(std::abs(y)) + error);
            if (!(std::abs(static_cast<long double>(got.at(i, j)) - y) <= error)) ++outside;
        }
    CHECK(outside == 0);
    got.fill([] { return static_cast<C>(77); });
    const bool surroundings =
        same_bytes(got.memory, std::vector<C>(got.memory.size(), static_cast<C>(77)));
    CHECK(surroundings);
}

template <class A, class C>
void check_epilogue(const kumiko::queue& q, const choice& is)
{
    check_epilogue<A, C>(q, is, {29, 37, is.k ? 300u : 5u, false, true});
}

/// Tests every pair of values of two parameters; if KUMIKO_FULL is set, every combination. The last
/// three activations are functions, each in a program of its own, and tested for float only.
template <class A, class C>
void check_epilogues()
{
    const bool functions = full() || (std::is_same_v<A, float> && std::is_same_v<C, float>);
    const std::size_t counts[] = {2, 2, functions ? 6u : 3u, 3, 2, 2, 2};
    const std::size_t cases = full() ? 2 * 2 * 6 * 3 * 2 * 2 * 2 : 7 * 7;
    for (std::size_t i = 0; i < cases; ++i) {
        std::size_t values[7], rest = i;
        for (std::size_t f = 0; f < 7; ++f) {
            values[f] = full() ? rest % counts[f] : (i / 7 + f * (i % 7)) % 7 % counts[f];
            rest /= counts[f];
        }
        for (const kumiko::queue& q : queues<C>())
            check_epilogue<A, C>(
                q, {values[0], values[1], values[2], values[3], values[4], values[5], values[6]});
    }
}

/// C = then(C) for numbers of both signs from the smallest to the largest.
template <class T>
void check_activations()
{
    std::vector<T> x;
    const int last = std::numeric_limits<T>::max_exponent;
    for (int i = -3 * 1000; i <= 1000; ++i) x.push_back(static_cast<T>(std::exp2(i * 0.01)));
    for (int i = 0; i < 4000; ++i) x.push_back(static_cast<T>(i) / 100);
    for (int i = 11; i < last; ++i) x.push_back(std::ldexp(T(1.3), i - 1));
    const std::size_t positive = x.size();
    for (std::size_t i = 0; i < positive; ++i) x.push_back(-x[i]);
    const std::size_t finite = x.size();
    const T inf = std::numeric_limits<T>::infinity();
    x.push_back(static_cast<T>(not_a_number)), x.push_back(inf);
    for (const kumiko::queue& q : queues_of_forms<T, T>())
        for (const kumiko::activation a : activations) {
            CAPTURE(kind_name(q), static_cast<int>(a));
            const kumiko::buffer<T> none(q, 0), c(q, x);
            kumiko::epilogue e;
            e.then = a;
            if (a == kumiko::activation::clamp) e.low = -0.5, e.high = 1.5;
            kumiko::gemm(q, kumiko::factor<T>(none, 1, 0), kumiko::factor<T>(none, 0, x.size()),
                         kumiko::matrix<T>(c, 1, x.size()), 1, 1, e);
            const std::vector<T> y = read(q, c);
            int outside = 0;
            for (std::size_t i = 0; i < finite; ++i) {
                const double most = activation_error(a) * roundoff<T> * std::abs(x[i]);
                const long double off = static_cast<long double>(y[i]) - activated(a, x[i]);
                if (!(std::abs(off) <= most)) ++outside;
            }
            CHECK(outside == 0);
            CHECK(std::isnan(y[finite]));
            CHECK(y[finite + 1] == (a == kumiko::activation::clamp ? T(1.5) : inf));
        }
}

}  // namespace

TEST_CASE("gemm's activations are as exact as stated", "[linalg][gemm]")
{
    check_activations<float>();
    check_activations<double>();
}

TEST_CASE("gemm's epilogues do what they say, in their order", "[linalg][gemm]")
{
    check_epilogues<float, float>();
    check_epilogues<double, double>();
    check_epilogues<half, half>();
    check_epilogues<float, bfloat16>();
    if (!full()) return;
    check_epilogues<float, half>();
    check_epilogues<bfloat16, bfloat16>();
}

TEST_CASE("gemm's epilogues do the same on few rows or columns and on long sums", "[linalg][gemm]")
{
    // Functions are tested with float only, and only one of them: all are called at the same place.
    const auto check = [](const shape& of, unsigned turn, auto a, auto c) {
        const std::size_t most = full() ? 6 : std::is_same_v<decltype(a), float> ? 4 : 3;
        for (std::size_t i = 0; i < most; ++i)
            for (const kumiko::queue& q : queues_of_forms<decltype(a), decltype(c)>())
                check_epilogue<decltype(a), decltype(c)>(
                    q,
                    {(i + turn) % 2, i / 2 % 2, i, (i + turn) % 3, (i + turn) / 2 % 2, turn % 2, 0},
                    of);
    };
    unsigned turn = 0;
    for (const shape& of : {shape{3, 261, 70, false, false}, shape{3, 261, 70, false, true},
                            shape{261, 3, 70, false, false}, shape{261, 3, 70, true, false},
                            shape{17, 21, 1400, false, false}}) {
        check(of, turn, float(), float());
        check(of, turn, bfloat16(), bfloat16());
        if (full()) {
            check(of, turn, double(), double());
            check(of, turn, half(), float());
        }
        ++turn;
    }
}

TEST_CASE("gemm's epilogues in small", "[linalg][gemm][small]")
{
    for (const kumiko::queue& q : test_queues())
        for (const std::size_t a : {3, 4, 5})
            check_epilogue<float, float>(q, {1, 1, a, 2, 1, 1, 0});
}

TEST_CASE("gemm refuses epilogues that do not fit", "[linalg][gemm][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        const kumiko::buffer<float> a(q, ones(64)), c(q, ones(64));
        const auto before = kumiko::stats(q).enqueues;
        const auto product = [&](const kumiko::epilogue& e) {
            kumiko::gemm(q, {a, 2, 3}, {a, 3, 4}, {c, 2, 4}, 1, 0, e);
        };
        kumiko::epilogue e;
        e.row_bias = a.part(0, 4);
        CHECK_THROWS_WITH(product(e), "gemm: row_bias has 4 elements, c has 2 rows");
        e = {}, e.column_bias = a.part(0, 2);
        CHECK_THROWS_WITH(product(e), "gemm: column_bias has 2 elements, c has 4 columns");
        e.column_bias = c.part(7, 4);
        CHECK_THROWS_WITH(product(e), "gemm: c overlaps column_bias");
        const kumiko::buffer<int> wrong(q, 4);
        e.column_bias = wrong;
        CHECK_THROWS_WITH(product(e), "gemm: a bias is of s32, not f32");
        e = {}, e.residual = kumiko::matrix<float>(a, 4, 2);
        CHECK_THROWS_WITH(product(e), "gemm: residual is (4,2), c is (2,4)");
        e.residual = kumiko::matrix<float>(c.part(4, 8), 2, 4);
        CHECK_THROWS_WITH(product(e), "gemm: c overlaps residual");
        e.residual = kumiko::matrix<int>(kumiko::buffer<int>(q, 8), 2, 4);
        CHECK_THROWS_WITH(product(e), "gemm: residual is of s32, c is of f32");
        e = {}, e.then = kumiko::activation::clamp, e.low = 2, e.high = 1;
        CHECK_THROWS_WITH(product(e), "gemm: clamp between 2 and 1");
        CHECK(kumiko::stats(q).enqueues == before);
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
        const kumiko::queue q(shape.device(), shape.options());  // its scratch is unused
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
