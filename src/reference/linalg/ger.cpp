// SPDX-License-Identifier: Apache-2.0
#include "reference/reference.hpp"

namespace kumiko::reference {
namespace {

void update(const settings& f, const arrays& before, arrays& wanted, bool conjugate)
{
    const number alpha = f.complex("alpha", "alpha_imaginary");
    array& a = wanted[2];
    const double u = unit(a.type) * (detail::is_complex_element(a.type) ? 6.01 : 3.01);
    for (std::size_t i = 0; i < a.rows(); ++i)
        for (std::size_t j = 0; j < a.cols(); ++j) {
            const number x = before[0].x[i],
                         y = conjugate ? std::conj(before[1].x[j]) : before[1].x[j];
            a.error.push_back(u * (size_of_number(alpha) * size_of_number(x) * size_of_number(y) +
                                   size_of_number(a(i, j))));
            a(i, j) += alpha * x * y;
        }
}

}  // namespace

void reference_linalg_ger(references& all)
{
    constexpr function plain = [](const settings& f, const arrays& before, arrays&,
                                  arrays& wanted) { update(f, before, wanted, false); };
    all.add("linalg/ger", plain);
    all.add("linalg/geru", plain);
    all.add("linalg/gerc", [](const settings& f, const arrays& before, arrays&, arrays& wanted) {
        update(f, before, wanted, true);
    });
}

}  // namespace kumiko::reference
