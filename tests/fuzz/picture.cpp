// SPDX-License-Identifier: Apache-2.0
// The tour's reader of pictures.
#include "picture.hpp"

#include <stdexcept>

#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        const tour::picture p = tour::decode({data, data + size}, "input");
        require(p.width > 0 && p.height > 0 && (p.channels == 3 || p.channels == 4), "a picture");
        const auto samples = static_cast<std::size_t>(p.width) *
                             static_cast<std::size_t>(p.height) *
                             static_cast<std::size_t>(p.channels);
        require(p.pixels.size() == samples, "every sample is there");
        if (samples > 1 << 16) return 0;
        const tour::picture again = tour::decode(tour::to_png(p), "again");
        require(again.pixels == p.pixels, "a PNG loses nothing");
    } catch (const std::runtime_error&) {
    }
    return 0;
}
