// SPDX-License-Identifier: Apache-2.0
// Arbitrary bytes in place of the probes and roofs remembered about a device.
#include <cmath>
#include <string_view>

#include "core/cache.hpp"
#include "fuzz.hpp"

using namespace kumiko::detail;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::optional<numbers> n = unpack_numbers({reinterpret_cast<const char*>(data), size});
    if (!n) return 0;
    for (const auto& [name, value] : *n) {
        require(std::isfinite(value) && value >= 0, "a number is finite and not negative");
        require(static_cast<double>(static_cast<std::size_t>(value)) <= value, "a size holds it");
    }
    require(unpack_numbers(pack(*n)) == n, "numbers are read as they were written");
    return 0;
}
