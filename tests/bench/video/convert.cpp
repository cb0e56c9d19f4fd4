// SPDX-License-Identifier: Apache-2.0
#include <kumiko/video/convert.hpp>

#include "bench/bench.hpp"

#if KUMIKO_HAS_LIBYUV
#include <libyuv.h>
#endif
#if KUMIKO_HAS_SWSCALE
extern "C" {
#include <libswscale/swscale.h>
}
#endif

namespace {

using kumiko::pixel_format;
using u8 = std::uint8_t;

/// A packed frame on the host, and its planes.
struct host_frame {
    pixel_format format;
    int width, height;
    std::vector<u8> bytes;
    const u8* plane(int i) const
    {
        const u8* p = bytes.data();
        for (int k = 0; k < i; ++k) {
            const kumiko::plane_shape s = shape_of(format, k, width, height);
            p += s.width * s.height * s.channels;
        }
        return p;
    }
    u8* plane(int i) { return const_cast<u8*>(std::as_const(*this).plane(i)); }
    int pitch(int i) const
    {
        const kumiko::plane_shape s = shape_of(format, i, width, height);
        return s.width * s.channels;
    }
};

std::shared_ptr<host_frame> noise(const kumiko::any_frame& like)
{
    return std::make_shared<host_frame>(
        host_frame{like.format, like.width, like.height, bench::noise_bytes(packed_size(like))});
}

#if KUMIKO_HAS_LIBYUV
/// libyuv, on all cores: rows [first, last) of each, both even. BT.601, limited range, as ours here.
void libyuv_rows(const host_frame& from, host_frame& to, int first, int last)
{
    const int w = from.width, h = last - first;
    const host_frame& yuv = plane_count(from.format) == 1 ? to : from;
    const auto at = [&](auto& f, int i, int row) { return f.plane(i) + row * f.pitch(i); };
    const u8* luma = at(yuv, 0, first);
    if (&yuv == &from) {
        u8* rgb = at(to, 0, first);
        if (from.format == pixel_format::nv12)
            libyuv::NV12ToABGR(luma, w, at(from, 1, first / 2), from.pitch(1), rgb, 4 * w, w, h);
        else
            libyuv::I420ToABGR(luma, w, at(from, 1, first / 2), from.pitch(1),
                               at(from, 2, first / 2), from.pitch(2), rgb, 4 * w, w, h);
        return;
    }
    const u8* rgb = at(from, 0, first);
    if (to.format == pixel_format::nv12)
        libyuv::ABGRToNV12(rgb, 4 * w, at(to, 0, first), w, at(to, 1, first / 2), to.pitch(1), w,
                           h);
    else
        libyuv::ABGRToI420(rgb, 4 * w, at(to, 0, first), w, at(to, 1, first / 2), to.pitch(1),
                           at(to, 2, first / 2), to.pitch(2), w, h);
}
#endif

#if KUMIKO_HAS_SWSCALE
AVPixelFormat av(pixel_format f)
{
    constexpr AVPixelFormat formats[] = {AV_PIX_FMT_NV12, AV_PIX_FMT_YUV420P, AV_PIX_FMT_RGBA,
                                         AV_PIX_FMT_BGRA};
    return formats[static_cast<int>(f)];
}
#endif

bench::comparison make(const kumiko::queue& q, pixel_format from, pixel_format to, int w, int h)
{
    const kumiko::color c = {kumiko::yuv_matrix::bt601, kumiko::color_range::limited,
                             kumiko::chroma_siting::center};
    const auto src = std::make_shared<kumiko::frame>(q, from, w, h, c);
    const auto dst = std::make_shared<kumiko::frame>(q, to, w, h, c);
    const auto host_src = noise(*src), host_dst = noise(*dst);
    write(q, *src, host_src->bytes.data());
    write(q, *dst, host_dst->bytes.data());
    bench::comparison r;
    r.work = static_cast<double>(packed_size(*src) + packed_size(*dst));
    r.unit = "GB/s";
    r.roof_rate = bench::copy_rate(q, r.work);
    r.ours = [=] { return apply(q, kumiko::convert{}, *src, *dst); };
#if KUMIKO_HAS_LIBYUV
    r.rivals.push_back({"libyuv", [=] {
                            bench::in_bands([&](int band) {
                                const int n = bench::cores(), pairs = h / 2;
                                libyuv_rows(*host_src, *host_dst, pairs * band / n * 2,
                                            pairs * (band + 1) / n * 2);
                            });
                        }});
#endif
#if KUMIKO_HAS_SWSCALE
    const std::shared_ptr<SwsContext> scaler(
        sws_getContext(w, h, av(from), w, h, av(to), SWS_FAST_BILINEAR, nullptr, nullptr, nullptr),
        sws_freeContext);
    r.rivals.push_back({"swscale", [=] {
                            const u8* in[4] = {};
                            u8* out[4] = {};
                            int in_pitch[4] = {}, out_pitch[4] = {};
                            for (int i = 0; i < plane_count(from); ++i) {
                                in[i] = host_src->plane(i);
                                in_pitch[i] = host_src->pitch(i);
                            }
                            for (int i = 0; i < plane_count(to); ++i) {
                                out[i] = host_dst->plane(i);
                                out_pitch[i] = host_dst->pitch(i);
                            }
                            sws_scale(scaler.get(), in, in_pitch, 0, h, out, out_pitch);
                        }});
#endif
    return r;
}

const std::vector<bench::entry> cases = [] {
    struct direction {
        const char* name;
        pixel_format from, to;
    };
    const direction directions[] = {{"nv12-rgba", pixel_format::nv12, pixel_format::rgba},
                                    {"i420-rgba", pixel_format::i420, pixel_format::rgba},
                                    {"rgba-nv12", pixel_format::rgba, pixel_format::nv12},
                                    {"rgba-i420", pixel_format::rgba, pixel_format::i420}};
    std::vector<bench::entry> all;
    for (const direction& d : directions)
        for (const int height : {1080, 2160})
            all.emplace_back(
                "video/convert/" + std::string(d.name) + "/u8/" + std::to_string(height) + "p",
                [d, height](const kumiko::queue& q) {
                    return make(q, d.from, d.to, height / 9 * 16, height);
                });
    return all;
}();

}  // namespace
