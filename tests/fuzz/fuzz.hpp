// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// libFuzzer calls it with one input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

/// Fails if an input breaks a law that holds for all.
inline void require(bool holds, const char* law)
{
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", law);
    std::abort();
}
