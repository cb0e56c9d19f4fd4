// SPDX-License-Identifier: Apache-2.0
// A tour of Kumiko on your machine: devices measured, matrices, sums, a photo, a clip, and a page
// that shows it all.
#include "steps.hpp"

#ifdef TOUR_VIDEO
#include "clip.hpp"
#endif

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdlib>
#include <ctime>

namespace {

const char* const own_image = TOUR_DATA "/coffee.png";
const char* const own_video = TOUR_DATA "/bunny_720p.mp4";

struct options {
    std::string image = own_image;
    std::string video = own_video;
    std::string device;
    std::string out = "kumiko-tour";
    int size = 15;
    long frames = 0;
};

std::string today()
{
    const std::time_t now = std::time(nullptr);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", std::localtime(&now));
    return text;
}

/// Takes the tour. @return the exit status: 1 if a result was wrong
int take(const options& o)
{
    // Check the inputs before anything is measured or written.
    const tour::picture photo = tour::load(o.image);
#ifdef TOUR_VIDEO
    tour::clip_reader clip(o.video);
#endif
    const kumiko::queue q(o.device.empty() ? kumiko::default_device() : kumiko::pick(o.device));

    tour::output files(o.out);
    tour::report report(files);
    const kumiko::roofs roof = tour::show_devices(report, q);
    tour::multiply_matrices(report, q, roof);
    tour::add_numbers(report, q, roof);
    tour::blur_photo(report, q, roof, photo, o.size);
#ifdef TOUR_VIDEO
    tour::blur_clip(report, q, clip, files.stage("clip.mp4"), "clip.mp4", o.size, o.frames);
#else
    report.note("No clip: this program was built without FFmpeg's libraries.");
#endif
    if (o.image == own_image) report.credit("The photo: Rachel Michetti, CC0.");
    if (o.video == own_video)
        report.credit("The clip: Big Buck Bunny, (c) 2008 Blender Foundation, CC BY 3.0, blurred.");
    report.write("Kumiko on " + q.device().name(), "A tour, " + today());
    files.commit();
    fmt::print("\nThe page with all results: {}\n", (files.folder() / "report.html").string());
    return report.all_right() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv)
{
#ifndef _WIN32
    // Otherwise PoCL's workers may all wake on one core, and run at half speed.
    setenv("POCL_AFFINITY", "1", 0);
#endif
    options o;
    CLI::App app(
        "Takes a photo, a clip and some numbers through an OpenCL device of this machine, and\n"
        "writes an HTML page with pictures, tables and the video. Without options it uses the "
        "best\n"
        "device and inputs of its own.",
        "tour");
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    app.add_option("--image", o.image, "A photo of yours: PNG or JPEG")->type_name("FILE");
    app.add_option("--video", o.video, "A clip of yours: MP4, MOV, MKV, WebM, ...")
        ->type_name("FILE");
    app.add_option("--device", o.device,
                   "Part of the device's name, its vendor, an index such as 1.0, cpu or gpu")
        ->type_name("NAME");
    app.add_option("--out", o.out, "Folder for the results, made if missing (kumiko-tour)")
        ->type_name("DIR");
    app.add_option("--size", o.size, "Width of the blur in pixels: odd, 1 to 31 (15)")
        ->type_name("N")
        ->check([](const std::string& s) {
            const int n = std::atoi(s.c_str());
            return n % 2 == 1 && n > 0 && n <= 31 ? std::string() : "must be odd, 1 to 31";
        });
    app.add_option("--frames", o.frames, "Frames of the clip at most; 0 is all of them (0)")
        ->type_name("N");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    try {
        return take(o);
    } catch (const std::exception& e) {
        std::fflush(stdout);
        fmt::print(stderr, "tour: {}\n", e.what());
        return 1;
    }
}
