// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <utility>

#include "linalg/gemm/product.hpp"
#include "tuning/gemm.hpp"

namespace kumiko::detail {
namespace {

struct gpu_key {
    index at;
    tuning::gemm_gpu sizes;
    bool operator==(const gpu_key& o) const { return at == o.at && equal(sizes, o.sizes); }
};
struct gpu_plan {
    std::optional<kernel> gemm;  // none: the device does not allow these sizes
    std::size_t group_x, group_y, tile_rows, tile_columns, enough_tiles;
};
const memo<gpu_key, gpu_plan> gpu_plans;

gpu_plan choose_gpu(const queue& q, const gpu_key& key)
{
    const device& d = q.device();
    const tuning::gemm_gpu& s = key.sizes;
    const std::size_t rows = positive(s.group_y * s.item_rows);
    const std::size_t columns = positive(s.group_x * s.item_columns);
    const std::size_t group = positive(s.group_x * s.group_y);
    const std::size_t bytes = (rows + 4 + columns + 4) * positive(s.depth) * sizeof(float);
    gpu_plan p = {std::nullopt,
                  positive(s.group_x),
                  positive(s.group_y),
                  rows,
                  columns,
                  positive(s.tiles_per_unit * d.compute_units())};
    if (group > positive(d.max_work_group()) || bytes > d.local_memory() ||
        positive(s.group_y) > d.facts().max_work_item_sizes[1])
        return p;
    kernel gemm(q, source::library("linalg/gemm/gpu.cl"), "gemm",
                {{"GROUP_X", s.group_x},
                 {"GROUP_Y", s.group_y},
                 {"ITEM_ROWS", s.item_rows},
                 {"ITEM_COLUMNS", s.item_columns},
                 {"DEPTH", s.depth},
                 {"INDEX", key.at}});
    if (group <= gemm.max_group()) p.gemm = std::move(gemm);
    return p;
}

grid tiles_of(const product& p, const gpu_plan& with)
{
    return groups(quotient_up(p.n, with.tile_columns), quotient_up(p.m, with.tile_rows));
}

/// Whether the device allows sizes, and they leave none of its units idle; `with` is their plan.
struct fits_device {
    const queue& q;
    const product& p;
    const gpu_plan*& with;
    bool operator()(const tuning::gemm_gpu& sizes) const
    {
        const gpu_key key = {index_for(p), sizes};
        with = &gpu_plans.get(q.state().shared, key, [&] { return choose_gpu(q, key); });
        if (!with->gemm) return false;
        const grid tiles = tiles_of(p, *with);
        return tiles.count[0] * tiles.count[1] >= with->enough_tiles;
    }
};

}  // namespace

std::string sizes_of_gpu(const queue& q, const product& p)
{
    const gpu_plan* with = nullptr;
    return tuning::described(tuning::table_of<tuning::gemm_gpu>(q, p.sums).usual(
        {p.m, p.n, p.k}, fits_device{q, p, with}));
}

event gemm_gpu(const queue& q, const product& p)
{
    const gpu_plan* with = nullptr;
    tuning::table_of<tuning::gemm_gpu>(q, p.sums).pick({p.m, p.n, p.k}, fits_device{q, p, with});
    return (*with->gemm)(q, tiles_of(p, *with).of(with->group_x, with->group_y), p.m, p.n, p.k,
                         static_cast<float>(p.alpha.real()), p.a.stored, int{p.a.transposed},
                         p.b.stored, int{p.b.transposed}, static_cast<float>(p.beta.real()), p.c);
}

}  // namespace kumiko::detail
