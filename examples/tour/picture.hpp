// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tour {

/// A picture in host memory: rows without gaps, 8 bits per sample.
struct picture {
    int width = 0, height = 0;
    int channels = 3;  ///< 3: red, green, blue; 4: with alpha
    std::vector<std::uint8_t> pixels;
};

/// Reads a PNG or JPEG file. The first bytes tell which of them it is.
/// @throws std::runtime_error it is missing, truncated, damaged, or neither (says which)
picture load(const std::string& path);
/// Reads a picture from the bytes of a file. Messages begin with `name`.
picture decode(const std::vector<std::uint8_t>& file, const std::string& name);

/// The bytes of a PNG file.
std::vector<std::uint8_t> to_png(const picture& p);
/// The bytes of a JPEG file without alpha, for a page: it is smaller than PNG.
std::vector<std::uint8_t> to_jpeg(const picture& p);

}  // namespace tour
