// SPDX-License-Identifier: Apache-2.0
// The reader of arrays of `kumiko run`.
#include "npy.hpp"

#include <stdexcept>

#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        const std::string file(reinterpret_cast<const char*>(data), size);
        const tool::npy a = tool::parse_npy("input", file);
        std::size_t count = 1;
        for (const std::size_t n : a.shape) count *= n;
        require(!a.shape.empty() && a.shape.size() <= 4, "1 to 4 axes");
        require(a.bytes.size() == count * size_of(a.type), "every element is there");
    } catch (const std::invalid_argument&) {
    }
    return 0;
}
