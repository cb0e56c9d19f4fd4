// SPDX-License-Identifier: Apache-2.0
#include <kumiko/video/convert.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

using kumiko::color_range;
using kumiko::pixel_format;
using kumiko::yuv_matrix;
using u8 = std::uint8_t;

namespace {

constexpr double to_rgb_bound = 0.57, from_rgb_bound = 0.52;  // the header's Accuracy

/// The header's formulas in double. Codes go in and come out, neither rounded nor clamped.
struct oracle {
    double kr, kb, kg, black, luma, chroma;
    explicit oracle(const kumiko::color& c)
    {
        const int m = static_cast<int>(c.matrix);
        kr = m == 0 ? 0.299 : m == 1 ? 0.2126 : 0.2627;
        kb = m == 0 ? 0.114 : m == 1 ? 0.0722 : 0.0593;
        kg = 1 - kr - kb;
        const bool full = c.range == color_range::full;
        black = full ? 0 : 16;
        luma = full ? 255 : 219;
        chroma = full ? 255 : 224;
    }
    std::array<double, 3> rgb(double y, double u, double v) const
    {
        const double light = (y - black) / luma, cb = (u - 128) / chroma, cr = (v - 128) / chroma;
        const double r = light + 2 * (1 - kr) * cr, b = light + 2 * (1 - kb) * cb;
        return {255 * r, 255 * (light - kr * r - kb * b) / kg, 255 * b};
    }
    std::array<double, 3> yuv(double r, double g, double b) const
    {
        const double light = (kr * r + kg * g + kb * b) / 255;
        return {black + luma * light, 128 + chroma * (b / 255 - light) / (2 * (1 - kb)),
                128 + chroma * (r / 255 - light) / (2 * (1 - kr))};
    }
};

bool near(u8 got, double want, double bound)
{
    return std::abs(got - std::clamp(want, 0.0, 255.0)) <= bound;
}

/// A packed frame on the host. Its samples are found by place.
struct host_frame {
    pixel_format format;
    int width, height;
    std::vector<u8> bytes;
    u8& rgb(int x, int y, int channel)  // 0 red, 1 green, 2 blue, 3 alpha
    {
        const int c =
            format == pixel_format::bgra && channel != 1 && channel != 3 ? 2 - channel : channel;
        return bytes[static_cast<std::size_t>(4 * (y * width + x) + c)];
    }
    u8& luma(int x, int y) { return bytes[static_cast<std::size_t>(y * width + x)]; }
    u8& chroma(int x, int y, int v)  // by the sample's own place
    {
        const int w = (width + 1) / 2, h = (height + 1) / 2, first = width * height;
        const int at = format == pixel_format::nv12 ? 2 * (y * w + x) + v : v * w * h + y * w + x;
        return bytes[static_cast<std::size_t>(first + at)];
    }
};

host_frame noise(pixel_format f, int width, int height)
{
    std::size_t n = 0;
    for (int i = 0; i < kumiko::plane_count(f); ++i) {
        const kumiko::plane_shape s = kumiko::shape_of(f, i, width, height);
        n += static_cast<std::size_t>(s.width * s.height * s.channels);
    }
    host_frame h{f, width, height, std::vector<u8>(n)};
    auto g =
        static_cast<std::uint32_t>(width * 1000 + height);  // Knuth's constants; quick, for 200 MB
    for (u8& b : h.bytes) b = static_cast<u8>((g = g * 1664525 + 1013904223) >> 24);
    return h;
}

/// The frame's planes one after the other in one buffer. It is written as a whole, because Oclgrind
/// takes a buffer for uninitialised after the first part that the host writes.
kumiko::any_frame planes_in(const kumiko::view<u8>& memory, const host_frame& h,
                            const kumiko::color& c)
{
    std::array<kumiko::any_image, 3> planes{};
    std::size_t at = 0;
    for (int i = 0; i < kumiko::plane_count(h.format); ++i) {
        const kumiko::plane_shape s = kumiko::shape_of(h.format, i, h.width, h.height);
        const auto size = static_cast<std::size_t>(s.width * s.height * s.channels);
        planes[static_cast<std::size_t>(i)] =
            kumiko::image_view<u8>(memory.part(at, size), s.width, s.height, s.channels);
        at += size;
    }
    return make_frame(h.format, h.width, h.height, planes, c);
}

host_frame converted(const kumiko::queue& q, const host_frame& from, pixel_format to,
                     const kumiko::color& c, int alpha = 255)
{
    host_frame made = noise(to, from.width, from.height);
    const kumiko::buffer<u8> src(q, from.bytes), dst(q, made.bytes);
    apply(q, kumiko::convert{alpha}, planes_in(src, from, c), planes_in(dst, made, c));
    made.bytes = read(q, dst);
    return made;
}

bool agrees_to_rgb(host_frame& yuv, host_frame& rgb, const kumiko::color& c, int alpha = 255)
{
    const oracle o(c);
    for (int y = 0; y < yuv.height; ++y)
        for (int x = 0; x < yuv.width; ++x) {
            const auto want =
                o.rgb(yuv.luma(x, y), yuv.chroma(x / 2, y / 2, 0), yuv.chroma(x / 2, y / 2, 1));
            for (int k = 0; k < 3; ++k)
                if (!near(rgb.rgb(x, y, k), want[static_cast<std::size_t>(k)], to_rgb_bound))
                    return false;
            if (rgb.rgb(x, y, 3) != alpha) return false;
        }
    return true;
}

bool agrees_from_rgb(host_frame& rgb, host_frame& yuv, const kumiko::color& c)
{
    const oracle o(c);
    for (int y = 0; y < rgb.height; ++y)
        for (int x = 0; x < rgb.width; ++x) {
            const auto want = o.yuv(rgb.rgb(x, y, 0), rgb.rgb(x, y, 1), rgb.rgb(x, y, 2));
            if (!near(yuv.luma(x, y), want[0], from_rgb_bound)) return false;
            if (x % 2 != 0 || y % 2 != 0) continue;
            double mean[3] = {};
            for (int k = 0; k < 3; ++k)
                for (const int j : {y, std::min(y + 1, rgb.height - 1)})
                    for (const int i : {x, std::min(x + 1, rgb.width - 1)})
                        mean[k] += rgb.rgb(i, j, k) / 4.0;
            const auto shared = o.yuv(mean[0], mean[1], mean[2]);
            for (int v = 0; v < 2; ++v)
                if (!near(yuv.chroma(x / 2, y / 2, v), shared[static_cast<std::size_t>(1 + v)],
                          from_rgb_bound))
                    return false;
        }
    return true;
}

std::vector<kumiko::color> all_colors()
{
    std::vector<kumiko::color> all;
    for (const auto m : {yuv_matrix::bt601, yuv_matrix::bt709, yuv_matrix::bt2020})
        for (const auto r : {color_range::limited, color_range::full})
            all.push_back({m, r, kumiko::chroma_siting::center});
    return all;
}

const pixel_format yuv_formats[] = {pixel_format::nv12, pixel_format::i420};
const pixel_format rgb_formats[] = {pixel_format::rgba, pixel_format::bgra};

/// On a simulator the conversion of all values takes minutes, so a part is tested there.
bool is_fast(const kumiko::queue& q) { return q.device().lanes() > 4 || !q.device().is_cpu(); }

}  // namespace

TEST_CASE("convert is within its bound for all values of Y, U and V", "[video][convert]")
{
    // Every (U, V) is one chroma sample of a 512 x 512 frame. Each of 64 frames has 4 values of Y
    // on it, one per pixel.
    for (const kumiko::queue& q : test_queues()) {
        const int frames = is_fast(q) ? 64 : 2;
        for (const kumiko::color& c : all_colors()) {
            CAPTURE(kind_name(q), static_cast<int>(c.matrix), static_cast<int>(c.range));
            const oracle o(c);
            // The formulas are sums of a term of Y and one of (U, V), so tables are fast.
            std::vector<std::array<double, 3>> light(256), tint(65536);
            for (int i = 0; i < 256; ++i) light[static_cast<std::size_t>(i)] = o.rgb(i, 128, 128);
            for (int i = 0; i < 65536; ++i)
                tint[static_cast<std::size_t>(i)] = o.rgb(o.black, i % 256, i / 256);
            host_frame yuv = noise(pixel_format::nv12, 512, 512);
            for (int v = 0; v < 256; ++v)
                for (int u = 0; u < 256; ++u) {
                    yuv.chroma(u, v, 0) = static_cast<u8>(u);
                    yuv.chroma(u, v, 1) = static_cast<u8>(v);
                }
            int bad = 0;
            for (int f = 0; f < frames; ++f) {
                for (int y = 0; y < 512; ++y)
                    for (int x = 0; x < 512; ++x)
                        yuv.luma(x, y) = static_cast<u8>(4 * f + 2 * (y % 2) + x % 2);
                host_frame rgb = converted(q, yuv, pixel_format::rgba, c);
                for (int y = 0; y < 512; ++y)
                    for (int x = 0; x < 512; ++x) {
                        const auto& l = light[yuv.luma(x, y)];
                        const auto& t = tint[static_cast<std::size_t>(y / 2 * 256 + x / 2)];
                        const u8* got = &rgb.rgb(x, y, 0);
                        for (std::size_t k = 0; k < 3; ++k)
                            bad += !near(got[k], l[k] + t[k], to_rgb_bound);
                    }
            }
            CHECK(bad == 0);
        }
    }
}

TEST_CASE("convert is within its bound for all colours", "[video][convert]")
{
    // Each colour fills the 2 x 2 pixels of a chroma sample. A frame holds all colours of one red.
    for (const kumiko::queue& q : test_queues())
        for (const kumiko::color& c : all_colors()) {
            CAPTURE(kind_name(q), static_cast<int>(c.matrix), static_cast<int>(c.range));
            const int step = is_fast(q) ? 15 : 255;  // of red; green and blue take all values
            for (int r = 0; r < 256; r += step) {
                host_frame rgb = noise(pixel_format::rgba, 512, 512);
                for (int y = 0; y < 512; ++y)
                    for (int x = 0; x < 512; ++x) {
                        rgb.rgb(x, y, 0) = static_cast<u8>(r);
                        rgb.rgb(x, y, 1) = static_cast<u8>(y / 2);
                        rgb.rgb(x, y, 2) = static_cast<u8>(x / 2);
                    }
                host_frame yuv = converted(q, rgb, pixel_format::nv12, c);
                CHECK(agrees_from_rgb(rgb, yuv, c));
            }
        }
}

TEST_CASE("convert of noise, between all formats, at every kind of size", "[video][convert]")
{
    const std::pair<int, int> sizes[] = {{1, 1},  {2, 2},  {1, 7},  {7, 1},   {3, 3},  {31, 5},
                                         {32, 4}, {33, 3}, {63, 2}, {64, 9},  {65, 8}, {97, 2},
                                         {34, 1}, {2, 67}, {30, 6}, {131, 17}};
    for (const kumiko::queue& q : test_queues())
        for (const auto& [width, height] : sizes)
            for (const pixel_format y : yuv_formats)
                for (const pixel_format r : rgb_formats) {
                    CAPTURE(kind_name(q), width, height, static_cast<int>(y), static_cast<int>(r));
                    const kumiko::color c = all_colors()[static_cast<std::size_t>(width % 6)];
                    host_frame yuv = noise(y, width, height);
                    host_frame rgb = converted(q, yuv, r, c, 77);
                    CHECK(agrees_to_rgb(yuv, rgb, c, 77));
                    host_frame rgb_noise = noise(r, width, height);
                    host_frame back = converted(q, rgb_noise, y, c);
                    CHECK(agrees_from_rgb(rgb_noise, back, c));
                }
}

TEST_CASE("convert of small frames", "[video][convert][small]")
{
    for (const kumiko::queue& q : test_queues())
        for (const pixel_format y : yuv_formats) {
            CAPTURE(kind_name(q), static_cast<int>(y));
            host_frame yuv = noise(y, 35, 5);
            host_frame rgb = converted(q, yuv, pixel_format::rgba, {});
            CHECK(agrees_to_rgb(yuv, rgb, {}));
            host_frame rgb_noise = noise(pixel_format::bgra, 35, 5);
            host_frame back = converted(q, rgb_noise, y, {});
            CHECK(agrees_from_rgb(rgb_noise, back, {}));
        }
}

TEST_CASE("convert keeps grey grey, black black and white white", "[video][convert]")
{
    for (const kumiko::queue& q : test_queues())
        for (const kumiko::color& c : all_colors()) {
            CAPTURE(kind_name(q), static_cast<int>(c.matrix), static_cast<int>(c.range));
            host_frame rgb = noise(pixel_format::rgba, 512, 2);
            for (int x = 0; x < 512; ++x)
                for (int y = 0; y < 2; ++y)
                    for (int k = 0; k < 3; ++k) rgb.rgb(x, y, k) = static_cast<u8>(x / 2);
            host_frame yuv = converted(q, rgb, pixel_format::nv12, c);
            for (int x = 0; x < 256; ++x) {
                CHECK(yuv.chroma(x, 0, 0) == 128);
                CHECK(yuv.chroma(x, 0, 1) == 128);
            }
            const bool full = c.range == color_range::full;
            CHECK(yuv.luma(0, 0) == (full ? 0 : 16));
            CHECK(yuv.luma(511, 0) == (full ? 255 : 235));
            host_frame there = converted(q, yuv, pixel_format::rgba, c);
            for (int x = 0; x < 512; ++x) {
                CHECK(there.rgb(x, 0, 0) == there.rgb(x, 0, 1));
                CHECK(there.rgb(x, 0, 2) == there.rgb(x, 0, 1));
                // Half a code lost on the way there is 255/219 / 2 on the way back, which loses
                // half a code.
                CHECK(std::abs(there.rgb(x, 0, 1) - x / 2) <= 1);
            }
        }
}

TEST_CASE("both kinds of convert give the same bits, and repeat", "[video][convert]")
{
    const auto& queues = test_queues();
    for (const pixel_format y : yuv_formats) {
        host_frame yuv = noise(y, 333, 77), rgb = noise(pixel_format::rgba, 333, 77);
        const auto to = converted(queues[0], yuv, pixel_format::rgba, {}).bytes;
        const auto from = converted(queues[0], rgb, y, {}).bytes;
        for (const kumiko::queue& q : queues)
            for (int i = 0; i < 3; ++i) {
                CHECK(converted(q, yuv, pixel_format::rgba, {}).bytes == to);
                CHECK(converted(q, rgb, y, {}).bytes == from);
            }
    }
}

TEST_CASE("convert writes inside its planes only", "[video][convert]")
{
    for (const kumiko::queue& q : test_queues())
        for (const pixel_format f : yuv_formats)
            for (const int width : {45, 64}) {
                CAPTURE(kind_name(q), width, static_cast<int>(f));
                const int height = 7, gap = 5;
                // All planes of both frames lie in one buffer of canaries, each with its own pitch.
                const kumiko::buffer<u8> memory(q, std::vector<u8>(8192, 171));
                std::size_t at = 3;
                const auto plane = [&](pixel_format format, int i) {
                    const kumiko::plane_shape s = kumiko::shape_of(format, i, width, height);
                    const auto pitch = static_cast<std::size_t>(s.width * s.channels + gap);
                    const std::size_t size = pitch * static_cast<std::size_t>(s.height);
                    const kumiko::image_view<u8> p(memory.part(at, size), s.width, s.height,
                                                   s.channels, pitch);
                    at += size;
                    return p;
                };
                std::array<kumiko::any_image, 3> parts{};
                for (int i = 0; i < kumiko::plane_count(f); ++i)
                    parts[static_cast<std::size_t>(i)] = plane(f, i);
                const kumiko::any_frame yuv = make_frame(f, width, height, parts);
                const kumiko::any_frame rgb =
                    make_frame(pixel_format::rgba, width, height, {plane(pixel_format::rgba, 0)});

                host_frame from = noise(f, width, height);
                write(q, yuv, from.bytes.data());
                std::vector<u8> before = read(q, memory);
                apply(q, kumiko::convert{}, yuv, rgb);
                host_frame to{pixel_format::rgba, width, height, read(q, rgb)};
                CHECK(agrees_to_rgb(from, to, {}));
                std::vector<u8> after = read(q, memory);
                const kumiko::any_image& p = rgb.planes[0];
                const auto put_back = [&](const kumiko::any_image& a) {
                    for (int y = 0; y < a.height; ++y)
                        for (int x = 0; x < a.width * a.channels; ++x) {
                            const std::size_t i = a.data.offset +
                                                  static_cast<std::size_t>(y) * a.pitch +
                                                  static_cast<std::size_t>(x);
                            after[i] = before[i];
                        }
                };
                put_back(p);
                CHECK(after == before);

                host_frame colours = noise(pixel_format::rgba, width, height);
                write(q, rgb, colours.bytes.data());
                before = read(q, memory);
                apply(q, kumiko::convert{}, rgb, yuv);
                host_frame made{f, width, height, read(q, yuv)};
                CHECK(agrees_from_rgb(colours, made, {}));
                after = read(q, memory);
                for (int i = 0; i < kumiko::plane_count(f); ++i)
                    put_back(yuv.planes[static_cast<std::size_t>(i)]);
                CHECK(after == before);
            }
}

TEST_CASE("convert refuses what it cannot do, and does nothing", "[video][convert][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::frame nv12(q, pixel_format::nv12, 4, 4), i420(q, pixel_format::i420, 4, 4);
    const kumiko::frame rgba(q, pixel_format::rgba, 4, 4), wide(q, pixel_format::rgba, 6, 4);
    const kumiko::frame none(q, pixel_format::nv12, 0, 4), empty(q, pixel_format::rgba, 0, 4);
    const auto before = stats(q).enqueues;
    const kumiko::convert op;
    CHECK_THROWS_WITH(apply(q, op, nv12, wide), "convert: src is 4 x 4, dst is 6 x 4");
    CHECK_THROWS_WITH(apply(q, op, nv12, i420),
                      "convert: from nv12 to i420, must be between one of nv12, i420 and one of "
                      "rgba, bgra");
    CHECK_THROWS_WITH(apply(q, kumiko::convert{256}, nv12, rgba),
                      "convert: alpha is 256, must be 0 to 255");
    // Planes overlap in one memory: the luma of dst lies on src's pixels.
    const kumiko::buffer<u8> memory(q, 200);
    const kumiko::image_view<u8> pixels(memory.part(0, 64), 4, 4, 4),
        y(memory.part(60, 16), 4, 4, 1);
    const kumiko::image_view<u8> uv(memory.part(100, 8), 2, 2, 2);
    const kumiko::any_frame picture = make_frame(pixel_format::rgba, 4, 4, {pixels});
    const kumiko::any_frame on_top = make_frame(pixel_format::nv12, 4, 4, {y, uv});
    CHECK_THROWS_WITH(apply(q, op, picture, on_top), "convert: dst overlaps src");
    const kumiko::image_view<u8> beside(memory.part(108, 16), 4, 4, 1);
    const kumiko::image_view<u8> same(memory.part(120, 8), 2, 2, 2);
    CHECK_THROWS_WITH(apply(q, op, picture, make_frame(pixel_format::nv12, 4, 4, {beside, same})),
                      "convert: a plane of dst overlaps another");
    kumiko::any_frame gone;
    {
        const kumiko::frame soon(q, pixel_format::nv12, 4, 4);
        gone = soon;
    }
    CHECK_THROWS_WITH(apply(q, op, gone, rgba), "a view outlives its buffer");
    CHECK_THROWS_WITH(apply(q, op, rgba, gone), "a view outlives its buffer");
    kumiko::any_frame wrong = nv12;
    wrong.planes[1].width = 1;
    CHECK_THROWS_WITH(apply(q, op, wrong, rgba), "frame: plane 1 is 1 x 2 x 2, must be 2 x 2 x 2");
    CHECK(stats(q).enqueues == before);
    apply(q, op, none, empty);  // nothing to do
    CHECK(stats(q).enqueues == before);
}
