// SPDX-License-Identifier: Apache-2.0
#include <kumiko/element.hpp>

#include <cmath>
#include <cstring>

#include "core/opencl.hpp"

namespace kumiko {

half::half(float x) noexcept : bits(cl_half_from_float(x, CL_HALF_RTE)) {}

half::operator float() const noexcept { return cl_half_to_float(bits); }

bfloat16::bfloat16(float x) noexcept
{
    std::uint32_t all;
    std::memcpy(&all, &x, sizeof all);
    // Add half a unit of the last place kept; slightly less where a tie would round to odd.
    if (!std::isnan(x)) all += 0x7fff + (all >> 16 & 1);
    bits = static_cast<std::uint16_t>(all >> 16 | (std::isnan(x) ? 0x40 : 0));
}

bfloat16::operator float() const noexcept
{
    const std::uint32_t all = std::uint32_t{bits} << 16;
    float x;
    std::memcpy(&x, &all, sizeof x);
    return x;
}

}  // namespace kumiko
