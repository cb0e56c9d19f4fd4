// SPDX-License-Identifier: Apache-2.0
#include <kumiko/frame.hpp>

#include "core/check.hpp"

namespace kumiko {
namespace {

std::size_t size_of(const plane_shape& s)
{
    return static_cast<std::size_t>(s.width) * static_cast<std::size_t>(s.height) *
           static_cast<std::size_t>(s.channels);
}

void check_size(int width, int height)
{
    detail::require(width >= 0 && height >= 0, "frame: the size is ", width, " x ", height,
                    ", must not be negative");
}

}  // namespace

any_frame make_frame(pixel_format f, int width, int height, const std::array<any_image, 3>& planes,
                     const color& c)
{
    check_size(width, height);
    detail::require(f <= pixel_format::bgra, "frame: there is no pixel format ",
                    static_cast<int>(f));
    for (int i = 0; i < plane_count(f); ++i) {
        const any_image& p = planes[static_cast<std::size_t>(i)];
        const plane_shape s = shape_of(f, i, width, height);
        detail::require(p.data.type == element::u8, "frame: plane ", i, " is of ",
                        name(p.data.type), ", must be of u8");
        detail::require(p.width == s.width && p.height == s.height && p.channels == s.channels,
                        "frame: plane ", i, " is ", p.width, " x ", p.height, " x ", p.channels,
                        ", must be ", s.width, " x ", s.height, " x ", s.channels);
        (void)detail::make_image(p.data, p.width, p.height, p.channels, p.pitch);
    }
    return {f, c, width, height, planes};
}

any_frame detail::allocate_frame(const queue& q, pixel_format f, int width, int height,
                                 const color& c)
{
    check_size(width, height);
    std::size_t bytes = 0;
    for (int i = 0; i < plane_count(f); ++i) bytes += size_of(shape_of(f, i, width, height));
    const any_view whole = allocate(q, element::u8, bytes, nullptr);
    any_frame made = {f, c, width, height, {}};
    std::size_t at = 0;
    for (int i = 0; i < plane_count(f); ++i) {
        const plane_shape s = shape_of(f, i, width, height);
        made.planes[static_cast<std::size_t>(i)] =
            make_image(part(whole, at, size_of(s)), s.width, s.height, s.channels,
                       static_cast<std::size_t>(s.width) * static_cast<std::size_t>(s.channels));
        at += size_of(s);
    }
    return made;
}

std::size_t packed_size(const any_frame& f)
{
    std::size_t bytes = 0;
    for (int i = 0; i < plane_count(f.format); ++i)
        bytes += size_of(shape_of(f.format, i, f.width, f.height));
    return bytes;
}

std::vector<std::uint8_t> read(const queue& q, const any_frame& f)
{
    std::vector<std::uint8_t> y(packed_size(f));
    std::uint8_t* to = y.data();
    for (int i = 0; i < plane_count(f.format); ++i) {
        const any_image& p = f.planes[static_cast<std::size_t>(i)];
        detail::read(q, detail::area_of(p), to, detail::row_of(p), true);
        to += detail::row_of(p) * static_cast<std::size_t>(p.height);
    }
    return y;
}

void write(const queue& q, const any_frame& f, const std::uint8_t* from)
{
    for (int i = 0; i < plane_count(f.format); ++i) {
        const any_image& p = f.planes[static_cast<std::size_t>(i)];
        detail::write(q, detail::area_of(p), from, detail::row_of(p), true);
        from += detail::row_of(p) * static_cast<std::size_t>(p.height);
    }
}

}  // namespace kumiko
