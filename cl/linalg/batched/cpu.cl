// SPDX-License-Identifier: Apache-2.0
// batched/cpu.cl - many products of one size, several of them to a work-item.
//
//     C_i = alpha op(A_i) op(B_i) + beta C_i,   op(A_i) is (m,k), op(B_i) is (k,n), i = 0 .. count-1
//
// Method   A small product lies in the L1 cache as it is: packing it would cost as much as it saves. A
//          tile is ROWS rows by VECTORS vectors of sums in registers; per step it takes a row of B
//          where it lies, and ROWS broadcasts of A where they lie, transposed or not. Only what a
//          vector cannot read is packed first, into scratch: B transposed, and the last columns where
//          n is no multiple of COLUMNS. Longer sums are cut into runs of DEPTH steps. Matrix i begins
//          i strides after the first, or where a list says. The last product may have fewer steps
//          than the others: so a sum over k, cut into slices, is a batch too.
// Source   J. Dongarra et al., "Batched BLAS: specification", 2018; its tile is the one of
//          gemm/cpu.cl.
// Error    |C - exact| <= gamma (|alpha| |A||B| + |beta||C|) elementwise, gamma = d u / (1 - d u),
//          d = min(k, DEPTH) + ceil(k / DEPTH) + 1 <= k + 2 (Higham, section 3.5)
// Params   E         element type                                float | double
//          VALUE, FACTOR, FORMAT  of common/pack.cl              E, E, plain
//          LANES     elements of a vector                        4 | 8 | 16
//          VECTORS   vectors across a tile                       1 | 2 | 3
//          ROWS      rows of a tile                              1 and more
//          DEPTH     most steps packed at once                   a multiple of 4
//          PREFETCH  through SPIR too, see common/vector.cl      0 | 1
//          INDEX     reaches the end of every matrix, + a tile   int | long
// Launch   local (1, 1), global (items, blocks): shares of the products, blocks of rows of each
// Check    -DE=float -DVALUE=float -DFACTOR=float -DFORMAT=plain -DLANES=16 -DVECTORS=2 -DROWS=8 -DDEPTH=256 -DPREFETCH=1 -DINDEX=int
// Check    -DE=double -DVALUE=double -DFACTOR=double -DFORMAT=plain -DLANES=4 -DVECTORS=3 -DROWS=4 -DDEPTH=256 -DPREFETCH=0 -DINDEX=long
#include "common/launch.cl"
#include "common/pack.cl"

#define COLUMNS (VECTORS * LANES)

// sum = rows of op(A) x columns of op(B), over `depth` steps.
static void multiply(vec sum[ROWS][VECTORS], const INDEX depth, global const E* a,
                     const INDEX a_row, const INDEX a_step, const INDEX height, global const E* b,
                     const INDEX ldb)
{
    global const E* row[ROWS];
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        row[r] = a + min((INDEX)r, height - 1) * a_row;
        UNROLL
        for (int v = 0; v < VECTORS; v++) sum[r][v] = 0;
    }
    INDEX at = 0;
    for (INDEX s = 0; s < depth; s++, at += a_step, b += ldb) {
        vec x[VECTORS];
        UNROLL
        for (int v = 0; v < VECTORS; v++) x[v] = load(b + v * LANES);
        UNROLL
        for (int r = 0; r < ROWS; r++) {
            UNROLL
            for (int v = 0; v < VECTORS; v++) sum[r][v] = fma((vec)(row[r][at]), x[v], sum[r][v]);
        }
    }
}

// C = alpha sum + beta C on a tile of height x width elements. With beta 0, C is not read.
static void store_tile(vec sum[ROWS][VECTORS], const E alpha, const E beta, global E* c,
                       const INDEX ldc, const INDEX height, const INDEX width)
{
    UNROLL
    for (int r = 0; r < ROWS; r++, c += ldc) {
        if (r >= height) continue;
        UNROLL
        for (int v = 0; v < VECTORS; v++) {
            const int column = v * LANES;
            const vec x = alpha * sum[r][v];
            if (column + LANES <= width) {
                store(beta != 0 ? fma((vec)beta, load(c + column), x) : x, c + column);
            } else {
                const lanes edge = {x};
                for (int j = 0; j < LANES && column + j < width; j++)
                    c[column + j] = beta != 0 ? fma(beta, c[column + j], edge.e[j]) : edge.e[j];
            }
        }
    }
}

// Where share i of `parts` even shares of `count` begins.
INDEX share(const INDEX count, const INDEX i, const INDEX parts)
{
    return count / parts * i + min(i, count % parts);
}

// Where matrix i begins.
INDEX place(const INDEX at, const INDEX i, const INDEX stride, const int listed,
            global const ulong* list, const INDEX list_at)
{
    return at + (listed ? (INDEX)list[list_at + i] : i * stride);
}

GROUP_SIZE(1, 1, 1)
kernel void batched(const INDEX count, const INDEX m, const INDEX n, const INDEX k,
                    const INDEX k_last, const E alpha, global const E* restrict a, const INDEX a_at,
                    const INDEX lda, const int a_transposed, const INDEX a_stride,
                    const int a_listed, global const ulong* a_list, const INDEX a_list_at,
                    global const E* restrict b, const INDEX b_at, const INDEX ldb,
                    const int b_transposed, const INDEX b_stride, const int b_listed,
                    global const ulong* b_list, const INDEX b_list_at, const E beta,
                    global E* restrict c, const INDEX c_at, const INDEX ldc, const INDEX c_stride,
                    const int c_listed, global const ulong* c_list, const INDEX c_list_at,
                    global E* restrict packed, const INDEX packed_at)
{
    const INDEX items = get_global_size(0), item = get_global_id(0);
    const INDEX blocks = get_global_size(1), block = get_global_id(1);
    const INDEX tiles = (m + ROWS - 1) / ROWS;
    const INDEX row_begin = share(tiles, block, blocks) * ROWS;
    const INDEX row_end = min(m, share(tiles, block + 1, blocks) * ROWS);
    const INDEX a_row = a_transposed ? 1 : lda, a_step = a_transposed ? lda : 1;
    const INDEX b_column = b_transposed ? ldb : 1, b_step = b_transposed ? 1 : ldb;
    global E* panel = packed + packed_at + (block * items + item) * (COLUMNS * DEPTH);

    for (INDEX i = share(count, item, items); i < share(count, item + 1, items); i++) {
        const INDEX steps = i + 1 < count ? k : k_last;
        global const E* my_a = a + place(a_at, i, a_stride, a_listed, a_list, a_list_at);
        global const E* my_b = b + place(b_at, i, b_stride, b_listed, b_list, b_list_at);
        global E* my_c = c + place(c_at, i, c_stride, c_listed, c_list, c_list_at);
        INDEX step = 0;
        do {
            const INDEX depth = min((INDEX)DEPTH, steps - step);
            const E scale = step == 0 ? beta : 1;  // later runs add to the first one's
            for (INDEX column = 0; column < n; column += COLUMNS) {
                const INDEX width = min((INDEX)COLUMNS, n - column);
                global const E* from = my_b + column * b_column + step * b_step;
                INDEX ld = ldb;
                if (b_transposed || width < COLUMNS) {
                    pack_panel(panel, COLUMNS, n, column, step, depth, my_b, ldb, b_transposed);
                    from = panel, ld = COLUMNS;
                }
                for (INDEX row = row_begin; row < row_end; row += ROWS) {
                    vec sum[ROWS][VECTORS];
                    multiply(sum, depth, my_a + row * a_row + step * a_step, a_row, a_step,
                             row_end - row, from, ld);
                    store_tile(sum, alpha, scale, my_c + row * ldc + column, ldc, row_end - row,
                               width);
                }
            }
            step += DEPTH;
        } while (step < steps);
    }
}
