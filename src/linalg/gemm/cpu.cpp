// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "linalg/gemm/product.hpp"
#include "tuning/gemm.hpp"

namespace kumiko::detail {
namespace {

struct cpu_key {
    index at;
    tuning::gemm_cpu sizes;
    bool operator==(const cpu_key& o) const { return at == o.at && equal(sizes, o.sizes); }
};
struct cpu_plan {
    kernel pack_b, gemm;
    std::size_t tile_rows, panel_columns, depth, tiles_of_block, small, own_rows, units;
};
const memo<cpu_key, cpu_plan> cpu_plans;

cpu_plan choose_cpu(const queue& q, const cpu_key& key)
{
    const device& d = q.device();
    const tuning::gemm_cpu& s = key.sizes;
    // A processor with real vectors turns the hint into an instruction, also from SPIR; interpreters
    // and llvmpipe report a width of 1 and run as 4 lanes.
    const int prefetch = d.is_cpu() && d.lanes() >= 8 ? 1 : 0;
    const std::vector<define> defines = {
        {"E", element::f32}, {"LANES", s.lanes},     {"VECTORS", s.vectors}, {"ROWS", s.rows},
        {"DEPTH", s.depth},  {"PREFETCH", prefetch}, {"INDEX", key.at}};
    const source text = source::library("linalg/gemm/cpu.cl");
    const std::size_t small = positive(s.small);
    return {kernel(q, text, "pack_b", defines),
            kernel(q, text, "gemm", defines),
            positive(s.rows),
            positive(s.vectors * s.lanes),
            positive(s.depth),
            positive(s.block_rows / s.rows),
            small * small * small,
            positive(s.own_rows),
            positive(d.compute_units())};
}

/// The even length of the fewest pieces of at most `most`, in whole `unit`s.
std::size_t piece(std::size_t n, std::size_t most, std::size_t unit)
{
    return n <= most ? n : quotient_up(quotient_up(n, quotient_up(n, most)), unit) * unit;
}

/// C cut into `blocks` of its rows by `strips` of its columns, a work-item each: blocks that fit
/// the cache, and no compute unit with one block less than the others. Where that would leave less
/// than 8 tiles to a block, hardly worth a packed panel, strips make up for it.
struct cut {
    std::size_t blocks, strips;
};
cut cut_of(const cpu_plan& with, std::size_t m, std::size_t n)
{
    const std::size_t tiles = quotient_up(m, with.tile_rows);
    const std::size_t panels = quotient_up(n, with.panel_columns);
    const std::size_t rounds = quotient_up(quotient_up(tiles, with.tiles_of_block), with.units);
    if (8 * with.units <= tiles) return {rounds * with.units, 1};
    const std::size_t blocks = std::max<std::size_t>(1, tiles / 8);
    return {blocks, std::min(panels, std::max<std::size_t>(1, with.units / blocks))};
}

/// The launches for one piece of op(B); the first one's event, and the last one's.
event multiply(const queue& q, const cpu_plan& with, const any_factor& a, const any_factor& b,
               const any_matrix& c, float alpha, float beta)
{
    const std::size_t n = b.cols(), k = b.rows();
    const std::size_t panels = quotient_up(n, with.panel_columns);
    const cut grid = cut_of(with, c.rows, n);
    const std::size_t block_rows =
        quotient_up(quotient_up(c.rows, with.tile_rows), grid.blocks) * with.tile_rows;
    const std::size_t slice = block_rows * with.depth, items = grid.blocks * grid.strips;
    // Nobody packs what another has packed, or each unit does once, for many rows: cheaper than
    // another launch.
    const bool one_launch = c.rows * n * k <= with.small || grid.blocks == 1 ||
                            (items <= with.units && block_rows >= with.own_rows);
    const scratch packed_a(q, element::f32, items * slice);
    const scratch packed_b(q, element::f32,
                           with.panel_columns * (one_launch ? items * with.depth : panels * k));

    event first;
    if (!one_launch)
        first = with.pack_b(q, groups(panels, quotient_up(k, with.depth)), n, k, b.stored,
                            int{b.transposed}, packed_b);
    event last = with.gemm(q, groups(grid.strips, grid.blocks), c.rows, n, k, alpha, a.stored,
                           int{a.transposed}, b.stored, int{b.transposed}, beta, c, packed_a, slice,
                           packed_b, int{!one_launch});
    if (one_launch) return last;
    return {first, last};
}

}  // namespace

event gemm_cpu(const queue& q, const product& p)
{
    const tuning::table<tuning::gemm_cpu>& known = tuning::table_of<tuning::gemm_cpu>(q, p.sums);
    const cpu_key key = {index_for(p), known.pick({p.m, p.n, p.k}).sizes};
    const cpu_plan& with = cpu_plans.get(q.state().shared, key, [&] { return choose_cpu(q, key); });
    // In pieces, so that what is packed stays bounded, and narrow.
    const std::size_t rows = piece(p.m, tuning::gemm_most_packed_a / with.depth, with.tile_rows);
    const std::size_t columns = piece(p.n, tuning::gemm_most_columns, with.panel_columns);
    const std::size_t steps = piece(p.k, tuning::gemm_most_steps, with.depth);
    event all;
    std::size_t step = 0;
    do {
        const std::size_t k = std::min(steps, p.k - step);
        for (std::size_t column = 0; column < p.n; column += columns) {
            const std::size_t n = std::min(columns, p.n - column);
            const any_factor b = part_of(p.b, step, column, k, n);
            for (std::size_t row = 0; row < p.m; row += rows) {
                const std::size_t m = std::min(rows, p.m - row);
                event done =
                    multiply(q, with, part_of(p.a, row, step, m, k), b,
                             part(p.c, row, column, m, n), static_cast<float>(p.alpha.real()),
                             step == 0 ? static_cast<float>(p.beta.real()) : 1);
                all = all.get() ? event(all, done) : std::move(done);
            }
        }
        step += steps;
    } while (step < p.k);
    return all;
}

}  // namespace kumiko::detail
