// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/frame.hpp>
#include <kumiko/operation.hpp>

namespace kumiko {

/// Conversion between 4:2:0 Y'CbCr and RGB of 8 bits: nv12 or i420 to rgba or bgra, and back. What
/// the numbers mean is the Y'CbCr frame's own description: its matrix and its range.
struct convert {
    int alpha = 255;  ///< what rgba and bgra get; the way back ignores theirs

    void describe(fields& f) { f("alpha", alpha, 0, 255, "", "code written to every alpha"); }
};

/// Convert a frame.
///
///     R' = (Y - black) / luma + 2 (1 - Kr) Cr            Y  = black + luma (Kr R' + Kg G' + Kb B')
///     B' = (Y - black) / luma + 2 (1 - Kb) Cb            Cb = (B' - Y') / (2 (1 - Kb))
///     G' = (Y' - Kr R' - Kb B') / Kg                     Cr = (R' - Y') / (2 (1 - Kr))
///
/// with Kr, Kb = 0.299, 0.114 (BT.601), 0.2126, 0.0722 (BT.709), 0.2627, 0.0593 (BT.2020), and codes
/// of limited range 16 + 219 Y', 128 + 224 C, of full range 255 Y', 128 + 255 C.
///
/// Chroma siting: to RGB, a chroma sample counts for all of its 2 x 2 pixels; from RGB, it is made
/// of their mean. That is exact for chroma in the middle (chroma_siting::center) and what players and
/// libyuv do for the other sitings too, whose chroma it moves by half a pixel at most. The frame's
/// siting is not looked at.
///
/// @param q    queue the work is enqueued on
/// @param op   how
/// @param src  (H,W)  nv12, i420, rgba or bgra; odd sizes are whole: their last column and row of
///                    pixels have chroma of their own
/// @param dst  (H,W)  rgba or bgra where src is nv12 or i420, and the other way round; its planes
///                    must overlap neither src's nor each other
/// @return     completes when dst is written
/// @throws std::invalid_argument  alpha is outside its range; the sizes differ; both frames are
///                                Y'CbCr or both RGB; planes overlap, have another shape than the
///                                format asks, are of another device or outlive their memory
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      1 launch; 1.5 + 4 bytes a pixel read and written; no scratch
/// Accuracy  to RGB |result - exact| <= 0.57 codes where that is 0 to 255 (clamped outside); from
///           RGB <= 0.52; both kinds give the same bits, which repeat
/// Source    ITU-R BT.601-7, section 2.5; BT.709-6, section 3; BT.2020-2, table 4; ITU-T H.273,
///           equations 38 to 40
/// Example   kumiko::apply(q, kumiko::convert{}, decoded, picture);
KUMIKO_API event apply(const queue& q, const convert& op, const any_frame& src,
                       const any_frame& dst);

}  // namespace kumiko
