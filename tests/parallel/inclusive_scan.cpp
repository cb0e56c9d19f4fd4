// SPDX-License-Identifier: Apache-2.0
#include <kumiko/parallel/inclusive_scan.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/numbers.hpp"

#include <numeric>

using kumiko::fold;

namespace {

// Around vectors, rounds of 4 and tiles; what one work-item or group does (256 KB, 7168 elements); a prime.
const std::vector<std::size_t> sizes = {0,    1,     2,     7,     8,     16,     33,
                                        63,   64,    257,   1791,  1793,  7168,   7169,
                                        8193, 32768, 32769, 65536, 65537, 131101, 200003};

/// Whole numbers whose sums are exact in every type: their sums, and minima or maxima.
template <class T>
void agrees_with_std(const std::vector<std::size_t>& all)
{
    constexpr bool odd = std::is_unsigned_v<T> == (sizeof(T) == 4);
    for (const kumiko::queue& q : test_queues())
        for (const std::size_t n : all)
            for (const fold op : {fold::sum, odd ? fold::min : fold::max}) {
                CAPTURE(kind_name(q), n, static_cast<int>(op));
                std::mt19937 g(static_cast<unsigned>(n));
                std::vector<T> x(n), wanted(n);
                for (T& v : x) v = static_cast<T>(static_cast<int>(g() % 65) - 32);
                std::inclusive_scan(x.begin(), x.end(), wanted.begin(), [op](T a, T b) {
                    return op == fold::sum   ? static_cast<T>(a + b)
                           : op == fold::min ? std::min(a, b)
                                             : std::max(a, b);
                });
                const kumiko::buffer<T> y(q, x);
                inclusive_scan(q, y, y, op);
                CHECK(read(q, y) == wanted);
            }
}

}  // namespace

TEMPLATE_TEST_CASE("inclusive_scan is std's where arithmetic is exact, in place, modulo 2^bits",
                   "[parallel][inclusive_scan]", std::int32_t, std::uint32_t, std::int64_t,
                   std::uint64_t, float, double)
{
    agrees_with_std<TestType>(sizes);
}

TEST_CASE("inclusive_scan of small vectors", "[parallel][inclusive_scan][small]")
{
    agrees_with_std<std::uint32_t>({0, 1, 7, 257, 1793});
}

TEMPLATE_TEST_CASE(
    "inclusive_scan of floating numbers stays inside its stated bound, element by element",
    "[parallel][inclusive_scan]", float, double)
{
    for (const kumiko::queue& q : test_queues())
        for (const std::size_t n : {100u, 5003u, 200003u, 4194311u}) {
            CAPTURE(kind_name(q), n);
            const auto x = numbers<TestType>(n, 7);
            const kumiko::buffer<TestType> from(q, x), to(q, n + 1);
            inclusive_scan(q, from, to.part(1, n));  // the last n are more than caches hold
            const auto got = read(q, to.part(1, n));
            long double exact = 0, mass = 0, worst = 0;
            for (std::size_t i = 0; i < n; ++i) {
                exact += x[i];
                mass += std::abs(x[i]);
                worst = std::max(worst, std::abs(got[i] - exact) / mass);
            }
            const long double d = static_cast<long double>(n) / 8 + 64;
            CHECK(static_cast<double>(worst) <= static_cast<double>(d * unit<TestType>));
        }
}

TEST_CASE("inclusive_scan refuses what it cannot do, and does nothing", "[inclusive_scan][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<float> x(q, {1, 2, 3}), y(q, 2);
    const auto before = stats(q).enqueues;
    CHECK_THROWS_WITH(inclusive_scan(q, x, y), "inclusive_scan: x has 3 elements, y has 2");
    CHECK_THROWS_WITH(inclusive_scan(q, x.part(0, 2), x.part(1, 2)),
                      "inclusive_scan: y overlaps x");
    CHECK(stats(q).enqueues == before);
}
