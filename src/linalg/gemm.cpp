// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/program.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

#include "detail/block.hpp"
#include "detail/check.hpp"
#include "detail/index.hpp"
#include "detail/overlap.hpp"
#include "detail/queue_state.hpp"
#include "tuning/gemm.hpp"

namespace kumiko::detail {
namespace {

struct product {
    any_factor a, b;  // a (m,k), b (k,n)
    any_matrix c;     // (m,n)
    std::size_t m, n, k;
    float alpha, beta;
};

std::size_t quotient_up(std::size_t n, std::size_t d) { return (n + d - 1) / d; }
std::size_t positive(int n) { return static_cast<std::size_t>(n); }

/// "(3,4)", or "(4,3) transposed".
std::string shape(const any_factor& f)
{
    return text("(", f.stored.rows, ",", f.stored.cols, f.transposed ? ") transposed" : ")");
}

product validate(const queue& q, const any_factor& a, const any_factor& b, const any_matrix& c,
                 double alpha, double beta)
{
    for (const any_view& v : {a.stored.data, b.stored.data, c.data})
        require(v.type == element::f32, "gemm: elements are float, not ", cl_name(v.type));
    if (a.cols() != b.rows())
        throw std::invalid_argument(
            text("gemm: a is ", shape(a), ", b is ", shape(b), "; ", a.cols(), " != ", b.rows()));
    if (c.rows != a.rows() || c.cols != b.cols())
        throw std::invalid_argument(text("gemm: a is ", shape(a), ", b is ", shape(b), ": c is (",
                                         a.rows(), ",", b.cols(), "), not (", c.rows, ",", c.cols,
                                         ")"));
    require_disjoint("gemm", c, "c", a.stored, "a");
    require_disjoint("gemm", c, "c", b.stored, "b");
    for (const any_view& v : {a.stored.data, b.stored.data, c.data}) memory_of(v, q.state().shared);
    product p = {
        a, b, c, c.rows, c.cols, a.cols(), static_cast<float>(alpha), static_cast<float>(beta)};
    if (p.alpha == 0) p.k = 0;  // as in BLAS: the factors are not read, their NaN does not reach C
    return p;
}

/// Whether every address fits an int, a tile beyond the last row included. What is packed always
/// does.
index index_for(const product& p)
{
    std::size_t end = 0, step = 0;
    for (const any_matrix& x : {p.a.stored, p.b.stored, p.c}) {
        if (x.rows > 0) end = std::max(end, x.data.offset + (x.rows - 1) * x.ld + x.cols);
        step = std::max(step, x.ld);
    }
    return index_of(end, area(128, step));
}

/// Rows [row, row + rows) and columns [col, col + cols) of what f stands for.
any_factor part_of(const any_factor& f, std::size_t row, std::size_t col, std::size_t rows,
                   std::size_t cols)
{
    return {
        f.transposed ? part(f.stored, col, row, cols, rows) : part(f.stored, row, col, rows, cols),
        f.transposed};
}

struct cpu_key {
    index at;
    bool operator==(const cpu_key& o) const { return at == o.at; }
};
struct cpu_plan {
    kernel pack_b, gemm;
    std::size_t tile_rows, panel_columns, depth, tiles_of_block, small, own_rows, units;
};
const memo<cpu_key, cpu_plan> cpu_plans;

cpu_plan choose_cpu(const queue& q, const cpu_key& key)
{
    const device& d = q.device();
    const tuning::gemm_cpu* s = std::begin(tuning::gemm_cpu_sizes);
    while (s->lanes > d.lanes() && s + 1 != std::end(tuning::gemm_cpu_sizes)) ++s;
    // A processor with real vectors turns the hint into an instruction, also from SPIR; interpreters
    // and llvmpipe report a width of 1 and run as 4 lanes.
    const int prefetch = d.is_cpu() && d.lanes() >= 8 ? 1 : 0;
    const std::vector<define> defines = {
        {"E", element::f32}, {"LANES", s->lanes},    {"VECTORS", s->vectors}, {"ROWS", s->rows},
        {"DEPTH", s->depth}, {"PREFETCH", prefetch}, {"INDEX", key.at}};
    const source text = source::library("linalg/gemm/cpu.cl");
    const std::size_t small = positive(s->small);
    return {kernel(q, text, "pack_b", defines),
            kernel(q, text, "gemm", defines),
            positive(s->rows),
            positive(s->vectors * s->lanes),
            positive(s->depth),
            positive(s->block_rows / s->rows),
            small * small * small,
            positive(s->own_rows),
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

event run_cpu(const queue& q, const product& p)
{
    const cpu_key key = {index_for(p)};
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
                             part(p.c, row, column, m, n), p.alpha, step == 0 ? p.beta : 1);
                all = all.get() ? event(all, done) : std::move(done);
            }
        }
        step += steps;
    } while (step < p.k);
    return all;
}

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

event run_gpu(const queue& q, const product& p)
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
    return with->gemm(q, tiles(*with).of(with->group_x, with->group_y), p.m, p.n, p.k, p.alpha,
                      p.a.stored, int{p.a.transposed}, p.b.stored, int{p.b.transposed}, p.beta,
                      p.c);
}

}  // namespace

event gemm(const queue& q, const any_factor& a, const any_factor& b, const any_matrix& c,
           double alpha, double beta)
{
    const product p = validate(q, a, b, c, alpha, beta);
    if (p.m == 0 || p.n == 0) return {};
    return kind_of(q) == kind::cpu ? run_cpu(q, p) : run_gpu(q, p);
}

}  // namespace kumiko::detail
