// SPDX-License-Identifier: Apache-2.0
// Conversions between CLHPP's objects and Kumiko's in both directions. Nothing is copied. Each side retains what
// it holds.
#pragma once

#include <kumiko/interop/opencl.hpp>

#include <CL/opencl.hpp>

namespace kumiko {

/// These functions do the same as those for handles in interop/opencl.hpp.
[[nodiscard]] inline queue wrap(const cl::CommandQueue& q, const queue_options& o = {})
{
    return wrap(q(), o);
}
[[nodiscard]] inline queue queue_in(const cl::Context& c, const queue_options& o = {})
{
    return queue_in(c(), o);
}
[[nodiscard]] inline queue queue_in(const cl::Context& c, const cl::Device& d,
                                    const queue_options& o = {})
{
    return queue_in(c(), device(d()), o);
}
[[nodiscard]] inline event wrap(const cl::Event& e) { return wrap(e()); }
template <class T>
[[nodiscard]] buffer<T> wrap(const queue& q, const cl::Buffer& m)
{
    return wrap<T>(q, m());
}

[[nodiscard]] inline cl::Device to_clhpp(const device& d) { return cl::Device(d.get(), true); }
[[nodiscard]] inline cl::CommandQueue to_clhpp(const queue& q)
{
    return cl::CommandQueue(q.get(), true);
}
[[nodiscard]] inline cl::Context clhpp_context_of(const queue& q)
{
    return cl::Context(context_of(q), true);
}
/// The result is empty if the event was complete from the beginning.
[[nodiscard]] inline cl::Event to_clhpp(const event& e) { return cl::Event(e.get(), true); }
/// The memory object that holds a view's elements. The first one is at byte v.offset * size_of(v.type).
[[nodiscard]] inline cl::Buffer to_clhpp(const queue& q, const any_view& v)
{
    return cl::Buffer(handle(q, v), true);
}

}  // namespace kumiko
