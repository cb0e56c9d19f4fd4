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

/// The name of the functions that read and write elements of that type, in common/storage.cl.
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

/// All that a program depends on except sizes. Bytes are uchar, signed or not.
struct cpu_program {
    element sums, factors, result;
    index at;
    bool with_epilogue;
    activation then;  ///< the activation compiled in: see activation_of

    /// The type of packed numbers, and of sums in registers.
    element real() const { return is_double_element(sums) ? element::f64 : element::f32; }
    std::vector<define> defines(const device& d, std::initializer_list<define> sizes) const
    {
        // On a processor with wide vectors the hint becomes an instruction, also from SPIR.
        // Interpreters and llvmpipe report 1 lane, run with 4, and get no hint.
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

/// Whether it is a product of floats or doubles. Only the panels take any others.
inline bool is_real(const product& p) { return p.sums == element::f32 || p.sums == element::f64; }

/// Calls f(double{}) for sums in f64, else f(float{}).
template <class F>
event by_real(element sums, F f)
{
    return sums == element::f64 ? f(double{}) : f(float{});
}

/// The activation compiled in. relu and clamp are bounds passed at launch, so they compile as none.
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

/// The part of an epilogue for rows [row, row + rows) and columns [col, col + cols) of C.
inline epilogue part_of(epilogue e, std::size_t row, std::size_t col, std::size_t rows,
                        std::size_t cols)
{
    if (e.row_bias.size > 0) e.row_bias = part(e.row_bias, row, rows);
    if (e.column_bias.size > 0) e.column_bias = part(e.column_bias, col, cols);
    if (e.residual.rows > 0) e.residual = part(e.residual, row, col, rows, cols);
    return e;
}

/// Calls launch(...) with the EPILOGUE_PARAMETERS of common/store.cl; E is float or double. A
/// pointer needs memory behind it, so C stands for each operand that is not given. The kernel does
/// not read it.
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
