// SPDX-License-Identifier: Apache-2.0
#include <kumiko/fold.hpp>

#include "reference/reference.hpp"

#include <algorithm>

namespace kumiko::reference {

void reference_parallel_inclusive_scan(references& all)
{
    all.add("parallel/inclusive_scan", [](const settings& f, const arrays& before, arrays&,
                                          arrays& wanted) {
        const array& x = before[0];
        array& y = wanted[1];
        const auto op = static_cast<fold>(f.choice("op"));
        const bool rounds = op == fold::sum && (x.type == element::f32 || x.type == element::f64);
        const double n = static_cast<double>(x.x.size());
        double sizes = 0;
        for (std::size_t i = 0; i < x.x.size(); ++i) {
            const double v = x.re(i), left = i == 0 ? v : y.re(i - 1);
            const double all_before = i == 0 && op == fold::sum ? 0 : left;
            y.x[i] = op == fold::sum   ? all_before + v
                     : op == fold::min ? std::min(left, v)
                                       : std::max(left, v);
            sizes += std::abs(v);
            // The sum here is rounded in double too: n u of that more.
            y.error.push_back(rounds ? ((n / 8 + 64) * unit(x.type) + n * 0x1p-53) * sizes : 0);
        }
    });
}

}  // namespace kumiko::reference
