// SPDX-License-Identifier: Apache-2.0
// Sizes of the gemm kernels. Their values are data: the .txt files beside this, and measured files.
#pragma once

#include "tuning/sizes.hpp"

namespace kumiko::tuning {

/// cl/linalg/gemm/cpu.cl
struct gemm_cpu {
    static constexpr const char* operation = "gemm";
    static constexpr kind form = kind::cpu;

    int lanes;    ///< numbers in a vector register
    int vectors;  ///< a panel of B is this many vectors wide ...
    int rows;     ///< ... and a tile of A this many rows high. The rows * vectors sums, the vectors
                  ///< of B and one broadcast must fit into the registers (16 with AVX2, else 32)
    int depth;    ///< steps packed at once: a panel, depth * vectors * lanes, about fills L1
    int block_rows;  ///< most rows of A packed at once: block_rows * depth fills a quarter of L2
    int small;       ///< work-items pack the panels of B themselves, without a launch before, up to
                     ///< m n k = small^3 ...
    int own_rows;    ///< ... or if no unit has more than one block, and blocks have this many rows
};
constexpr auto fields(const gemm_cpu&)
{
    using s = gemm_cpu;
    return std::tuple{size_field{"lanes", &s::lanes, 2, 16},
                      size_field{"vectors", &s::vectors, 1, 4},
                      size_field{"rows", &s::rows, 4, 32},
                      size_field{"depth", &s::depth, 16, 4096},
                      size_field{"block_rows", &s::block_rows, 4, 1 << 16},
                      size_field{"small", &s::small, 0, 1 << 16},
                      size_field{"own_rows", &s::own_rows, 0, 1 << 20}};
}
constexpr bool possible(const gemm_cpu& s)
{
    return (s.lanes & (s.lanes - 1)) == 0 && s.vectors * s.lanes % 4 == 0 && s.rows % 4 == 0 &&
           s.depth % 16 == 0 && s.block_rows >= s.rows;
}

/// The largest piece that one pair of launches of the cpu kind computes. It bounds the scratch.
inline constexpr std::size_t gemm_most_columns = 4096;  // of op(B)
inline constexpr std::size_t gemm_most_steps = 4096;    // 4096 x 4096 floats: 64 MiB packed
inline constexpr std::size_t gemm_most_packed_a = std::size_t{16} << 20;  // elements

/// cl/linalg/gemm/skinny.cl. tile x dots sums are in registers: 8 x 3 need the 32 that AVX-512 has;
/// 6 x 2 or 4 x 3 fit 16.
struct gemm_skinny {
    int lanes;   ///< f32 in a vector register; the row applies to devices with at least as many
    int rows;    ///< most rows of op(A): the first row of the table that has enough is used
    int steps;   ///< rows of a B stored (k,n) that are taken at once
    int tile;    ///< rows of A that are taken at once with ...
    int dots;    ///< ... this many rows of a B stored (n,k)
    int depth;   ///< steps of a run of such dot products
    int strips;  ///< work-items for each compute unit
};
inline constexpr gemm_skinny gemm_skinny_sizes[] = {
    {16, 1, 8, 1, 8, 4096, 2}, {16, 2, 8, 2, 6, 4096, 2},  {16, 4, 8, 4, 4, 2048, 2},
    {16, 8, 8, 8, 3, 1024, 2}, {16, 12, 8, 6, 4, 1024, 2}, {16, 16, 8, 8, 3, 1024, 2},
    {4, 1, 8, 1, 8, 4096, 2},  {4, 2, 8, 2, 4, 4096, 2},   {4, 4, 8, 4, 3, 2048, 2},
    {4, 8, 8, 4, 3, 1024, 2},  {4, 12, 8, 4, 3, 1024, 2},  {4, 16, 8, 4, 3, 1024, 2},
};

/// Which algorithm computes which product in the cpu kind: see choose in src/linalg/gemm.cpp.
/// C has few rows or columns ("skinny") if it has at most gemm_few of them, at least
/// gemm_skinny_side of the other, and k is at least gemm_skinny_steps.
inline constexpr std::size_t gemm_few = 16;
inline constexpr std::size_t gemm_skinny_side = 256;
inline constexpr std::size_t gemm_skinny_steps = 64;
/// The sum is long ("deep") if both sides of C are at most gemm_deep_side, and k is at least
/// gemm_deep_ratio times both.
inline constexpr std::size_t gemm_deep_side = 128;
inline constexpr std::size_t gemm_deep_ratio = 64;
inline constexpr int gemm_slices = 8;                 ///< most slices of k per compute unit
inline constexpr std::size_t gemm_least_slice = 256;  ///< fewest steps of a slice
/// Up to m n k = gemm_direct_side^3 nothing is packed ("direct"). The smaller side below applies to
/// few rows, where packing spreads the work better over the units, to products with an epilogue,
/// and to numbers of 16 bits. Measured on 2 cores with AVX-512, with squares of 64 to 768 and with
/// 24 to 4096 rows and columns: up to 256, direct is 1.1 to 1.5 times as fast, because its one
/// launch packs nothing; at 512 it gains a tenth; beyond that there is no difference. With 32 rows
/// at 512 it loses half.
inline constexpr std::size_t gemm_direct_side = 512;
inline constexpr std::size_t gemm_direct_rows = 48;
inline constexpr std::size_t gemm_direct_side_small = 128;

/// cl/linalg/gemm/gpu.cl and dot4.cl: a tile of C.
struct gemm_gpu {
    static constexpr const char* operation = "gemm";
    static constexpr kind form = kind::gpu;

    int group_x, group_y;         ///< work-items of a group, along a tile's columns and rows
    int item_rows, item_columns;  ///< of C that one item sums in registers: whole runs of 16 bytes
    int depth;                    ///< steps in local memory at once: whole runs
    int stages;          ///< 2: local memory holds two rounds; one is filled while one is read
    int items_per_unit;  ///< used if C gives a compute unit at least this many work-items: a larger
                         ///< tile reads less, but too few of them leave units idle

    std::size_t group() const { return static_cast<std::size_t>(group_x * group_y); }
    std::size_t rows() const { return static_cast<std::size_t>(group_y * item_rows); }
    std::size_t columns() const { return static_cast<std::size_t>(group_x * item_columns); }
};
constexpr auto fields(const gemm_gpu&)
{
    using s = gemm_gpu;
    return std::tuple{size_field{"group_x", &s::group_x, 1, 64},
                      size_field{"group_y", &s::group_y, 1, 64},
                      size_field{"item_rows", &s::item_rows, 1, 16},
                      size_field{"item_columns", &s::item_columns, 1, 16},
                      size_field{"depth", &s::depth, 1, 64},
                      size_field{"stages", &s::stages, 1, 2},
                      size_field{"items_per_unit", &s::items_per_unit, 0, 1 << 16}};
}
/// allowed() in src/linalg/gemm/gpu.cpp checks for whole runs, whose length depends on the type.
constexpr bool possible(const gemm_gpu& s) { return s.group_x * s.group_y <= 1024; }

/// The gpu kind uses no tiles up to m n k = this side's cube.
inline constexpr std::size_t gemm_gpu_direct_side = 32;
/// It cuts k into slices of at least this many steps if C alone is too little work.
inline constexpr std::size_t gemm_gpu_least_slice = 256;

/// cl/linalg/gemm/nvidia_mma.cl
struct gemm_mma {
    int warps_x, warps_y;  ///< of a group, along a tile's columns and rows
    int tiles_x, tiles_y;  ///< 16 x 16 squares of C per warp: each takes 8 registers of an item
    int stages;            ///< rounds in local memory, 64 bytes per row and column: 48 KB at most
    int groups_per_unit;   ///< used if C has at least this many tiles for each unit

    constexpr std::size_t rows() const { return static_cast<std::size_t>(16 * warps_y * tiles_y); }
    constexpr std::size_t columns() const
    {
        return static_cast<std::size_t>(16 * warps_x * tiles_x);
    }
};
/// waynehacking8/blackwell-tensorcore-kernels has tiles of 128 x 128, 2 stages and 4 warps. Our
/// kernel gets enough registers from ptxas with 8 warps of 64 x 32.
inline constexpr gemm_mma gemm_mma_tiles[] = {
    {4, 2, 2, 4, 2, 1},  // 128 x 128
    {2, 2, 2, 2, 3, 0},  // 64 x 64
};

}  // namespace kumiko::tuning
