// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace kumiko {

/// What a filter sees outside an image whose row is "abcdef". Holds for any distance: a row of two
/// pixels "ab" is reflected as "..abbaab|ab|baabba..", and one of one pixel is that pixel.
enum class border {
    replicate,   ///< aaaaaa|abcdef|ffffff
    reflect,     ///< fedcba|abcdef|fedcba
    reflect101,  ///< fedcb|abcdef|edcba: the outermost pixel is not repeated
    wrap,        ///< abcdef|abcdef|abcdef
    constant,    ///< vvvvvv|abcdef|vvvvvv
};
/// Their names, in that order, for tables of fields.
inline constexpr const char* border_names = "replicate|reflect|reflect101|wrap|constant";

}  // namespace kumiko
