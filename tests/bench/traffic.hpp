// SPDX-License-Identifier: Apache-2.0
// Roofs of memory-bound operations: the fastest native loops of the same traffic, over the very same
// memory, on all cores. 64 bytes at a time, as the processor has them, from 1, 4 or 8 places in turn.
#pragma once

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

#include <chrono>
#include <initializer_list>

#include "bench/bench.hpp"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define EACH_PROCESSOR
#endif

namespace bench {

typedef std::uint64_t line __attribute__((vector_size(64), aligned(8)));

/// Loops over bytes of x, or of x and y: read x; read x and y; x = f(x); y = x; y = f(x, y);
/// x and y = f(x, y).
enum class traffic { read, read_two, update, move, combine, exchange };

/// The loop; the number of streams is the fastest one's.
std::function<void()> fastest(traffic what, void* x, void* y, std::size_t bytes);

/// Device memory as the host sees it, for as long as the pointer lives, which keeps its owner; null where the device
/// is not a CPU, whose kernels could not use it at the same time.
inline std::shared_ptr<void> host_memory(const kumiko::queue& q, const kumiko::any_view& x,
                                         const std::shared_ptr<const void>& owner)
{
    if (!q.device().is_cpu()) return nullptr;
    cl_int status = 0;
    void* mapped =
        clEnqueueMapBuffer(q.get(), kumiko::handle(q, x), CL_TRUE, CL_MAP_READ | CL_MAP_WRITE, 0,
                           x.size * size_of(x.type), 0, nullptr, nullptr, &status);
    if (!mapped) return nullptr;
    return std::shared_ptr<void>(mapped, [q, x, owner](void* p) {
        clEnqueueUnmapMemObject(q.get(), kumiko::handle(q, x), p, 0, nullptr, nullptr);
        q.finish();
    });
}
template <class T>
std::shared_ptr<T> host_memory(const kumiko::queue& q, const std::shared_ptr<kumiko::buffer<T>>& x)
{
    return std::static_pointer_cast<T>(host_memory(q, *x, x));
}

}  // namespace bench
