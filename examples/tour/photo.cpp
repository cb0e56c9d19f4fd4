// SPDX-License-Identifier: Apache-2.0
#include "clock.hpp"
#include "steps.hpp"

#include <fmt/format.h>

namespace tour {
namespace {

using photo_view = kumiko::image_view<const std::uint8_t>;

picture download(const kumiko::queue& q, const photo_view& p)
{
    return {p.width, p.height, p.channels, kumiko::read(q, p)};
}

/// The picture in vertical strips, each blurred more than the one to its left. Operations work on
/// parts of pictures as on whole ones.
picture strips(const kumiko::queue& q, const photo_view& from)
{
    const kumiko::image<std::uint8_t> to(q, from.width, from.height, from.channels);
    const int sizes[] = {1, 7, 15, 31}, count = 4;
    for (int i = 0; i < count; ++i) {
        const int x = from.width * i / count, width = from.width * (i + 1) / count - x;
        kumiko::apply(q, kumiko::gaussian{sizes[i]}, from.part(x, 0, width, from.height),
                      to.part(x, 0, width, from.height));
    }
    return download(q, to);
}

}  // namespace

void blur_photo(report& r, const kumiko::queue& q, const kumiko::roofs& roof, const picture& photo,
                int size)
{
    r.section("Blur a photo",
              fmt::format("A Gaussian filter on {} x {} pixels of {} channels, 8 bits each.",
                          photo.width, photo.height, photo.channels));
    const kumiko::image<std::uint8_t> from(q, photo.width, photo.height, photo.channels,
                                           photo.pixels.data());
    const kumiko::image<std::uint8_t> to(q, photo.width, photo.height, photo.channels);

    table t({{"filter", table::align::left},
             {"ms"},
             {"Mpixel/s"},
             {"of the copy roof", table::align::share}});
    const double pixels = static_cast<double>(photo.width) * photo.height;
    for (const int n : {3, 5, 9, 15, 31}) {
        const double time = seconds(q, [&] { kumiko::apply(q, kumiko::gaussian{n}, from, to); });
        t.row({fmt::format("{} x {}", n, n), fmt::format("{:.3f}", time * 1e3),
               fmt::format("{:.0f}", pixels / time / 1e6),
               percent(2 * pixels * photo.channels / time, roof.copy)});
    }
    r.add(t);

    kumiko::apply(q, kumiko::gaussian{size}, from, to);
    const picture after = download(q, to), four = strips(q, from);
    r.figures({{photo, "before.png", "Before"},
               {after, "after.png", fmt::format("After a Gaussian of {} x {}", size, size)}});
    r.figures({{four, "strips.png", "Four strips: as it was, and blurred by 7, 15 and 31"}});
    r.note("Written: before.png, after.png, strips.png");
}

}  // namespace tour
