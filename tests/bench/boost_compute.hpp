// SPDX-License-Identifier: Apache-2.0
// Boost.Compute as a rival, in a file of its own: its headers alone take seconds to compile.
#pragma once

#include <kumiko/memory.hpp>

namespace bench {

/// The sum of x's elements. Float, double or std::int32_t; x begins its memory.
template <class T>
T sum_by_boost_compute(const kumiko::queue& q, const kumiko::view<const T>& x);

/// Its scan, y[i] = x[0] + ... + x[i], of float, double, std::int32_t or std::int64_t; both begin their memory.
template <class T>
void scan_by_boost_compute(const kumiko::queue& q, const kumiko::any_view& x,
                           const kumiko::any_view& y);

}  // namespace bench
