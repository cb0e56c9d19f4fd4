// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <utility>

#include "linalg/gemm/product.hpp"
#include "tuning/gemm.hpp"

namespace kumiko::detail {
namespace {

struct gpu_key {
    index at;
    int sizes;  ///< row of the table to start from
    bool operator==(const gpu_key& o) const { return at == o.at && sizes == o.sizes; }
};
struct gpu_plan {
    kernel gemm;
    std::size_t group_x, group_y, tile_rows, tile_columns, enough_tiles;
};
const memo<gpu_key, gpu_plan> gpu_plans;

/// The first sizes of the table, from key.sizes on, that the device and the built kernel allow.
gpu_plan choose_gpu(const queue& q, const gpu_key& key)
{
    const device& d = q.device();
    for (const tuning::gemm_gpu* s = tuning::gemm_gpu_sizes + key.sizes;; ++s) {
        const bool last = s + 1 == std::end(tuning::gemm_gpu_sizes);
        const std::size_t rows = positive(s->group_y * s->item_rows);
        const std::size_t columns = positive(s->group_x * s->item_columns);
        const std::size_t group = positive(s->group_x * s->group_y);
        const std::size_t bytes = (rows + 4 + columns + 4) * positive(s->depth) * sizeof(float);
        if (!last && (group > positive(d.max_work_group()) || bytes > d.local_memory() ||
                      positive(s->group_y) > d.facts().max_work_item_sizes[1]))
            continue;
        kernel gemm(q, source::library("linalg/gemm/gpu.cl"), "gemm",
                    {{"GROUP_X", s->group_x},
                     {"GROUP_Y", s->group_y},
                     {"ITEM_ROWS", s->item_rows},
                     {"ITEM_COLUMNS", s->item_columns},
                     {"DEPTH", s->depth},
                     {"INDEX", key.at}});
        if (!last && group > gemm.max_group()) continue;
        return {std::move(gemm),
                positive(s->group_x),
                positive(s->group_y),
                rows,
                columns,
                positive(s->tiles_per_unit * d.compute_units())};
    }
}

}  // namespace

event gemm_gpu(const queue& q, const product& p)
{
    gpu_key key = {index_for(p), 0};
    const auto plan = [&]() -> const gpu_plan& {
        return gpu_plans.get(q.state().shared, key, [&] { return choose_gpu(q, key); });
    };
    const auto tiles = [&](const gpu_plan& with) {
        return groups(quotient_up(p.n, with.tile_columns), quotient_up(p.m, with.tile_rows));
    };
    const gpu_plan* with = &plan();
    while (tiles(*with).count[0] * tiles(*with).count[1] < with->enough_tiles) {
        ++key.sizes;
        with = &plan();
    }
    return with->gemm(q, tiles(*with).of(with->group_x, with->group_y), p.m, p.n, p.k,
                      static_cast<float>(p.alpha.real()), p.a.stored, int{p.a.transposed},
                      p.b.stored, int{p.b.transposed}, static_cast<float>(p.beta.real()), p.c);
}

}  // namespace kumiko::detail
