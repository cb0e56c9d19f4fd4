// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/memory.hpp>

#include <atomic>

#include "core/context.hpp"

namespace kumiko::detail {

struct block {
    cl::Buffer memory;           // none while at rest, and for 0 elements
    cl_context where = nullptr;  // which the memory retains
    const device_facts* facts = nullptr;
    std::size_t bytes = 0;
    // Where the first byte is: two blocks may be one memory, given to us twice by its owner.
    const void* space = nullptr;               // a cl_mem; null for the host's memory
    std::size_t base = 0;                      // byte in it
    std::atomic<std::uint32_t> generation{0};  // one more with each release
};

/// A block of its own for `memory`: n elements from its first byte on.
any_view view_of(const context& c, cl::Buffer memory, element type, std::size_t n);

/// The memory behind a view. @throws std::invalid_argument  it is gone, none, or another device's
cl_mem memory_of(const any_view& v, const context& wanted);

}  // namespace kumiko::detail
