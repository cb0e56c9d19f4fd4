// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/border.hpp>
#include <kumiko/image.hpp>
#include <kumiko/operation.hpp>

namespace kumiko {

/// Gaussian blur of each channel: dst(x, y) = sum over i, j = -r .. r of k[i] k[j] src(x + i, y + j), where
/// r = (size - 1) / 2. The weights k[i] are proportional to exp(-i^2 / (2 sigma^2)), and their sum is 1.
struct gaussian {
    /// Width of the kernel in pixels, odd, 1 to 31. With 0 the width follows from sigma: it is
    /// s = round(6 sigma + 1) for u8, s = round(8 sigma + 1) for f32, or s + 1 if s is even.
    int size = 5;
    /// Standard deviation in pixels. With 0 it is 0.15 size + 0.35. Sizes up to 9 then have these weights instead:
    /// 1, (1 2 1)/4, (1 4 6 4 1)/16, (2 7 14 18 14 7 2)/64, (4 13 30 51 60 51 30 13 4)/256.
    double sigma = 0;
    border edge = border::reflect101;  ///< how the image is continued beyond its border
    double value = 0;  ///< of every channel outside, if edge is constant; u8: rounded to 0 .. 255

    void describe(fields& f)
    {
        f("size", size, 0, 31, "pixels", "odd width of the kernel; 0: from sigma");
        f("sigma", sigma, 0, 100, "pixels", "standard deviation; 0: from size");
        f("edge", edge, border_names, "what lies outside the image");
        f("value", value, -1e30, 1e30, "", "of what lies outside, where edge is constant");
    }

    /// Blur an image of unsigned char or float. apply(q, gaussian{7}, src, dst) calls this function.
    ///
    /// @param q    queue the work is enqueued on
    /// @param src  (H,W,C)  C = 1, 3 or 4; H and W may be 0, or smaller than the kernel
    /// @param dst  (H,W,C)  must not overlap src
    /// @return     completes when dst is written
    /// @throws std::invalid_argument  a field is outside its range; size is even and not 0; size and sigma
    ///                                are 0; size is 0 and sigma needs a width above 31; value is not 0 to 255
    ///                                (u8, constant); the images differ in size or channels; C is not 1, 3 or 4;
    ///                                the images overlap; one is on another device, or outlives its memory
    /// @throws kumiko::error          an OpenCL call failed
    ///
    /// Cost      1 launch (cpu kind with a constant border: 2, and a row of scratch); src is read and dst is written
    ///           once, because neighbouring rows come from the cache; 2 size multiplications per element
    /// Accuracy  u8: the weights are w[i]/256 with integers w[i] whose sum is 256. They are computed from the outermost
    ///           inwards: w[i] is 256 k[i] plus the rounding error left by the weight before, rounded to nearest, ties
    ///           to even; the centre gets the remainder. With these weights dst = (sum w w src + 2^15) >> 16
    ///           exactly, in both kinds. This repeats bit for bit and is what OpenCV 4.6 computes. The difference from
    ///           the result with exact weights is at most 1/2 + 255 (2 d + d^2), d = sum |w[i]/256 - k[i]| <= size/256.
    ///           f32: |dst - exact| <= (size + 6) 2^-24 sum k k |src|; repeats bit for bit
    /// Source    R. Szeliski, "Computer Vision: Algorithms and Applications", 2nd ed., section 3.2;
    ///           weights as in OpenCV 4.6, getGaussianKernel
    /// Example   kumiko::apply(q, kumiko::gaussian{7}, photo, blurred);
    KUMIKO_API event run(const queue& q, const any_image& src, const any_image& dst) const;
    template <class T>
    static constexpr bool takes = one_of<T, unsigned char, float>;
};

}  // namespace kumiko
