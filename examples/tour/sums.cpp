// SPDX-License-Identifier: Apache-2.0
#include "clock.hpp"
#include "steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace tour {
namespace {

template <class T>
std::vector<T> random_integers(std::size_t n, int least, int most)
{
    std::minstd_rand random(3);
    std::uniform_int_distribution<int> between(least, most);
    std::vector<T> x(n);
    for (T& v : x) v = static_cast<T>(between(random));
    return x;
}

}  // namespace

void add_numbers(report& r, const kumiko::queue& q, const kumiko::roofs& roof)
{
    constexpr std::size_t n = std::size_t{1} << 24;
    r.section("Add numbers",
              "One value is computed from 16,777,216 numbers, 64 MiB. The speed of memory limits "
              "such work. The exact results are known, and compared.");
    table t({{"", table::align::left},
             {"ms"},
             {"GB/s"},
             {"of the read roof", table::align::share},
             {"result"}});
    const auto measure = [&](const char* name, const auto& host, kumiko::fold op, auto expected) {
        using T = typename std::decay_t<decltype(host)>::value_type;
        const kumiko::buffer<T> x(q, host), y(q, 1);
        const double time = seconds(q, [&] { kumiko::reduce(q, x, y, op); });
        const double rate = static_cast<double>(n * sizeof(T)) / time;
        const T result = kumiko::read(q, y)[0];
        t.row({name, fmt::format("{:.2f}", time * 1e3), fmt::format("{:.1f}", rate / 1e9),
               percent(rate, roof.read), fmt::format("{:.0f}", static_cast<double>(result))});
        if (result != expected) r.wrong(fmt::format("{} should be {}", name, expected));
    };
    // The numbers are -1, 0 and 1: partial sums are integers of at most 2^24, exact in float.
    const auto floats = random_integers<float>(n, -1, 1);
    measure("sum, float", floats, kumiko::fold::sum,
            std::accumulate(floats.begin(), floats.end(), 0.0F));
    const auto integers = random_integers<std::int32_t>(n, -1000000, 1000000);
    measure("maximum, int", integers, kumiko::fold::max,
            *std::max_element(integers.begin(), integers.end()));
    r.add(t);
}

}  // namespace tour
