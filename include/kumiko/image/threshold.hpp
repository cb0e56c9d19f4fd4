// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/image.hpp>
#include <kumiko/operation.hpp>

namespace kumiko {

/// What becomes of an element x, by whether x > threshold: the types of OpenCV, in its order.
enum class threshold_type {
    binary,      ///< maximum, else 0
    binary_inv,  ///< 0, else maximum
    trunc,       ///< threshold, else x
    tozero,      ///< x, else 0
    tozero_inv,  ///< 0, else x
};
inline constexpr const char* threshold_types = "binary|binary_inv|trunc|tozero|tozero_inv";

/// Compare every element of an image with a threshold, each channel by itself.
struct threshold {
    /// Of u8 and u16 rounded down, of f32 to the nearest float.
    double threshold = 127;
    double maximum =
        255;  ///< of u8 and u16 rounded to nearest, ties to even, and clamped to their range
    threshold_type type = threshold_type::binary;

    void describe(fields& f)
    {
        f("threshold", threshold, -1e30, 1e30, "", "what elements are compared with");
        f("maximum", maximum, -1e30, 1e30, "", "what binary and binary_inv put there");
        f("type", type, threshold_types, "what becomes of elements above and below");
    }

    /// What apply(q, threshold{127}, src, dst) does, with images of unsigned char, unsigned short or float.
    ///
    /// @param q    queue the work is enqueued on
    /// @param src  (H,W,C)  C = 1, 3 or 4; H and W may be 0
    /// @param dst  (H,W,C)  may be src; else must not overlap src
    /// @return     completes when dst is written
    /// @throws std::invalid_argument  a field is outside its range; the images differ in size or channels; C
    ///                                is not 1, 3 or 4; they overlap in part; one is of another device, or
    ///                                outlives its memory
    /// @throws kumiko::error          an OpenCL call failed
    ///
    /// Cost      1 launch; src is read and dst written once
    /// Accuracy  exact, and what OpenCV 4.6 computes; a NaN is not above the threshold
    /// Source    R. Szeliski, "Computer Vision: Algorithms and Applications", 2nd ed., section 3.1
    /// Example   kumiko::apply(q, kumiko::threshold{100, 255}, photo, mask);
    KUMIKO_API event run(const queue& q, const any_image& src, const any_image& dst) const;
    template <class T>
    static constexpr bool takes = one_of<T, std::uint8_t, std::uint16_t, float>;
};

}  // namespace kumiko
