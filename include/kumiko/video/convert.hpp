// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/frame.hpp>
#include <kumiko/operation.hpp>

namespace kumiko {

/// Conversion between 4:2:0 Y'CbCr and RGB with 8 bits per sample: nv12 or i420 to rgba or bgra, and back. The
/// Y'CbCr frame's description gives matrix and range.
struct convert {
    int alpha = 255;  ///< written to rgba and bgra; not used when converting from them

    void describe(fields& f) { f("alpha", alpha, 0, 255, "", "code written to every alpha"); }
};

/// Convert a frame.
///
///     R' = (Y - black) / luma + 2 (1 - Kr) Cr            Y  = black + luma (Kr R' + Kg G' + Kb B')
///     B' = (Y - black) / luma + 2 (1 - Kb) Cb            Cb = (B' - Y') / (2 (1 - Kb))
///     G' = (Y' - Kr R' - Kb B') / Kg                     Cr = (R' - Y') / (2 (1 - Kr))
///
/// with Kr, Kb = 0.299, 0.114 (BT.601), 0.2126, 0.0722 (BT.709), 0.2627, 0.0593 (BT.2020). The codes of limited
/// range are 16 + 219 Y' and 128 + 224 C, those of full range 255 Y' and 128 + 255 C.
///
/// Chroma siting: the frame's siting is ignored. Towards RGB a chroma sample is used for all of its 2 x 2 pixels;
/// from RGB it is computed from their mean. This is exact for chroma_siting::center. For the other sitings it
/// displaces chroma by at most half a pixel in each direction; players and libyuv do the same.
///
/// @param q    queue the work is enqueued on
/// @param op   the alpha to write
/// @param src  (H,W)  nv12, i420, rgba or bgra. Sizes may be odd: the last column and row of pixels then have
///                    chroma samples of their own
/// @param dst  (H,W)  rgba or bgra if src is nv12 or i420, otherwise nv12 or i420. Its planes must overlap neither
///                    src's planes nor each other
/// @return     completes when dst is written
/// @throws std::invalid_argument  alpha is outside its range; the sizes differ; both frames are
///                                Y'CbCr or both RGB; planes overlap, have another shape than the format
///                                requires, are on another device, or outlive their memory
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      1 launch; 1.5 + 4 bytes per pixel are read and written; no scratch
/// Accuracy  to RGB |result - exact| <= 0.57 codes if the exact value is 0 to 255 (it is clamped otherwise); from
///           RGB <= 0.52. Both kinds give the same bits, and repeat bit for bit
/// Source    ITU-R BT.601-7, section 2.5; BT.709-6, section 3; BT.2020-2, table 4; ITU-T H.273,
///           equations 38 to 40
/// Example   kumiko::apply(q, kumiko::convert{}, decoded, picture);
KUMIKO_API event apply(const queue& q, const convert& op, const any_frame& src,
                       const any_frame& dst);

}  // namespace kumiko
