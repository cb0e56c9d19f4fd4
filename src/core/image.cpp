// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image.hpp>

#include "core/check.hpp"

namespace kumiko::detail {
namespace {

std::size_t checked_row(int width, int height, int channels)
{
    require(width >= 0 && height >= 0, "image: the size is ", width, " x ", height,
            ", must not be negative");
    require(channels >= 1 && channels <= 4, "image: ", channels, " channels, must be 1 to 4");
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
}

}  // namespace

any_image make_image(const any_view& v, int width, int height, int channels, std::size_t pitch)
{
    const std::size_t row = checked_row(width, height, channels);
    require(pitch >= row, "image: the pitch is ", pitch, ", rows have ", row, " elements");
    if (row > 0 && height > 0) {
        const std::size_t before = area(static_cast<std::size_t>(height) - 1, pitch);
        if (before > v.size || row > v.size - before)
            throw std::out_of_range(text("image: ", width, " x ", height, " of ", channels,
                                         " channels with pitch ", pitch, " is not inside ", v.size,
                                         " elements"));
    }
    return {v, width, height, channels, pitch};
}

any_image allocate_image(const queue& q, element type, int width, int height, int channels,
                         const void* init)
{
    const std::size_t row = checked_row(width, height, channels);
    const any_view v = allocate(q, type, area(static_cast<std::size_t>(height), row), init);
    return {v, width, height, channels, row};
}

any_image part(const any_image& a, int x, int y, int width, int height)
{
    if (x < 0 || y < 0 || width < 0 || height < 0 || width > a.width - x || height > a.height - y)
        throw std::out_of_range(text("image: ", width, " x ", height, " from (", x, ",", y,
                                     ") on is not inside ", a.width, " x ", a.height));
    any_image p = {a.data, width, height, a.channels, a.pitch};
    const std::size_t row = row_of(p);
    const auto rows = static_cast<std::size_t>(height);
    p.data.size = row > 0 && rows > 0 ? (rows - 1) * a.pitch + row : 0;
    if (p.data.size > 0)
        p.data.offset += static_cast<std::size_t>(y) * a.pitch +
                         static_cast<std::size_t>(x) * static_cast<std::size_t>(a.channels);
    return p;
}

}  // namespace kumiko::detail
