// SPDX-License-Identifier: Apache-2.0
// Tells the tests of the tour what pictures and clips contain, and makes odd and damaged ones.
//   media picture FILE            prints width x height x channels
//   media clip FILE               prints width x height, and the frames that can be decoded
//   media odd FILE                writes a clip of 35 x 21 pixels and 5 frames
//   media cut FROM TO BYTES       copies the first bytes of a file
#include "output.hpp"
#include "picture.hpp"
#ifdef TOUR_VIDEO
#include "clip.hpp"
#endif

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace {

void write_odd_clip(const std::string& path)
{
    constexpr int width = 35, height = 21, chroma = 18 * 11, frames = 5;
    std::ofstream f(path, std::ios::binary);
    f << "YUV4MPEG2 W" << width << " H" << height << " F25:1 Ip A1:1 C420jpeg\n";
    for (int n = 0; n < frames; ++n) {
        f << "FRAME\n";
        for (int i = 0; i < width * height; ++i)
            f.put(static_cast<char>((i % width * 6 + n * 10) & 255));
        for (int i = 0; i < 2 * chroma; ++i) f.put(static_cast<char>(i < chroma ? 100 : 160));
    }
}

void cut(const std::string& from, const std::string& to, std::size_t bytes)
{
    const std::vector<unsigned char> file = tour::read_file(from);
    if (bytes >= file.size()) throw std::runtime_error(from + ": not longer than that");
    std::ofstream(to, std::ios::binary)
        .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(bytes));
}

void run(const std::vector<std::string>& words)
{
    const std::string verb = words.at(0), file = words.at(1);
    if (verb == "picture") {
        const tour::picture p = tour::load(file);
        std::cout << p.width << 'x' << p.height << 'x' << p.channels << '\n';
    } else if (verb == "odd") {
        write_odd_clip(file);
    } else if (verb == "cut") {
        cut(file, words.at(2), std::strtoull(words.at(3).c_str(), nullptr, 10));
#ifdef TOUR_VIDEO
    } else if (verb == "clip") {
        tour::clip_reader clip(file);
        tour::planes p;
        int frames = 0;
        while (clip.next(p)) ++frames;
        std::cout << clip.width() << 'x' << clip.height() << ' ' << frames << '\n';
#endif
    } else {
        throw std::runtime_error("what is " + verb + '?');
    }
}

}  // namespace

int main(int argc, char** argv)
{
    try {
        run({argv + 1, argv + argc});
    } catch (const std::exception& e) {
        std::cerr << "media: " << e.what() << '\n';
        return 1;
    }
}
