// SPDX-License-Identifier: Apache-2.0
// gemm/skinny.cl - multiply a few rows by a large matrix, read once; one work-item per strip.
//
//     C = alpha op(A) B + beta C  or  alpha op(A) B^T + beta C,   op(A) is (m,k), m <= ROWS
//
// Method   Reading B takes most of the time: each element is read once from memory, for 2 m flops.
//          A work-item owns a strip of C's columns and keeps its sums in scratch that the caches
//          hold. gemm_rows, B stored (k,n): STEPS rows of B at a time are walked from left to
//          right. A vector of each is added to the m sums of its columns: STEPS fused multiply-adds
//          for one load and one store of a sum. gemm_dots, B stored (n,k): DOTS rows of B meet TILE
//          rows of A, in runs of DEPTH steps, as dot products whose partial sums fill the
//          registers. The lanes are added at the end of a run. A is copied so that a work-item
//          reads it in order. Both end in the same loop over C, which may be stored transposed: a
//          product with few columns is the transpose of one with few rows.
// Source   K. Goto, R. van de Geijn, "High-Performance Implementation of the Level-3 BLAS", ACM TOMS
//          35(1), 2008, section 3 (panel times matrix); the ends of a row by an overlapping vector.
// Error    |C - exact| <= gamma (|alpha| |A||B| + |beta||C|) elementwise, gamma = d u / (1 - d u),
//          d = k + 2 for gemm_rows, whose sums are added in order; for gemm_dots
//          d = ceil(min(k, DEPTH) / LANES) + log2(LANES) + ceil(k / DEPTH) + 1 <= k + 2
//          A shorter C: one rounding more.
// Params   E, VALUE  type of the sums                            float | double
//          FACTOR, FORMAT      for A and B: see common/pack.cl
//          RESULT, STORED_AS, ACTIVATION, EPILOGUE  for C: see common/store.cl; the last is 1
//          LANES     elements in a vector                        2 | 4 | 8 | 16
//          ROWS      most rows of op(A)                          1 | 2 | 4 | a multiple of TILE
//          STEPS     rows of B at once                           4 | 8
//          TILE      rows of A at once against rows of B         divides ROWS
//          DOTS      rows of B at once                           TILE x DOTS sums in registers
//          DEPTH     steps of a run                              a multiple of LANES
//          PREFETCH  see common/vector.cl                        0 | 1
//          INDEX     reaches the end of every matrix, + a tile   int | long
// Launch   local (1), global (strips)
// Check    -DE=float -DVALUE=float -DFACTOR=ushort -DFORMAT=bfloat -DRESULT=ushort -DSTORED_AS=bfloat -DACTIVATION=act_silu -DEPILOGUE=1 -DLANES=16 -DROWS=16 -DSTEPS=8 -DTILE=8 -DDOTS=3 -DDEPTH=1024 -DPREFETCH=1 -DINDEX=int
// Check    -DE=float -DVALUE=float -DFACTOR=float -DFORMAT=plain -DRESULT=half -DSTORED_AS=half -DACTIVATION=act_none -DEPILOGUE=1 -DLANES=8 -DROWS=1 -DSTEPS=4 -DTILE=1 -DDOTS=8 -DDEPTH=1024 -DPREFETCH=0 -DINDEX=long
// Check    -DE=double -DVALUE=double -DFACTOR=double -DFORMAT=plain -DRESULT=double -DSTORED_AS=plain -DACTIVATION=act_gelu -DEPILOGUE=1 -DLANES=2 -DROWS=4 -DSTEPS=4 -DTILE=4 -DDOTS=3 -DDEPTH=512 -DPREFETCH=0 -DINDEX=int
#include "common/launch.cl"
#include "common/pack.cl"
#include "common/range.cl"
#include "common/store.cl"

// Reads numbers at an address that is aligned for an element of memory only.
#define factor_read JOIN(FORMAT, _read)
#define factor_load JOIN(FORMAT, _load)

// The sum of a vector's lanes, by halving.
E total2(JOIN(E, 2) x) { return x.lo + x.hi; }
E total4(JOIN(E, 4) x) { return total2(x.lo + x.hi); }
E total8(JOIN(E, 8) x) { return total4(x.lo + x.hi); }
E total16(JOIN(E, 16) x) { return total8(x.lo + x.hi); }
#define TOTAL JOIN(total, LANES)

// The sums of a strip are stored in bundles. A bundle has ROWS vectors, for one vector of columns.
#define BUNDLE (ROWS * LANES)

// Stores the sums of a bundle, from lane `first` on, as `count` columns of C, or as rows if C is
// stored transposed. c and the epilogue's operands begin at the first of them.
void finish(global const E* sums, const INDEX first, const INDEX count, const INDEX m,
            const E alpha, const E beta, global RESULT* c, const INDEX ldc, const int c_transposed,
            const epilogue then)
{
    const run at = {1, 1, c_transposed ? count : m, c_transposed ? m : count};
    sums += first;
    if (!c_transposed) {  // lanes beyond `count` belong to the next row, or lie behind the last
        for (INDEX i = 0; i < m; i++)
            store_part(load(sums + i * LANES), i, 0, at, alpha, beta, c, ldc, 0, 0, then);
        return;
    }
    for (INDEX j = 0; j < count; j++)
        for (INDEX i = 0; i < m; i += LANES) {
            lanes x = {0};
            for (int e = 0; e < LANES && i + e < m; e++) x.e[e] = sums[(i + e) * LANES + j];
            store_part(x.v, j, i, at, alpha, beta, c, ldc, 0, 0, then);
        }
}

// Adds `depth` rows of B to the sums of columns [begin, end), a vector of columns at a time. If n
// is no multiple of LANES, the last vector overlaps the one before it and has sums of its own.
INLINE void add_rows(global E* sums, const INDEX begin, const INDEX end, const INDEX n,
                     E few[ROWS][STEPS], const int depth, global const FACTOR* b, const INDEX ldb)
{
    for (INDEX column = begin; column < end; column += LANES, sums += BUNDLE) {
        global const FACTOR* from = b + min(column, n - LANES);
        vec row[STEPS];
        UNROLL
        for (int s = 0; s < depth; s++) {
            row[s] = factor_load(from + s * ldb);
            touch((global const E*)(from + (s + depth) * ldb));
        }
        UNROLL
        for (int i = 0; i < ROWS; i++) {
            vec sum = load(sums + i * LANES);
            UNROLL
            for (int s = 0; s < depth; s++) sum = fma((vec)(few[i][s]), row[s], sum);
            store(sum, sums + i * LANES);
        }
    }
}

GROUP_SIZE(1, 1, 1)
kernel void gemm_rows(const INDEX m, const INDEX n, const INDEX k, const E alpha,
                      global const FACTOR* restrict a, const INDEX a_at, const INDEX a_row,
                      const INDEX a_step, global const FACTOR* restrict b, const INDEX b_at,
                      const INDEX ldb, const E beta, global RESULT* c, const INDEX c_at,
                      const INDEX ldc, const int c_transposed, global E* restrict scratch,
                      const INDEX scratch_at, const INDEX scratch_size EPILOGUE_PARAMETERS)
{
    const INDEX strips = get_global_size(0), strip = get_global_id(0);
    const INDEX vectors = (n + LANES - 1) / LANES;
    const INDEX begin = share(vectors, strip, strips) * LANES;
    const INDEX end = share(vectors, strip + 1, strips) * LANES;
    global E* sums = scratch + scratch_at + strip * scratch_size;
    for (INDEX i = 0; i < ROWS * (end - begin); i += LANES) store(0, sums + i);

    global const FACTOR* row = b + b_at;
    INDEX step = 0;
    for (; step + STEPS <= k; step += STEPS, row += STEPS * ldb) {
        E few[ROWS][STEPS];
        for (int i = 0; i < ROWS; i++)
            for (int s = 0; s < STEPS; s++)
                few[i][s] =
                    factor_read(a + a_at + min((INDEX)i, m - 1) * a_row + (step + s) * a_step);
        add_rows(sums, begin, end, n, few, STEPS, row, ldb);
    }
    for (; step < k; step++, row += ldb) {
        E few[ROWS][STEPS];
        for (int i = 0; i < ROWS; i++)
            few[i][0] = factor_read(a + a_at + min((INDEX)i, m - 1) * a_row + step * a_step);
        add_rows(sums, begin, end, n, few, 1, row, ldb);
    }

    for (INDEX column = begin; column < end; column += LANES, sums += BUNDLE) {
        const INDEX from = min(column, n - LANES);  // the sums begin here, C at `column`
        const epilogue then = EPILOGUE_AT(c_transposed ? column : 0, c_transposed ? 0 : column);
        finish(sums, column - from, min((INDEX)LANES, n - column), m, alpha, beta,
               c + c_at + column * (c_transposed ? ldc : 1), ldc, c_transposed, then);
    }
}

// Packs a run of op(A): tiles of TILE rows, one vector of steps after the other, a vector of each
// row. Zeros follow the last step. Rows that lie a run apart would all be in one set of the L1
// cache.
static void pack_few(global E* few, const INDEX m, const INDEX depth, global const FACTOR* a,
                     const INDEX a_row, const INDEX a_step)
{
    for (int i = 0; i < ROWS; i++) {
        global const FACTOR* from = a + min((INDEX)i, m - 1) * a_row;
        global E* to = few + i / TILE * (TILE * DEPTH) + i % TILE * LANES;
        for (INDEX s = 0; s < depth; s += LANES, to += TILE * LANES) {
            if (a_step == 1 && s + LANES <= depth) {
                store(factor_load(from + s), to);
            } else {
                for (int e = 0; e < LANES; e++)
                    to[e] = s + e < depth ? factor_read(from + (s + e) * a_step) : 0;
            }
        }
    }
}

#define AHEAD (16 * LANES)  // steps

// sums[i][d] += A[i] . B[d] over a run of `depth` steps, for TILE rows of A, packed, and DOTS of B.
static void add_dots(global E* sums, const INDEX j, global const E* few, global const FACTOR* b,
                     const INDEX ldb, const INDEX valid, const INDEX depth)
{
    vec sum[TILE][DOTS];
    global const FACTOR* row[DOTS];
    UNROLL
    for (int d = 0; d < DOTS; d++) {
        row[d] = b + min((INDEX)d, valid - 1) * ldb;
        UNROLL
        for (int i = 0; i < TILE; i++) sum[i][d] = 0;
    }
    INDEX s = 0;
    for (int last = 0; last < 2; last++) {  // rows are prefetched, and at their end the next ones
        const INDEX end = last ? depth : depth - AHEAD;
        const INDEX ahead = last ? DOTS * ldb - end + AHEAD : AHEAD;
        for (; s + LANES <= end; s += LANES) {
            vec x[DOTS];
            UNROLL
            for (int d = 0; d < DOTS; d++) {
                x[d] = factor_load(row[d] + s);
                touch((global const E*)(row[d] + s + ahead));
            }
            UNROLL
            for (int i = 0; i < TILE; i++) {
                const vec y = load(few + s * TILE + i * LANES);
                UNROLL
                for (int d = 0; d < DOTS; d++) sum[i][d] = fma(x[d], y, sum[i][d]);
            }
        }
    }
    if (s < depth) {  // `few` continues with zeros
        UNROLL
        for (int d = 0; d < DOTS; d++) {
            lanes x = {0};
            for (int e = 0; e < LANES; e++)
                x.e[e] = s + e < depth ? factor_read(row[d] + s + e) : 0;
            UNROLL
            for (int i = 0; i < TILE; i++)
                sum[i][d] = fma(x.v, load(few + s * TILE + i * LANES), sum[i][d]);
        }
    }
    UNROLL
    for (int d = 0; d < DOTS; d++) {
        if (d >= valid) continue;
        UNROLL
        for (int i = 0; i < TILE; i++)
            sums[(j + d) / LANES * BUNDLE + i * LANES + (j + d) % LANES] += TOTAL(sum[i][d]);
    }
}

GROUP_SIZE(1, 1, 1)
kernel void gemm_dots(const INDEX m, const INDEX n, const INDEX k, const E alpha,
                      global const FACTOR* restrict a, const INDEX a_at, const INDEX a_row,
                      const INDEX a_step, global const FACTOR* restrict b, const INDEX b_at,
                      const INDEX ldb, const E beta, global RESULT* c, const INDEX c_at,
                      const INDEX ldc, const int c_transposed, global E* restrict scratch,
                      const INDEX scratch_at, const INDEX scratch_size EPILOGUE_PARAMETERS)
{
    const INDEX strips = get_global_size(0), strip = get_global_id(0);
    const INDEX begin = share(n, strip, strips), width = share(n, strip + 1, strips) - begin;
    global E* few = scratch + scratch_at + strip * scratch_size;
    global E* sums = few + ROWS * DEPTH;
    for (INDEX j = 0; j < width; j += LANES)
        for (int i = 0; i < ROWS; i++) store(0, sums + j * ROWS + i * LANES);

    for (INDEX step = 0; step < k; step += DEPTH) {
        const INDEX depth = min((INDEX)DEPTH, k - step);
        pack_few(few, m, depth, a + a_at + step * a_step, a_row, a_step);
        for (INDEX j = 0; j < width; j += DOTS)
            for (int i = 0; i < ROWS; i += TILE)
                add_dots(sums + i * LANES, j, few + i * DEPTH, b + b_at + (begin + j) * ldb + step,
                         ldb, width - j, depth);
    }
    for (INDEX j = 0; j < width; j += LANES, sums += BUNDLE) {
        const INDEX column = begin + j;
        const epilogue then = EPILOGUE_AT(c_transposed ? column : 0, c_transposed ? 0 : column);
        finish(sums, 0, min((INDEX)LANES, width - j), m, alpha, beta,
               c + c_at + column * (c_transposed ? ldc : 1), ldc, c_transposed, then);
    }
}
