// SPDX-License-Identifier: Apache-2.0
// What the kernels of the cpu kind have in common: programs, and the arguments of an epilogue.
#pragma once

#include <initializer_list>
#include <limits>
#include <vector>

#include "core/block.hpp"
#include "core/numbers.hpp"
#include "linalg/gemm/product.hpp"

namespace kumiko::detail {

/// How kernels read and write such elements in memory, common/storage.cl.
inline const char* format(element e)
{
    switch (e) {
        case element::f16:
            return "half";
        case element::bf16:
            return "bfloat";
        case element::s8:
        case element::u8:
            return "byte";
        case element::s32:
            return "int";
        default:
            return "plain";
    }
}

/// All that a program depends on, but for sizes. Bytes are uchar, whether they have a sign or not.
struct cpu_program {
    element sums, factors, result;
    index at;
    bool with_epilogue;
    activation then;  ///< none, too, for those that are arguments

    /// What is packed, and summed in registers.
    element real() const { return is_double_element(sums) ? element::f64 : element::f32; }
    std::vector<define> defines(const device& d, std::initializer_list<define> sizes) const
    {
        // A processor with real vectors turns the hint into an instruction, also from SPIR;
        // interpreters and llvmpipe report a width of 1 and run as 4 lanes.
        const int prefetch = d.is_cpu() && d.lanes() >= 8 ? 1 : 0;
        std::vector<define> all = {{"E", real()},
                                   {"VALUE", sums},
                                   {"FACTOR", factors},
                                   {"FORMAT", format(factors)},
                                   {"RESULT", result},
                                   {"STORED_AS", format(result)},
                                   {"ACTIVATION", function_of(then)},
                                   {"EPILOGUE", int{with_epilogue}},
                                   {"PREFETCH", prefetch},
                                   {"INDEX", at}};
        all.insert(all.end(), sizes);
        return all;
    }
};

/// Products of reals, as the algorithms beside the panels take them.
inline bool is_real(const product& p) { return p.sums == element::f32 || p.sums == element::f64; }

/// Call f with a zero of what such a product is summed in.
template <class F>
event by_real(element sums, F f)
{
    return sums == element::f64 ? f(double{}) : f(float{});
}

/// The activation that a program has; those that are arguments are none.
inline activation activation_of(const epilogue& e)
{
    return e.then == activation::relu || e.then == activation::clamp ? activation::none : e.then;
}

inline cpu_program cpu_program_of(const product& p)
{
    const element factors = p.a.stored.data.type;
    return {p.sums,        factors == element::s8 ? element::u8 : factors,
            p.c.data.type, index_for(p),
            is_real(p),    activation_of(p.then)};
}

/// What an epilogue does to rows [row, row + rows) and columns [col, col + cols) of C.
inline epilogue part_of(epilogue e, std::size_t row, std::size_t col, std::size_t rows,
                        std::size_t cols)
{
    if (e.row_bias.size > 0) e.row_bias = part(e.row_bias, row, rows);
    if (e.column_bias.size > 0) e.column_bias = part(e.column_bias, col, cols);
    if (e.residual.rows > 0) e.residual = part(e.residual, row, col, rows, cols);
    return e;
}

/// Call launch(...) with the EPILOGUE_PARAMETERS of common/store.cl; E is float or double. A pointer must
/// be to something: what is not given is C, and not read.
template <class E, class Launch>
event with_epilogue(const epilogue& e, const any_matrix& c, Launch launch)
{
    any_view none = c.data;
    none.type = element_of<E>;
    const bool rows = e.row_bias.size > 0, columns = e.column_bias.size > 0;
    const bool residual = e.residual.rows > 0, cuts = e.then == activation::clamp;
    const E infinity = std::numeric_limits<E>::infinity();
    return launch(rows ? e.row_bias : none, int{rows}, columns ? e.column_bias : none, int{columns},
                  residual ? e.residual : c, int{residual},
                  cuts                         ? static_cast<E>(e.low)
                  : e.then == activation::relu ? E{0}
                                               : -infinity,
                  cuts ? static_cast<E>(e.high) : infinity, static_cast<E>(e.scale));
}

}  // namespace kumiko::detail
