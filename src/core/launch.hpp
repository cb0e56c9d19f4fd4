// SPDX-License-Identifier: Apache-2.0
// What the choice of kernels begins with in every operation: the key, the file, and sizes of vectors and groups.
#pragma once

#include <kumiko/program.hpp>

#include <algorithm>

#include "core/index.hpp"
#include "core/numbers.hpp"
#include "core/queue_state.hpp"

namespace kumiko::detail {

/// What every choice of kernels depends on. Where an operation's depends on more, its key is an aggregate
/// of this and of the rest.
struct launch_key {
    element type;
    index at;
    kind shape;
};

/// More than any grid steps over.
constexpr std::size_t grid_most = 1 << 24;

/// From so many bytes on, kernels of the cpu kind write a result past the caches: it would not be found there.
constexpr std::size_t past_caches = 16 << 20;

inline element type_of(const any_view& v) { return v.type; }
inline element type_of(const any_image& a) { return a.data.type; }
/// One past the last address of an operand, in elements.
inline std::size_t end_of(const any_view& v) { return v.offset + v.size; }
inline std::size_t end_of(const any_image& a) { return end_of(a.data); }

/// The key for kernels on q whose elements are of the first operand's type, and that reach every operand's
/// end and one step of the grid beyond.
template <class First, class... More>
launch_key key_of(const queue& q, const First& x, const More&... others)
{
    return {type_of(x), index_of(std::max({end_of(x), end_of(others)...}), grid_most), kind_of(q)};
}

/// The kernels of an operation, "parallel/reduce": its cpu.cl or its gpu.cl; with `part` "sum_" its
/// sum_cpu.cl or sum_gpu.cl.
inline source kernels_of(const std::string& operation, kind k, const char* part = "")
{
    return source::library(operation + '/' + part + (k == kind::cpu ? "cpu.cl" : "gpu.cl"));
}

inline std::size_t units_of(const queue& q)
{
    return static_cast<std::size_t>(q.device().compute_units());
}

/// Elements of type e in a vector register, of complex ones their parts; at least 2, so that a pair fits,
/// and at most 16, as OpenCL's vectors have.
inline int lanes_of(const device& d, element e)
{
    return std::clamp(d.lanes() * 4 / static_cast<int>(size_of(real_of(e))), 2, 16);
}

/// The largest power of two of work-items a group may have, 256 at most.
inline std::size_t group_of(const device& d)
{
    std::size_t wg = 256;
    while (wg > static_cast<std::size_t>(d.max_work_group())) wg /= 2;
    return wg;
}

/// Work-items of a group: 1 in kernels of the cpu kind.
inline std::size_t group_of(const queue& q, kind k)
{
    return k == kind::cpu ? 1 : group_of(q.device());
}

/// What kernels that walk neighbouring elements are told, and `more`. All: INDEX. cpu kind: the element E, and T,
/// a vector of LANES of them. gpu kind: the element T, and WG, its group's work-items.
inline std::vector<define> defines_of(const queue& q, const launch_key& k, std::vector<define> more)
{
    more.emplace_back("INDEX", k.at);
    if (k.shape == kind::gpu) {
        more.emplace_back("T", k.type);
        more.emplace_back("WG", group_of(q.device()));
        return more;
    }
    const int lanes = lanes_of(q.device(), k.type);
    more.emplace_back("E", k.type);
    more.emplace_back("T", cl_name(k.type) + std::to_string(lanes));
    more.emplace_back("LANES", lanes);
    return more;
}

}  // namespace kumiko::detail
