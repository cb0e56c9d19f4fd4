// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/border.hpp>
#include <kumiko/image.hpp>
#include <kumiko/operation.hpp>

namespace kumiko {

/// Gaussian blur: dst(x, y) = sum over i, j = -r .. r of k[i] k[j] src(x + i, y + j), each channel
/// by itself, with r = (size - 1) / 2 and weights k[i] proportional to exp(-i^2 / (2 sigma^2)) that
/// sum to 1.
struct gaussian {
    /// Width of the kernel in pixels: odd, 1 to 31. 0: wide enough for sigma, which is the odd one of
    /// round(6 sigma + 1) and the next for u8, of round(8 sigma + 1) and the next for f32.
    int size = 5;
    /// Standard deviation, pixels. 0: 0.15 size + 0.35, but for sizes up to 9, whose weights are then
    /// the usual (1 2 1)/4, (1 4 6 4 1)/16, (2 7 14 18 14 7 2)/64, (4 13 30 51 60 51 30 13 4)/256.
    double sigma = 0;
    border edge = border::reflect101;  ///< what lies outside the image
    double value = 0;  ///< of every channel there, where edge is constant; u8: rounded to 0 .. 255

    void describe(fields& f)
    {
        f("size", size, 0, 31, "pixels", "odd width of the kernel; 0: from sigma");
        f("sigma", sigma, 0, 100, "pixels", "standard deviation; 0: from size");
        f("edge", edge, border_names, "what lies outside the image");
        f("value", value, -1e30, 1e30, "", "of what lies outside, where edge is constant");
    }

    /// What apply(q, gaussian{7}, src, dst) does, with images of unsigned char or float.
    ///
    /// @param q    queue the work is enqueued on
    /// @param src  (H,W,C)  C = 1, 3 or 4; H and W may be 0, or smaller than the kernel
    /// @param dst  (H,W,C)  must not overlap src
    /// @return     completes when dst is written
    /// @throws std::invalid_argument  a field is outside its range; size is even; size and sigma
    ///                                are 0; size is 0 and sigma asks for more than 31; value is not 0
    ///                                to 255 (u8, constant); the images differ in size or channels; C is
    ///                                not 1, 3 or 4; they overlap; one is of another device, or outlives
    ///                                its memory
    /// @throws kumiko::error          an OpenCL call failed
    ///
    /// Cost      1 launch (constant, cpu kind: 2, and a row of scratch); src is read and dst written
    ///           once, the rows around a row come from cache; 2 size multiplications an element
    /// Accuracy  u8: the weights are k[i] = w[i]/256, integers that sum to 256: from the outermost in,
    ///           w[i] is 256 k[i] plus what the last rounding left, rounded to nearest, ties to even; the
    ///           centre is the rest. With them, dst = (sum w w src + 2^15) >> 16 exactly, in both kinds;
    ///           it repeats bit for bit, and is what OpenCV 4.6 computes. Against the exact weights it is
    ///           off by at most 1/2 + 255 (2 d + d^2), d = sum |w[i]/256 - k[i]| <= size/256.
    ///           f32: |dst - exact| <= (size + 6) 2^-24 sum k k |src|; repeats bit for bit
    /// Source    R. Szeliski, "Computer Vision: Algorithms and Applications", 2nd ed., section 3.2;
    ///           weights as in OpenCV 4.6, getGaussianKernel
    /// Example   kumiko::apply(q, kumiko::gaussian{7}, photo, blurred);
    KUMIKO_API event run(const queue& q, const any_image& src, const any_image& dst) const;
    template <class T>
    static constexpr bool takes = one_of<T, unsigned char, float>;
};

}  // namespace kumiko
