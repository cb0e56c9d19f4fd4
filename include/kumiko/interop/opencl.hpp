// SPDX-License-Identifier: Apache-2.0
// OpenCL's own handles and Kumiko's objects, both ways, nothing copied. What goes in is retained, and
// released with the object that was made of it. What comes out is not retained: q.get(),
// kumiko::handle(q, view), event.get(), device.get(), context_of(q).
//
// Needs no OpenCL header: the handles are declared, as they are there.
#pragma once

#include <kumiko/memory.hpp>

typedef struct _cl_context* cl_context;

namespace kumiko {

/// Somebody else's queue: what Kumiko enqueues comes after what they did. Its context is shared
/// with them; every queue of one context uses the same compiled kernels. Whether it is profiled is
/// their choice.
/// @throws std::invalid_argument  it is null, or out of order
[[nodiscard]] KUMIKO_API queue wrap(cl_command_queue q, const queue_options& o = {});

/// A new queue in somebody else's context, for one of its devices; without one, the first.
/// @throws std::invalid_argument  it is null, or has not that device
[[nodiscard]] KUMIKO_API queue queue_in(cl_context c, const queue_options& o = {});
[[nodiscard]] KUMIKO_API queue queue_in(cl_context c, const device& d, const queue_options& o = {});

/// The context of a queue. All queues of Kumiko's own on one device have the same.
[[nodiscard]] KUMIKO_API cl_context context_of(const queue& q) noexcept;

/// Somebody else's event: to be waited for, or q.wait(event).
/// @throws std::invalid_argument  it is null
[[nodiscard]] KUMIKO_API event wrap(cl_event e);

namespace detail {
KUMIKO_API any_view wrap(const queue& q, element type, cl_mem m, bool read_only);
}

/// Somebody else's memory, or a sub-buffer of it, as all the elements of T that it holds. T is const
/// where it is to be read only: wrap<const float>(q, m) is a buffer<const float>.
/// @throws std::invalid_argument  it is null, no buffer, or of another context than q; T is not const
///                                and it was made CL_MEM_READ_ONLY; T is const and it was made
///                                CL_MEM_WRITE_ONLY
template <class T>
[[nodiscard]] buffer<T> wrap(const queue& q, cl_mem m)
{
    return buffer<T>(detail::owned{detail::wrap(q, element_of<T>, m, std::is_const_v<T>)});
}

}  // namespace kumiko
