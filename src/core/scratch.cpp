// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/block.hpp"
#include "core/queue_state.hpp"

namespace kumiko {

void queue::trim() const
{
    detail::queue_state& s = state();
    const std::lock_guard lock(s.pooling);
    for (const any_view& v : s.pool) detail::release(v);
    s.pool.clear();
    s.pool_bytes = 0;
    const std::lock_guard no_transfer(s.staging);
    s.release_stages();
}

namespace detail {
namespace {

// Sizes are rounded up so that calls whose needs differ a little share one buffer.
std::size_t rounded(std::size_t bytes)
{
    std::size_t step = 4096;
    while (step * 8 < bytes) step *= 2;
    return (bytes + step - 1) / step * step;
}

}  // namespace

queue_state::queue_state(std::shared_ptr<context> c, cl::CommandQueue h, const queue_options& o)
    : owner(std::move(c)), shared(*owner), handle(std::move(h)), options(o), shape(o.force)
{
    // The cpu kind has long loops, so a device whose loops end early cannot run it.
    if (shape == kind::automatic)
        shape = shared.device.is_cpu() && shared.facts.long_loops ? kind::cpu : kind::gpu;
    pool.reserve(64);
    nothing = view_of(shared, cl::Buffer(), element::u8, 0);
}

queue_state::~queue_state()
{
    for (const any_view& v : pool) release(v);
    release(nothing);
    release_stages();
}

any_view take_scratch(const queue& q, element type, std::size_t n)
{
    queue_state& s = q.state();
    if (n == 0) return {s.nothing.block, s.nothing.generation, type, 0, 0};
    const std::size_t bytes = area(n, size_of(type));
    {
        const std::lock_guard lock(s.pooling);
        auto best = s.pool.end();
        for (auto v = s.pool.begin(); v != s.pool.end(); ++v)
            if (v->block->bytes >= bytes &&
                (best == s.pool.end() || v->block->bytes < best->block->bytes))
                best = v;
        if (best != s.pool.end()) {
            const any_view found = {best->block, best->generation, type, 0, n};
            s.pool_bytes -= best->block->bytes;
            s.pool.erase(best);
            return found;
        }
    }
    any_view fresh = allocate(q, element::u8, rounded(std::max<std::size_t>(bytes, 1)), nullptr);
    fresh.type = type;
    fresh.size = n;
    return fresh;
}

void give_back_scratch(const queue& q, any_view v) noexcept
{
    queue_state& s = q.state();
    if (v.block == s.nothing.block) return;
    const std::lock_guard lock(s.pooling);
    try {
        s.pool.push_back(v);
    } catch (...) {  // there is no memory to remember it
        return release(v);
    }
    s.pool_bytes += v.block->bytes;
    while (s.pool_bytes > s.options.scratch_cap) {  // the least recently used first
        s.pool_bytes -= s.pool.front().block->bytes;
        release(s.pool.front());
        s.pool.erase(s.pool.begin());
    }
}

}  // namespace detail
}  // namespace kumiko
