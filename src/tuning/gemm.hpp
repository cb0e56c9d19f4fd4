// SPDX-License-Identifier: Apache-2.0
// Sizes of the gemm kernels. Their values are data: the .txt files beside this, and what was measured.
#pragma once

#include "tuning/sizes.hpp"

namespace kumiko::tuning {

/// cl/linalg/gemm/cpu.cl
struct gemm_cpu {
    static constexpr const char* operation = "gemm";
    static constexpr kind form = kind::cpu;

    int lanes;       ///< numbers of a vector register
    int vectors;     ///< a panel of B is this many vectors wide ...
    int rows;        ///< ... a tile of A this many rows high: rows * vectors sums, vectors of B and
                     ///< one broadcast must fit into the registers (16 with AVX2, else 32)
    int depth;       ///< steps packed at once: a panel, depth * vectors * lanes, about fills L1
    int block_rows;  ///< most rows of A packed at once: block_rows * depth fills a quarter of L2
    int small;       ///< up to m n k = small^3 ...
    int own_rows;    ///< ... or where no unit has more than one block, and that at least so many
                     ///< rows, work-items pack the panels of B themselves: no launch before
};
constexpr auto fields(const gemm_cpu&)
{
    using s = gemm_cpu;
    return std::tuple{field{"lanes", &s::lanes, 2, 16},
                      field{"vectors", &s::vectors, 1, 4},
                      field{"rows", &s::rows, 4, 32},
                      field{"depth", &s::depth, 16, 4096},
                      field{"block_rows", &s::block_rows, 4, 1 << 16},
                      field{"small", &s::small, 0, 1 << 16},
                      field{"own_rows", &s::own_rows, 0, 1 << 20}};
}
constexpr bool possible(const gemm_cpu& s)
{
    return (s.lanes & (s.lanes - 1)) == 0 && s.vectors * s.lanes % 4 == 0 && s.rows % 4 == 0 &&
           s.depth % 16 == 0 && s.block_rows >= s.rows;
}

/// What one pair of launches of the cpu kind works on at most: it bounds the scratch.
inline constexpr std::size_t gemm_most_columns = 4096;  // of op(B)
inline constexpr std::size_t gemm_most_steps = 4096;    // 4096 x 4096 floats: 64 MiB packed
inline constexpr std::size_t gemm_most_packed_a = std::size_t{16} << 20;  // elements

/// cl/linalg/gemm/gpu.cl
struct gemm_gpu {
    static constexpr const char* operation = "gemm";
    static constexpr kind form = kind::gpu;

    int group_x, group_y;         ///< work-items of a group
    int item_rows, item_columns;  ///< of C that one item computes, in registers
    int depth;                    ///< steps in local memory at once
    int tiles_per_unit;  ///< used where C has at least this many tiles per compute unit: a larger
                         ///< tile reads less, but a few of them leave units idle
};
constexpr auto fields(const gemm_gpu&)
{
    using s = gemm_gpu;
    return std::tuple{field{"group_x", &s::group_x, 1, 64},
                      field{"group_y", &s::group_y, 1, 64},
                      field{"item_rows", &s::item_rows, 1, 16},
                      field{"item_columns", &s::item_columns, 4, 16},
                      field{"depth", &s::depth, 4, 64},
                      field{"tiles_per_unit", &s::tiles_per_unit, 0, 64}};
}
constexpr bool possible(const gemm_gpu& s) { return s.item_columns % 4 == 0 && s.depth % 4 == 0; }

}  // namespace kumiko::tuning
