// SPDX-License-Identifier: Apache-2.0
#include "reference/reference.hpp"

#include <algorithm>

namespace kumiko::reference {
namespace {

/// BT.709 in limited range, the usual description of a frame.
constexpr double kr = 0.2126, kb = 0.0722, kg = 1 - kr - kb, black = 16, luma = 219, chroma = 224;

struct triple {
    double a, b, c;
};
triple to_rgb(double y, double u, double v)
{
    const double light = (y - black) / luma, cb = (u - 128) / chroma, cr = (v - 128) / chroma;
    const double r = light + 2 * (1 - kr) * cr, b = light + 2 * (1 - kb) * cb;
    return {255 * r, 255 * (light - kr * r - kb * b) / kg, 255 * b};
}
triple to_yuv(double r, double g, double b)
{
    const double light = (kr * r + kg * g + kb * b) / 255;
    return {black + luma * light, 128 + chroma * (b / 255 - light) / (2 * (1 - kb)),
            128 + chroma * (r / 255 - light) / (2 * (1 - kr))};
}

/// Where the samples of a packed frame are.
struct layout {
    pixel_format format;
    std::size_t width, height;
    explicit layout(const array& a) : format(a.format), width(a.shape[1]), height(a.shape[0]) {}
    std::size_t rgb(std::size_t x, std::size_t y, std::size_t channel) const
    {
        const bool swapped = format == pixel_format::bgra && channel % 2 == 0;
        return 4 * (y * width + x) + (swapped ? 2 - channel : channel);
    }
    std::size_t light(std::size_t x, std::size_t y) const { return y * width + x; }
    std::size_t tint(std::size_t x, std::size_t y, std::size_t v) const  // of pixel (x, y)
    {
        const std::size_t w = (width + 1) / 2, h = (height + 1) / 2, at = y / 2 * w + x / 2;
        return width * height + (format == pixel_format::nv12 ? 2 * at + v : v * w * h + at);
    }
};

}  // namespace

void reference_video_convert(references& all)
{
    all.add("video/convert", [](const settings& f, const arrays& before, arrays&, arrays& wanted) {
        const array& src = before[0];
        array& dst = wanted[1];
        const layout from(src), to(dst);
        const bool back = plane_count(src.format) == 1;
        dst.error.assign(dst.x.size(), back ? 0.52 : 0.57);  // the header's Accuracy
        const auto put = [&](std::size_t at, double code) {
            dst.x[at] = std::clamp(code, 0.0, 255.0);
        };
        for (std::size_t y = 0; y < from.height; ++y)
            for (std::size_t x = 0; x < from.width; ++x) {
                if (!back) {
                    const triple p = to_rgb(src.re(from.light(x, y)), src.re(from.tint(x, y, 0)),
                                            src.re(from.tint(x, y, 1)));
                    put(to.rgb(x, y, 0), p.a);
                    put(to.rgb(x, y, 1), p.b);
                    put(to.rgb(x, y, 2), p.c);
                    dst.x[to.rgb(x, y, 3)] = f["alpha"];
                    dst.error[to.rgb(x, y, 3)] = 0;
                    continue;
                }
                const auto pixel = [&](std::size_t i, std::size_t j, std::size_t k) {
                    return src.re(
                        from.rgb(std::min(i, from.width - 1), std::min(j, from.height - 1), k));
                };
                put(to.light(x, y), to_yuv(pixel(x, y, 0), pixel(x, y, 1), pixel(x, y, 2)).a);
                if (x % 2 != 0 || y % 2 != 0) continue;
                double mean[3];  // of 2 x 2 pixels, the last column and row being as the one before
                for (std::size_t k = 0; k < 3; ++k)
                    mean[k] = (pixel(x, y, k) + pixel(x + 1, y, k) + pixel(x, y + 1, k) +
                               pixel(x + 1, y + 1, k)) /
                              4;
                const triple shared = to_yuv(mean[0], mean[1], mean[2]);
                put(to.tint(x, y, 0), shared.b);
                put(to.tint(x, y, 1), shared.c);
            }
    });
}

}  // namespace kumiko::reference
