// SPDX-License-Identifier: Apache-2.0
// Sizes of the kernels for many small products, by architecture.
#pragma once

namespace kumiko::tuning {

/// cl/linalg/gemm_batched/cpu.cl
struct batched_cpu {
    int lanes;    ///< f32 of a vector register; the row applies to devices with at least as many
    int vectors;  ///< a tile is at most so many vectors wide and ...
    int rows;     ///< ... so many rows high. Each row needs a pointer: more than 8 spill
    int depth;    ///< steps packed at once, where something is packed
    int items;    ///< most work-items for each compute unit
};
inline constexpr batched_cpu batched_cpu_sizes[] = {
    {16, 2, 8, 256, 8},  // AVX-512: 16 sums of 32 registers
    {8, 2, 6, 256, 8},   // AVX2: 12 of 16
    {4, 2, 6, 256, 8},   // NEON, SSE
};

/// cl/linalg/gemm_batched/gpu.cl
struct batched_gpu {
    int side, item, depth;  ///< a tile of (side * item)^2, depth steps in local memory
    int least;  ///< taken where m or n is larger than this: a tile that sticks out wastes its work
};
inline constexpr batched_gpu batched_gpu_sizes[] = {
    {8, 4, 16, 16},  // 32 x 32
    {8, 2, 16, 8},   // 16 x 16
    {8, 1, 16, 0},   // 8 x 8
    {1, 8, 8, 0},    // of one work-item: for devices with groups below 64
};

/// m n k from this side's cube on, a product is worth gemm's own kernel.
inline constexpr unsigned batched_large = 160;

}  // namespace kumiko::tuning
