// SPDX-License-Identifier: Apache-2.0
// Sizes of the kernels for many small products, by architecture.
#pragma once

namespace kumiko::tuning {

/// cl/linalg/gemm_batched/cpu.cl
struct batched_cpu {
    int lanes;    ///< f32 in a vector register; the row applies to devices with at least as many
    int vectors;  ///< a tile is at most this many vectors wide and ...
    int rows;     ///< ... this many rows high. Each row needs a pointer: more than 8 spill
    int depth;    ///< steps packed at once, if something is packed
    int items;    ///< most work-items for each compute unit
};
inline constexpr batched_cpu batched_cpu_sizes[] = {
    {16, 2, 8, 256, 8},  // AVX-512: 16 of 32 registers hold sums
    {8, 2, 6, 256, 8},   // AVX2: 12 of 16
    {4, 2, 6, 256, 8},   // NEON, SSE
};

/// cl/linalg/gemm_batched/gpu.cl
struct batched_gpu {
    int side, item, depth;  ///< a tile of (side * item)^2, depth steps in local memory
    int least;  ///< used if m or n is larger than this: work beyond C's border is wasted
};
inline constexpr batched_gpu batched_gpu_sizes[] = {
    {8, 4, 16, 16},  // 32 x 32
    {8, 2, 16, 8},   // 16 x 16
    {8, 1, 16, 0},   // 8 x 8
    {1, 8, 8, 0},    // a single work-item: for devices that allow less than 64
};

/// From m n k = this side's cube on, each product is computed by gemm's own kernel.
inline constexpr unsigned batched_large = 160;

}  // namespace kumiko::tuning
