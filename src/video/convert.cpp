// SPDX-License-Identifier: Apache-2.0
#include <kumiko/program.hpp>
#include <kumiko/video/convert.hpp>

#include <algorithm>
#include <cmath>

#include "core/block.hpp"
#include "core/launch.hpp"
#include "core/overlap.hpp"
#include "registry/describe.hpp"

namespace kumiko {
namespace {

using detail::require;

const char* name_of(pixel_format f)
{
    constexpr const char* names[] = {"nv12", "i420", "rgba", "bgra"};
    return names[static_cast<int>(f)];
}

bool is_rgb(pixel_format f) { return plane_count(f) == 1; }

/// The standards' constants, as codes see them: with luma and chroma the codes from black to white
/// and from one end of a chroma axis to the other.
struct standard {
    double kr, kg, kb, black, luma, chroma;
    explicit standard(const color& c)
    {
        constexpr double red[] = {0.299, 0.2126, 0.2627}, blue[] = {0.114, 0.0722, 0.0593};
        kr = red[static_cast<int>(c.matrix)];
        kb = blue[static_cast<int>(c.matrix)];
        kg = 1 - kr - kb;
        const bool full = c.range == color_range::full;
        black = full ? 0 : 16;
        luma = full ? 255 : 219;
        chroma = full ? 255 : 224;
    }
};

using number = std::int16_t;

/// 64 x, as whole + part / 256: what convert/cpu.cl calls a coefficient.
std::array<number, 2> in_64ths(double x)
{
    const auto n = static_cast<long>(std::lround(x * 64 * 256));
    return {static_cast<number>(n >> 8), static_cast<number>(n & 255)};
}

struct to_rgb_arguments {
    alignas(4) std::array<number, 2> gain;   // of Y
    number black;                            // 64ths, with rounding, and 18800 higher
    alignas(4) std::array<number, 2> red;    // of V
    alignas(8) std::array<number, 4> green;  // of U, of V
    alignas(4) std::array<number, 2> blue;   // of U
};

to_rgb_arguments to_rgb(const color& c)
{
    const standard s(c);
    const double gain = 255 / s.luma, spread = 255 / s.chroma;
    const auto u = in_64ths(-2 * (1 - s.kb) * s.kb / s.kg * spread),
               v = in_64ths(-2 * (1 - s.kr) * s.kr / s.kg * spread);
    return {in_64ths(gain),
            static_cast<number>(std::lround(-64 * gain * s.black) + 32 + 18800),
            in_64ths(2 * (1 - s.kr) * spread),
            {u[0], u[1], v[0], v[1]},
            in_64ths(2 * (1 - s.kb) * spread)};
}

struct from_rgb_arguments {
    alignas(8) std::array<number, 4> to_y, to_u, to_v;  // of channels 0, 1, 2, in 2^-15
    int y_offset;
};

from_rgb_arguments from_rgb(const color& c, bool bgra)
{
    const standard s(c);
    const auto scaled = [&](double r, double g, double b) {
        if (bgra) std::swap(r, b);
        const auto n = [](double x) { return static_cast<number>(std::lround(x * 32768)); };
        return std::array<number, 4>{n(r), n(g), n(b), 0};
    };
    const double y = s.luma / 255, u = s.chroma / 255 / (2 * (1 - s.kb)),
                 v = s.chroma / 255 / (2 * (1 - s.kr));
    return {scaled(y * s.kr, y * s.kg, y * s.kb), scaled(-u * s.kr, -u * s.kg, u * (1 - s.kb)),
            scaled(v * (1 - s.kr), -v * s.kg, -v * s.kb),
            static_cast<int>(s.black * 32768) + (1 << 14)};
}

/// A Y'CbCr frame's chroma as two planes of single samples `step` bytes apart.
struct chroma_planes {
    any_image u, v;
    int step;
};
chroma_planes chroma_of(const any_frame& f)
{
    if (f.format == pixel_format::i420) return {f.planes[1], f.planes[2], 1};
    chroma_planes c = {f.planes[1], f.planes[1], 2};
    if (c.v.data.size > 0) {  // the byte behind each U
        ++c.v.data.offset;
        --c.v.data.size;
    }
    return c;
}

std::size_t end_of(const any_frame& f)
{
    std::size_t end = 0;
    for (int i = 0; i < plane_count(f.format); ++i) {
        const any_image& p = f.planes[static_cast<std::size_t>(i)];
        end = std::max(end, p.data.offset + static_cast<std::size_t>(p.height) * p.pitch);
    }
    return end;
}

struct key {
    bool back;  // from RGB
    int step;
    index at;
    kind shape;
};
const detail::memo<key, kernel> kernels;

kernel choose(const queue& q, const key& k)
{
    const source text = detail::kernels_of("video/convert", k.shape);
    const char* name = k.back ? "from_rgb" : "to_rgb";
    if (k.shape == kind::gpu) return kernel(q, text, name, {{"STEP", k.step}, {"INDEX", k.at}});
    return kernel(q, text, name,
                  {{"LOAD", k.step == 2 ? "load_interleaved" : "load_planar"},
                   {"STORE", k.step == 2 ? "store_interleaved" : "store_planar"},
                   {"STEP", k.step},
                   {"INDEX", k.at}});
}

void check_frames(const queue& q, const any_frame& src, const any_frame& dst)
{
    require(src.width == dst.width && src.height == dst.height, "convert: src is ", src.width,
            " x ", src.height, ", dst is ", dst.width, " x ", dst.height);
    require(is_rgb(src.format) != is_rgb(dst.format), "convert: from ", name_of(src.format), " to ",
            name_of(dst.format), ", must be between one of nv12, i420 and one of rgba, bgra");
    const std::array<const any_frame*, 2> both = {&src, &dst};
    for (const any_frame* f : both) {
        // As make_frame has it: whoever filled in the members by hand is told the same.
        (void)make_frame(f->format, f->width, f->height, f->planes);
        for (int i = 0; i < plane_count(f->format); ++i)
            (void)detail::memory_of(f->planes[static_cast<std::size_t>(i)].data, q.state().shared);
    }
    for (int d = 0; d < plane_count(dst.format); ++d) {
        const any_image& to = dst.planes[static_cast<std::size_t>(d)];
        for (int s = 0; s < plane_count(src.format); ++s)
            detail::require_disjoint("convert", to, "dst", src.planes[static_cast<std::size_t>(s)],
                                     "src");
        for (int o = 0; o < d; ++o)
            detail::require_disjoint("convert", to, "a plane of dst",
                                     dst.planes[static_cast<std::size_t>(o)], "another");
    }
}

}  // namespace

event apply(const queue& q, const convert& op, const any_frame& src, const any_frame& dst)
{
    detail::check_fields("convert", op);
    check_frames(q, src, dst);
    if (src.width == 0 || src.height == 0) return {};

    const bool back = is_rgb(src.format);
    const any_frame &yuv = back ? dst : src, &rgb = back ? src : dst;
    const chroma_planes c = chroma_of(yuv);
    const key k = {back, c.step, detail::index_of(std::max(end_of(src), end_of(dst)), 256),
                   detail::kind_of(q)};
    const kernel& run = kernels.get(q, k, choose);

    const auto columns = static_cast<std::size_t>(src.width / 2 + src.width % 2);
    const auto pairs = static_cast<std::size_t>(src.height / 2 + src.height % 2);
    const auto bands = 4 * detail::units_of(q);
    const grid over = k.shape == kind::gpu ? items(columns, pairs) : groups(std::min(bands, pairs));
    const bool bgra = rgb.format == pixel_format::bgra;
    if (back) {
        const from_rgb_arguments a = from_rgb(yuv.description, bgra);
        return run(q, over, src.width, src.height, a.to_y, a.y_offset, a.to_u, a.to_v,
                   rgb.planes[0], yuv.planes[0], c.u, c.v);
    }
    const to_rgb_arguments a = to_rgb(yuv.description);
    return run(q, over, src.width, src.height, a.gain, a.black, a.red, a.green, a.blue,
               bgra ? 1 : 0, op.alpha, yuv.planes[0], c.u, c.v, rgb.planes[0]);
}

}  // namespace kumiko

namespace kumiko::detail {

void describe_video_convert(registry& all)
{
    all.add("video/convert", "Convert a frame between Y'CbCr and RGB")
        .reads("src", operand_kind::frame, "h w")
        .formats("nv12|i420|rgba|bgra")
        .writes("dst", operand_kind::frame, "h w")
        .formats("rgba|bgra|nv12|i420")
        .samples({"src=nv12 dst=rgba h=20 w=67", "src=i420 dst=bgra h=21 w=62",
                  "src=rgba dst=nv12 h=21 w=67", "src=bgra dst=i420 h=20 w=62"})
        .calls<convert>([](const queue& q, const convert& op, const operand* o) {
            return apply(q, op, o[0].frame(), o[1].frame());
        });
}

}  // namespace kumiko::detail
