// SPDX-License-Identifier: Apache-2.0
#include "reference/reference.hpp"

#include <algorithm>
#include <cmath>

namespace kumiko::reference {

void reference_linalg_gemm_quantized(references& all)
{
    all.add("linalg/gemm_quantized", [](const settings& f, const arrays& before, arrays&,
                                        arrays& wanted) {
        const array a = as(before[0], f.choice("op_a")), b = as(before[1], f.choice("op_b"));
        array& c = wanted[2];
        const auto of = [&](std::size_t operand, const char* field, std::size_t i) {
            return before[operand].given() ? before[operand].re(i) : f[field];
        };
        const bool bytes = c.type == element::s8 || c.type == element::u8;
        const double least = c.type == element::s8 ? -128 : 0, most = least + 255;
        for (std::size_t i = 0; i < c.rows(); ++i)
            for (std::size_t j = 0; j < c.cols(); ++j) {
                double sum = 0;
                for (std::size_t s = 0; s < a.cols(); ++s)
                    sum += (a(i, s).real() - of(4, "a_zero", i)) *
                           (b(s, j).real() - of(6, "b_zero", j));
                const double x = of(3, "a_scale", i) * of(5, "b_scale", j) * sum;
                if (bytes) {
                    const double steps = x / f["c_scale"];
                    c(i, j) = std::clamp(steps + f["c_zero"], least, most);
                    c.error.push_back(0.5 + 6.01 * 0x1p-24 * std::abs(steps));
                } else {
                    c(i, j) = x;
                    const double half = c.type == element::f16 ? 0x1p-11 : 0;
                    c.error.push_back((4.01 * 0x1p-24 + half) * std::abs(x) +
                                      (half > 0 ? 0x1p-25 : 0));  // subnormal halfs
                }
            }
    });
}

}  // namespace kumiko::reference
