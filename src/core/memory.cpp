// SPDX-License-Identifier: Apache-2.0
#include <kumiko/memory.hpp>

#include <algorithm>
#include <limits>

#include "core/block.hpp"
#include "core/overlap.hpp"
#include "core/queue_state.hpp"
#include "core/transfer.hpp"

namespace kumiko {

cl_mem handle(const queue& q, const any_view& v) { return detail::memory_of(v, q.state().shared); }

namespace detail {
namespace {

// Blocks are used again but never freed, so a view can always read the generation of its block.
std::mutex& resting = *new std::mutex;
auto& at_rest = *new std::vector<block*>;

block* take_block()
{
    const std::lock_guard lock(resting);
    if (at_rest.empty()) {
        static std::size_t made = 0;
        if (++made > at_rest.capacity()) at_rest.reserve(2 * made);  // release() must not allocate
        return new block;
    }
    block* b = at_rest.back();
    at_rest.pop_back();
    return b;
}

void rest(block* b)
{
    const std::lock_guard lock(resting);
    at_rest.push_back(b);
}

/// The sizes that OpenCL's rectangle calls take, in bytes.
struct region {
    std::array<std::size_t, 3> size;  // bytes, rows, 1
    std::size_t pitch;
    std::array<std::size_t, 3> origin;  // bytes into the row, row, 0
    explicit region(const rectangle& r)
    {
        const std::size_t each = size_of(r.data.type);
        size = {r.width * each, r.rows, 1};
        pitch = r.pitch * each;
        const std::size_t at = r.data.offset * each;
        origin = {at % pitch, at / pitch, 0};
    }
};

bool empty(const rectangle& r) { return r.rows == 0 || r.width == 0; }
bool gapless(const rectangle& r) { return r.pitch == r.width || r.rows == 1; }
any_view as_view(const rectangle& r)
{
    any_view v = r.data;
    v.size = r.rows * r.width;
    return v;
}

}  // namespace

std::size_t extent_of(long long n)
{
    require(n >= 0, "a size is ", n, ", must not be negative");
    return static_cast<std::size_t>(n);
}

std::size_t area(std::size_t rows, std::size_t pitch)
{
    require(rows == 0 || pitch <= std::numeric_limits<std::size_t>::max() / rows, "an area of ",
            rows, " x ", pitch, " elements is more than memory can address");
    return rows * pitch;
}

void same_size(const char* call, std::size_t device, std::size_t host)
{
    require(device == host, call, ": the device side has ", device, " elements, the host side ",
            host);
}

any_view view_of(const context& c, cl::Buffer memory, element type, std::size_t n)
{
    block* b = take_block();
    b->memory = std::move(memory);
    b->where = c.handle();
    b->facts = &c.facts;
    b->bytes = n * size_of(type);
    b->space = b->memory();
    b->base = 0;
    b->read_only = false;
    return {b, b->generation, type, 0, n};
}

any_view allocate(const queue& q, element type, std::size_t n, const void* init)
{
    context& c = q.state().shared;
    const std::size_t bytes = area(n, size_of(type));
    cl::Buffer memory;
    if (n > 0) {
        cl_int status = 0;
        const cl_mem_flags flags =
            CL_MEM_READ_WRITE | (init ? CL_MEM_COPY_HOST_PTR : cl_mem_flags{0});
        memory = cl::Buffer(c.handle, flags, bytes, const_cast<void*>(init), &status);
        if (status != CL_SUCCESS)
            throw error(status, text("clCreateBuffer of ", bytes, " bytes on ", c.facts.name));
        c.allocations.fetch_add(1, std::memory_order_relaxed);
    }
    return view_of(c, std::move(memory), type, n);
}

void release(const any_view& v) noexcept
{
    if (!v.block) return;  // moved from
    ++v.block->generation;
    v.block->memory = cl::Buffer();
    rest(v.block);
}

any_view part(const any_view& v, std::size_t first, std::size_t n)
{
    if (first > v.size || n > v.size - first)
        throw std::out_of_range(
            text("view: [", first, ", ", first, " + ", n, ") is not inside ", v.size, " elements"));
    return {v.block, v.generation, v.type, v.offset + first, n};
}

any_view checked_type(const any_view& v, element wanted)
{
    require(v.type == wanted, "view: the elements are ", name(v.type), ", wanted ", name(wanted));
    return v;
}

cl_mem memory_of(const any_view& v, const context& wanted)
{
    require(v.block != nullptr, "a view of no memory");
    require(v.block->generation == v.generation, "a view outlives its buffer");
    if (v.block->where == wanted.handle()) return v.block->memory();
    require(v.block->facts != &wanted.facts,
            "memory is of another context than the queue, both on ", wanted.facts.name);
    throw std::invalid_argument(
        text("memory is on ", v.block->facts->name, ", the queue on ", wanted.facts.name));
}

event read(const queue& q, const any_view& from, void* to, bool wait)
{
    const cl_mem m = memory_of(from, q.state().shared);
    if (from.size == 0) return {};
    require(to != nullptr, "read: the host memory is null");
    const std::size_t each = size_of(from.type);
    if (wait && staged(q, from.size * each))
        return read_staged(q, m, from.offset * each, to, from.size * each);
    cl_event e = nullptr;
    const int status = clEnqueueReadBuffer(q.get(), m, wait, from.offset * each, from.size * each,
                                           to, 0, nullptr, &e);
    return enqueued(q, status, "clEnqueueReadBuffer", e);
}

event write(const queue& q, const any_view& to, const void* from, bool wait)
{
    const cl_mem m = memory_of(to, q.state().shared);
    if (to.size == 0) return {};
    require(from != nullptr, "write: the host memory is null");
    const std::size_t each = size_of(to.type);
    if (wait && staged(q, to.size * each))
        return write_staged(q, m, to.offset * each, from, to.size * each);
    cl_event e = nullptr;
    const int status = clEnqueueWriteBuffer(q.get(), m, wait, to.offset * each, to.size * each,
                                            from, 0, nullptr, &e);
    return enqueued(q, status, "clEnqueueWriteBuffer", e);
}

event copy(const queue& q, const any_view& from, const any_view& to)
{
    const context& c = q.state().shared;
    const cl_mem x = memory_of(from, c), y = memory_of(to, c);
    require(from.size == to.size, "copy: from ", from.size, " elements to ", to.size);
    require_disjoint("copy", to, "the destination", from, "the source");
    if (from.size == 0) return {};
    const std::size_t each = size_of(from.type);
    cl_event e = nullptr;
    const int status = clEnqueueCopyBuffer(q.get(), x, y, from.offset * each, to.offset * each,
                                           from.size * each, 0, nullptr, &e);
    return enqueued(q, status, "clEnqueueCopyBuffer", e);
}

event fill(const queue& q, const any_view& to, const void* value)
{
    const cl_mem m = memory_of(to, q.state().shared);
    const std::size_t each = size_of(to.type);
    // Fill in pieces, because NVIDIA's clEnqueueFillBuffer fails on large buffers.
    constexpr std::size_t most = std::size_t{1} << 27;
    event first, last;
    for (std::size_t at = 0; at < to.size; at += most) {
        cl_event e = nullptr;
        const int status = clEnqueueFillBuffer(q.get(), m, value, each, (to.offset + at) * each,
                                               std::min(most, to.size - at) * each, 0, nullptr, &e);
        last = enqueued(q, status, "clEnqueueFillBuffer", e);
        if (at == 0) first = last;
    }
    return {first, last};
}

event read(const queue& q, const rectangle& from, void* to, std::size_t to_pitch, bool wait)
{
    require(to_pitch >= from.width, "read: the host's pitch is ", to_pitch, ", rows are ",
            from.width, " elements");
    if (empty(from) || (gapless(from) && (to_pitch == from.width || from.rows == 1)))
        return read(q, as_view(from), to, wait);
    const cl_mem m = memory_of(from.data, q.state().shared);
    require(to != nullptr, "read: the host memory is null");
    const region r(from);
    constexpr std::array<std::size_t, 3> zero{};
    cl_event e = nullptr;
    const int status = clEnqueueReadBufferRect(
        q.get(), m, wait, r.origin.data(), zero.data(), r.size.data(), r.pitch, 0,
        to_pitch * size_of(from.data.type), 0, to, 0, nullptr, &e);
    return enqueued(q, status, "clEnqueueReadBufferRect", e);
}

event write(const queue& q, const rectangle& to, const void* from, std::size_t from_pitch,
            bool wait)
{
    require(from_pitch >= to.width, "write: the host's pitch is ", from_pitch, ", rows are ",
            to.width, " elements");
    if (empty(to) || (gapless(to) && (from_pitch == to.width || to.rows == 1)))
        return write(q, as_view(to), from, wait);
    const cl_mem m = memory_of(to.data, q.state().shared);
    require(from != nullptr, "write: the host memory is null");
    const region r(to);
    constexpr std::array<std::size_t, 3> zero{};
    cl_event e = nullptr;
    const int status = clEnqueueWriteBufferRect(
        q.get(), m, wait, r.origin.data(), zero.data(), r.size.data(), r.pitch, 0,
        from_pitch * size_of(to.data.type), 0, from, 0, nullptr, &e);
    return enqueued(q, status, "clEnqueueWriteBufferRect", e);
}

event copy(const queue& q, const rectangle& from, const rectangle& to)
{
    require(from.rows == to.rows && from.width == to.width, "copy: from ", from.rows, " x ",
            from.width, " elements to ", to.rows, " x ", to.width);
    if (empty(from) || (gapless(from) && gapless(to))) return copy(q, as_view(from), as_view(to));
    const context& c = q.state().shared;
    const cl_mem x = memory_of(from.data, c), y = memory_of(to.data, c);
    if (overlap(from, to)) refuse_overlap("copy", "the destination", "the source");
    if (x == y && from.pitch != to.pitch) {  // the rectangle call refuses such copies
        event first, last;
        for (std::size_t row = 0; row < from.rows; ++row) {
            rectangle a = from, b = to;
            a.rows = b.rows = 1;
            a.data.offset += row * from.pitch;
            b.data.offset += row * to.pitch;
            last = copy(q, as_view(a), as_view(b));
            if (row == 0) first = last;
        }
        return {first, last};
    }
    const region rx(from), ry(to);
    cl_event e = nullptr;
    const int status =
        clEnqueueCopyBufferRect(q.get(), x, y, rx.origin.data(), ry.origin.data(), rx.size.data(),
                                rx.pitch, 0, ry.pitch, 0, 0, nullptr, &e);
    return enqueued(q, status, "clEnqueueCopyBufferRect", e);
}

}  // namespace detail
}  // namespace kumiko
