// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/gemm.hpp>

#include "reference/linalg/product.hpp"

#include <algorithm>
#include <cmath>

namespace kumiko::reference {
namespace {

double activated(activation f, double x, double low, double high)
{
    switch (f) {
        case activation::relu:
            return x > 0 ? x : 0;
        case activation::gelu:
            return x * (1 + std::erf(x / std::sqrt(2.0))) / 2;
        case activation::gelu_tanh:
            return x *
                   (1 + std::tanh(std::sqrt(2 / std::acos(-1.0)) * (x + 0.044715 * x * x * x))) / 2;
        case activation::silu:
            return x / (1 + std::exp(-x));
        case activation::clamp:
            return std::clamp(x, low, high);
        default:
            return x;
    }
}

}  // namespace

void reference_linalg_gemm(references& all)
{
    all.add("linalg/gemm", [](const settings& f, const arrays& before, arrays&, arrays& wanted) {
        const array a = as(before[0], f.choice("op_a")), b = as(before[1], f.choice("op_b"));
        array& c = wanted[2];
        multiply(f.complex("alpha", "alpha_imaginary"), a, b, f.complex("beta", "beta_imaginary"),
                 c);
        const double k = static_cast<double>(a.cols());
        if (c.type == element::s32) {  // exact, modulo 2^32: the samples' sums are far below
            c.error.clear();
            return;
        }
        // Sums are of float where elements are shorter.
        const double u = a.type == element::f64 || a.type == element::c64 ? 0x1p-53 : 0x1p-24;
        bound(c, detail::is_complex_element(a.type) ? 2 * (2 * k + 4) : k + 2, u);
        const auto then = static_cast<activation>(f.choice("then"));
        const array &rows = before[3], &columns = before[4], &residual = before[5];
        const double scale = f["scale"];
        for (std::size_t i = 0; i < c.rows(); ++i)
            for (std::size_t j = 0; j < c.cols(); ++j) {
                number& z = c(i, j);
                double& error = c.error[i * c.cols() + j];
                if (!detail::is_complex_element(c.type)) {
                    // Each step adds its own rounding. No activation's slope exceeds 1.13.
                    double x = z.real();
                    const auto rounded = [&] { error += u * std::abs(x); };
                    if (rows.given()) x += rows.re(i), rounded();
                    if (columns.given()) x += columns.re(j), rounded();
                    if (then != activation::none) {
                        error = 1.13 * error + 8 * u * std::abs(x);
                        x = activated(then, x, f["low"], f["high"]);
                    }
                    if (residual.given()) x += residual(i, j).real(), rounded();
                    x *= scale, error *= std::abs(scale), rounded();
                    z = x;
                }
                if (unit(c.type) > u) error += unit(c.type) * (std::abs(z.real()) + error);
            }
    });
}

}  // namespace kumiko::reference
