// SPDX-License-Identifier: Apache-2.0
// Sizes of the gemm kernels by architecture: priors, measured where docs/performance.md says so.
#pragma once

#include <cstddef>

namespace kumiko::tuning {

/// cl/linalg/gemm/cpu.cl
struct gemm_cpu {
    int lanes;  ///< numbers of a vector register; the row applies to devices with at least as many
    int vectors;     ///< a panel of B is this many vectors wide ...
    int rows;        ///< ... a tile of A this many rows high: rows * vectors sums, vectors of B and
                     ///< one broadcast must fit into the registers (16 with AVX2, else 32)
    int depth;       ///< steps packed at once: a panel, depth * vectors * lanes, about fills L1
    int block_rows;  ///< most rows of A packed at once: block_rows * depth fills a quarter of L2
    int small;       ///< up to m n k = small^3 ...
    int own_rows;    ///< ... or where no unit has more than one block, and that at least so many
                     ///< rows, work-items pack the panels of B themselves: no launch before
};
inline constexpr gemm_cpu gemm_cpu_sizes[] = {
    {16, 2, 12, 256, 516, 400, 240},  // AVX-512, 2 MB of L2
    {8, 3, 4, 256, 192, 400, 240},    // AVX2, 512 KB of L2
    {4, 3, 4, 256, 96, 200, 240},     // NEON, SSE; Oclgrind and llvmpipe
};
inline constexpr gemm_cpu gemm_cpu_sizes_f64[] = {
    {8, 2, 12, 256, 264, 300, 240},  // as above, each number twice as long
    {4, 3, 4, 256, 96, 300, 240},
    {2, 4, 4, 256, 48, 150, 240},
};

/// What one pair of launches of the cpu kind works on at most: it bounds the scratch.
inline constexpr std::size_t gemm_most_columns = 4096;  // of op(B)
inline constexpr std::size_t gemm_most_steps = 4096;    // 4096 x 4096 floats: 64 MiB packed
inline constexpr std::size_t gemm_most_packed_a = std::size_t{16} << 20;  // elements

/// cl/linalg/gemm/gpu.cl
struct gemm_gpu {
    int group_x, group_y;         ///< work-items of a group
    int item_rows, item_columns;  ///< of C that one item computes, in registers
    int depth;                    ///< steps in local memory at once
    int tiles_per_unit;  ///< used where C has at least this many tiles per compute unit: a larger
                         ///< tile reads less, but a few of them leave units idle
};
inline constexpr gemm_gpu gemm_gpu_sizes[] = {
    {16, 16, 8, 8, 8, 2},   // 128 x 128 x 8, 8.4 KB of local memory
    {16, 16, 4, 4, 16, 0},  // 64 x 64 x 16, 8.7 KB
    {8, 8, 4, 4, 16, 0},    // 32 x 32 x 16, 4.6 KB: for devices with groups below 256
    {8, 4, 4, 4, 16, 0},    // 16 x 32 x 16: below 64
    {1, 1, 8, 8, 8, 0},     // 8 x 8 x 8: of one work-item, or one row of them
};

}  // namespace kumiko::tuning
