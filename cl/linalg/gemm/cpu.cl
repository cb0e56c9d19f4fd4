// SPDX-License-Identifier: Apache-2.0
// gemm/cpu.cl - multiply matrices through packed panels, one work-item a block of C.
//
//     C = alpha op(A) op(B) + beta C,   op(A) is (m,k), op(B) is (k,n), C is (m,n)
//
// Method   The sum over k is cut into runs of DEPTH steps. A work-item owns a block of rows by a
//          strip of columns of C and, for each run, packs its rows of op(A): tiles of ROWS rows,
//          step by step, so that the tile's loop reads memory in order; the block stays in the L2
//          cache. Then it takes panels of op(B), COLUMNS wide and packed alike, each of which stays
//          in the L1 cache while all tiles of the block meet it. One tile times one panel is ROWS x
//          VECTORS vectors of sums in registers, and per step VECTORS loads of B and ROWS
//          broadcasts of A for ROWS x VECTORS fused multiply-adds. Packing reads A and B as stored
//          or transposed: nothing else in here knows of transposes. Borders are packed by repeating
//          the last row or column, and guarded where C is stored. A large op(B) is packed by a
//          launch before; of a small one each work-item packs the panels that it needs itself,
//          which saves that launch. What is needed next is fetched into the caches meanwhile.
// Source   K. Goto, R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS
//          34(3), 2008, section 4.2 (GEBP) and 5; the broadcast form of its inner loop after
//          F. Van Zee, R. van de Geijn, "BLIS", ACM TOMS 41(3), 2015.
// Error    |C - exact| <= gamma (|alpha| |A||B| + |beta||C|) elementwise, gamma = d u / (1 - d u),
//          d = min(k, DEPTH) + ceil(k / DEPTH) + 1 <= k + 2 (Higham, section 3.5)
// Params   E         element type                                float
//          LANES     elements of a vector                        4 | 8 | 16
//          VECTORS   vectors across a panel                      1 | 2 | 3
//          ROWS      rows of a tile                              a multiple of 4
//          DEPTH     most steps packed at once                   a multiple of 16
//          PREFETCH  through SPIR too, see common/vector.cl      0 | 1
//          INDEX     reaches the end of every matrix, + a tile   int | long
// Launch   pack_b: local (1, 1), global (panels, runs); gemm: local (1, 1), global (strips, blocks)
// Check    -DE=float -DLANES=16 -DVECTORS=2 -DROWS=12 -DDEPTH=256 -DPREFETCH=1 -DINDEX=int
// Check    -DE=float -DLANES=8 -DVECTORS=3 -DROWS=4 -DDEPTH=256 -DPREFETCH=0 -DINDEX=long
// Check    -DE=float -DLANES=4 -DVECTORS=3 -DROWS=4 -DDEPTH=256 -DPREFETCH=0 -DINDEX=int
#include "common/launch.cl"
#include "common/vector.cl"

#define COLUMNS (VECTORS * LANES)
#define LINE (64 / (int)sizeof(E))  // elements of a cache line
#define PIECE (DEPTH / 16)          // steps from one look ahead to the next

// Pack a matrix whose rows are the steps: to[s][j] = from[s][j].
void pack_rows(global E* to, const int width, const int valid, const INDEX depth,
               global const E* from, const INDEX ld)
{
    for (INDEX s = 0; s < depth; s++, from += ld, to += width) {
        if (valid == width) {
            UNROLL
            for (int j = 0; j < width; j += 4) store_quad(load_quad(from + j), to + j);
        } else {
            for (int j = 0; j < width; j++) to[j] = from[min(j, valid - 1)];
        }
    }
}

// Pack a matrix whose columns are the steps: to[s][j] = from[j][s], in squares of 4 x 4.
void pack_columns(global E* to, const int width, const int valid, const INDEX depth,
                  global const E* from, const INDEX ld)
{
    for (int j = 0; j < width; j += 4) {
        global const E* row0 = from + min(j, valid - 1) * ld;
        global const E* row1 = from + min(j + 1, valid - 1) * ld;
        global const E* row2 = from + min(j + 2, valid - 1) * ld;
        global const E* row3 = from + min(j + 3, valid - 1) * ld;
        global E* column = to + j;
        INDEX s = 0;
        for (; s + 4 <= depth; s += 4, column += 4 * width) {
            const quad a = load_quad(row0 + s), b = load_quad(row1 + s);
            const quad c = load_quad(row2 + s), d = load_quad(row3 + s);
            const quad ab01 = (quad)(a.s0, b.s0, a.s1, b.s1), ab23 = (quad)(a.s2, b.s2, a.s3, b.s3);
            const quad cd01 = (quad)(c.s0, d.s0, c.s1, d.s1), cd23 = (quad)(c.s2, d.s2, c.s3, d.s3);
            store_quad((quad)(ab01.lo, cd01.lo), column);
            store_quad((quad)(ab01.hi, cd01.hi), column + width);
            store_quad((quad)(ab23.lo, cd23.lo), column + 2 * width);
            store_quad((quad)(ab23.hi, cd23.hi), column + 3 * width);
        }
        for (; s < depth; s++, column += width) {
            column[0] = row0[s], column[1] = row1[s];
            column[2] = row2[s], column[3] = row3[s];
        }
    }
}

// Pack rows [row, row + ROWS) of op(A), steps [step, step + depth); the last rows may be missing.
void pack_tile(global E* to, const INDEX m, const INDEX row, const INDEX step, const INDEX depth,
               global const E* a, const INDEX lda, const int a_transposed)
{
    const int valid = min((INDEX)ROWS, m - row);
    if (a_transposed)
        pack_rows(to, ROWS, valid, depth, a + step * lda + row, lda);
    else
        pack_columns(to, ROWS, valid, depth, a + row * lda + step, lda);
}

// Pack columns [column, column + COLUMNS) of op(B), steps [step, step + depth).
void pack_panel(global E* to, const INDEX n, const INDEX column, const INDEX step,
                const INDEX depth, global const E* b, const INDEX ldb, const int b_transposed)
{
    const int valid = min((INDEX)COLUMNS, n - column);
    if (b_transposed)
        pack_columns(to, COLUMNS, valid, depth, b + column * ldb + step, ldb);
    else
        pack_rows(to, COLUMNS, valid, depth, b + step * ldb + column, ldb);
}

// Rows of memory to bring closer, some cache lines at a time, while something else is computed: as
// many at once as the processor can wait for would stall it.
typedef struct {
    global const E* row;
    INDEX at, width, ld, lines;
} walk;

// The next `lines` cache lines of a walk.
void touch_next(walk* ahead)
{
    for (INDEX i = 0; i < ahead->lines; i++) {
        touch(ahead->row + ahead->at);
        ahead->at += LINE;
        if (ahead->at >= ahead->width) ahead->at = 0, ahead->row += ahead->ld;
    }
}

// sum = tile x panel, over `depth` steps; meanwhile touch the tile's rows of C, and what comes
// `next`. static: PoCL inlines it then, whatever its size, and only so do the sums stay in
// registers.
static void multiply(vec sum[ROWS][VECTORS], const INDEX depth, global const E* tile,
                     global const E* panel, global E* c, const INDEX ldc, const INDEX height,
                     const INDEX width, walk* next)
{
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        UNROLL
        for (int v = 0; v < VECTORS; v++) sum[r][v] = 0;
    }
    INDEX row = 0;
    for (INDEX step = 0; step < depth; row++) {
        if (row < height) {
            touch_to_write(c + row * ldc);
            touch_to_write(c + row * ldc + width - 1);
        }
        touch_next(next);
        const INDEX end = min(depth, step + PIECE);
        for (; step < end; step++, tile += ROWS, panel += COLUMNS) {
            vec b[VECTORS];
            UNROLL
            for (int v = 0; v < VECTORS; v++) b[v] = load(panel + v * LANES);
            UNROLL
            for (int r = 0; r < ROWS; r++) {
                UNROLL
                for (int v = 0; v < VECTORS; v++) sum[r][v] = fma((vec)(tile[r]), b[v], sum[r][v]);
            }
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

GROUP_SIZE(1, 1, 1)
kernel void pack_b(const INDEX n, const INDEX k, global const E* restrict b, const INDEX b_at,
                   const INDEX ldb, const int b_transposed, global E* restrict packed_b,
                   const INDEX packed_b_at)
{
    const INDEX panels = (n + COLUMNS - 1) / COLUMNS, panel = get_global_id(0);
    const INDEX step = get_global_id(1) * DEPTH, depth = min((INDEX)DEPTH, k - step);
    pack_panel(packed_b + packed_b_at + (step * panels + panel * depth) * COLUMNS, n,
               panel * COLUMNS, step, depth, b + b_at, ldb, b_transposed);
}

GROUP_SIZE(1, 1, 1)
kernel void gemm(const INDEX m, const INDEX n, const INDEX k, const E alpha,
                 global const E* restrict a, const INDEX a_at, const INDEX lda,
                 const int a_transposed, global const E* restrict b, const INDEX b_at,
                 const INDEX ldb, const int b_transposed, const E beta, global E* restrict c,
                 const INDEX c_at, const INDEX ldc, global E* restrict packed_a,
                 const INDEX packed_a_at, const INDEX packed_a_size, global E* restrict packed_b,
                 const INDEX packed_b_at, const int b_is_packed)
{
    const INDEX strips = get_global_size(0), strip = get_global_id(0);
    const INDEX blocks = get_global_size(1), block = get_global_id(1);
    const INDEX tiles = (m + ROWS - 1) / ROWS, panels = (n + COLUMNS - 1) / COLUMNS;
    const INDEX row_begin = share(tiles, block, blocks) * ROWS;
    const INDEX row_end = min(m, share(tiles, block + 1, blocks) * ROWS);
    const INDEX panel_begin = share(panels, strip, strips);
    const INDEX panel_end = share(panels, strip + 1, strips);
    const INDEX item = block * strips + strip;
    global E* my_a = packed_a + packed_a_at + item * packed_a_size;
    global E* my_b = packed_b + packed_b_at + item * (COLUMNS * DEPTH);

    INDEX step = 0;
    do {
        const INDEX depth = min((INDEX)DEPTH, k - step);
        const E scale = step == 0 ? beta : 1;  // later runs add to the first one's
        global E* tile = my_a;
        for (INDEX row = row_begin; row < row_end; row += ROWS, tile += ROWS * depth)
            pack_tile(tile, m, row, step, depth, a + a_at, lda, a_transposed);

        const INDEX tiles_here = (row_end - row_begin + ROWS - 1) / ROWS;
        const INDEX lines = PIECE * COLUMNS / LINE / tiles_here + 1;
        for (INDEX panel = panel_begin; panel < panel_end; panel++) {
            const INDEX column = panel * COLUMNS, width = min((INDEX)COLUMNS, n - column);
            const INDEX next_column = panel + 1 < panel_end ? column + COLUMNS : column;
            global E* packed = my_b;
            walk next = {b + b_at + step * ldb + next_column, 0, COLUMNS, ldb, lines};
            if (b_is_packed) {
                packed = packed_b + packed_b_at + (step * panels + panel * depth) * COLUMNS;
                next =
                    (walk){packed + depth * (next_column - column), 0, depth * COLUMNS, 0, lines};
            } else {
                pack_panel(packed, n, column, step, depth, b + b_at, ldb, b_transposed);
                if (b_transposed)
                    next = (walk){b + b_at + next_column * ldb + step, 0, depth, ldb, lines};
            }
            tile = my_a;
            for (INDEX row = row_begin; row < row_end; row += ROWS, tile += ROWS * depth) {
                global E* to = c + c_at + row * ldc + column;
                const INDEX height = min((INDEX)ROWS, row_end - row);
                vec sum[ROWS][VECTORS];
                multiply(sum, depth, tile, packed, to, ldc, height, width, &next);
                store_tile(sum, alpha, scale, to, ldc, height, width);
            }
        }
        step += DEPTH;
    } while (step < k);
}
