// SPDX-License-Identifier: Apache-2.0
// What the kernels of the gpu kind and the special ones have in common: programs, tiles, launches.
#pragma once

#include <limits>
#include <vector>

#include "core/block.hpp"
#include "linalg/gemm/product.hpp"
#include "tuning/gemm.hpp"

namespace kumiko::detail {

/// All that a program depends on except the device and a tile's sizes.
struct gpu_program {
    element a, b, c, sums;
    index at;
    bool with_epilogue;
    activation then;  ///< the activation compiled in

    /// The program that stores the sums themselves, without an epilogue.
    gpu_program summing() const { return {a, b, sums, sums, at, false, activation::none}; }
    std::vector<define> defines() const
    {
        return {{"A", kumiko::name(a)},
                {"B", kumiko::name(b)},
                {"C", kumiko::name(c)},
                {"SUM", kumiko::name(sums)},
                {"EPILOGUE", int{with_epilogue}},
                {"ACTIVATION", function_of(then)},
                {"INDEX", at}};
    }
};
inline gpu_program program_of(const product& p)
{
    const activation f = p.then.then;
    const bool argument = f == activation::relu || f == activation::clamp;
    return {
        p.a.stored.data.type, p.b.stored.data.type,           p.c.data.type, p.sums, index_for(p),
        !trivial(p.then),     argument ? activation::none : f};
}

inline std::vector<define> defines_of(const tuning::gemm_gpu& s)
{
    return {{"GROUP_X", s.group_x},           {"GROUP_Y", s.group_y}, {"ITEM_ROWS", s.item_rows},
            {"ITEM_COLUMNS", s.item_columns}, {"DEPTH", s.depth},     {"STAGES", s.stages}};
}

/// How many work-items compute an (m,n) result in tiles of these sizes.
inline std::size_t items_of(const tuning::gemm_gpu& s, std::size_t m, std::size_t n)
{
    return quotient_up(m, s.rows()) * quotient_up(n, s.columns()) * s.group();
}

/// Whether the device's facts allow such a tile of numbers of that type. The built kernel may still
/// not allow it.
bool allowed(const device_facts& f, const tuning::gemm_gpu& s, element sums);

/// The bits of a `form` in gpu.cl.
inline constexpr int transposed_bit = 1, conjugated_bit = 2, aligned_bit = 4;

/// aligned_bit if every run of elements that makes 16 bytes of sums is aligned in each row, else 0.
inline int alignment_of(const any_matrix& m, element sums)
{
    const std::size_t size = size_of(m.data.type), run = 16 / size_of(sums) * size;
    const std::size_t first = m.data.block->base + m.data.offset * size;
    return first % run == 0 && m.ld * size % run == 0 ? aligned_bit : 0;
}
inline int form_of(const any_factor& f, element sums)
{
    return (f.transposed ? transposed_bit : 0) | (f.conjugated ? conjugated_bit : 0) |
           alignment_of(f.stored, sums);
}

/// Calls f with z converted to the type of the sums.
template <class F>
event with_number(element sums, F f)
{
    switch (sums) {
        case element::f64:
            return f([](scalar z) { return z.re; });
        case element::c32:
            return f([](scalar z) { return complex_number<float>(z); });
        case element::c64:
            return f([](scalar z) { return complex_number<double>(z); });
        case element::s32:
            return f([](scalar z) { return static_cast<std::int32_t>(z.re); });
        default:
            return f([](scalar z) { return static_cast<float>(z.re); });
    }
}

/// Launches a kernel of gpu.cl. Their last arguments are the epilogue's, if the program has one.
template <class Number, class... More>
event launch(const queue& q, const kernel& k, const grid& over, const gpu_program& program,
             const product& p, Number number, const More&... more)
{
    if (!program.with_epilogue) return k(q, over, more...);
    const epilogue& e = p.then;
    const bool rows = e.row_bias.size > 0, columns = e.column_bias.size > 0;
    const bool residual = e.residual.rows > 0;
    const int has = (rows ? 1 : 0) | (columns ? 2 : 0) | (residual ? 4 : 0);  // as in gpu.cl
    any_view none = p.c.data;  // a pointer needs memory behind it; this one is not read
    none.type = p.sums;
    const double infinity = std::numeric_limits<double>::infinity();
    const bool relu = e.then == activation::relu, clamp = e.then == activation::clamp;
    return k(q, over, more..., has, rows ? e.row_bias : none, columns ? e.column_bias : none,
             number(clamp  ? e.low
                    : relu ? 0
                           : -infinity),
             number(clamp ? e.high : infinity), residual ? e.residual : p.c, number(e.scale));
}

/// Launches the kernel of a product, c = by a b + plus c, in slices of `steps`. The slices' results
/// lie c_slice elements apart.
template <class Number, class T>
event launch_product(const queue& q, const kernel& k, const grid& over, const gpu_program& program,
                     const product& p, Number number, T by, T plus, const any_matrix& c,
                     std::size_t steps, std::size_t c_slice)
{
    return launch(q, k, over, program, p, number, p.m, p.n, p.k, by, p.a.stored,
                  form_of(p.a, p.sums), p.b.stored, form_of(p.b, p.sums), plus, c,
                  alignment_of(c, p.sums), steps, c_slice);
}

}  // namespace kumiko::detail
