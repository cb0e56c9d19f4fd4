// SPDX-License-Identifier: Apache-2.0
// What kind of number an element is.
#pragma once

#include <kumiko/element.hpp>

namespace kumiko::detail {

inline bool is_complex_element(element e) { return e == element::c32 || e == element::c64; }
/// A double, or a complex number of two.
inline bool is_double_element(element e) { return e == element::f64 || e == element::c64; }
/// f32 of c32, f64 of c64, else e.
inline element real_of(element e)
{
    return e == element::c32 ? element::f32 : e == element::c64 ? element::f64 : e;
}

}  // namespace kumiko::detail
