// SPDX-License-Identifier: Apache-2.0
// Conversions between OpenCL's handles and Kumiko's objects in both directions. Nothing is copied. A handle that is
// passed to Kumiko is retained, and released with the object that was made from it. A handle that Kumiko returns
// is not retained: q.get(), kumiko::handle(q, view), event.get(), device.get(), context_of(q).
//
// This header needs no OpenCL header: it declares the handle types as those do.
#pragma once

#include <kumiko/memory.hpp>

typedef struct _cl_context* cl_context;

namespace kumiko {

/// A queue that was made outside Kumiko. Kumiko's commands run after those that were enqueued on it before.
/// Kumiko uses the queue's context; all queues of one context use the same compiled kernels. The queue is
/// profiled if it was made so.
/// @throws std::invalid_argument  the queue is null, or out of order
[[nodiscard]] KUMIKO_API queue wrap(cl_command_queue q, const queue_options& o = {});

/// A new queue in a context that was made outside Kumiko, for one of its devices; the first one if none is given.
/// @throws std::invalid_argument  the context is null, or does not have that device
[[nodiscard]] KUMIKO_API queue queue_in(cl_context c, const queue_options& o = {});
[[nodiscard]] KUMIKO_API queue queue_in(cl_context c, const device& d, const queue_options& o = {});

/// The context of a queue. All queues that Kumiko itself made on one device have the same context.
[[nodiscard]] KUMIKO_API cl_context context_of(const queue& q) noexcept;

/// An event that was made outside Kumiko. It can be waited for, also by q.wait(event).
/// @throws std::invalid_argument  the event is null
[[nodiscard]] KUMIKO_API event wrap(cl_event e);

namespace detail {
KUMIKO_API any_view wrap(const queue& q, element type, cl_mem m, bool read_only);
}

/// A memory object that was made outside Kumiko, or a sub-buffer of one, as a buffer of as many elements of T as
/// fit in it. With a const T the memory can only be read: wrap<const float>(q, m) is a buffer<const float>.
/// @throws std::invalid_argument  the memory object is null, not a buffer, or of another context than q; T is not
///                                const and the memory is CL_MEM_READ_ONLY; T is const and the memory is
///                                CL_MEM_WRITE_ONLY
template <class T>
[[nodiscard]] buffer<T> wrap(const queue& q, cl_mem m)
{
    return buffer<T>(detail::owned{detail::wrap(q, element_of<T>, m, std::is_const_v<T>)});
}

}  // namespace kumiko
