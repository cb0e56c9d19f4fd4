// SPDX-License-Identifier: Apache-2.0
// A product that gemm has checked, and who can compute it.
#pragma once

#include <kumiko/linalg/gemm.hpp>
#include <kumiko/program.hpp>

#include "core/check.hpp"
#include "core/index.hpp"
#include "core/queue_state.hpp"

namespace kumiko::detail {

struct product {
    any_factor a, b;  // a (m,k), b (k,n)
    any_matrix c;     // (m,n)
    std::size_t m, n, k;
    scalar alpha, beta;
    epilogue then;
    element sums;  // what is summed in: f32 f64 c32 c64 s32
};

/// A complex number as a kernel's parameter: float2 or double2.
template <class T>
struct complex_number {
    T re, im;
    explicit complex_number(scalar z) : re(static_cast<T>(z.re)), im(static_cast<T>(z.im)) {}
};

inline std::size_t positive(int n) { return static_cast<std::size_t>(n); }

/// Whether there is anything to do but to store alpha op(A) op(B) + beta C.
inline bool trivial(const epilogue& e)
{
    return e.row_bias.size == 0 && e.column_bias.size == 0 && e.then == activation::none &&
           e.residual.rows == 0 && e.scale == 1;
}

/// Its name in cl/common/activation.cl; none, relu and clamp are act_none between two arguments.
inline const char* function_of(activation a)
{
    switch (a) {
        case activation::gelu:
            return "act_gelu";
        case activation::gelu_tanh:
            return "act_gelu_tanh";
        case activation::silu:
            return "act_silu";
        default:
            return "act_none";
    }
}

/// The INDEX of a kernel that steps over tiles of at most 128 rows. What is packed always fits.
index index_for(const product& p);

/// Rows [row, row + rows) and columns [col, col + cols) of what f stands for.
any_factor part_of(const any_factor& f, std::size_t row, std::size_t col, std::size_t rows,
                   std::size_t cols);

// One file each: the launches of a product that m, n > 0 holds for; and, where not every product will
// do, whether it can compute this one; with which sizes it would.
event gemm_cpu(const queue& q, const product& p);     // cpu.cpp: packed panels
event gemm_gpu(const queue& q, const product& p);     // gpu.cpp: tiles in local memory
event gemm_skinny(const queue& q, const product& p);  // skinny.cpp: few rows or columns
event gemm_deep(const queue& q, const product& p);    // deep.cpp: slices of a long sum
event gemm_direct(const queue& q, const product& p);  // direct.cpp: small, nothing packed
event gemm_mma(const queue& q, const product& p);     // special.cpp: matrix units
event gemm_dot4(const queue& q, const product& p);    // special.cpp: dot products of four bytes

bool skinny_takes(const queue& q, const product& p);
bool deep_takes(const queue& q, const product& p);
bool direct_takes(const queue& q, const product& p);
bool mma_takes(const queue& q, const product& p);
bool dot4_takes(const queue& q, const product& p);

std::string sizes_of_cpu(const queue& q, const product& p);
std::string sizes_of_gpu(const queue& q, const product& p);
std::string sizes_of_skinny(const queue& q, const product& p);
std::string sizes_of_deep(const queue& q, const product& p);
std::string sizes_of_direct(const queue& q, const product& p);
std::string sizes_of_mma(const queue& q, const product& p);
std::string sizes_of_dot4(const queue& q, const product& p);

}  // namespace kumiko::detail
