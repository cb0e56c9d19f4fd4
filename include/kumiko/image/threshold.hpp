// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/image.hpp>
#include <kumiko/operation.hpp>

namespace kumiko {

/// The result for an element x: the first value if x > threshold, otherwise the second one. These are OpenCV's
/// types in the same order.
enum class threshold_type {
    binary,      ///< maximum, else 0
    binary_inv,  ///< 0, else maximum
    trunc,       ///< threshold, else x
    tozero,      ///< x, else 0
    tozero_inv,  ///< 0, else x
};
/// The names of these types in the same order.
inline constexpr const char* threshold_types = "binary|binary_inv|trunc|tozero|tozero_inv";

/// Compare every element of an image with a threshold, in each channel.
struct threshold {
    /// What elements are compared with. It is rounded down for u8 and u16, and to the nearest float for f32.
    double threshold = 127;
    /// What binary and binary_inv store. It is rounded to nearest, ties to even, for u8 and u16, and clamped to
    /// the range of the type.
    double maximum = 255;
    threshold_type type = threshold_type::binary;

    void describe(fields& f)
    {
        f("threshold", threshold, -1e30, 1e30, "", "what elements are compared with");
        f("maximum", maximum, -1e30, 1e30, "", "what binary and binary_inv put there");
        f("type", type, threshold_types, "what becomes of elements above and below");
    }

    /// Compare an image of unsigned char, unsigned short or float. apply(q, threshold{127}, src, dst) calls this
    /// function.
    ///
    /// @param q    queue the work is enqueued on
    /// @param src  (H,W,C)  C = 1, 3 or 4; H and W may be 0
    /// @param dst  (H,W,C)  may be src itself, but must not overlap it otherwise
    /// @return     completes when dst is written
    /// @throws std::invalid_argument  a field is outside its range; the images differ in size or channels; C
    ///                                is not 1, 3 or 4; the images overlap in part; one is on another device,
    ///                                or outlives its memory
    /// @throws kumiko::error          an OpenCL call failed
    ///
    /// Cost      1 launch; src is read and dst is written once
    /// Accuracy  exact, and equal to the result of OpenCV 4.6; NaN is not above the threshold
    /// Source    R. Szeliski, "Computer Vision: Algorithms and Applications", 2nd ed., section 3.1
    /// Example   kumiko::apply(q, kumiko::threshold{100, 255}, photo, mask);
    KUMIKO_API event run(const queue& q, const any_image& src, const any_image& dst) const;
    template <class T>
    static constexpr bool takes = one_of<T, std::uint8_t, std::uint16_t, float>;
};

}  // namespace kumiko
