// SPDX-License-Identifier: Apache-2.0
// What the naive forms of linear algebra share: the product of matrices.
#pragma once

#include "reference/reference.hpp"

namespace kumiko::reference {

/// c = alpha a b + beta c. c.error becomes |alpha| |a| |b| + |beta| |c|, element by element, with the sizes of
/// complex numbers: bounds are multiples of it. Vectors are matrices of one column.
inline void multiply(number alpha, const array& a, const array& b, number beta, array& c)
{
    const std::size_t n = b.shape.size() > 1 ? b.cols() : 1, k = b.rows();
    c.error.assign(c.x.size(), 0);
    for (std::size_t i = 0; i < a.rows(); ++i)
        for (std::size_t j = 0; j < n; ++j) {
            number sum = 0;
            double sizes = 0;
            for (std::size_t l = 0; l < k; ++l) {
                const number &x = a(i, l), &y = b.x[l * n + j];
                sum += x * y;
                sizes += size_of_number(x) * size_of_number(y);
            }
            number& to = c.x[i * n + j];
            c.error[i * n + j] =
                size_of_number(alpha) * sizes + size_of_number(beta) * size_of_number(to);
            to = alpha * sum + (beta == 0.0 ? 0.0 : beta * to);
        }
}

/// The sizes of products times gamma(d): what a result may be off by. What the sum here is off by is added
/// where it is not far below.
inline void bound(array& c, double d, double u)
{
    const double g = gamma(d, u) + (u < 1e-12 ? gamma(d, 0x1p-53) : 0);
    for (double& e : c.error) e *= g;
}

}  // namespace kumiko::reference
