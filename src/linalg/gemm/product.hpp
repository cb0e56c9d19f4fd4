// SPDX-License-Identifier: Apache-2.0
// A product that gemm has checked, and the algorithms that can compute it.
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
    element sums;  // the type of the sums: f32 f64 c32 c64 s32
};

/// A complex number as an argument of a kernel: float2 or double2.
template <class T>
struct complex_number {
    T re, im;
    explicit complex_number(scalar z) : re(static_cast<T>(z.re)), im(static_cast<T>(z.im)) {}
};

inline std::size_t positive(int n) { return static_cast<std::size_t>(n); }

/// Whether the epilogue does nothing: C = alpha op(A) op(B) + beta C.
inline bool trivial(const epilogue& e)
{
    return e.row_bias.size == 0 && e.column_bias.size == 0 && e.then == activation::none &&
           e.residual.rows == 0 && e.scale == 1;
}

/// The function in cl/common/activation.cl. none, relu and clamp are act_none between two bounds,
/// which are arguments.
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

/// The INDEX of a kernel with tiles of at most 128 rows. Addresses of packed numbers fit any INDEX.
index index_for(const product& p);

/// Rows [row, row + rows) and columns [col, col + cols) of op(f).
any_factor part_of(const any_factor& f, std::size_t row, std::size_t col, std::size_t rows,
                   std::size_t cols);

// One file per algorithm X. gemm_X launches it (needs m, n > 0); X_takes tells whether it can
// compute p; sizes_of_X prints the sizes it would use.
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
