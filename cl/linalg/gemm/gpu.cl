// SPDX-License-Identifier: Apache-2.0
// gemm/gpu.cl - multiply matrices through local memory, one work-group per tile of C.
//
//     C = epilogue(alpha op(A) op(B) + beta C),   op(A) is (m,k), op(B) is (k,n), C is (m,n)
//
// Method   gemm: a group owns TILE_ROWS x TILE_COLUMNS elements of C, and each of its work-items
//          ITEM_ROWS x ITEM_COLUMNS of them, in registers. Per round the group loads DEPTH steps of
//          its rows of op(A) and columns of op(B) into local memory, each element once, converted
//          to the sums' type. An item then reads ITEM_ROWS + ITEM_COLUMNS numbers per step for
//          ITEM_ROWS x ITEM_COLUMNS fused multiply-adds. Meanwhile the next round is loaded from
//          global memory into registers. With STAGES = 2 it has a second tile in local memory,
//          which saves every second barrier. Memory is read in runs that make 16 bytes of sums. If
//          the host found that every run of the matrix is aligned, a run is one instruction;
//          otherwise, and at borders, it is read element by element. Zeros stand for elements
//          outside the matrix. Neighbours in a group read neighbours in memory, whether a matrix is
//          transposed or not. The transpose ends in local memory: later code does not depend on it.
//          direct: without local memory. An item has a run of one row and relies on the caches. It
//          is for products so small, or with so few rows, that a tile would be mostly border.
//          A deep product is cut into slices of its steps. Each slice has groups of its own and a
//          matrix of sums in scratch; add_slices adds them, always in the same order.
// Source   V. Volkov, J. Demmel, "Benchmarking GPUs to Tune Dense Linear Algebra", SC 2008,
//          section 4; R. Nath, S. Tomov, J. Dongarra, "An Improved MAGMA GEMM for Fermi GPUs",
//          IJHPCA 24(4), 2010, for the two levels of blocking and the prefetch into registers.
// Error    |C - exact| <= gamma (|alpha| |A||B| + |beta||C|) elementwise, gamma = d u / (1 - d u),
//          d = k + 2 (Higham, section 3.5): slices take k - 1 additions, too. Complex numbers: the
//          same with moduli and 2 sqrt(2) u, as each of their parts is a sum of 2 k products.
//          Integers are exact modulo 2^32. C in 16 bits is rounded once more
// Params   A, B, C           elements in memory: f32 f64 f16 bf16 c32 c64, s8 u8; C also s32
//          SUM               element type of the sums             f32 f64 c32 c64 s32
//          GROUP_X, GROUP_Y  items along a tile's columns, rows   any
//          ITEM_ROWS         rows of C of one item                a multiple of RUN
//          ITEM_COLUMNS      columns of C of one item             a multiple of RUN
//          DEPTH             steps of one round                   a multiple of RUN
//          STAGES            tiles in local memory                1 | 2
//          EPILOGUE          1: with an epilogue's parameters     0 | 1
//          ACTIVATION        its function                         see common/activation.cl
//          INDEX             reaches the end of every matrix, + a tile   int | long
// Launch   gemm: local (GROUP), groups (ceil(n / TILE_COLUMNS), ceil(m / TILE_ROWS), slices);
//          direct: local (GROUP), groups (ceil(n / (ACROSS RUN)), ceil(m / DOWN), slices);
//          add_slices: the same, of one slice
// Check    -DA=f32 -DB=f32 -DC=f32 -DSUM=f32 -DGROUP_X=16 -DGROUP_Y=16 -DITEM_ROWS=8 -DITEM_COLUMNS=8 -DDEPTH=8 -DSTAGES=2 -DEPILOGUE=0 -DACTIVATION=act_none -DINDEX=int
// Check    -DA=f16 -DB=f16 -DC=f16 -DSUM=f32 -DGROUP_X=8 -DGROUP_Y=8 -DITEM_ROWS=4 -DITEM_COLUMNS=4 -DDEPTH=16 -DSTAGES=1 -DEPILOGUE=1 -DACTIVATION=act_gelu -DINDEX=long
// Check    -DA=f32 -DB=f32 -DC=bf16 -DSUM=f32 -DGROUP_X=8 -DGROUP_Y=8 -DITEM_ROWS=4 -DITEM_COLUMNS=4 -DDEPTH=16 -DSTAGES=1 -DEPILOGUE=1 -DACTIVATION=act_none -DINDEX=int
// Check    -DA=f64 -DB=f64 -DC=f64 -DSUM=f64 -DGROUP_X=8 -DGROUP_Y=8 -DITEM_ROWS=4 -DITEM_COLUMNS=4 -DDEPTH=8 -DSTAGES=2 -DEPILOGUE=1 -DACTIVATION=act_silu -DINDEX=int
// Check    -DA=c32 -DB=c32 -DC=c32 -DSUM=c32 -DGROUP_X=8 -DGROUP_Y=8 -DITEM_ROWS=4 -DITEM_COLUMNS=4 -DDEPTH=8 -DSTAGES=1 -DEPILOGUE=0 -DACTIVATION=act_none -DINDEX=int
// Check    -DA=c64 -DB=c64 -DC=c64 -DSUM=c64 -DGROUP_X=8 -DGROUP_Y=4 -DITEM_ROWS=2 -DITEM_COLUMNS=4 -DDEPTH=8 -DSTAGES=2 -DEPILOGUE=0 -DACTIVATION=act_none -DINDEX=int
// Check    -DA=s8 -DB=u8 -DC=s32 -DSUM=s32 -DGROUP_X=8 -DGROUP_Y=8 -DITEM_ROWS=4 -DITEM_COLUMNS=4 -DDEPTH=16 -DSTAGES=1 -DEPILOGUE=0 -DACTIVATION=act_none -DINDEX=int
#include "linalg/gemm/finish.cl"

#define GROUP (GROUP_X * GROUP_Y)
#define TILE_ROWS (GROUP_Y * ITEM_ROWS)
#define TILE_COLUMNS (GROUP_X * ITEM_COLUMNS)
#define PAD (16 / (int)sizeof(number))  // numbers, so that steps begin in different banks
#define A_PITCH (TILE_ROWS + PAD)
#define B_PITCH (TILE_COLUMNS + PAD)
#define A_SHARE ((TILE_ROWS * DEPTH / RUN + GROUP - 1) / GROUP)  // runs that one item loads
#define B_SHARE ((TILE_COLUMNS * DEPTH / RUN + GROUP - 1) / GROUP)

typedef global const JOIN(memory_, A) * of_a;
typedef global const JOIN(memory_, B) * of_b;

// Loads this item's share of lines [line, line + lines) and steps [step, step + DEPTH) into
// registers. The matrix is `rows` x `columns`; its rows are steps or lines.
// static: the compiler then keeps no separate copy, whose loop would not unroll.
#define FETCH(name, type, element)                                                              \
    static INLINE void name(run* mine, const int share, const uint lines, type from,            \
                            const INDEX ld, const int form, const INDEX line, const INDEX step, \
                            const INDEX all_lines, const INDEX all_steps,                       \
                            const int rows_are_steps)                                           \
    {                                                                                           \
        const uint item = get_local_id(0);                                                      \
        UNROLL                                                                                  \
        for (int i = 0; i < share; i++) {                                                       \
            const uint t = (item + i * GROUP) * RUN;                                            \
            const INDEX row = rows_are_steps ? step + t / lines : line + t / DEPTH;             \
            const INDEX column = rows_are_steps ? line + t % lines : step + t % DEPTH;          \
            const INDEX rows = rows_are_steps ? all_steps : all_lines;                          \
            const INDEX columns = rows_are_steps ? all_lines : all_steps;                       \
            mine[i].v = 0;                                                                      \
            if (t >= lines * DEPTH || row >= rows) continue;                                    \
            type at = from + row * ld + column;                                                 \
            if ((form & ALIGNED) && column + RUN <= columns) {                                  \
                mine[i].v = JOIN(run_, element)(at);                                            \
            } else {                                                                            \
                UNROLL                                                                          \
                for (int e = 0; e < RUN; e++)                                                   \
                    if (column + e < columns) put(mine[i], e, JOIN(load_, element)(at + e));    \
            }                                                                                   \
            if (form & CONJUGATED) mine[i].v = conjugated(mine[i].v);                           \
        }                                                                                       \
    }
FETCH(fetch_a, of_a, A)
FETCH(fetch_b, of_b, B)

// Stores the share in local memory, tile[step][line].
static INLINE void place(local reals* tile, const int pitch, const run* mine, const int share,
                         const uint lines, const int rows_are_steps)
{
    const uint item = get_local_id(0);
    UNROLL
    for (int i = 0; i < share; i++) {
        const uint t = (item + i * GROUP) * RUN;
        if (t >= lines * DEPTH) continue;
        if (rows_are_steps) {
            tile[(t / lines * pitch + t % lines) / RUN] = mine[i].v;
        } else {
            local number* to = (local number*)tile + t % DEPTH * pitch + t / DEPTH;
            UNROLL
            for (int e = 0; e < RUN; e++) to[e * pitch] = get(mine[i], e);
        }
    }
}

GROUP_SIZE(GROUP, 1, 1)
kernel void gemm(const INDEX m, const INDEX n, const INDEX k, const number alpha,
                 global const JOIN(memory_, A) * restrict a, const INDEX a_at, const INDEX lda,
                 const int a_form, global const JOIN(memory_, B) * restrict b, const INDEX b_at,
                 const INDEX ldb, const int b_form, const number beta, global JOIN(memory_, C) * c,
                 const INDEX c_at, const INDEX ldc, const int c_form, const INDEX steps_of_slice,
                 const INDEX elements_of_slice EPILOGUE_PARAMETERS)
{
    local reals a_tiles[STAGES][DEPTH * A_PITCH / RUN], b_tiles[STAGES][DEPTH * B_PITCH / RUN];
    const int x = get_local_id(0) % GROUP_X, y = get_local_id(0) / GROUP_X;
    const INDEX row = get_group_id(1) * TILE_ROWS, column = get_group_id(0) * TILE_COLUMNS;
    const INDEX first = get_group_id(2) * steps_of_slice, last = min(k, first + steps_of_slice);
    const int a_by_steps = a_form & TRANSPOSED, b_by_steps = !(b_form & TRANSPOSED);

    // The runs of rows and columns that an item owns lie a whole group of runs apart.
    reals sum[ITEM_ROWS][ITEM_COLUMNS / RUN];
    UNROLL
    for (int r = 0; r < ITEM_ROWS; r++) {
        UNROLL
        for (int j = 0; j < ITEM_COLUMNS / RUN; j++) sum[r][j] = 0;
    }

    run my_a[A_SHARE], my_b[B_SHARE];
    fetch_a(my_a, A_SHARE, TILE_ROWS, a + a_at, lda, a_form, row, first, m, last, a_by_steps);
    fetch_b(my_b, B_SHARE, TILE_COLUMNS, b + b_at, ldb, b_form, column, first, n, last, b_by_steps);
    place(a_tiles[0], A_PITCH, my_a, A_SHARE, TILE_ROWS, a_by_steps);
    place(b_tiles[0], B_PITCH, my_b, B_SHARE, TILE_COLUMNS, b_by_steps);
    int stage = 0;
    for (INDEX step = first; step < last; step += DEPTH) {
        barrier(CLK_LOCAL_MEM_FENCE);  // the tile is complete; nobody reads the other one any more
        const INDEX next = step + DEPTH;
        fetch_a(my_a, A_SHARE, TILE_ROWS, a + a_at, lda, a_form, row, next, m, last, a_by_steps);
        fetch_b(my_b, B_SHARE, TILE_COLUMNS, b + b_at, ldb, b_form, column, next, n, last,
                b_by_steps);

        const local reals* a_tile = a_tiles[stage];
        const local reals* b_tile = b_tiles[stage];
        UNROLL
        for (int s = 0; s < DEPTH; s++) {
            run left[ITEM_ROWS / RUN];
            reals right[ITEM_COLUMNS / RUN];
            UNROLL
            for (int i = 0; i < ITEM_ROWS / RUN; i++)
                left[i].v = a_tile[s * A_PITCH / RUN + y + i * GROUP_Y];
            UNROLL
            for (int j = 0; j < ITEM_COLUMNS / RUN; j++)
                right[j] = b_tile[s * B_PITCH / RUN + x + j * GROUP_X];
            UNROLL
            for (int r = 0; r < ITEM_ROWS; r++) {
                UNROLL
                for (int j = 0; j < ITEM_COLUMNS / RUN; j++)
                    sum[r][j] = multiply_add_24(get(left[r / RUN], r % RUN), right[j], sum[r][j]);
            }
        }
#if STAGES == 1
        barrier(CLK_LOCAL_MEM_FENCE);
#else
        stage = 1 - stage;
#endif
        place(a_tiles[stage], A_PITCH, my_a, A_SHARE, TILE_ROWS, a_by_steps);
        place(b_tiles[stage], B_PITCH, my_b, B_SHARE, TILE_COLUMNS, b_by_steps);
    }

    of_c to = c + c_at + get_group_id(2) * elements_of_slice;
    UNROLL
    for (int r = 0; r < ITEM_ROWS; r++) {
        const INDEX i = row + RUN * (y + r / RUN * GROUP_Y) + r % RUN;
        UNROLL
        for (int s = 0; s < ITEM_COLUMNS / RUN; s++) {
            const INDEX j = column + RUN * (x + s * GROUP_X);
            if (i < m && j < n)
                finish(sum[r][s], i, j, n, alpha, beta, to, ldc, c_form EPILOGUE_ARGUMENTS);
        }
    }
}

// Without tiles: an item has RUN neighbours in a row of C, a group DOWN rows of ACROSS such runs.
#define DOWN (GROUP < 4 ? 1 : 4)
#define ACROSS (GROUP / DOWN)

GROUP_SIZE(GROUP, 1, 1)
kernel void direct(const INDEX m, const INDEX n, const INDEX k, const number alpha,
                   global const JOIN(memory_, A) * restrict a, const INDEX a_at, const INDEX lda,
                   const int a_form, global const JOIN(memory_, B) * restrict b, const INDEX b_at,
                   const INDEX ldb, const int b_form, const number beta,
                   global JOIN(memory_, C) * c, const INDEX c_at, const INDEX ldc, const int c_form,
                   const INDEX steps_of_slice, const INDEX elements_of_slice EPILOGUE_PARAMETERS)
{
    const INDEX i = get_group_id(1) * DOWN + get_local_id(0) / ACROSS;
    const INDEX j = (get_group_id(0) * ACROSS + get_local_id(0) % ACROSS) * RUN;
    const INDEX first = get_group_id(2) * steps_of_slice, last = min(k, first + steps_of_slice);
    if (i >= m || j >= n) return;

    reals sum = 0;
    for (INDEX step = first; step < last; step++) {
        run left, right;
        left.v = 0, right.v = 0;
        put(left, 0,
            JOIN(load_, A)(a + a_at + (a_form & TRANSPOSED ? step * lda + i : i * lda + step)));
        of_b from = b + b_at + (b_form & TRANSPOSED ? j * ldb + step : step * ldb + j);
        if ((b_form & ALIGNED) && !(b_form & TRANSPOSED) && j + RUN <= n) {
            right.v = JOIN(run_, B)(from);
        } else {
            const INDEX apart = b_form & TRANSPOSED ? ldb : 1;
            UNROLL
            for (int e = 0; e < RUN; e++)
                if (j + e < n) put(right, e, JOIN(load_, B)(from + e * apart));
        }
        if (a_form & CONJUGATED) left.v = conjugated(left.v);
        if (b_form & CONJUGATED) right.v = conjugated(right.v);
        sum = multiply_add_24(get(left, 0), right.v, sum);
    }
    finish(sum, i, j, n, alpha, beta, c + c_at + get_group_id(2) * elements_of_slice, ldc,
           c_form EPILOGUE_ARGUMENTS);
}

// C from the sum of `slices` matrices, whose rows are ld numbers apart. ld is a multiple of RUN.
GROUP_SIZE(GROUP, 1, 1)
kernel void add_slices(const INDEX m, const INDEX n, const INDEX slices,
                       global const number* restrict sums, const INDEX sums_at, const INDEX ld,
                       const number alpha, const number beta, global JOIN(memory_, C) * c,
                       const INDEX c_at, const INDEX ldc, const int c_form EPILOGUE_PARAMETERS)
{
    const INDEX i = get_group_id(1) * DOWN + get_local_id(0) / ACROSS;
    const INDEX j = (get_group_id(0) * ACROSS + get_local_id(0) % ACROSS) * RUN;
    if (i >= m || j >= n) return;
    reals sum = 0;
    for (INDEX s = 0; s < slices; s++) {
        global const number* from = sums + sums_at + (s * m + i) * ld + j;
        run x;
        x.v = 0;
        UNROLL
        for (int e = 0; e < RUN; e++)
            if (j + e < n) put(x, e, from[e]);
        sum += x.v;
    }
    finish(sum, i, j, n, alpha, beta, c + c_at, ldc, c_form EPILOGUE_ARGUMENTS);
}
