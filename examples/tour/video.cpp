// SPDX-License-Identifier: Apache-2.0
#include "clip.hpp"
#include "clock.hpp"
#include "progress.hpp"
#include "steps.hpp"

#include <fmt/format.h>

namespace tour {
namespace {

const char* name_of(kumiko::pixel_format f)
{
    return f == kumiko::pixel_format::nv12 ? "NV12" : "I420";
}

const char* name_of(kumiko::yuv_matrix m)
{
    return m == kumiko::yuv_matrix::bt601   ? "BT.601"
           : m == kumiko::yuv_matrix::bt709 ? "BT.709"
                                            : "BT.2020";
}

/// Moves one frame to the device, blurs it, and moves it back.
class pipeline {
public:
    pipeline(const kumiko::queue& q, const clip_reader& from, kumiko::pixel_format to, int size)
        : q_(q),
          size_(size),
          in_(q, from.format(), from.width(), from.height(), from.description()),
          sharp_(q, kumiko::pixel_format::rgba, from.width(), from.height()),
          blurred_(q, kumiko::pixel_format::rgba, from.width(), from.height()),
          out_(q, to, from.width(), from.height(), from.description())
    {
    }

    void upload(const planes& p) const
    {
        for (int i = 0; i < kumiko::plane_count(in_.format); ++i)
            kumiko::write_async(q_, in_.plane(i), p.data[index(i)], p.pitch[index(i)]);
        q_.finish();
    }
    void run() const
    {
        kumiko::apply(q_, kumiko::convert{}, in_, sharp_);
        kumiko::apply(q_, kumiko::gaussian{size_}, sharp_.plane(0), blurred_.plane(0));
        kumiko::apply(q_, kumiko::convert{}, blurred_, out_);
        q_.finish();
    }
    void download(const planes& p) const
    {
        for (int i = 0; i < kumiko::plane_count(out_.format); ++i)
            kumiko::read_async(q_, out_.plane(i), p.data[index(i)], p.pitch[index(i)]);
        q_.finish();
    }
    picture before() const { return {in_.width, in_.height, 4, kumiko::read(q_, sharp_)}; }
    picture after() const { return {in_.width, in_.height, 4, kumiko::read(q_, blurred_)}; }

private:
    static std::size_t index(int i) { return static_cast<std::size_t>(i); }
    kumiko::queue q_;
    int size_;
    kumiko::frame in_, sharp_, blurred_, out_;
};

}  // namespace

void blur_clip(report& r, const kumiko::queue& q, clip_reader& clip, const std::string& file,
               const std::string& name, int size, long limit)
{
    clip_writer result(file, clip);
    const pipeline device(q, clip, result.format(), size);
    r.section(
        "Blur a clip",
        fmt::format("{} x {} pixels, {}, {:.4g} frames a second. On the device each frame "
                    "goes from {} to RGBA, through a Gaussian of {} x {}, and to {}; the "
                    "colours are {}.",
                    clip.width(), clip.height(), clip.codec(), clip.rate(), name_of(clip.format()),
                    size, size, name_of(result.format()), name_of(clip.description().matrix)));

    const long long total =
        limit > 0 && (clip.frames() == 0 || limit < clip.frames()) ? limit : clip.frames();
    double decoding = 0, uploading = 0, computing = 0, downloading = 0, encoding = 0;
    long long frames = 0;
    picture before, after;
    {
        progress_bar bar("frames", total);
        stopwatch clock;
        planes decoded;
        while ((limit <= 0 || frames < limit) && clip.next(decoded)) {
            decoding += clock.lap();
            device.upload(decoded);
            uploading += clock.lap();
            device.run();
            computing += clock.lap();
            device.download(result.next());
            downloading += clock.lap();
            result.write();
            encoding += clock.lap();
            // Keep a frame to show, from the middle, as the first one is often black.
            if (frames == 0 || frames == total / 2) {
                before = device.before();
                after = device.after();
                clock.lap();
            }
            ++frames;
            bar.step();
        }
        clock.lap();
        result.finish();
        encoding += clock.lap();
    }

    const double all = decoding + uploading + computing + downloading + encoding;
    table t({{"stage", table::align::left}, {"ms a frame"}, {"of the time", table::align::share}});
    const auto stage = [&](const std::string& title, double time) {
        t.row({title, fmt::format("{:.2f}", time * 1e3 / static_cast<double>(frames)),
               percent(time, all)});
    };
    stage("decode, on the host", decoding);
    stage("to the device", uploading);
    stage("convert, blur, convert", computing);
    stage("from the device", downloading);
    stage("encode with " + result.codec() + ", on the host", encoding);
    stage("together", all);
    r.add(t);
    r.note(fmt::format("{} frames at {:.0f} a second; the device alone would do {:.0f} a second.",
                       frames, static_cast<double>(frames) / all,
                       static_cast<double>(frames) / computing));
    r.figures({{before, "", "A frame before"}, {after, "", "and after"}});
    r.video(name, after, "The whole clip: " + name);
    r.note("Written: " + name);
}

}  // namespace tour
