// SPDX-License-Identifier: Apache-2.0
// gemm_batched/cpu.cl - many products of one size, several products per work-item.
//
//     C_i = alpha op(A_i) op(B_i) + beta C_i,   op(A_i) is (m,k), op(B_i) is (k,n), i = 0 .. count-1
//
// Method   A small product fits the L1 cache as it is: packing would cost as much as it saves. A
//          tile is ROWS rows by VECTORS vectors of sums in registers. Per step it reads a row of B
//          and ROWS broadcasts of A where they lie, transposed or not. Only numbers that a vector
//          cannot read are packed first, into scratch: a transposed B, and the last columns if n is
//          no multiple of COLUMNS. Numbers of 16 bits are packed, too, because every tile reads
//          them. Longer sums are cut into runs of DEPTH steps, and kept in scratch between runs.
//          Matrix i begins i strides after the first, or where a list says. The last product may
//          have fewer steps than the others, so that the slices of a sum over k are a batch, too.
//          An epilogue is only for a batch of one. Meanwhile the next product's factors are fetched
//          into the caches.
// Source   J. Dongarra et al., "Batched BLAS: specification", 2018; the tile is that of
//          gemm/cpu.cl.
// Error    |C - exact| <= gamma (|alpha| |A||B| + |beta||C|) elementwise, gamma = d u / (1 - d u),
//          d = min(k, DEPTH) + ceil(k / DEPTH) + 1 <= k + 2 (Higham, section 3.5). A shorter C: one
//          rounding more.
// Params   E, VALUE  type of the sums                            float | double
//          FACTOR, FORMAT  for A and B: see common/pack.cl
//          RESULT, STORED_AS, ACTIVATION, EPILOGUE  for C: see common/store.cl
//          LANES     elements in a vector                        4 | 8 | 16
//          VECTORS   vectors in a tile's row                     1 | 2 | 3
//          ROWS      rows of a tile                              1 and more
//          DEPTH     most steps packed at once                   a multiple of 4
//          PREFETCH  see common/vector.cl                        0 | 1
//          INDEX     reaches the end of every matrix, + a tile   int | long
// Launch   local (1, 1), global (items, blocks): shares of the products, blocks of rows of each
// Check    -DE=float -DVALUE=float -DFACTOR=ushort -DFORMAT=bfloat -DRESULT=ushort -DSTORED_AS=bfloat -DACTIVATION=act_silu -DEPILOGUE=1 -DLANES=16 -DVECTORS=2 -DROWS=8 -DDEPTH=256 -DPREFETCH=1 -DINDEX=int
// Check    -DE=double -DVALUE=double -DFACTOR=double -DFORMAT=plain -DRESULT=double -DSTORED_AS=plain -DACTIVATION=act_none -DEPILOGUE=0 -DLANES=4 -DVECTORS=3 -DROWS=4 -DDEPTH=256 -DPREFETCH=0 -DINDEX=long
#include "common/launch.cl"
#include "common/pack.cl"
#include "common/range.cl"
#include "common/store.cl"

#define COLUMNS (VECTORS * LANES)

// The factors of the next product, of which each step of this one prefetches a little. The smallest
// products, one vector wide, are too short for that.
#define LOOK_AHEAD (VECTORS > 1)
typedef struct {
    global const FACTOR* a;
    global const FACTOR* b;
    INDEX a_pace, b_pace;  // elements per step
} walk;

// to = rows of op(A) x columns of op(B), over `depth` steps. Meanwhile it prefetches the next
// factors and the tile of C.
static void multiply(vec to[ROWS][VECTORS], const INDEX depth, global const FACTOR* a,
                     const INDEX a_row, const INDEX a_step, const INDEX height, global const E* b,
                     const INDEX ldb, walk* next, global const RESULT* c, const INDEX ldc)
{
    vec sum[ROWS][VECTORS];
    global const FACTOR* row[ROWS];
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        row[r] = a + min((INDEX)r, height - 1) * a_row;
        UNROLL
        for (int v = 0; v < VECTORS; v++)
            touch_to_write((global E*)(c + min((INDEX)r, height - 1) * ldc + v * LANES));
        UNROLL
        for (int v = 0; v < VECTORS; v++) sum[r][v] = 0;
    }
    size_t at = 0;
    for (INDEX s = 0; s < depth; s++, at += a_step, b += ldb) {
        vec x[VECTORS];
        UNROLL
        for (int v = 0; v < VECTORS; v++) x[v] = load(b + v * LANES);
#if LOOK_AHEAD
        touch((global const E*)next->a);
        touch((global const E*)next->b);
        next->a += next->a_pace, next->b += next->b_pace;
#endif
        UNROLL
        for (int r = 0; r < ROWS; r++) {
            UNROLL
            for (int v = 0; v < VECTORS; v++)
                sum[r][v] = fma((vec)(JOIN(FORMAT, _read)(row[r] + at)), x[v], sum[r][v]);
        }
    }
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        UNROLL
        for (int v = 0; v < VECTORS; v++) to[r][v] = sum[r][v];
    }
}

// Stores the sums to C. Whole, finished tiles are stored from registers, by unrolled loops. Other
// cases would make too much code if they were unrolled.
static void store_sums(const vec sum[ROWS][VECTORS], const run at, const E alpha, const E beta,
                       global RESULT* c, const INDEX ldc, global E* running, const INDEX running_ld,
                       const epilogue then)
{
    if (EPILOGUE || !at.is_first || !at.is_last || at.width < COLUMNS) {
        store_tile(sum, at, alpha, beta, c, ldc, running, running_ld, then);
        return;
    }
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        if (r >= at.height) continue;
        UNROLL
        for (int v = 0; v < VECTORS; v++) {
            global RESULT* to = c + r * ldc + v * LANES;
            const vec x = alpha * sum[r][v];
            JOIN(STORED_AS, _store)
            (beta != 0 ? fma((vec)beta, JOIN(STORED_AS, _load)(to), x) : x, to);
        }
    }
}

// The place where matrix i begins.
INDEX place(const INDEX at, const INDEX i, const INDEX stride, const int listed,
            global const ulong* list, const INDEX list_at)
{
    return at + (listed ? (INDEX)list[list_at + i] : i * stride);
}

GROUP_SIZE(1, 1, 1)
kernel void gemm_batched(const INDEX count, const INDEX m, const INDEX n, const INDEX k,
                         const INDEX k_last, const E alpha, global const FACTOR* restrict a,
                         const INDEX a_at, const INDEX lda, const int a_transposed,
                         const INDEX a_stride, const int a_listed, global const ulong* a_list,
                         const INDEX a_list_at, global const FACTOR* restrict b, const INDEX b_at,
                         const INDEX ldb, const int b_transposed, const INDEX b_stride,
                         const int b_listed, global const ulong* b_list, const INDEX b_list_at,
                         const E beta, global RESULT* c, const INDEX c_at, const INDEX ldc,
                         const INDEX c_stride, const int c_listed, global const ulong* c_list,
                         const INDEX c_list_at, global E* restrict scratch, const INDEX scratch_at,
                         const INDEX scratch_size EPILOGUE_PARAMETERS)
{
    const INDEX items = get_global_size(0), item = get_global_id(0);
    const INDEX blocks = get_global_size(1), block = get_global_id(1);
    const INDEX tiles = (m + ROWS - 1) / ROWS, panels = (n + COLUMNS - 1) / COLUMNS;
    const INDEX row_begin = share(tiles, block, blocks) * ROWS;
    const INDEX row_end = min(m, share(tiles, block + 1, blocks) * ROWS);
    const INDEX a_row = a_transposed ? 1 : lda, a_step = a_transposed ? lda : 1;
    global E* panel = scratch + scratch_at + (block * items + item) * scratch_size;
    global E* waiting = panel + COLUMNS * DEPTH;  // sums between two runs

    for (INDEX i = share(count, item, items); i < share(count, item + 1, items); i++) {
        const INDEX steps = i + 1 < count ? k : k_last;
        global const FACTOR* my_a = a + place(a_at, i, a_stride, a_listed, a_list, a_list_at);
        global const FACTOR* my_b = b + place(b_at, i, b_stride, b_listed, b_list, b_list_at);
        global RESULT* my_c = c + place(c_at, i, c_stride, c_listed, c_list, c_list_at);
        const INDEX after = min(i + 1, count - 1), depth_all = max(k, (INDEX)1);
        walk next = {a + place(a_at, after, a_stride, a_listed, a_list, a_list_at),
                     b + place(b_at, after, b_stride, b_listed, b_list, b_list_at),
                     (a_transposed ? k : m) * lda / tiles / panels / depth_all + 1,
                     (b_transposed ? n : k) * ldb / tiles / panels / depth_all + 1};
        for (INDEX column = 0; column < n; column += COLUMNS) {
            const INDEX width = min((INDEX)COLUMNS, n - column);
            INDEX step = 0;
            do {
                const INDEX depth = min((INDEX)DEPTH, steps - step);
                global const E* from = panel;
                INDEX ld = COLUMNS;
#if IN_PLACE
                if (!b_transposed && width == COLUMNS)
                    from = my_b + column + step * ldb, ld = ldb;
                else
#endif
                    pack_panel(panel, COLUMNS, n, column, step, depth, my_b, ldb, b_transposed);
                for (INDEX row = row_begin; row < row_end; row += ROWS) {
                    const run at = {step == 0, step + DEPTH >= steps,
                                    min((INDEX)ROWS, row_end - row), width};
                    const epilogue then = EPILOGUE_AT(row, column);
                    vec sum[ROWS][VECTORS];
                    multiply(sum, depth, my_a + row * a_row + step * a_step, a_row, a_step,
                             at.height, from, ld, &next, my_c + row * ldc + column, ldc);
                    store_sums(sum, at, alpha, beta, my_c + row * ldc + column, ldc,
                               waiting + (row - row_begin) * COLUMNS, COLUMNS, then);
                }
                step += DEPTH;
            } while (step < steps);
        }
    }
}
