// SPDX-License-Identifier: Apache-2.0
#include <kumiko/complex.hpp>
#include <kumiko/linalg/level1.hpp>

#include <algorithm>
#include <cstring>

#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/numbers.hpp"
#include "support/strided.hpp"

using c32 = std::complex<float>;
using c64 = std::complex<double>;

namespace {

// Sizes around vectors and streams of any width, a work-group, the size from which several groups
// work (256 KB), and primes.
const std::vector<std::size_t> sizes = {0,  1,   2,   15,   16,   17,    63,    64,
                                        65, 255, 257, 1023, 4099, 65537, 131101};
const std::vector<std::size_t> small_sizes = {0, 1, 3, 65, 257};
const std::pair<int, int> strides[] = {{1, 1}, {2, 1}, {1, -1}, {-3, 2}, {-1, -2}};

/// Calls f(queue, stride of x, stride of y, n) for both kinds and all of these.
template <class T, class F>
void everywhere(const std::vector<std::size_t>& all, F f)
{
    for (const kumiko::queue& q : test_queues()) {
        if (!has<T>(q)) continue;
        for (const std::size_t n : all)
            for (const auto& [x, y] : strides) {
                if (n > 5000 && x < -1) continue;
                CAPTURE(kind_name(q), n, x, y);
                f(q, x, y, n);
            }
    }
}

template <class T>
void elementwise_laws(const std::vector<std::size_t>& all)
{
    using R = real_of<T>;
    everywhere<T>(all, [](const kumiko::queue& q, int sx, int sy, std::size_t n) {
        const std::vector<T> hx = numbers<T>(n, 1, true), hy = numbers<T>(n, 2, true);
        const T a = number<T>(3, -2);
        const strided<T> x(q, hx, sx), y(q, hy, sy);
        std::vector<T> wx = hx, wy = hy;

        axpy(q, a, x, y);
        for (std::size_t i = 0; i < n; ++i) wy[i] += a * wx[i];
        REQUIRE(y.now() == wy);
        REQUIRE(x.now() == wx);

        scal(q, a, x);
        for (T& v : wx) v *= a;
        REQUIRE(x.now() == wx);
        scal(q, R(-2), x);
        for (T& v : wx) v *= R(-2);
        REQUIRE(x.now() == wx);

        swap(q, kumiko::vector<T>(x), y);
        std::swap(wx, wy);
        REQUIRE(x.now() == wx);
        REQUIRE(y.now() == wy);

        rot(q, x, y, R(2), R(-3));
        for (std::size_t i = 0; i < n; ++i) {
            const T t = R(2) * wx[i] + R(-3) * wy[i];
            wy[i] = R(2) * wy[i] - R(-3) * wx[i];
            wx[i] = t;
        }
        REQUIRE(x.now() == wx);
        REQUIRE(y.now() == wy);

        copy(q, kumiko::vector<const T>(x), y);
        REQUIRE(y.now() == wx);
        REQUIRE(x.now() == wx);
    });
}

}  // namespace

TEMPLATE_TEST_CASE("level1: axpy, scal, swap, rot and copy are exact where arithmetic is",
                   "[linalg]", float, double, c32, c64)
{
    elementwise_laws<TestType>(sizes);
}

TEMPLATE_TEST_CASE("level1: the same of small vectors", "[linalg][small]", float, c32)
{
    elementwise_laws<TestType>(small_sizes);
}

TEMPLATE_TEST_CASE("level1: axpy, scal and rot stay inside their bounds", "[linalg]", float, double,
                   c32, c64)
{
    using T = TestType;
    using R = real_of<T>;
    const bool pairs = is_complex_type<T>;
    for (const kumiko::queue& q : test_queues()) {
        if (!has<T>(q)) continue;
        CAPTURE(kind_name(q));
        const std::size_t n = 5003;
        const std::vector<T> hx = numbers<T>(n, 3), hy = numbers<T>(n, 4);
        const T a = number<T>(0.3, -0.7);
        const kumiko::buffer<T> x(q, hx), y(q, hy), z(q, hx);
        axpy(q, a, x, y);
        scal(q, a, z);
        const std::vector<T> gy = read(q, y), gz = read(q, z);
        for (std::size_t i = 0; i < n; ++i) {
            REQUIRE(distance(gy[i], widen(hy[i]) + widen(a) * widen(hx[i])) <=
                    gamma_of<T>(pairs ? 3 : 2) * (products(a, hx[i]) + size_of_number(hy[i])));
            REQUIRE(distance(gz[i], widen(a) * widen(hx[i])) <=
                    gamma_of<T>(pairs ? 2 : 1) * products(a, hx[i]));
        }
        write(q, y, hy);
        const R c = static_cast<R>(0.8), s = static_cast<R>(-0.6);
        rot(q, x, y, c, s);
        const std::vector<T> rx = read(q, x), ry = read(q, y);
        const wide wc = widen(c), ws = widen(s);
        for (std::size_t i = 0; i < n; ++i) {
            const long double bound =
                gamma_of<T>(2) * (products(T(c), hx[i]) + products(T(s), hy[i]) +
                                  products(T(c), hy[i]) + products(T(s), hx[i]));
            REQUIRE(distance(rx[i], wc * widen(hx[i]) + ws * widen(hy[i])) <= bound);
            REQUIRE(distance(ry[i], wc * widen(hy[i]) - ws * widen(hx[i])) <= bound);
        }
    }
}

TEST_CASE("level1: what multiplies, and what is not read", "[linalg][small]")
{
    const float nan = std::numeric_limits<float>::quiet_NaN(),
                inf = std::numeric_limits<float>::infinity();
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<float> x(q, {nan, 1}), y(q, {1, 2});
        axpy(q, 0.0f, x, y);
        CHECK(read(q, y) == std::vector<float>{1, 2});
        scal(q, 0.0f, x);
        CHECK(std::isnan(read(q, x)[0]));
        CHECK(read(q, x)[1] == 0);
        const kumiko::buffer<c32> z(q, {c32(inf, 1)});
        scal(q, 2.0f, z);  // part by part: no infinity times zero
        CHECK(read(q, z)[0] == c32(inf, 2));
        axpy(q, 3.0f, y, y);  // in place
        CHECK(read(q, y) == std::vector<float>{4, 8});
    }
}

TEMPLATE_TEST_CASE("level1: rotm by each flag", "[linalg]", float, double)
{
    using T = TestType;
    for (const kumiko::queue& q : test_queues()) {
        if (!has<T>(q)) continue;
        for (const T flag : {T(-2), T(-1), T(0), T(1)}) {
            CAPTURE(kind_name(q), flag);
            const std::vector<T> hx = numbers<T>(1031, 5, true), hy = numbers<T>(1031, 6, true);
            const strided<T> x(q, hx, -2), y(q, hy, 1);
            rotm(q, x, y, kumiko::modified_rotation<T>{flag, 2, 3, 4, 5});  // h11 h21 h12 h22
            const std::vector<T> gx = x.now(), gy = y.now();
            for (std::size_t i = 0; i < hx.size(); ++i) {
                const T a = hx[i], b = hy[i];
                REQUIRE(gx[i] == (flag == -2   ? a
                                  : flag == -1 ? 2 * a + 4 * b
                                  : flag == 0  ? a + 4 * b
                                               : 2 * a + b));
                REQUIRE(gy[i] == (flag == -2   ? b
                                  : flag == -1 ? 3 * a + 5 * b
                                  : flag == 0  ? 3 * a + b
                                               : 5 * b - a));
            }
        }
    }
}

namespace {

template <class T>
void sums_are_exact(const std::vector<std::size_t>& all)
{
    using R = real_of<T>;
    everywhere<T>(all, [](const kumiko::queue& q, int sx, int sy, std::size_t n) {
        const std::vector<T> hx = numbers<T>(n, 7, true), hy = numbers<T>(n, 8, true);
        const strided<T> x(q, hx, sx), y(q, hy, sy);
        T u = 0, c = 0;
        R total = 0;
        std::size_t first = 0;
        for (std::size_t i = 0; i < n; ++i) {
            u += hx[i] * hy[i];
            c += conjugate(hx[i]) * hy[i];
            total += static_cast<R>(size_of_number(hx[i]));
            if (size_of_number(hx[i]) > size_of_number(hx[first])) first = i;
        }
        if constexpr (is_complex_type<T>) {
            REQUIRE(kumiko::dotu(q, x, y) == u);
            REQUIRE(kumiko::dotc(q, x, y) == c);
        } else {
            REQUIRE(kumiko::dot(q, x, y) == u);
        }
        REQUIRE(kumiko::asum(q, x) == total);
        REQUIRE(kumiko::iamax(q, x) == (n == 0 ? -1 : static_cast<std::int64_t>(first)));
    });
}

}  // namespace

TEMPLATE_TEST_CASE("level1: dot, asum and iamax are exact where arithmetic is", "[linalg]", float,
                   double, c32, c64)
{
    sums_are_exact<TestType>(sizes);
}

TEMPLATE_TEST_CASE("level1: dot, asum and iamax of small vectors", "[linalg][small]", float, c32)
{
    sums_are_exact<TestType>(small_sizes);
}

TEMPLATE_TEST_CASE("level1: dot, asum and nrm2 stay inside their bounds", "[linalg]", float, double,
                   c32, c64)
{
    using T = TestType;
    everywhere<T>({100, 5003, 200003}, [](const kumiko::queue& q, int sx, int sy, std::size_t n) {
        const std::vector<T> hx = numbers<T>(n, 9), hy = numbers<T>(n, 10);
        const strided<T> x(q, hx, sx), y(q, hy, sy);
        wide u = 0, c = 0;
        long double mass = 0, sizes_of_x = 0, squares = 0;
        for (std::size_t i = 0; i < n; ++i) {
            u += widen(hx[i]) * widen(hy[i]);
            c += std::conj(widen(hx[i])) * widen(hy[i]);
            mass += products(hx[i], hy[i]);
            sizes_of_x += size_of_number(hx[i]);
            squares += std::norm(widen(hx[i]));
        }
        const double reals = static_cast<double>(is_complex_type<T> ? 2 * n : n);
        const long double bound = gamma_of<T>(reals / 8 + 64);
        if constexpr (is_complex_type<T>) {
            CHECK(distance(kumiko::dotu(q, x, y), u) <= bound * mass);
            CHECK(distance(kumiko::dotc(q, x, y), c) <= bound * mass);
        } else {
            CHECK(distance(kumiko::dot(q, x, y), u) <= bound * mass);
        }
        CHECK(distance(kumiko::asum(q, x), wide(sizes_of_x)) <= bound * sizes_of_x);
        const long double norm = std::sqrt(squares);
        CHECK(distance(kumiko::nrm2(q, x), wide(norm)) <= gamma_of<T>(reals / 16 + 40) * norm);
    });
}

TEST_CASE("level1: dsdot adds in double, sdsdot rounds once", "[linalg]")
{
    for (const kumiko::queue& q : test_queues()) {
        if (!q.device().facts().reported_fp64) continue;
        CAPTURE(kind_name(q));
        const std::size_t n = 70001;
        const std::vector<float> hx = numbers<float>(n, 11), hy = numbers<float>(n, 12);
        const kumiko::buffer<float> x(q, hx), y(q, hy);
        const kumiko::buffer<double> result(q, 1);
        long double exact = 0, mass = 0;
        for (std::size_t i = 0; i < n; ++i) {
            exact += static_cast<long double>(hx[i]) * static_cast<long double>(hy[i]);
            mass += products(hx[i], hy[i]);
        }
        dsdot(q, x, y, result);
        const double got = kumiko::dsdot(q, x, y);
        CHECK(read(q, result)[0] == got);
        CHECK(std::abs(got - exact) <= gamma_of<double>(n / 8.0 + 64) * mass);
        const kumiko::buffer<float> large(q, {1e8f, 1, -1e8f}), ones(q, {1, 1, 1});
        CHECK(kumiko::dsdot(q, large, ones) == 1);
        CHECK(kumiko::sdsdot(q, 0.5f, large, ones) == 1.5f);
    }
}

TEMPLATE_TEST_CASE("level1: nrm2 neither overflows nor vanishes", "[linalg]", float, double, c32,
                   c64)
{
    using T = TestType;
    using R = real_of<T>;
    using limits = std::numeric_limits<R>;
    const R most = limits::max(), least = limits::min();
    for (const kumiko::queue& q : test_queues()) {
        if (!has<T>(q)) continue;
        CAPTURE(kind_name(q));
        for (const std::size_t n : {1u, 3u, 1009u, 200003u})
            for (const R scale :
                 {most / 1024, std::sqrt(most), least, std::sqrt(least), 64 * least}) {
                CAPTURE(n, scale);
                std::vector<T> h = numbers<T>(n, 13);
                long double squares = 0;
                for (T& v : h) squares += std::norm(widen(v *= scale));  // its range suffices
                const long double norm = std::sqrt(squares);
                const double reals = static_cast<double>(is_complex_type<T> ? 2 * n : n);
                // A device without subnormals loses at most one min() per element.
                const long double lost = static_cast<long double>(least) * std::sqrt(reals);
                CHECK(distance(kumiko::nrm2(q, kumiko::buffer<T>(q, h)), wide(norm)) <=
                      gamma_of<T>(reals / 4 + 40) * norm + lost);
            }
        // One vector has bands of all magnitudes: the largest decides.
        std::vector<T> mixed(300001, T(0));
        mixed[5] = T(least), mixed[150000] = T(1), mixed[200000] = T(most / 4);
        mixed[299999] = T(most / 8 * 3);
        const R five = most / 8;  // sqrt(2^2 + 3^2) of these
        CHECK(distance(kumiko::nrm2(q, kumiko::buffer<T>(q, mixed)),
                       wide(std::sqrt(13.0L) * static_cast<long double>(five))) <=
              gamma_of<T>(40) * 4 * static_cast<long double>(five));
        mixed[7] = T(limits::infinity());
        CHECK(kumiko::nrm2(q, kumiko::buffer<T>(q, mixed)) == limits::infinity());
        mixed[299990] = T(limits::quiet_NaN());
        CHECK(std::isnan(kumiko::nrm2(q, kumiko::buffer<T>(q, mixed))));
        CHECK(kumiko::nrm2(q, kumiko::buffer<T>(q, std::vector<T>(70001))) == 0);
        CHECK(kumiko::nrm2(q, kumiko::buffer<T>(q, 0)) == 0);
        CHECK(kumiko::nrm2(q, kumiko::buffer<T>(q, {T(most)})) <= most);
        CHECK(kumiko::nrm2(q, kumiko::buffer<T>(q, {T(most), T(most)})) == limits::infinity());
    }
}

TEMPLATE_TEST_CASE("level1: iamax takes the first, and NaN as reference BLAS does", "[linalg]",
                   float, c32)
{
    using T = TestType;
    const float nan = std::numeric_limits<float>::quiet_NaN(),
                inf = std::numeric_limits<float>::infinity();
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        std::vector<T> h(300007, T(-1));
        const auto now = [&] { return kumiko::iamax(q, kumiko::buffer<T>(q, h)); };
        CHECK(now() == 0);
        for (const std::size_t at : {300006u, 200000u, 150001u, 70000u, 4097u, 63u, 1u}) {
            h[at] = T(2);  // earlier each time
            CHECK(now() == static_cast<std::int64_t>(at));
        }
        h[9] = T(nan);
        CHECK(now() == 1);
        h[100000] = T(-inf);
        h[200000] = T(inf);
        CHECK(now() == 100000);
        h[0] = T(nan);
        CHECK(now() == 0);
        CHECK(kumiko::iamax(q, kumiko::buffer<T>(q, std::vector<T>(70001, T(nan)))) == 0);
        std::vector<T> nans(70001, T(nan));
        nans[0] = T(0);
        CHECK(kumiko::iamax(q, kumiko::buffer<T>(q, nans)) == 0);
        nans[69999] = T(1);
        CHECK(kumiko::iamax(q, kumiko::buffer<T>(q, nans)) == 69999);
    }
}

TEST_CASE("level1: results repeat bit for bit", "[linalg]")
{
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<float> x(q, numbers<float>(300007, 14)),
            y(q, numbers<float>(300007, 15));
        const kumiko::buffer<float> results(q, 3);
        const auto now = [&] {
            dot(q, x, y, results.part(0, 1));
            asum(q, x, results.part(1, 1));
            nrm2(q, x, results.part(2, 1));
            return read(q, results);
        };
        const std::vector<float> first = now();
        for (int i = 0; i < 10; ++i) CHECK(now() == first);
        CHECK(first[0] == kumiko::dot(q, x, y));
        CHECK(first[2] == kumiko::nrm2(q, x));
    }
}

TEST_CASE("level1: a result leaves its neighbours alone", "[linalg][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<float> x(q, {1, 3, 2, -4}), y(q, {7, 7, 7});
        const kumiko::buffer<c32> z(q, {c32(0, 1), c32(1, 1)}), w(q, {c32(7), c32(7), c32(7)});
        const kumiko::buffer<std::int64_t> at(q, {7, 7, 7});
        dot(q, {x, 2}, {x.part(2, 2), 2, -1}, y.part(1, 1));
        CHECK(read(q, y) == std::vector<float>{7, 2, 7});  // 1 * -4 + 3 * 2
        dotc(q, z, z, w.part(1, 1));
        CHECK(read(q, w) == std::vector<c32>{7, 3, 7});
        nrm2(q, {x, 2, 3}, y.part(2, 1));  // 1, -4
        CHECK(std::abs(read(q, y)[2] - std::sqrt(17.0f)) <=
              8 * std::numeric_limits<float>::epsilon());
        iamax(q, x, at.part(1, 1));
        CHECK(read(q, at) == std::vector<std::int64_t>{7, 3, 7});
    }
}

TEMPLATE_TEST_CASE("level1: rotg turns onto the first axis", "[linalg]", float, double)
{
    using T = TestType;
    using limits = std::numeric_limits<T>;
    const T big = limits::max() / 2, small = limits::min();
    const T pairs[][2] = {{3, 4},   {-3, 4},   {4, -3},    {0, 2},
                          {2, 0},   {0, 0},    {big, big}, {small, -2 * small},
                          {1, big}, {small, 1}};
    for (const auto& [a, b] : pairs) {
        CAPTURE(a, b);
        T r = a, z = b, c = 9, s = 9;
        kumiko::rotg(r, z, c, s);
        const long double exact =
            std::hypot(static_cast<long double>(a), static_cast<long double>(b));
        const T sign = std::abs(a) > std::abs(b) ? a : b;
        CHECK(std::abs(r - std::copysign(exact, sign)) <= gamma_of<T>(8) * exact);
        if (a == 0 && b == 0) {
            CHECK((c == 1 && s == 0 && z == 0));
            continue;
        }
        CHECK(std::abs(c - a / static_cast<long double>(r)) <= gamma_of<T>(2));
        CHECK(std::abs(s - b / static_cast<long double>(r)) <= gamma_of<T>(2));
        // Stewart: if |z| < 1, z is s; otherwise 1/z is c, except that z = 1 means c = 0.
        const long double cc = std::abs(z) < 1 ? std::sqrt(1 - static_cast<long double>(z) * z)
                               : z == 1        ? 0
                                               : 1 / static_cast<long double>(z);
        CHECK(std::abs(std::abs(cc) - std::abs(static_cast<long double>(c))) <= gamma_of<T>(16));
    }
}

TEMPLATE_TEST_CASE("level1: rotg of complex numbers", "[linalg]", float, double)
{
    using R = TestType;
    using T = std::complex<R>;
    using limits = std::numeric_limits<R>;
    const R big = limits::max() / 4, small = limits::min();
    const T pairs[][2] = {{{3, 1}, {-4, 2}},     {{0, 0}, {3, -4}},        {{3, 4}, {0, 0}},
                          {{0, 0}, {0, 0}},      {{big, 0}, {0, big}},     {{small, small}, {1, 2}},
                          {{1, -1}, {big, big}}, {{small, 0}, {0, -small}}};
    for (const auto& [a, b] : pairs) {
        CAPTURE(a, b);
        T r = a, s(9, 9);
        R c = 9;
        kumiko::rotg(r, b, c, s);
        const wide wa = widen(a), wb = widen(b), ws = widen(s);
        const long double length = std::hypot(std::abs(wa), std::abs(wb)), wc = c;
        CHECK(std::abs(std::abs(widen(r)) - length) <= gamma_of<R>(16) * length);
        CHECK(std::abs(wc * wc + std::norm(ws) - 1) <= gamma_of<R>(32));
        CHECK(std::abs(wc * wa + ws * wb - widen(r)) <= gamma_of<R>(32) * length);
        CHECK(std::abs(wc * wb - std::conj(ws) * wa) <= gamma_of<R>(32) * length);
    }
}

TEMPLATE_TEST_CASE("level1: rotmg annihilates, and keeps the weighted length", "[linalg]", float,
                   double)
{
    using T = TestType;
    const T cases[][4] = {{1, 1, 3, 4},       {2, 3, 4, -1},       {T(1e-9), T(1e9), 1, 2},
                          {T(1e12), 3, 2, 1}, {3, T(1e-15), 1, 1}, {T(1e-20), T(1e-20), 5, 7},
                          {1, -0.25f, 3, 2}};
    for (const auto& [d1, d2, x1, y1] : cases) {
        CAPTURE(d1, d2, x1, y1);
        T e1 = d1, e2 = d2, x = x1;
        const kumiko::modified_rotation<T> h = kumiko::rotmg(e1, e2, x, y1);
        const auto wide_of = [](T v) { return static_cast<long double>(v); };
        const long double h11 = h.flag == 0 ? 1 : wide_of(h.h11),
                          h22 = h.flag == 0 ? 1 : wide_of(h.h22);
        const long double h12 = h.flag == 1 ? 1 : wide_of(h.h12),
                          h21 = h.flag == 1 ? -1 : wide_of(h.h21);
        const long double a = wide_of(d1) * x1 * x1, b = wide_of(d2) * y1 * y1;
        CHECK(std::abs(h21 * x1 + h22 * y1) <=
              gamma_of<T>(8) * (std::abs(h21 * x1) + std::abs(h22 * y1)));
        CHECK(std::abs(h11 * x1 + h12 * y1 - x) <=
              gamma_of<T>(16) * (std::abs(h11 * x1) + std::abs(h12 * y1)));
        CHECK(std::abs(wide_of(e1) * x * x - (a + b)) <=
              gamma_of<T>(32) * (std::abs(a) + std::abs(b)));
        const T limit = 4096 * 4096;
        CHECK((std::abs(e1) > 1 / limit && std::abs(e1) < limit));
        CHECK((std::abs(e2) > 1 / limit && std::abs(e2) < limit));
    }
    T d1 = -1, d2 = 1, x = 1;
    CHECK(kumiko::rotmg(d1, d2, x, T(1)).flag == -1);
    CHECK((d1 == 0 && d2 == 0 && x == 0));
    d1 = 1, d2 = 1, x = 1;
    CHECK(kumiko::rotmg(d1, d2, x, T(0)).flag == -2);
    CHECK((d1 == 1 && d2 == 1 && x == 1));
}

TEST_CASE("level1 refuses what does not fit, and does nothing", "[linalg][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<float> x(q, {1, 2, 3, 4}), y(q, 2), r(q, 2);
    const kumiko::buffer<std::int64_t> at(q, 2);
    const auto before = stats(q).enqueues;
    CHECK_THROWS_WITH(axpy(q, 1.0f, x, y), "axpy: x has 4 elements, y has 2");
    CHECK_THROWS_WITH(axpy(q, 1.0f, x.part(0, 3), x.part(1, 3)), "axpy: y overlaps x");
    CHECK_THROWS_WITH(copy(q, {x, 2, 2}, {x.part(2, 2), 2}), "copy: y overlaps x");
    CHECK_THROWS_WITH(swap(q, kumiko::vector<float>(x), y), "swap: x has 4 elements, y has 2");
    CHECK_THROWS_WITH(rot(q, x, x, 1.0f, 0.0f), "rot: y overlaps x");
    CHECK_THROWS_WITH(rotm(q, x, x, {0, 0, 0, 0, 0}), "rotm: y overlaps x");
    CHECK_THROWS_WITH(dot(q, x, y, r.part(0, 1)), "dot: x has 4 elements, y has 2");
    CHECK_THROWS_WITH(dot(q, x, x, r), "dot: the result has 2 elements, wants 1");
    CHECK_THROWS_WITH(dot(q, x, x, x.part(3, 1)), "dot: the result overlaps x");
    CHECK_THROWS_WITH(dot(q, {x, 2}, {x, 2, 3}, x.part(3, 1)), "dot: the result overlaps y");
    CHECK_THROWS_WITH(asum(q, x, r), "asum: the result has 2 elements, wants 1");
    CHECK_THROWS_WITH(nrm2(q, x, x.part(0, 1)), "nrm2: the result overlaps x");
    CHECK_THROWS_WITH(iamax(q, x, at), "iamax: the result has 2 elements, wants 1");
    kumiko::any_view gone;
    {
        const kumiko::buffer<float> soon(q, {1, 2});
        gone = soon;
    }
    CHECK_THROWS_WITH(scal(q, 2.0f, kumiko::view<float>(gone)), "a view outlives its buffer");
    CHECK_THROWS_WITH(kumiko::nrm2(q, kumiko::view<const float>(gone)),
                      "a view outlives its buffer");
    CHECK(stats(q).enqueues == before);
    swap(q, {x, 2, 2}, {x.part(1, 3), 2, 2});  // side by side
    CHECK(read(q, x) == std::vector<float>{2, 1, 4, 3});
}
