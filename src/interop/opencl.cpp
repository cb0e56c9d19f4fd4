// SPDX-License-Identifier: Apache-2.0
#include <kumiko/interop/opencl.hpp>

#include <algorithm>

#include "core/block.hpp"
#include "core/queue_state.hpp"

namespace kumiko {
namespace {

template <class T>
T ask(cl_command_queue q, cl_command_queue_info what)
{
    T v{};
    detail::check(clGetCommandQueueInfo(q, what, sizeof v, &v, nullptr), "clGetCommandQueueInfo");
    return v;
}

std::vector<cl_device_id> devices_in(cl_context c)
{
    detail::require(c != nullptr, "queue_in: the context is null");
    std::size_t bytes = 0;
    detail::check(clGetContextInfo(c, CL_CONTEXT_DEVICES, 0, nullptr, &bytes), "clGetContextInfo");
    std::vector<cl_device_id> all(bytes / sizeof(cl_device_id));
    detail::check(clGetContextInfo(c, CL_CONTEXT_DEVICES, bytes, all.data(), nullptr),
                  "clGetContextInfo");
    return all;
}

template <class T>
T ask(cl_mem m, cl_mem_info what)
{
    T v{};
    detail::check(clGetMemObjectInfo(m, what, sizeof v, &v, nullptr), "clGetMemObjectInfo");
    return v;
}

}  // namespace

queue wrap(cl_command_queue q, const queue_options& o)
{
    detail::require(q != nullptr, "wrap: the queue is null");
    const auto properties = ask<cl_command_queue_properties>(q, CL_QUEUE_PROPERTIES);
    detail::require(!(properties & CL_QUEUE_OUT_OF_ORDER_EXEC_MODE_ENABLE),
                    "wrap: the queue is out of order, Kumiko's calls rely on order");
    const device d(ask<cl_device_id>(q, CL_QUEUE_DEVICE));
    queue_options options = o;
    options.profile = (properties & CL_QUEUE_PROFILING_ENABLE) != 0;
    return queue(detail::shared<detail::queue_state>(
        new detail::queue_state(detail::context::of(d, ask<cl_context>(q, CL_QUEUE_CONTEXT)),
                                cl::CommandQueue(q, true), options)));
}

queue queue_in(cl_context c, const queue_options& o)
{
    return queue_in(c, device(devices_in(c).at(0)), o);
}

queue queue_in(cl_context c, const device& d, const queue_options& o)
{
    const std::vector<cl_device_id> all = devices_in(c);
    detail::require(std::find(all.begin(), all.end(), d.get()) != all.end(),
                    "queue_in: the context has no device ", d.name());
    cl_int status = 0;
    // The queue needs an owner first, as the allocations that follow may fail.
    cl::CommandQueue made(clCreateCommandQueue(
        c, d.get(), o.profile ? CL_QUEUE_PROFILING_ENABLE : cl_command_queue_properties{0},
        &status));
    detail::check(status, "clCreateCommandQueue");
    return queue(detail::shared<detail::queue_state>(
        new detail::queue_state(detail::context::of(d, c), std::move(made), o)));
}

cl_context context_of(const queue& q) noexcept { return q.state().shared.handle(); }

event wrap(cl_event e)
{
    detail::require(e != nullptr, "wrap: the event is null");
    detail::check(clRetainEvent(e), "clRetainEvent");
    return event(e);
}

any_view detail::wrap(const queue& q, element type, cl_mem m, bool read_only)
{
    require(m != nullptr, "wrap: the memory is null");
    require(ask<cl_mem_object_type>(m, CL_MEM_TYPE) == CL_MEM_OBJECT_BUFFER,
            "wrap: the memory is no buffer");
    context& c = q.state().shared;
    require(ask<cl_context>(m, CL_MEM_CONTEXT) == c.handle(),
            "wrap: the memory is of another context than the queue, which is on ", c.facts.name);
    const auto flags = ask<cl_mem_flags>(m, CL_MEM_FLAGS);
    require(read_only || !(flags & CL_MEM_READ_ONLY),
            "wrap: the memory was made CL_MEM_READ_ONLY, so it is wrapped as const: wrap<const T>");
    require(!read_only || !(flags & CL_MEM_WRITE_ONLY),
            "wrap: the memory was made CL_MEM_WRITE_ONLY, so it cannot be read as const T");
    const auto bytes = ask<std::size_t>(m, CL_MEM_SIZE);
    const void* space = m;
    std::size_t base = 0;
    if (const auto whole = ask<cl_mem>(m, CL_MEM_ASSOCIATED_MEMOBJECT)) {
        space = whole;
        base = ask<std::size_t>(m, CL_MEM_OFFSET);
    }
    if (flags & CL_MEM_USE_HOST_PTR) {
        space = nullptr;
        base = reinterpret_cast<std::uintptr_t>(ask<void*>(m, CL_MEM_HOST_PTR));
    }
    const any_view v = view_of(c, cl::Buffer(m, true), type, bytes / size_of(type));
    v.block->bytes = bytes;
    v.block->space = space;
    v.block->base = base;
    v.block->read_only = read_only;
    return v;
}

}  // namespace kumiko
