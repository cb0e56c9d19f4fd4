// SPDX-License-Identifier: Apache-2.0
#include "reference/reference.hpp"

#include <cmath>

namespace kumiko::reference {
namespace {

/// Reals in a vector.
double reals(const array& x)
{
    return static_cast<double>(x.x.size()) * (detail::is_complex_element(x.type) ? 2 : 1);
}

void inner_product(const arrays& before, arrays& wanted, bool conjugate)
{
    const array &x = before[0], &y = before[1];
    number sum = 0;
    double sizes = 0;
    for (std::size_t i = 0; i < x.x.size(); ++i) {
        sum += (conjugate ? std::conj(x.x[i]) : x.x[i]) * y.x[i];
        sizes += size_of_number(x.x[i]) * size_of_number(y.x[i]);
    }
    wanted[2].x = {sum};
    // The header's bound, and what the sum here is off by.
    wanted[2].error = {((reals(x) / 8 + 64) * unit(wanted[2].type) + reals(x) * 0x1p-52) * sizes};
}

/// x, y = h11 x + h12 y, h21 x + h22 y: two products and a sum, each rounded.
void transform(const arrays& before, arrays& wanted, double h11, double h12, double h21, double h22)
{
    const array &x = before[0], &y = before[1];
    for (array* a : {&wanted[0], &wanted[1]}) a->error.resize(x.x.size());
    const double u = unit(x.type);
    for (std::size_t i = 0; i < x.x.size(); ++i) {
        const double sx = size_of_number(x.x[i]), sy = size_of_number(y.x[i]);
        wanted[0].x[i] = h11 * x.x[i] + h12 * y.x[i];
        wanted[1].x[i] = h21 * x.x[i] + h22 * y.x[i];
        // Coefficients are rounded to the type first: one u more than the header's 2 u.
        wanted[0].error[i] = 3.01 * u * (std::abs(h11) * sx + std::abs(h12) * sy);
        wanted[1].error[i] = 3.01 * u * (std::abs(h21) * sx + std::abs(h22) * sy);
    }
}

}  // namespace

void reference_linalg_level1(references& all)
{
    all.add("linalg/axpy", [](const settings& f, const arrays& before, arrays&, arrays& wanted) {
        const number alpha = f.complex("alpha", "alpha_imaginary");
        const array& x = before[0];
        array& y = wanted[1];
        for (std::size_t i = 0; i < y.x.size(); ++i) {
            const double sizes =
                size_of_number(alpha) * size_of_number(x.x[i]) + size_of_number(y.x[i]);
            y.x[i] += alpha * x.x[i];
            y.error.push_back(3.01 * unit(y.type) * sizes);
        }
    });
    all.add("linalg/scal", [](const settings& f, const arrays&, arrays&, arrays& wanted) {
        const number alpha = f.complex("alpha", "alpha_imaginary");
        for (number& v : wanted[0].x) {
            const double sizes = size_of_number(alpha) * size_of_number(v);
            v *= alpha;
            wanted[0].error.push_back(2.01 * unit(wanted[0].type) * sizes);
        }
    });
    all.add("linalg/copy", [](const settings&, const arrays& before, arrays&, arrays& wanted) {
        wanted[1].x = before[0].x;
    });
    all.add("linalg/swap", [](const settings&, const arrays& before, arrays&, arrays& wanted) {
        wanted[0].x = before[1].x;
        wanted[1].x = before[0].x;
    });
    all.add("linalg/rot", [](const settings& f, const arrays& before, arrays&, arrays& wanted) {
        transform(before, wanted, f["c"], f["s"], -f["s"], f["c"]);
    });
    all.add("linalg/rotm", [](const settings& f, const arrays& before, arrays&, arrays& wanted) {
        transform(before, wanted, f["h11"], f["h12"], f["h21"], f["h22"]);
    });
    all.add("linalg/dot", [](const settings&, const arrays& before, arrays&, arrays& wanted) {
        inner_product(before, wanted, false);
    });
    all.add("linalg/dotu", [](const settings&, const arrays& before, arrays&, arrays& wanted) {
        inner_product(before, wanted, false);
    });
    all.add("linalg/dotc", [](const settings&, const arrays& before, arrays&, arrays& wanted) {
        inner_product(before, wanted, true);
    });
    all.add("linalg/asum", [](const settings&, const arrays& before, arrays&, arrays& wanted) {
        double sum = 0;
        for (const number& v : before[0].x) sum += size_of_number(v);
        wanted[1].x = {sum};
        wanted[1].error = {
            ((reals(before[0]) / 8 + 64) * unit(wanted[1].type) + reals(before[0]) * 0x1p-53) *
            sum};
    });
    all.add("linalg/nrm2", [](const settings&, const arrays& before, arrays&, arrays& wanted) {
        double sum = 0;
        for (const number& v : before[0].x) sum += std::norm(v);
        const double norm = std::sqrt(sum), n = reals(before[0]);
        wanted[1].x = {norm};
        wanted[1].error = {((n / 16 + 40) * unit(wanted[1].type) + n * 0x1p-53) * norm};
    });
    all.add("linalg/iamax", [](const settings&, const arrays& before, arrays&, arrays& wanted) {
        // Sizes are compared as they are rounded, which is here as there.
        const bool narrow = unit(before[0].type) == 0x1p-24;
        double largest = -1, place = -1;
        for (std::size_t i = 0; i < before[0].x.size(); ++i) {
            double size = size_of_number(before[0].x[i]);
            if (narrow) size = static_cast<double>(static_cast<float>(size));
            if (size > largest) largest = size, place = static_cast<double>(i);
        }
        wanted[1].x = {place};
    });
}

}  // namespace kumiko::reference
