// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/memory.hpp>

#include <atomic>

#include "core/context.hpp"

namespace kumiko::detail {

struct block {
    cl::Buffer memory;           // none while the block is not in use, and for 0 elements
    cl_context where = nullptr;  // the memory's context; the memory retains it
    const device_facts* facts = nullptr;
    std::size_t bytes = 0;
    // Where the first byte is. Two blocks may share memory, if its owner gave it to us twice.
    const void* space = nullptr;               // a cl_mem; null for memory of the host
    std::size_t base = 0;                      // offset in it, in bytes
    std::atomic<std::uint32_t> generation{0};  // counts the releases
    bool read_only = false;                    // its owner lent it as const
};

/// Makes a block for `memory` and returns a view of its first n elements.
any_view view_of(const context& c, cl::Buffer memory, element type, std::size_t n);

/// The memory behind a view.
/// @throws std::invalid_argument  the memory was released, there is none, or it is another device's
cl_mem memory_of(const any_view& v, const context& wanted);

}  // namespace kumiko::detail
