// SPDX-License-Identifier: Apache-2.0
// gemm_batched/gpu.cl - many products of one size, one work-group per tile of a product.
//
//     C_i = alpha op(A_i) op(B_i) + beta C_i,   op(A_i) is (m,k), op(B_i) is (k,n), i = 0 .. count-1
//
// Method   A group of SIDE x SIDE work-items computes a tile of TILE x TILE elements of one C_i, ITEM x
//          ITEM of them per work-item, in registers. It loads DEPTH steps of its rows of op(A) and
// columns of op(B) at a time into local memory, in the order in which they lie. Elements outside
// are zeros. Matrix i begins i strides after the first, or where a list
//          says.
// Source   J. Dongarra et al., "Batched BLAS: specification", 2018; V. Volkov, J. Demmel,
//          "Benchmarking GPUs to Tune Dense Linear Algebra", SC 2008.
// Error    |C - exact| <= gamma (|alpha| |A||B| + |beta||C|) elementwise, gamma = d u / (1 - d u),
//          d = k + 2: the sum is in order
// Params   E      element type                               float | double
//          SIDE   work-items of a group, in each direction   1 | 8 | ...
//          ITEM   elements of C per item, in each direction  1 and more
//          DEPTH  steps in local memory at once              1 and more
//          INDEX  reaches the end of every matrix, + a tile  int | long
// Launch   local (SIDE, SIDE, 1), global (SIDE columns of tiles, SIDE rows of tiles, count)
// Check    -DE=float -DSIDE=8 -DITEM=4 -DDEPTH=16 -DINDEX=int
// Check    -DE=double -DSIDE=1 -DITEM=8 -DDEPTH=8 -DINDEX=long
#include "common/launch.cl"

#define TILE (SIDE * ITEM)

// The place where matrix i begins.
INDEX place(const INDEX at, const INDEX i, const INDEX stride, const int listed,
            global const ulong* list, const INDEX list_at)
{
    return at + (listed ? (INDEX)list[list_at + i] : i * stride);
}

// to[s][i] = from[i * line + s * step], i < lines, s < steps. Neighbouring work-items read
// neighbours in memory.
void fetch(local E* to, const INDEX lines, const INDEX steps, global const E* from,
           const INDEX line, const INDEX step)
{
    for (INDEX x = get_local_id(1) * SIDE + get_local_id(0); x < TILE * DEPTH; x += SIDE * SIDE) {
        const INDEX i = step == 1 ? x / DEPTH : x % TILE, s = step == 1 ? x % DEPTH : x / TILE;
        to[s * TILE + i] = i < lines && s < steps ? from[i * line + s * step] : 0;
    }
}

GROUP_SIZE(SIDE, SIDE, 1)
kernel void gemm_batched(const INDEX m, const INDEX n, const INDEX k, const E alpha,
                         global const E* restrict a, const INDEX a_at, const INDEX lda,
                         const int a_transposed, const INDEX a_stride, const int a_listed,
                         global const ulong* a_list, const INDEX a_list_at,
                         global const E* restrict b, const INDEX b_at, const INDEX ldb,
                         const int b_transposed, const INDEX b_stride, const int b_listed,
                         global const ulong* b_list, const INDEX b_list_at, const E beta,
                         global E* restrict c, const INDEX c_at, const INDEX ldc,
                         const INDEX c_stride, const int c_listed, global const ulong* c_list,
                         const INDEX c_list_at)
{
    local E tile_a[DEPTH * TILE], tile_b[DEPTH * TILE];
    const INDEX product = get_global_id(2);
    const INDEX row = get_group_id(1) * TILE, column = get_group_id(0) * TILE;
    const INDEX a_row = a_transposed ? 1 : lda, a_step = a_transposed ? lda : 1;
    const INDEX b_column = b_transposed ? ldb : 1, b_step = b_transposed ? 1 : ldb;
    const int x = get_local_id(0), y = get_local_id(1);
    a += place(a_at, product, a_stride, a_listed, a_list, a_list_at) + row * a_row;
    b += place(b_at, product, b_stride, b_listed, b_list, b_list_at) + column * b_column;
    c += place(c_at, product, c_stride, c_listed, c_list, c_list_at) + row * ldc + column;

    E sum[ITEM][ITEM];
    UNROLL
    for (int i = 0; i < ITEM; i++) {
        UNROLL
        for (int j = 0; j < ITEM; j++) sum[i][j] = 0;
    }
    for (INDEX step = 0; step < k; step += DEPTH) {
        fetch(tile_a, m - row, k - step, a + step * a_step, a_row, a_step);
        fetch(tile_b, n - column, k - step, b + step * b_step, b_column, b_step);
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int s = 0; s < DEPTH; s++) {
            UNROLL
            for (int i = 0; i < ITEM; i++) {
                UNROLL
                for (int j = 0; j < ITEM; j++)
                    sum[i][j] = fma(tile_a[s * TILE + y + i * SIDE],
                                    tile_b[s * TILE + x + j * SIDE], sum[i][j]);
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    UNROLL
    for (int i = 0; i < ITEM; i++) {
        UNROLL
        for (int j = 0; j < ITEM; j++)
            if (row + y + i * SIDE < m && column + x + j * SIDE < n) {
                global E* to = c + (y + i * SIDE) * ldc + x + j * SIDE;
                *to = beta != 0 ? fma(beta, *to, alpha * sum[i][j]) : alpha * sum[i][j];
            }
    }
}
