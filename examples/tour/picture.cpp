// SPDX-License-Identifier: Apache-2.0
#include "picture.hpp"

#include "output.hpp"

#include <spng.h>
#include <turbojpeg.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <memory>
#include <stdexcept>

namespace tour {
namespace {

using bytes = std::vector<std::uint8_t>;
using spng = std::unique_ptr<spng_ctx, void (*)(spng_ctx*)>;
using jpeg = std::unique_ptr<void, int (*)(tjhandle)>;

void require(int spng_status)
{
    if (spng_status != 0) throw std::runtime_error(spng_strerror(spng_status));
}

/// A small file can claim any size of picture, so the size is checked before memory is allocated.
struct too_large : std::runtime_error {
    using std::runtime_error::runtime_error;
};
void require_size(std::uint64_t width, std::uint64_t height, int channels)
{
    constexpr std::uint64_t most = std::uint64_t{1} << 30;  // bytes
    if (width > most || height > most || width * height > most / static_cast<unsigned>(channels))
        throw too_large(std::to_string(width) + " x " + std::to_string(height) +
                        " pixels are more than this program takes");
}

picture from_png(const bytes& file)
{
    const spng png(spng_ctx_new(0), spng_ctx_free);
    if (!png) throw std::bad_alloc();
    require(spng_set_png_buffer(png.get(), file.data(), file.size()));
    spng_ihdr header{};
    require(spng_get_ihdr(png.get(), &header));
    spng_trns transparent{};
    const bool alpha = header.color_type == SPNG_COLOR_TYPE_TRUECOLOR_ALPHA ||
                       header.color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA ||
                       spng_get_trns(png.get(), &transparent) == 0;
    const int format = alpha ? SPNG_FMT_RGBA8 : SPNG_FMT_RGB8;
    require_size(header.width, header.height, alpha ? 4 : 3);
    std::size_t size = 0;
    require(spng_decoded_image_size(png.get(), format, &size));
    picture p;
    p.width = static_cast<int>(header.width);
    p.height = static_cast<int>(header.height);
    p.channels = alpha ? 4 : 3;
    p.pixels.resize(size);
    require(spng_decode_image(png.get(), p.pixels.data(), size, format, SPNG_DECODE_TRNS));
    require(spng_decode_chunks(png.get()));  // to the file's end, which may be missing
    return p;
}

picture from_jpeg(const bytes& file)
{
    const jpeg decoder(tjInitDecompress(), tjDestroy);
    if (!decoder) throw std::bad_alloc();
    const auto require = [&](int status) {
        if (status != 0) throw std::runtime_error(tjGetErrorStr2(decoder.get()));
    };
    const auto size = static_cast<unsigned long>(file.size());
    picture p;
    int subsampling = 0, space = 0;
    require(tjDecompressHeader3(decoder.get(), file.data(), size, &p.width, &p.height, &subsampling,
                                &space));
    require_size(static_cast<std::uint64_t>(p.width), static_cast<std::uint64_t>(p.height), 3);
    p.pixels.resize(static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.height) * 3);
    // A file cut short decodes with only a warning, to a picture whose lower part is grey.
    require(tjDecompress2(decoder.get(), file.data(), size, p.pixels.data(), p.width, 0, p.height,
                          TJPF_RGB, TJFLAG_STOPONWARNING | TJFLAG_ACCURATEDCT));
    return p;
}

bool starts(const bytes& file, std::initializer_list<std::uint8_t> magic)
{
    return file.size() >= magic.size() && std::equal(magic.begin(), magic.end(), file.begin());
}

}  // namespace

picture load(const std::string& path)
{
    require_file(path);
    return decode(read_file(path), path);
}

picture decode(const std::vector<std::uint8_t>& file, const std::string& name)
{
    const bool is_png = starts(file, {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    if (!is_png && !starts(file, {0xff, 0xd8, 0xff}))
        throw std::runtime_error(name + ": neither a PNG nor a JPEG picture");
    try {
        return is_png ? from_png(file) : from_jpeg(file);
    } catch (const too_large& e) {
        throw std::runtime_error(name + ": " + e.what());
    } catch (const std::bad_alloc&) {
        throw std::runtime_error(name + ": there is not enough memory for this picture");
    } catch (const std::exception& e) {
        throw std::runtime_error(name + ": a " + (is_png ? "PNG" : "JPEG") +
                                 " picture, but damaged or cut short (" + e.what() + ')');
    }
}

std::vector<std::uint8_t> to_png(const picture& p)
{
    const spng png(spng_ctx_new(SPNG_CTX_ENCODER), spng_ctx_free);
    if (!png) throw std::bad_alloc();
    require(spng_set_option(png.get(), SPNG_ENCODE_TO_BUFFER, 1));
    require(spng_set_option(png.get(), SPNG_IMG_COMPRESSION_LEVEL, 4));
    spng_ihdr header{};
    header.width = static_cast<std::uint32_t>(p.width);
    header.height = static_cast<std::uint32_t>(p.height);
    header.bit_depth = 8;
    header.color_type =
        p.channels == 4 ? SPNG_COLOR_TYPE_TRUECOLOR_ALPHA : SPNG_COLOR_TYPE_TRUECOLOR;
    require(spng_set_ihdr(png.get(), &header));
    require(spng_encode_image(png.get(), p.pixels.data(), p.pixels.size(), SPNG_FMT_PNG,
                              SPNG_ENCODE_FINALIZE));
    std::size_t size = 0;
    int status = 0;
    const std::unique_ptr<void, void (*)(void*)> file(
        spng_get_png_buffer(png.get(), &size, &status), std::free);
    require(status);
    const auto* first = static_cast<const std::uint8_t*>(file.get());
    return {first, first + size};
}

std::vector<std::uint8_t> to_jpeg(const picture& p)
{
    const jpeg encoder(tjInitCompress(), tjDestroy);
    if (!encoder) throw std::bad_alloc();
    unsigned char* data = nullptr;
    unsigned long size = 0;
    const int status =
        tjCompress2(encoder.get(), p.pixels.data(), p.width, 0, p.height,
                    p.channels == 4 ? TJPF_RGBX : TJPF_RGB, &data, &size, TJSAMP_444, 90, 0);
    const std::unique_ptr<unsigned char, void (*)(unsigned char*)> file(data, tjFree);
    if (status != 0) throw std::runtime_error(tjGetErrorStr2(encoder.get()));
    return {file.get(), file.get() + size};
}

}  // namespace tour
