// SPDX-License-Identifier: Apache-2.0
#include "reference/reference.hpp"

namespace kumiko::reference {

void reference_linalg_omatcopy(references& all)
{
    all.add("linalg/omatcopy",
            [](const settings& f, const arrays& before, arrays&, arrays& wanted) {
                const number alpha = f.complex("alpha", "alpha_imaginary");
                const array a = as(before[0], f.choice("op_a"));
                const double u = unit(a.type) * (detail::is_complex_element(a.type) ? 2.01 : 1);
                for (std::size_t i = 0; i < a.x.size(); ++i) {
                    wanted[1].x[i] = alpha * a.x[i];
                    wanted[1].error.push_back(u * size_of_number(alpha) * size_of_number(a.x[i]));
                }
            });
}

}  // namespace kumiko::reference
