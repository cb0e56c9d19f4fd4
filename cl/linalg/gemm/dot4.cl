// SPDX-License-Identifier: Apache-2.0
// gemm/dot4.cl - multiply matrices of bytes with the device's dot products of four bytes.
//
//     C = alpha op(A) op(B) + beta C,   op(A) is (m,k), op(B) is (k,n), C is (m,n)
//
// Method   As gemm in gpu.cl, but a word of four steps takes the place of a number. A word of a row
//          of op(A) and a word of a column of op(B) make one multiply-add of four products. (A line
//          is a row of op(A) or a column of op(B).) If a matrix's rows are lines, its words lie in
// memory. If its rows are steps, 4 lines by 4 steps are read at once and transposed in registers.
// Source   see gpu.cl; cl_khr_integer_dot_product; PTX ISA, "dp4a"
// Error    none: modulo 2^32
// Params   A, B              elements in memory                  s8 | u8
//          C, SUM            s32
//          DOT               a b + c for words, by name          dot_code | dot_builtin | dot_ptx
//          GROUP_X, GROUP_Y  items along a tile's columns, rows   any
//          ITEM_ROWS         rows of C of one item                a multiple of 4
//          ITEM_COLUMNS      columns of C of one item             a multiple of 4
//          DEPTH             words of one round                   any
//          STAGES            tiles in local memory                1 | 2
//          EPILOGUE, ACTIVATION   0, act_none                     see gpu.cl
//          INDEX             reaches the end of every matrix, + a tile   int | long
// Launch   local (GROUP), groups (ceil(n / TILE_COLUMNS), ceil(m / TILE_ROWS), slices)
// Check    -DA=s8 -DB=u8 -DC=s32 -DSUM=s32 -DDOT=dot_code -DGROUP_X=16 -DGROUP_Y=16 -DITEM_ROWS=8 -DITEM_COLUMNS=8 -DDEPTH=8 -DSTAGES=2 -DEPILOGUE=0 -DACTIVATION=act_none -DINDEX=int
// Check    -DA=u8 -DB=u8 -DC=s32 -DSUM=s32 -DDOT=dot_code -DGROUP_X=8 -DGROUP_Y=8 -DITEM_ROWS=4 -DITEM_COLUMNS=4 -DDEPTH=16 -DSTAGES=1 -DEPILOGUE=0 -DACTIVATION=act_none -DINDEX=long
#include "linalg/gemm/finish.cl"

#define GROUP (GROUP_X * GROUP_Y)
#define TILE_ROWS (GROUP_Y * ITEM_ROWS)
#define TILE_COLUMNS (GROUP_X * ITEM_COLUMNS)
#define A_SHARE ((TILE_ROWS * DEPTH / 4 + GROUP - 1) / GROUP)  // of 4 words, that one item loads
#define B_SHARE ((TILE_COLUMNS * DEPTH / 4 + GROUP - 1) / GROUP)

// a b + c.
#define four_s8(word) convert_int4(as_char4(word))
#define four_u8(word) convert_int4(as_uchar4(word))
#define builtin_s8_s8 dot_4x8packed_ss_int
#define builtin_s8_u8 dot_4x8packed_su_int
#define builtin_u8_s8 dot_4x8packed_us_int
#define builtin_u8_u8 dot_4x8packed_uu_uint
#define ptx_s8 "s32"
#define ptx_u8 "u32"
#define dot_code(c, a, b) (c + sum_of(JOIN(four_, A)(a) * JOIN(four_, B)(b)))
#define dot_builtin(c, a, b) (c + (int)JOIN(builtin_, JOIN(A, JOIN(_, B)))(a, b))
int sum_of(const int4 x) { return x.x + x.y + x.z + x.w; }
#define is_ptx_dot_code 0
#define is_ptx_dot_builtin 0
#define is_ptx_dot_ptx 1
#if JOIN(is_ptx_, DOT)
static INLINE int dot_ptx(const int c, const uint a, const uint b)
{
    int y;
    asm("dp4a." JOIN(ptx_, A) "." JOIN(ptx_, B) " %0, %1, %2, %3;"
        : "=r"(y)
        : "r"(a), "r"(b), "r"(c));
    return y;
}
#endif

// Loads this item's share of lines [line, line + lines) and words of four steps from `step` on, a
// word of four lines at a time. The sign of bytes does not matter here.
static INLINE void fetch(uint4* mine, const int share, const int lines, global const uchar* from,
                         const INDEX ld, const int form, const INDEX line, const INDEX all_lines,
                         const INDEX step, const INDEX all_steps, const int rows_are_steps)
{
    UNROLL
    for (int i = 0; i < share; i++) {
        const int t = get_local_id(0) + i * GROUP;
        mine[i] = 0;
        if (t >= lines * DEPTH / 4) continue;
        // Neighbours in a group read neighbours in memory.
        const INDEX l = line + (rows_are_steps ? t % (lines / 4) : t / DEPTH) * 4;
        const INDEX s = step + (rows_are_steps ? t / (lines / 4) : t % DEPTH) * 4;
        const INDEX row = rows_are_steps ? s : l, column = rows_are_steps ? l : s;
        const INDEX rows = rows_are_steps ? all_steps : all_lines;
        const INDEX columns = rows_are_steps ? all_lines : all_steps;
        uchar4 x[4];
        UNROLL
        for (int r = 0; r < 4; r++) {
            x[r] = 0;
            if (row + r >= rows || column >= columns) continue;
            global const uchar* at = from + (row + r) * ld + column;
            if ((form & ALIGNED) && column + 4 <= columns) {
                x[r] = *(global const uchar4*)at;
            } else {
                x[r].x = at[0];
                if (column + 1 < columns) x[r].y = at[1];
                if (column + 2 < columns) x[r].z = at[2];
                if (column + 3 < columns) x[r].w = at[3];
            }
        }
        if (rows_are_steps)
            mine[i] = (uint4)(as_uint((uchar4)(x[0].x, x[1].x, x[2].x, x[3].x)),
                              as_uint((uchar4)(x[0].y, x[1].y, x[2].y, x[3].y)),
                              as_uint((uchar4)(x[0].z, x[1].z, x[2].z, x[3].z)),
                              as_uint((uchar4)(x[0].w, x[1].w, x[2].w, x[3].w)));
        else
            mine[i] = (uint4)(as_uint(x[0]), as_uint(x[1]), as_uint(x[2]), as_uint(x[3]));
    }
}

// Stores the share in local memory, tile[word][line].
static INLINE void place(local uint4* tile, const uint4* mine, const int share, const int lines,
                         const int rows_are_steps)
{
    UNROLL
    for (int i = 0; i < share; i++) {
        const int t = get_local_id(0) + i * GROUP;
        if (t >= lines * DEPTH / 4) continue;
        const int quad = rows_are_steps ? t % (lines / 4) : t / DEPTH;
        const int word = rows_are_steps ? t / (lines / 4) : t % DEPTH;
        tile[word * (lines / 4 + 1) + quad] = mine[i];  // 1 more: see PAD in gpu.cl
    }
}

GROUP_SIZE(GROUP, 1, 1)
kernel void gemm(const INDEX m, const INDEX n, const INDEX k, const number alpha,
                 global const JOIN(memory_, A) * a, const INDEX a_at, const INDEX lda,
                 const int a_form, global const JOIN(memory_, B) * b, const INDEX b_at,
                 const INDEX ldb, const int b_form, const number beta, global JOIN(memory_, C) * c,
                 const INDEX c_at, const INDEX ldc, const int c_form, const INDEX steps_of_slice,
                 const INDEX elements_of_slice EPILOGUE_PARAMETERS)
{
    local uint4 a_tiles[STAGES][DEPTH * (TILE_ROWS / 4 + 1)];
    local uint4 b_tiles[STAGES][DEPTH * (TILE_COLUMNS / 4 + 1)];
    const int x = get_local_id(0) % GROUP_X, y = get_local_id(0) / GROUP_X;
    const INDEX row = get_group_id(1) * TILE_ROWS, column = get_group_id(0) * TILE_COLUMNS;
    const INDEX first = get_group_id(2) * steps_of_slice, last = min(k, first + steps_of_slice);
    const int a_by_steps = a_form & TRANSPOSED, b_by_steps = !(b_form & TRANSPOSED);
    global const uchar* from_a = (global const uchar*)(a + a_at);
    global const uchar* from_b = (global const uchar*)(b + b_at);

    run sum[ITEM_ROWS][ITEM_COLUMNS / 4];
    UNROLL
    for (int r = 0; r < ITEM_ROWS; r++) {
        UNROLL
        for (int j = 0; j < ITEM_COLUMNS / 4; j++) sum[r][j].v = 0;
    }

    uint4 my_a[A_SHARE], my_b[B_SHARE];
    fetch(my_a, A_SHARE, TILE_ROWS, from_a, lda, a_form, row, m, first, last, a_by_steps);
    fetch(my_b, B_SHARE, TILE_COLUMNS, from_b, ldb, b_form, column, n, first, last, b_by_steps);
    place(a_tiles[0], my_a, A_SHARE, TILE_ROWS, a_by_steps);
    place(b_tiles[0], my_b, B_SHARE, TILE_COLUMNS, b_by_steps);
    int stage = 0;
    for (INDEX step = first; step < last; step += 4 * DEPTH) {
        barrier(CLK_LOCAL_MEM_FENCE);  // the tile is complete; nobody reads the other one any more
        const INDEX next = step + 4 * DEPTH;
        fetch(my_a, A_SHARE, TILE_ROWS, from_a, lda, a_form, row, m, next, last, a_by_steps);
        fetch(my_b, B_SHARE, TILE_COLUMNS, from_b, ldb, b_form, column, n, next, last, b_by_steps);

        UNROLL
        for (int s = 0; s < DEPTH; s++) {
            union {
                uint4 v;
                uint e[4];
            } left[ITEM_ROWS / 4], right[ITEM_COLUMNS / 4];
            UNROLL
            for (int i = 0; i < ITEM_ROWS / 4; i++)
                left[i].v = a_tiles[stage][s * (TILE_ROWS / 4 + 1) + y + i * GROUP_Y];
            UNROLL
            for (int j = 0; j < ITEM_COLUMNS / 4; j++)
                right[j].v = b_tiles[stage][s * (TILE_COLUMNS / 4 + 1) + x + j * GROUP_X];
            UNROLL
            for (int r = 0; r < ITEM_ROWS; r++) {
                UNROLL
                for (int j = 0; j < ITEM_COLUMNS; j++)
                    sum[r][j / 4].e[j % 4] =
                        DOT(sum[r][j / 4].e[j % 4], left[r / 4].e[r % 4], right[j / 4].e[j % 4]);
            }
        }
#if STAGES == 1
        barrier(CLK_LOCAL_MEM_FENCE);
#else
        stage = 1 - stage;
#endif
        place(a_tiles[stage], my_a, A_SHARE, TILE_ROWS, a_by_steps);
        place(b_tiles[stage], my_b, B_SHARE, TILE_COLUMNS, b_by_steps);
    }

    of_c to = c + c_at + get_group_id(2) * elements_of_slice;
    UNROLL
    for (int r = 0; r < ITEM_ROWS; r++) {
        const INDEX i = row + 4 * (y + r / 4 * GROUP_Y) + r % 4;
        UNROLL
        for (int s = 0; s < ITEM_COLUMNS / 4; s++) {
            const INDEX j = column + 4 * (x + s * GROUP_X);
            if (i < m && j < n)
                finish(sum[r][s].v, i, j, n, alpha, beta, to, ldc, c_form EPILOGUE_ARGUMENTS);
        }
    }
}
