// SPDX-License-Identifier: Apache-2.0
#include "clock.hpp"
#include "steps.hpp"

#include <fmt/format.h>

#include <cmath>
#include <random>

namespace tour {
namespace {

struct product {
    std::size_t n;
    std::vector<float> a, b, c;  ///< (n,n) each, c = a b
};

/// The largest error of `count` random elements of c, as a share of the bound for float arithmetic:
/// gamma |a||b|, gamma = d u / (1 - d u), d = n + 2, u = 2^-24.
double worst_of(const product& p, int count)
{
    std::minstd_rand random(1);
    std::uniform_int_distribution<std::size_t> any(0, p.n - 1);
    const double du = static_cast<double>(p.n + 2) * 0x1p-24, gamma = du / (1 - du);
    double worst = 0;
    for (int t = 0; t < count; ++t) {
        const std::size_t i = any(random), j = any(random);
        double sum = 0, size = 0;
        for (std::size_t k = 0; k < p.n; ++k) {
            const double x = double{p.a[i * p.n + k]} * double{p.b[k * p.n + j]};
            sum += x;
            size += std::abs(x);
        }
        const double share = std::abs(double{p.c[i * p.n + j]} - sum) / (gamma * size);
        worst = share >= 0 && share < worst ? worst : share;  // NaN counts as the worst
    }
    return worst;
}

std::vector<float> random_values(std::size_t n, unsigned seed)
{
    std::minstd_rand random(seed);
    std::uniform_real_distribution<float> between(-1, 1);
    std::vector<float> x(n);
    for (float& v : x) v = between(random);
    return x;
}

}  // namespace

void multiply_matrices(report& r, const kumiko::queue& q, const kumiko::roofs& roof)
{
    constexpr int checked = 64;
    r.section("Multiply matrices",
              "C = A B with square matrices in single precision. Each product is checked: random "
              "elements are computed again in double precision.");
    table t({{"size", table::align::left},
             {"ms"},
             {"GF/s"},
             {"of the fma rate", table::align::share},
             {"worst error, of the bound"}});
    double last = 0;
    // Double n until one more doubling, 8 times the work, would take noticeable time.
    for (std::size_t n = 256; n <= 8192 && last < 0.03; n *= 2) {
        product p{n, random_values(n * n, 1), random_values(n * n, 2), {}};
        const kumiko::buffer<float> a(q, p.a), b(q, p.b), c(q, n * n);
        last = seconds(q, [&] { kumiko::gemm(q, {a, n, n}, {b, n, n}, {c, n, n}); });
        p.c = kumiko::read(q, c);
        const double flops = 2.0 * static_cast<double>(n * n * n) / last;
        const double worst = worst_of(p, checked);
        t.row({fmt::format("{} x {}", n, n), fmt::format("{:.2f}", last * 1e3),
               fmt::format("{:.0f}", flops / 1e9), percent(flops, roof.f32),
               fmt::format("{:.4f}", worst)});
        if (!(worst <= 1)) r.wrong(fmt::format("the product of size {} has errors", n));
    }
    r.add(t);
    r.note(
        fmt::format("{} elements of each product were checked. Errors are given as shares of the "
                    "bound, the largest error that rounding can cause.",
                    checked));
}

}  // namespace tour
