// SPDX-License-Identifier: Apache-2.0
#include "reference/linalg/product.hpp"

namespace kumiko::reference {

void reference_linalg_gemv(references& all)
{
    all.add("linalg/gemv", [](const settings& f, const arrays& before, arrays&, arrays& wanted) {
        const array a = as(before[0], f.choice("op_a"));
        multiply(f.complex("alpha", "alpha_imaginary"), a, before[1],
                 f.complex("beta", "beta_imaginary"), wanted[2]);
        bound(wanted[2], static_cast<double>(a.cols()) + 12, unit(a.type));
    });
}

}  // namespace kumiko::reference
