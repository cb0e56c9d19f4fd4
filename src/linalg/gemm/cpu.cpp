// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "core/overlap.hpp"
#include "linalg/gemm/cpu.hpp"
#include "tuning/gemm.hpp"

namespace kumiko::detail {
namespace {

struct cpu_key {
    cpu_program program;
    tuning::gemm_cpu sizes;
};
struct cpu_plan {
    kernel pack_b, gemm;
    std::size_t parts;  // real numbers of an element: 2 if it is complex, else 1
    element real;       // the type of packed numbers
    // In rows and steps of the product. Each is `parts` packed lines or steps.
    std::size_t tile_rows, panel_columns, depth, tiles_of_block, small, own_rows, units;
};
const memo<cpu_key, cpu_plan> cpu_plans;

cpu_plan choose_cpu(const queue& q, const cpu_key& key)
{
    const device& d = q.device();
    const tuning::gemm_cpu& s = key.sizes;
    const element sums = key.program.sums;
    // 255 * 255 * 256 is below 2^24, so a float sums 256 products of bytes exactly.
    const int depth = sums == element::s32 ? std::min(s.depth, 256) : s.depth;
    const std::vector<define> defines = key.program.defines(
        d, {{"LANES", s.lanes}, {"VECTORS", s.vectors}, {"ROWS", s.rows}, {"DEPTH", depth}});
    const source text = source::library("linalg/gemm/cpu.cl");
    const std::size_t parts = is_complex_element(sums) ? 2 : 1, small = positive(s.small);
    return {kernel(q, text, "pack_b", defines),
            kernel(q, text, "gemm", defines),
            parts,
            key.program.real(),
            positive(s.rows) / parts,
            positive(s.vectors * s.lanes),
            positive(depth) / parts,
            positive(s.block_rows / s.rows),
            small * small * small,
            positive(s.own_rows),
            positive(d.compute_units())};
}

/// Cuts n into the fewest pieces of at most `most`; returns their even length, in whole `unit`s.
std::size_t piece(std::size_t n, std::size_t most, std::size_t unit)
{
    return n <= most ? n : quotient_up(quotient_up(n, quotient_up(n, most)), unit) * unit;
}

/// C is cut into `blocks` of its rows by `strips` of its columns, one work-item each. Blocks fit
/// the cache, and every compute unit gets as many blocks as the others. If that would leave less
/// than 8 tiles to a block, which is hardly worth a packed panel, strips divide the work instead.
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

/// The bits of an argument that tells how a factor lies in memory: enum form of pack.cl.
int form(const any_factor& f)
{
    return (f.transposed ? 1 : 0) + (f.conjugated ? 2 : 0) +
           (f.stored.data.type == element::s8 ? 4 : 0);
}

/// The factor as kernels see it: bytes are uchar, signed or not.
any_matrix bytes_of(const any_factor& f)
{
    any_matrix x = f.stored;
    if (x.data.type == element::s8) x.data.type = element::u8;
    return x;
}

/// One piece of a product. Its sums are kept in `running` from one piece to the next.
struct piece_of_product {
    any_factor a, b;
    any_matrix c, running;
    bool begins, ends;  // whether the sum over k begins, ends with this piece
};

/// The launches for one piece. `then` are the kernel's arguments after those of the product.
template <class Value, class... Then>
event multiply(const queue& q, const cpu_plan& with, const piece_of_product& p, Value alpha,
               Value beta, const Then&... then)
{
    const std::size_t m = p.c.rows, n = p.c.cols, k = p.b.rows();
    const std::size_t panels = quotient_up(n, with.panel_columns);
    const cut grid = cut_of(with, m, n);
    const std::size_t block_rows =
        quotient_up(quotient_up(m, with.tile_rows), grid.blocks) * with.tile_rows;
    const std::size_t line = with.depth * with.parts;  // packed numbers of a line
    const std::size_t slice = block_rows * with.parts * line, items = grid.blocks * grid.strips;
    // One launch: work-items pack op(B) themselves. That is cheaper than a launch before if no
    // panel is packed twice, or if each unit packs it once for many rows.
    const bool one_launch = m * n * k <= with.small || grid.blocks == 1 ||
                            (items <= with.units && block_rows >= with.own_rows);
    const scratch packed_a(q, with.real, items * slice);
    const scratch packed_b(
        q, with.real, with.panel_columns * (one_launch ? items * line : panels * k * with.parts));

    const any_matrix a = bytes_of(p.a), b = bytes_of(p.b);
    event first;
    if (!one_launch)
        first = with.pack_b(q, groups(panels, quotient_up(k, with.depth)), n, k, b, form(p.b),
                            packed_b);
    event last = with.gemm(q, groups(grid.strips, grid.blocks), m, n, k, alpha, a, form(p.a), b,
                           form(p.b), beta, p.c, p.running, int{p.begins}, int{p.ends}, packed_a,
                           slice, packed_b, int{!one_launch}, then...);
    if (one_launch) return last;
    return {first, last};
}

/// The launches for one piece of a real product, with its epilogue. E is float or double.
template <class E>
event multiply_real(const queue& q, const cpu_plan& with, const piece_of_product& p,
                    const product& whole, std::size_t row, std::size_t column)
{
    return with_epilogue<E>(part_of(whole.then, row, column, p.c.rows, p.c.cols), p.c,
                            [&](const auto&... then) {
                                return multiply(q, with, p, static_cast<E>(whole.alpha.re),
                                                static_cast<E>(whole.beta.re), then...);
                            });
}

event multiply_piece(const queue& q, const cpu_plan& with, const piece_of_product& p,
                     const product& whole, std::size_t row, std::size_t column)
{
    switch (whole.sums) {
        case element::f32:
            return multiply_real<float>(q, with, p, whole, row, column);
        case element::f64:
            return multiply_real<double>(q, with, p, whole, row, column);
        case element::s32:
            return multiply(q, with, p, static_cast<std::int32_t>(whole.alpha.re),
                            static_cast<std::int32_t>(whole.beta.re));
        case element::c32:
            return multiply(q, with, p, complex_number<float>(whole.alpha),
                            complex_number<float>(whole.beta));
        default:
            return multiply(q, with, p, complex_number<double>(whole.alpha),
                            complex_number<double>(whole.beta));
    }
}

const tuning::table<tuning::gemm_cpu>& table_for(const queue& q, const product& p)
{
    const cpu_program program = cpu_program_of(p);
    return tuning::table_of<tuning::gemm_cpu>(q, program.factors, program.real());
}

}  // namespace

std::string sizes_of_cpu(const queue& q, const product& p)
{
    return tuning::described(
        table_for(q, p).usual({p.m, p.n, p.k}, [](const tuning::gemm_cpu&) { return true; }));
}

event gemm_cpu(const queue& q, const product& p)
{
    cpu_key key = {cpu_program_of(p), table_for(q, p).pick({p.m, p.n, p.k})};
    // Sums of 256 products of bytes are exact in a float: 256 * 255 * 255 is below 2^24.
    if (p.sums == element::s32) key.sizes.depth = std::min(key.sizes.depth, 256);
    const cpu_plan& with = cpu_plans.get(q, key, choose_cpu);

    // Sums are kept in C from run to run, unless C's type is shorter or C is read again at the end.
    const bool beside =
        p.k > with.depth &&
        (p.c.data.type != p.sums ||
         (p.then.residual.rows > 0 && overlap(area_of(p.c), area_of(p.then.residual))));
    // The product is computed in pieces, so that the packed memory stays bounded.
    const std::size_t columns = piece(p.n, tuning::gemm_most_columns, with.panel_columns);
    const std::size_t steps = piece(p.k, tuning::gemm_most_steps / with.parts, with.depth);
    const std::size_t packed = tuning::gemm_most_packed_a / with.depth / with.parts / with.parts;
    const std::size_t rows =
        piece(p.m, beside ? std::min(packed, tuning::gemm_most_packed_a / columns) : packed,
              with.tile_rows);
    event all;
    for (std::size_t column = 0; column < p.n; column += columns)
        for (std::size_t row = 0; row < p.m; row += rows) {
            const std::size_t m = std::min(rows, p.m - row), n = std::min(columns, p.n - column);
            const scratch sums(q, p.sums, beside ? m * n : 0);
            piece_of_product one;
            one.c = part(p.c, row, column, m, n);
            one.running = one.c;
            if (beside) one.running = {sums, m, n, n};
            one.running.data.type = p.sums;
            std::size_t step = 0;
            do {
                const std::size_t k = std::min(steps, p.k - step);
                one.a = part_of(p.a, row, step, m, k);
                one.b = part_of(p.b, step, column, k, n);
                one.begins = step == 0;
                one.ends = step + k == p.k;
                event done = multiply_piece(q, with, one, p, row, column);
                all = all.get() ? event(all, done) : std::move(done);
                step += steps;
            } while (step < p.k);
        }
    return all;
}

}  // namespace kumiko::detail
