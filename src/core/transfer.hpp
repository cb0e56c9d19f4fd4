// SPDX-License-Identifier: Apache-2.0
// Large transfers between host and device, through page-locked memory.
#pragma once

#include <kumiko/memory.hpp>

#include <cstddef>

namespace kumiko::detail {

/// The event of a command that was just enqueued; its launch is counted.
/// @throws kumiko::error  the command was not enqueued
event enqueued(const queue& q, int status, const char* call, cl_event e);

/// Whether a blocking transfer is to be staged, by its size and the queue's options.
bool staged(const queue& q, std::size_t bytes);

/// Transfers that block until they are done. If there is no page-locked memory, they go directly.
event read_staged(const queue& q, cl_mem from, std::size_t at, void* to, std::size_t bytes);
event write_staged(const queue& q, cl_mem to, std::size_t at, const void* from, std::size_t bytes);

}  // namespace kumiko::detail
