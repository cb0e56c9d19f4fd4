// SPDX-License-Identifier: Apache-2.0
// gemm/gpu.cl - multiply matrices through local memory, one work-group a tile of C.
//
//     C = alpha op(A) op(B) + beta C,   op(A) is (m,k), op(B) is (k,n), C is (m,n)
//
// Method   A group owns TILE_ROWS x TILE_COLUMNS elements of C, each of its work-items ITEM_ROWS x
//          ITEM_COLUMNS of them, in registers. Per round the group brings DEPTH steps of its rows
//          of op(A) and columns of op(B) into local memory, each element once; an item then reads
//          ITEM_ROWS + ITEM_COLUMNS values per step for ITEM_ROWS x ITEM_COLUMNS fused
//          multiply-adds. The next round is on its way from global memory meanwhile, in registers.
//          Items next to each other fetch elements next to each other, whether the matrix is read
//          as stored or transposed; outside it they fetch zero, and C is guarded where it is
//          stored.
// Source   V. Volkov, J. Demmel, "Benchmarking GPUs to Tune Dense Linear Algebra", SC 2008,
//          section 4; R. Nath, S. Tomov, J. Dongarra, "An Improved MAGMA GEMM for Fermi GPUs",
//          IJHPCA 24(4), 2010, for the two levels of blocking and the prefetch into registers.
// Error    |C - exact| <= gamma (|alpha| |A||B| + |beta||C|) elementwise, gamma = d u / (1 - d u),
//          d = k + 2 (Higham, section 3.5)
// Params   GROUP_X, GROUP_Y  work-items of a group, and rows of them    powers of two
//          ITEM_ROWS         rows of C of one item                      4 | 8
//          ITEM_COLUMNS      columns of C of one item                   4 | 8
//          DEPTH             steps of one round                         8 | 16
//          INDEX             reaches the end of every matrix, + a tile  int | long
// Launch   local (GROUP_X, GROUP_Y), groups (ceil(n / TILE_COLUMNS), ceil(m / TILE_ROWS))
// Check    -DGROUP_X=16 -DGROUP_Y=16 -DITEM_ROWS=8 -DITEM_COLUMNS=8 -DDEPTH=8 -DINDEX=int
// Check    -DGROUP_X=8 -DGROUP_Y=8 -DITEM_ROWS=4 -DITEM_COLUMNS=4 -DDEPTH=16 -DINDEX=long
#include "common/launch.cl"

#define GROUP (GROUP_X * GROUP_Y)
#define TILE_ROWS (GROUP_Y * ITEM_ROWS)
#define TILE_COLUMNS (GROUP_X * ITEM_COLUMNS)
#define A_PITCH (TILE_ROWS + 4)  // 4 more: steps begin in different banks of local memory
#define B_PITCH (TILE_COLUMNS + 4)
#define A_SHARE ((TILE_ROWS * DEPTH + GROUP - 1) / GROUP)  // elements that one item brings
#define B_SHARE ((TILE_COLUMNS * DEPTH + GROUP - 1) / GROUP)

// Which line (row of op(A), column of op(B)) and which step element t of a round is. Sizes are
// powers of two: a shift and a mask.
uint line_of(const uint t, const uint lines, const int steps_are_rows)
{
    return steps_are_rows ? t & (lines - 1) : t / DEPTH;
}
uint step_of(const uint t, const uint lines, const int steps_are_rows)
{
    return steps_are_rows ? t / lines : t & (DEPTH - 1);
}

// This item's share of lines [line, line + lines) and steps [step, step + DEPTH) of a matrix that
// has `all_lines` and `all_steps`, into registers; its rows are the steps, or the lines.
// static: no copy stays behind whose loop has an unknown count and cannot unroll.
static void fetch(float* mine, const int share, const uint lines, global const float* from,
                  const INDEX ld, const INDEX line, const INDEX all_lines, const INDEX step,
                  const INDEX all_steps, const int steps_are_rows)
{
    const uint item = get_local_id(1) * GROUP_X + get_local_id(0);
    UNROLL
    for (int i = 0; i < share; i++) {
        const uint t = item + i * GROUP;
        const INDEX l = line + line_of(t, lines, steps_are_rows);
        const INDEX s = step + step_of(t, lines, steps_are_rows);
        mine[i] = 0;
        if (t < lines * DEPTH && l < all_lines && s < all_steps)
            mine[i] = steps_are_rows ? from[s * ld + l] : from[l * ld + s];
    }
}

// And from there into local memory, tile[step][line].
static void place(local float* tile, const int pitch, const float* mine, const int share,
                  const uint lines, const int steps_are_rows)
{
    const uint item = get_local_id(1) * GROUP_X + get_local_id(0);
    UNROLL
    for (int i = 0; i < share; i++) {
        const uint t = item + i * GROUP;
        if (t < lines * DEPTH)
            tile[step_of(t, lines, steps_are_rows) * pitch + line_of(t, lines, steps_are_rows)] =
                mine[i];
    }
}

typedef union {
    float4 v;
    float e[4];
} lanes;

GROUP_SIZE(GROUP_X, GROUP_Y, 1)
kernel void gemm(const INDEX m, const INDEX n, const INDEX k, const float alpha,
                 global const float* restrict a, const INDEX a_at, const INDEX lda,
                 const int a_transposed, global const float* restrict b, const INDEX b_at,
                 const INDEX ldb, const int b_transposed, const float beta,
                 global float* restrict c, const INDEX c_at, const INDEX ldc)
{
    local float4 a_tile[DEPTH * A_PITCH / 4], b_tile[DEPTH * B_PITCH / 4];
    const int x = get_local_id(0), y = get_local_id(1);
    const INDEX row = get_group_id(1) * TILE_ROWS, column = get_group_id(0) * TILE_COLUMNS;

    // Items own quads of rows and columns, a whole group of quads apart.
    lanes sum[ITEM_ROWS][ITEM_COLUMNS / 4];
    UNROLL
    for (int r = 0; r < ITEM_ROWS; r++) {
        UNROLL
        for (int j = 0; j < ITEM_COLUMNS / 4; j++) sum[r][j].v = 0;
    }

    float my_a[A_SHARE], my_b[B_SHARE];
    fetch(my_a, A_SHARE, TILE_ROWS, a + a_at, lda, row, m, 0, k, a_transposed);
    fetch(my_b, B_SHARE, TILE_COLUMNS, b + b_at, ldb, column, n, 0, k, !b_transposed);
    for (INDEX step = 0; step < k; step += DEPTH) {
        barrier(CLK_LOCAL_MEM_FENCE);  // all have read the round before
        place((local float*)a_tile, A_PITCH, my_a, A_SHARE, TILE_ROWS, a_transposed);
        place((local float*)b_tile, B_PITCH, my_b, B_SHARE, TILE_COLUMNS, !b_transposed);
        barrier(CLK_LOCAL_MEM_FENCE);
        const INDEX next = step + DEPTH;
        fetch(my_a, A_SHARE, TILE_ROWS, a + a_at, lda, row, m, next, k, a_transposed);
        fetch(my_b, B_SHARE, TILE_COLUMNS, b + b_at, ldb, column, n, next, k, !b_transposed);

        UNROLL
        for (int s = 0; s < DEPTH; s++) {
            lanes left[ITEM_ROWS / 4];
            float4 right[ITEM_COLUMNS / 4];
            UNROLL
            for (int i = 0; i < ITEM_ROWS / 4; i++)
                left[i].v = a_tile[s * A_PITCH / 4 + y + i * GROUP_Y];
            UNROLL
            for (int j = 0; j < ITEM_COLUMNS / 4; j++)
                right[j] = b_tile[s * B_PITCH / 4 + x + j * GROUP_X];
            UNROLL
            for (int r = 0; r < ITEM_ROWS; r++) {
                UNROLL
                for (int j = 0; j < ITEM_COLUMNS / 4; j++)
                    sum[r][j].v = fma((float4)(left[r / 4].e[r % 4]), right[j], sum[r][j].v);
            }
        }
    }

    UNROLL
    for (int r = 0; r < ITEM_ROWS; r++) {
        const INDEX i = row + 4 * (y + r / 4 * GROUP_Y) + r % 4;
        UNROLL
        for (int s = 0; s < ITEM_COLUMNS; s++) {
            const INDEX j = column + 4 * (x + s / 4 * GROUP_X) + s % 4;
            if (i >= m || j >= n) continue;
            global float* to = c + c_at + i * ldc + j;
            const float product = alpha * sum[r][s / 4].e[s % 4];
            *to = beta != 0 ? fma(beta, *to, product) : product;
        }
    }
}
