// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace kumiko {

/// What a filter reads outside an image, shown for the row "abcdef". The rule holds at any distance from
/// the image: reflect continues the row "ab" as "..baabba|ab|baabba..". A row of one pixel is continued
/// by that pixel in every mode but constant.
enum class border {
    replicate,   ///< aaaaaa|abcdef|ffffff
    reflect,     ///< fedcba|abcdef|fedcba
    reflect101,  ///< fedcb|abcdef|edcba: the outermost pixel is not repeated
    wrap,        ///< abcdef|abcdef|abcdef
    constant,    ///< vvvvvv|abcdef|vvvvvv: v is a value that the operation is given
};
/// The names of these modes in the same order, as fields::operator() takes them (operation.hpp).
inline constexpr const char* border_names = "replicate|reflect|reflect101|wrap|constant";

}  // namespace kumiko
