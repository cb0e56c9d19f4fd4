// SPDX-License-Identifier: Apache-2.0
// Transfers between device and host: staged ones, mapping, wrapping, and copies between devices.
#include "core/transfer.hpp"

#include <algorithm>
#include <cstring>

#include "core/block.hpp"
#include "core/queue_state.hpp"

namespace kumiko::detail {

event enqueued(const queue& q, int status, const char* call, cl_event e)
{
    check(status, call);
    q.state().enqueues.fetch_add(1, std::memory_order_relaxed);
    return event(e);
}

bool staged(const queue& q, std::size_t bytes)
{
    if (bytes < 2 * stage::bytes) return false;
    const transfer way = q.options().large;
    return way == transfer::staged ||
           (way == transfer::automatic && !q.state().shared.facts.unified_memory);
}

namespace {

/// Makes a stage ready for use. @return whether there is memory for it
bool prepare(queue_state& q, stage& s)
{
    if (s.host) return true;
    cl_int status = 0;
    const cl_mem_flags flags = CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR;
    const cl::Buffer memory(q.shared.handle, flags, stage::bytes, nullptr, &status);
    if (status != CL_SUCCESS) return false;
    void* host = clEnqueueMapBuffer(q.handle(), memory(), CL_TRUE, CL_MAP_READ | CL_MAP_WRITE, 0,
                                    stage::bytes, 0, nullptr, nullptr, &status);
    if (status != CL_SUCCESS) return false;
    q.shared.allocations.fetch_add(1, std::memory_order_relaxed);
    s.memory = memory;
    s.host = host;
    return true;
}

/// Bytes [at, at + size) of a transfer.
struct piece {
    std::size_t at, size;
};
piece piece_of(std::size_t i, std::size_t bytes)
{
    const std::size_t at = i * stage::bytes;
    return {at, std::min(stage::bytes, bytes - at)};
}

}  // namespace

void queue_state::release_stages() noexcept
{
    for (stage& s : stages) {
        if (s.host) clEnqueueUnmapMemObject(handle(), s.memory(), s.host, 0, nullptr, nullptr);
        s = {};
    }
}

event write_staged(const queue& q, cl_mem to, std::size_t at, const void* from, std::size_t bytes)
{
    queue_state& state = q.state();
    const std::lock_guard lock(state.staging);
    event first, last;
    cl_event e = nullptr;
    if (!prepare(state, state.stages[0]) || !prepare(state, state.stages[1])) {
        const cl_int status =
            clEnqueueWriteBuffer(q.get(), to, CL_TRUE, at, bytes, from, 0, nullptr, &e);
        return enqueued(q, status, "clEnqueueWriteBuffer", e);
    }
    for (std::size_t i = 0; i * stage::bytes < bytes; ++i) {
        stage& s = state.stages[i % 2];
        const piece p = piece_of(i, bytes);
        if (s.busy()) check(s.busy.wait(), "clWaitForEvents");
        std::memcpy(s.host, static_cast<const char*>(from) + p.at, p.size);
        const cl_int status =
            clEnqueueWriteBuffer(q.get(), to, CL_FALSE, at + p.at, p.size, s.host, 0, nullptr, &e);
        last = enqueued(q, status, "clEnqueueWriteBuffer", e);
        s.busy = cl::Event(e, true);
        if (i == 0) first = last;
        q.flush();  // this piece travels while the host copies the next one
    }
    last.wait();
    return {first, last};
}

event read_staged(const queue& q, cl_mem from, std::size_t at, void* to, std::size_t bytes)
{
    queue_state& state = q.state();
    const std::lock_guard lock(state.staging);
    event first, last;
    cl_event e = nullptr;
    if (!prepare(state, state.stages[0]) || !prepare(state, state.stages[1])) {
        const cl_int status =
            clEnqueueReadBuffer(q.get(), from, CL_TRUE, at, bytes, to, 0, nullptr, &e);
        return enqueued(q, status, "clEnqueueReadBuffer", e);
    }
    const auto take = [&](std::size_t i) {
        const stage& s = state.stages[i % 2];
        const piece p = piece_of(i, bytes);
        check(s.busy.wait(), "clWaitForEvents");
        std::memcpy(static_cast<char*>(to) + p.at, s.host, p.size);
    };
    std::size_t i = 0;
    for (; i * stage::bytes < bytes; ++i) {
        stage& s = state.stages[i % 2];
        const piece p = piece_of(i, bytes);
        const cl_int status =
            clEnqueueReadBuffer(q.get(), from, CL_FALSE, at + p.at, p.size, s.host, 0, nullptr, &e);
        last = enqueued(q, status, "clEnqueueReadBuffer", e);
        s.busy = cl::Event(e, true);
        if (i == 0) first = last;
        q.flush();
        if (i > 0) take(i - 1);
    }
    take(i - 1);
    return {first, last};
}

any_view wrap(const queue& q, element type, void* host, std::size_t n, bool read_only)
{
    context& c = q.state().shared;
    if (n == 0) return allocate(q, type, 0, nullptr);
    require(host != nullptr, "wrap: the host memory is null");
    const auto address = reinterpret_cast<std::uintptr_t>(host);
    require(address % size_of(type) == 0, "wrap: the host memory is not aligned to ", name(type),
            ", which are ", size_of(type), " bytes");
    cl_int status = 0;
    const cl_mem_flags access = read_only ? CL_MEM_READ_ONLY : CL_MEM_READ_WRITE;
    cl::Buffer memory(c.handle, access | CL_MEM_USE_HOST_PTR, area(n, size_of(type)), host,
                      &status);
    if (status != CL_SUCCESS)
        throw error(status,
                    text("clCreateBuffer around ", n * size_of(type), " bytes on ", c.facts.name));
    any_view v = view_of(c, std::move(memory), type, n);
    v.block->space = nullptr;
    v.block->base = address;
    v.block->read_only = read_only;
    return v;
}

void copy_across(const queue& from, const any_view& x, const queue& to, const any_view& y)
{
    (void)memory_of(x, from.state().shared);
    (void)memory_of(y, to.state().shared);
    require(x.size == y.size, "copy_across: from ", x.size, " elements to ", y.size);
    if (from.state().shared.handle() == to.state().shared.handle()) {
        if (from.get() != to.get()) from.finish();
        return copy(to, x, y).wait();
    }
    const std::size_t most = (std::size_t{64} << 20) / size_of(x.type);
    for (std::size_t at = 0; at < x.size; at += most) {
        const std::size_t n = std::min(most, x.size - at);
        mapping m(from, part(x, at, n), mapping::access::read);
        write(to, part(y, at, n), m.data(), true);
        m.unmap();
    }
    from.finish();
}

mapping::mapping(const queue& q, const any_view& v, access how) : queue_(q), size_(v.size)
{
    const cl_mem m = memory_of(v, q.state().shared);
    if (v.size == 0) return;
    const cl_map_flags flags = how == access::read    ? CL_MAP_READ
                               : how == access::write ? CL_MAP_READ | CL_MAP_WRITE
                                                      : CL_MAP_WRITE_INVALIDATE_REGION;
    const std::size_t each = size_of(v.type);
    cl_int status = 0;
    data_ = clEnqueueMapBuffer(q.get(), m, CL_TRUE, flags, v.offset * each, v.size * each, 0,
                               nullptr, nullptr, &status);
    check(status, "clEnqueueMapBuffer");
    q.state().enqueues.fetch_add(1, std::memory_order_relaxed);
    clRetainMemObject(m);
    memory_ = m;
}

mapping::mapping(mapping&& o) noexcept
    : queue_(o.queue_),
      memory_(std::exchange(o.memory_, nullptr)),
      data_(std::exchange(o.data_, nullptr)),
      size_(std::exchange(o.size_, 0))
{
}

mapping& mapping::operator=(mapping&& o) noexcept
{
    std::swap(queue_, o.queue_);
    std::swap(memory_, o.memory_);
    std::swap(data_, o.data_);
    std::swap(size_, o.size_);
    return *this;
}

event mapping::unmap()
{
    size_ = 0;
    const cl_mem m = std::exchange(memory_, nullptr);
    if (!m) return {};
    cl_event e = nullptr;
    const cl_int status =
        clEnqueueUnmapMemObject(queue_.get(), m, std::exchange(data_, nullptr), 0, nullptr, &e);
    clReleaseMemObject(m);
    return enqueued(queue_, status, "clEnqueueUnmapMemObject", e);
}

mapping::~mapping()
{
    if (!memory_) return;
    clEnqueueUnmapMemObject(queue_.get(), memory_, data_, 0, nullptr, nullptr);
    clReleaseMemObject(memory_);
}

}  // namespace kumiko::detail
