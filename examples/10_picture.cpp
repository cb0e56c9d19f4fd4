// SPDX-License-Identifier: Apache-2.0
// A picture without OpenCV: the program reads a PNG file with libspng, blurs it, and writes it as
// PPM, which needs no library. To build it alone, in this folder:
//
//     c++ -std=c++17 10_picture.cpp -o picture $(pkg-config --cflags --libs kumiko spng)
//     ./picture data/coffee.png blurred.ppm
#include <kumiko/kumiko.hpp>

#include <spng.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <vector>

struct picture {
    int width, height;
    std::vector<std::uint8_t> pixels;  // rows from the top; red, green and blue of each pixel
};

picture read_png(const char* path)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path, "rb"), std::fclose);
    if (!file) throw std::runtime_error(std::string("cannot open ") + path);
    const std::unique_ptr<spng_ctx, void (*)(spng_ctx*)> png(spng_ctx_new(0), spng_ctx_free);
    spng_ihdr header{};
    std::size_t size = 0;
    int status = spng_set_png_file(png.get(), file.get());
    if (status == 0) status = spng_get_ihdr(png.get(), &header);
    if (status == 0) status = spng_decoded_image_size(png.get(), SPNG_FMT_RGB8, &size);
    std::vector<std::uint8_t> pixels(size);
    if (status == 0) status = spng_decode_image(png.get(), pixels.data(), size, SPNG_FMT_RGB8, 0);
    if (status != 0) throw std::runtime_error(std::string(path) + ": " + spng_strerror(status));
    return {static_cast<int>(header.width), static_cast<int>(header.height), std::move(pixels)};
}

int main(int, char** argv)
try {
    if (!argv[1] || !argv[2]) throw std::runtime_error("usage: picture FROM.png TO.ppm");
    const picture p = read_png(argv[1]);

    const kumiko::queue q;
    const kumiko::image<std::uint8_t> src(q, p.width, p.height, 3, p.pixels.data());
    const kumiko::image<std::uint8_t> dst(q, p.width, p.height, 3);
    kumiko::apply(q, kumiko::gaussian{15}, src, dst);
    const std::vector<std::uint8_t> blurred = kumiko::read(q, dst);

    std::ofstream to(argv[2], std::ios::binary);
    to << "P6 " << p.width << ' ' << p.height << " 255\n";
    to.write(reinterpret_cast<const char*>(blurred.data()),
             static_cast<std::streamsize>(blurred.size()));
    if (!to.flush()) throw std::runtime_error(std::string("cannot write ") + argv[2]);
    std::cout << p.width << " x " << p.height << " pixels, blurred on " << q.device().name()
              << '\n';
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
}
