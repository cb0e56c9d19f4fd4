// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "core/launch.hpp"
#include "linalg/gemm/cpu.hpp"
#include "tuning/gemm.hpp"

namespace kumiko::detail {
namespace {

struct skinny_key {
    cpu_program program;
    int rows;  ///< of op(A), rounded up to a number that kernels are compiled for
};
struct skinny_plan {
    kernel rows, dots;
    std::size_t lanes, depth, strips;
};
const memo<skinny_key, skinny_plan> skinny_plans;

/// p itself if it has few rows, else its transpose, which has: C^T = op(B)^T op(A)^T.
product flat(const product& p)
{
    if (p.m <= p.n) return p;
    product t = p;
    std::swap(t.a, t.b), std::swap(t.m, t.n);
    t.a.transposed = !t.a.transposed, t.b.transposed = !t.b.transposed;
    return t;
}

const tuning::gemm_skinny& sizes_for(const queue& q, std::size_t rows)
{
    const tuning::gemm_skinny* s = std::begin(tuning::gemm_skinny_sizes);
    while (positive(s->rows) < rows || s->lanes > std::max(4, q.device().lanes())) ++s;
    return *s;
}

skinny_plan choose_skinny(const queue& q, const skinny_key& key)
{
    const device& d = q.device();
    const int lanes = lanes_of(q.device(), key.program.sums);
    const tuning::gemm_skinny& s = sizes_for(q, positive(key.rows));
    const std::vector<define> defines = key.program.defines(d, {{"LANES", lanes},
                                                                {"ROWS", s.rows},
                                                                {"STEPS", s.steps},
                                                                {"TILE", s.tile},
                                                                {"DOTS", s.dots},
                                                                {"DEPTH", s.depth}});
    const source text = source::library("linalg/gemm/skinny.cl");
    return {kernel(q, text, "gemm_rows", defines), kernel(q, text, "gemm_dots", defines),
            positive(lanes), positive(s.depth), positive(s.strips * d.compute_units())};
}

}  // namespace

bool skinny_takes(const queue& q, const product& p)
{
    return kind_of(q) == kind::cpu && is_real(p) && std::min(p.m, p.n) <= tuning::gemm_few &&
           std::max(p.m, p.n) >= positive(lanes_of(q.device(), p.sums));
}

std::string sizes_of_skinny(const queue& q, const product& given)
{
    const product p = flat(given);
    const tuning::gemm_skinny& s = sizes_for(q, p.m);
    return p.b.transposed
               ? text(s.tile, " rows of ", p.m < given.m ? "B^T" : "A", " times ", s.dots,
                      " of the other at once, as dot products over ", s.depth, " steps by ",
                      lanes_of(q.device(), p.sums), " lanes")
               : text(s.rows, " rows of sums, ", s.steps, " rows of ", p.m < given.m ? "A^T" : "B",
                      " at once, by ", lanes_of(q.device(), p.sums), " lanes");
}

event gemm_skinny(const queue& q, const product& given)
{
    const product p = flat(given);
    const skinny_key key = {cpu_program_of(p), sizes_for(q, p.m).rows};
    const skinny_plan& with = skinny_plans.get(q, key, choose_skinny);

    const bool dots = p.b.transposed;
    const std::size_t unit = dots ? 1 : with.lanes, pieces = quotient_up(p.n, unit);
    const std::size_t strips = std::min(with.strips, pieces);
    const std::size_t width =
        quotient_up(quotient_up(pieces, strips) * unit, with.lanes) * with.lanes;
    const std::size_t each = positive(key.rows) * (width + (dots ? with.depth : 0));
    const scratch memory(q, p.sums,
                         strips * each + with.lanes);  // read by the vector
    const any_matrix& a = p.a.stored;
    const std::size_t row = p.a.transposed ? 1 : a.ld, step = p.a.transposed ? a.ld : 1;
    return by_real(p.sums, [&](auto number) {
        using E = decltype(number);
        return with_epilogue<E>(p.then, p.c, [&](const auto&... then) {
            return (dots ? with.dots : with.rows)(q, groups(strips), p.m, p.n, p.k,
                                                  static_cast<E>(p.alpha.re), a.data, row, step,
                                                  p.b.stored, static_cast<E>(p.beta.re), p.c,
                                                  int{given.n < given.m}, memory, each, then...);
        });
    });
}

}  // namespace kumiko::detail
