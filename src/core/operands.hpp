// SPDX-License-Identifier: Apache-2.0
// What operations refuse alike, and the words for it.
#pragma once

#include <initializer_list>

#include "core/block.hpp"
#include "core/check.hpp"
#include "core/overlap.hpp"
#include "core/queue_state.hpp"

namespace kumiko::detail {

/// A shape as messages have it: "(3,4)", "(4,3) transposed", "(height,width,channels)".
std::string shape(const any_matrix& a);
std::string shape(const any_factor& a);
std::string shape(const any_image& a);

/// Where a result may lie.
enum class place {
    apart,     ///< it shares no element with what is read
    in_place,  ///< it is that memory, or shares no element with it
};

/// x is read and y written, element by element.
/// @throws std::invalid_argument  they differ in size or type; the device has not the type; one is of another
///                                device, or gone; they overlap where they must not
void check_vectors(const queue& q, const char* call, const any_view& x, const any_view& y,
                   place where = place::apart);

/// src is read and dst written, pixel by pixel; they have 1, 3 or 4 channels of one of `types`.
/// @throws std::invalid_argument  as above; or they have other types, or 2 channels
void check_images(const queue& q, const char* call, std::initializer_list<element> types,
                  const any_image& src, const any_image& dst, place where = place::apart);

}  // namespace kumiko::detail
