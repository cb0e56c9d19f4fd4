// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// What libFuzzer calls with one input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

/// A law that no input may break.
inline void require(bool holds, const char* law)
{
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", law);
    std::abort();
}
