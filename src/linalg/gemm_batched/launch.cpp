// SPDX-License-Identifier: Apache-2.0
#include "linalg/gemm_batched/launch.hpp"

#include <algorithm>
#include <iterator>

#include "core/check.hpp"
#include "core/index.hpp"
#include "linalg/gemm/cpu.hpp"
#include "tuning/gemm_batched.hpp"

namespace kumiko::detail {
namespace {

/// INDEX is int if every address fits one, also those of a tile beyond the last row and step.
index index_for(const batch& w)
{
    std::size_t end = 0, step = 0;
    const auto see = [&](const any_matrix& x, const places& at) {
        const std::size_t last = w.count > 0 && !at.listed ? (w.count - 1) * at.stride : 0;
        end = std::max({end, x.data.offset + x.data.size, x.data.offset + last + x.rows * x.ld});
        step = std::max(step, x.ld);
    };
    see(w.a.stored, w.a_at), see(w.b.stored, w.b_at), see(w.c, w.c_at), see(w.then.residual, 0);
    for (const any_view& v : {w.then.row_bias, w.then.column_bias})
        end = std::max(end, v.offset + v.size);
    return index_of(end, area(64, step));
}

/// A side's list; `none` if it has a stride instead.
const any_view& list_of(const places& at, const any_view& none)
{
    return at.listed ? at.list : none;
}

struct cpu_key {
    cpu_program program;
    int lanes, vectors;
};
struct cpu_plan {
    kernel batched;
    std::size_t columns, depth, items;
};
const memo<cpu_key, cpu_plan> cpu_plans;

const tuning::batched_cpu& sizes_for(const device& d)
{
    const tuning::batched_cpu* s = std::begin(tuning::batched_cpu_sizes);
    while (s->lanes > d.lanes() && s + 1 != std::end(tuning::batched_cpu_sizes)) ++s;
    return *s;
}

/// Lanes and vectors of a tile, no wider than n needs.
struct cpu_width {
    int lanes, vectors;
};
cpu_width width_for(const queue& q, element sums, std::size_t n)
{
    const tuning::batched_cpu& s = sizes_for(q.device());
    const int most = std::max(4, s.lanes * 4 / static_cast<int>(size_of(sums)));
    int lanes = 4;
    while (lanes < most && positive(lanes) < n) lanes *= 2;
    const int vectors = static_cast<int>(
        std::min(positive(s.vectors), std::max<std::size_t>(1, quotient_up(n, positive(lanes)))));
    return {lanes, vectors};
}

cpu_plan choose_cpu(const queue& q, const cpu_key& key)
{
    const device& d = q.device();
    const tuning::batched_cpu& s = sizes_for(d);
    return {kernel(q, source::library("linalg/gemm_batched/cpu.cl"), "gemm_batched",
                   key.program.defines(d, {{"LANES", key.lanes},
                                           {"VECTORS", key.vectors},
                                           {"ROWS", s.rows},
                                           {"DEPTH", s.depth}})),
            positive(key.lanes * key.vectors), positive(s.depth),
            positive(s.items * d.compute_units())};
}

struct gpu_key {
    element type;
    int sizes;  ///< the row of the table to start from
    index at;
};
struct gpu_plan {
    kernel batched;
    std::size_t side, tile;
};
const memo<gpu_key, gpu_plan> gpu_plans;

/// The first sizes of the table, from key.sizes on, that the device and the built kernel allow.
gpu_plan choose_gpu(const queue& q, const gpu_key& key)
{
    const device& d = q.device();
    for (const tuning::batched_gpu* s = tuning::batched_gpu_sizes + key.sizes;; ++s) {
        const bool last = s + 1 == std::end(tuning::batched_gpu_sizes);
        const std::size_t side = positive(s->side), group = side * side;
        const std::size_t tile = side * positive(s->item);
        const std::size_t bytes = 2 * tile * positive(s->depth) * size_of(key.type);
        if (!last && (group > positive(d.max_work_group()) || bytes > d.local_memory() ||
                      side > d.facts().max_work_item_sizes[1]))
            continue;
        kernel batched(q, source::library("linalg/gemm_batched/gpu.cl"), "gemm_batched",
                       {{"E", key.type},
                        {"SIDE", s->side},
                        {"ITEM", s->item},
                        {"DEPTH", s->depth},
                        {"INDEX", key.at}});
        if (!last && group > batched.max_group()) continue;
        return {std::move(batched), side, tile};
    }
}

}  // namespace

event batch_cpu(const queue& q, const batch& w)
{
    const element factors = w.a.stored.data.type, result = w.c.data.type;
    const element sums = result == element::f64 ? element::f64 : element::f32;
    const bool has_epilogue = !trivial(w.then);
    const cpu_width width = width_for(q, sums, w.n);
    const cpu_key key = {{sums, factors, result, index_for(w), has_epilogue, activation_of(w.then)},
                         width.lanes,
                         width.vectors};
    const cpu_plan& with = cpu_plans.get(q, key, choose_cpu);

    // Each work-item has memory for a panel, if one is packed, and for sums between two runs.
    const std::size_t items = std::min(w.count, with.items);
    const bool waits = w.k > with.depth;
    const bool packs = waits || factors != sums || w.b.transposed || w.n % with.columns != 0;
    const std::size_t each = with.columns * (with.depth + (waits ? w.m : 0));
    const scratch memory(q, sums, packs ? items * w.blocks * each : 0);
    const scratch none(q, element::u64, 0);
    return by_real(sums, [&](auto number) {
        using E = decltype(number);
        const auto with_more = [&](const auto&... then) {
            return with.batched(q, groups(items, w.blocks), w.count, w.m, w.n, w.k, w.k_last,
                                static_cast<E>(w.alpha), w.a.stored, int{w.a.transposed},
                                w.a_at.stride, int{w.a_at.listed}, list_of(w.a_at, none),
                                w.b.stored, int{w.b.transposed}, w.b_at.stride, int{w.b_at.listed},
                                list_of(w.b_at, none), static_cast<E>(w.beta), w.c, w.c_at.stride,
                                int{w.c_at.listed}, list_of(w.c_at, none), memory, each, then...);
        };
        return has_epilogue ? with_epilogue<E>(w.then, w.c, with_more) : with_more();
    });
}

event batch_gpu(const queue& q, const batch& w)
{
    gpu_key key = {w.c.data.type, 0, index_for(w)};
    while (key.sizes + 1 < static_cast<int>(std::size(tuning::batched_gpu_sizes)) &&
           std::max(w.m, w.n) <= positive(tuning::batched_gpu_sizes[key.sizes].least))
        ++key.sizes;
    const gpu_plan& with = gpu_plans.get(q, key, choose_gpu);
    const grid over = groups(quotient_up(w.n, with.tile), quotient_up(w.m, with.tile), w.count);
    const scratch none(q, element::u64, 0);
    return by_real(w.c.data.type, [&](auto number) {
        using E = decltype(number);
        return with.batched(q, over.of(with.side, with.side, 1), w.m, w.n, w.k,
                            static_cast<E>(w.alpha), w.a.stored, int{w.a.transposed}, w.a_at.stride,
                            int{w.a_at.listed}, list_of(w.a_at, none), w.b.stored,
                            int{w.b.transposed}, w.b_at.stride, int{w.b_at.listed},
                            list_of(w.b_at, none), static_cast<E>(w.beta), w.c, w.c_at.stride,
                            int{w.c_at.listed}, list_of(w.c_at, none));
    });
}

std::string batch_cpu_sizes(const queue& q, element type, std::size_t n)
{
    const cpu_width width = width_for(q, type, n);
    return text(sizes_for(q.device()).rows, " rows x ", width.vectors, " vectors of ", width.lanes,
                " lanes, read in place (tuning/gemm_batched.hpp)");
}

}  // namespace kumiko::detail
