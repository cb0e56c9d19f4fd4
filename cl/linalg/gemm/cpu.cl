// SPDX-License-Identifier: Apache-2.0
// gemm/cpu.cl - multiply matrices through packed panels, one work-item per block of C.
//
//     C = alpha op(A) op(B) + beta C,   op(A) is (m,k), op(B) is (k,n), C is (m,n)
//
// Method   The sum over k is cut into runs of DEPTH steps. A work-item owns a block of rows by a
//          strip of columns of C and, for each run, packs its rows of op(A): tiles of ROWS rows,
//          step by step, so that the tile's loop reads memory in order. The block stays in the L2
//          cache. Then it takes panels of op(B), COLUMNS wide and packed alike. Each panel stays in
//          the L1 cache while it is multiplied with all tiles of the block. One tile times one
//          panel needs ROWS x VECTORS vectors of sums in registers. Per step it takes VECTORS loads
//          of B and ROWS broadcasts of A for ROWS x VECTORS fused multiply-adds. That loop sees
//          only real numbers: pack.cl makes them from bytes, 16-bit and complex numbers, transposed
//          or not, and store.cl makes C from the sums and applies the epilogue. At borders the last
//          row or column is packed again; stores to C are guarded. A launch before packs a large
//          op(B). For a small one, each work-item packs the panels that it needs itself, which
//          saves that launch. If a block has few tiles, op(B) is read where it lies. Meanwhile the
//          memory needed next is fetched into the caches.
// Source   K. Goto, R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS
//          34(3), 2008, sections 4.2 (GEBP) and 5; the inner loop with broadcasts is as in
//          F. Van Zee, R. van de Geijn, "BLIS", ACM TOMS 41(3), 2015; complex numbers by packing
//          as in F. Van Zee, "Implementing High-Performance Complex Matrix Multiplication via the 1m
//          Method", SIAM J. Sci. Comput. 42(5), 2020.
// Error    |C - exact| <= gamma(d) (|alpha| |A||B| + |beta||C|) elementwise, gamma(d) =
//          d u / (1 - d u), d = min(k, DEPTH) + ceil(k / DEPTH) + 1 <= k + 2 (Higham, section 3.5).
//          Complex: a part is a sum of 2 k products, and alpha and beta add 2 more, so d <= 2 k + 4
//          and 2 gamma for both parts. Bytes: 255 * 255 * 256 < 2^24, so a run is exact; runs are
//          added as integers modulo 2^32. A shorter C: one rounding more.
// Params   E          type of the sums                          float | double
//          VALUE      type of alpha, beta, running              E | int | float2 | double2
//          FACTOR     type of A's and B's elements              VALUE | half | ushort | uchar
//          FORMAT     how to read them, common/storage.cl       plain | half | bfloat | byte
//          RESULT     type of C's elements                      VALUE | half | ushort
//          STORED_AS  how to read and write them                plain | half | bfloat | int
//          ACTIVATION  see common/activation.cl                 act_none | act_gelu | ...
//          EPILOGUE   1: with epilogue parameters               1; complex and bytes 0
//          LANES      elements in a vector                      2 | 4 | 8 | 16
//          VECTORS    vectors in a panel's row                  1 | 2 | 3
//          ROWS       lines of a tile                           a multiple of 4
//          DEPTH      most steps packed at once                 a multiple of 16; 256 for bytes
//          PREFETCH   see common/vector.cl                      0 | 1
//          INDEX      reaches the end of every matrix, + a tile  int | long
// Launch   pack_b: local (1, 1), global (panels, runs); gemm: local (1, 1), global (strips, blocks)
// Check    -DE=float -DVALUE=float -DFACTOR=float -DFORMAT=plain -DRESULT=half -DSTORED_AS=half -DACTIVATION=act_none -DEPILOGUE=1 -DLANES=16 -DVECTORS=2 -DROWS=12 -DDEPTH=256 -DPREFETCH=1 -DINDEX=int
// Check    -DE=double -DVALUE=double -DFACTOR=double -DFORMAT=plain -DRESULT=double -DSTORED_AS=plain -DACTIVATION=act_gelu -DEPILOGUE=1 -DLANES=4 -DVECTORS=3 -DROWS=4 -DDEPTH=256 -DPREFETCH=0 -DINDEX=long
// Check    -DE=float -DVALUE=float -DFACTOR=ushort -DFORMAT=bfloat -DRESULT=ushort -DSTORED_AS=bfloat -DACTIVATION=act_silu -DEPILOGUE=1 -DLANES=4 -DVECTORS=3 -DROWS=4 -DDEPTH=256 -DPREFETCH=0 -DINDEX=int
// Check    -DE=float -DVALUE=int -DFACTOR=uchar -DFORMAT=byte -DRESULT=int -DSTORED_AS=int -DACTIVATION=act_none -DEPILOGUE=0 -DLANES=8 -DVECTORS=3 -DROWS=4 -DDEPTH=256 -DPREFETCH=0 -DINDEX=int
// Check    -DE=float -DVALUE=float2 -DFACTOR=float2 -DFORMAT=plain -DRESULT=float2 -DSTORED_AS=plain -DACTIVATION=act_none -DEPILOGUE=0 -DLANES=8 -DVECTORS=3 -DROWS=4 -DDEPTH=256 -DPREFETCH=0 -DINDEX=int
#include "common/launch.cl"
#include "common/pack.cl"
#include "common/range.cl"
#include "common/store.cl"

#define COLUMNS (VECTORS * LANES)
#define TILE_ROWS (ROWS / PARTS)    // rows of C in a tile
#define RUN (DEPTH / PARTS)         // steps of a run
#define LINE (64 / (int)sizeof(E))  // packed numbers of a cache line
#define PIECE (DEPTH / 16)          // steps from one prefetch to the next
#define FEW_TILES 4                 // in a block: not worth a packed panel

// Rows of memory to prefetch while something else is computed, a few cache lines at a time: too
// many at once would stall the processor.
typedef struct {
    global const uchar* row;
    INDEX at, width;  // bytes
    size_t ld;
    INDEX lines;
} walk;

// The next `lines` cache lines of a walk.
void touch_next(walk* ahead)
{
    for (INDEX i = 0; i < ahead->lines; i++) {
        touch((global const E*)(ahead->row + ahead->at));
        ahead->at += 64;
        if (ahead->at >= ahead->width) ahead->at = 0, ahead->row += ahead->ld;
    }
}

// The place of a tile in the matrix that it will be read from or stored to.
typedef struct {
    global uchar* first;  // null: there is none
    size_t ld;            // bytes
    INDEX width;          // bytes
} place;

void touch_row(const place tile, const INDEX row)
{
    if (!tile.first) return;
    touch_to_write((global E*)(tile.first + row * tile.ld));
    touch_to_write((global E*)(tile.first + row * tile.ld + tile.width - 1));
}

// to = tile x panel, over `depth` steps. Meanwhile it prefetches the rows that the tile will be
// added to, and the memory that comes `next`. static: PoCL then inlines it, whatever its size. The
// sums are a local array until the end; otherwise they would not stay in registers.
static void multiply(vec to[ROWS][VECTORS], const INDEX depth, global const E* tile,
                     global const E* panel, const INDEX panel_ld, const INDEX height,
                     const place target, const place before, const place beside, walk* next)
{
    vec sum[ROWS][VECTORS];
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        UNROLL
        for (int v = 0; v < VECTORS; v++) sum[r][v] = 0;
    }
    INDEX row = 0;
    for (INDEX step = 0; step < depth; row++) {
        if (row < height) {
            touch_row(target, row);
            touch_row(before, row);
            touch_row(beside, row);
        }
        touch_next(next);
        const INDEX end = min(depth, step + PIECE);
        for (; step < end; step++, tile += ROWS, panel += panel_ld) {
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
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        UNROLL
        for (int v = 0; v < VECTORS; v++) to[r][v] = sum[r][v];
    }
}

GROUP_SIZE(1, 1, 1)
kernel void pack_b(const INDEX n, const INDEX k, global const FACTOR* restrict b, const INDEX b_at,
                   const INDEX ldb, const int b_form, global E* restrict packed_b,
                   const INDEX packed_b_at)
{
    const INDEX panels = (n + COLUMNS - 1) / COLUMNS, panel = get_global_id(0);
    const INDEX step = get_global_id(1) * RUN, depth = min((INDEX)RUN, k - step);
    pack_panel(packed_b + packed_b_at + (step * panels + panel * depth) * (PARTS * COLUMNS),
               COLUMNS, n, panel * COLUMNS, step, depth, b + b_at, ldb, b_form);
}

// C may also be read and written through `running`, if that is C.
GROUP_SIZE(1, 1, 1)
kernel void gemm(const INDEX m, const INDEX n, const INDEX k, const VALUE alpha,
                 global const FACTOR* restrict a, const INDEX a_at, const INDEX lda,
                 const int a_form, global const FACTOR* restrict b, const INDEX b_at,
                 const INDEX ldb, const int b_form, const VALUE beta, global RESULT* c,
                 const INDEX c_at, const INDEX ldc, global VALUE* running, const INDEX running_at,
                 const INDEX running_ld, const int begins, const int ends,
                 global E* restrict packed_a, const INDEX packed_a_at, const INDEX packed_a_size,
                 global E* restrict packed_b, const INDEX packed_b_at,
                 const int b_is_packed EPILOGUE_PARAMETERS)
{
    const INDEX strips = get_global_size(0), strip = get_global_id(0);
    const INDEX blocks = get_global_size(1), block = get_global_id(1);
    const INDEX tiles = (m + TILE_ROWS - 1) / TILE_ROWS, panels = (n + COLUMNS - 1) / COLUMNS;
    const INDEX row_begin = share(tiles, block, blocks) * TILE_ROWS;
    const INDEX row_end = min(m, share(tiles, block + 1, blocks) * TILE_ROWS);
    const INDEX panel_begin = share(panels, strip, strips);
    const INDEX panel_end = share(panels, strip + 1, strips);
    const INDEX item = block * strips + strip;
    global E* my_a = packed_a + packed_a_at + item * packed_a_size;
    global E* my_b = packed_b + packed_b_at + item * (COLUMNS * DEPTH);

    INDEX step = 0;
    do {
        const INDEX depth = min((INDEX)RUN, k - step);
        const int is_first = begins && step == 0, is_last = ends && step + RUN >= k;
        global E* tile = my_a;
        for (INDEX row = row_begin; row < row_end; row += TILE_ROWS, tile += ROWS * PARTS * depth)
            pack_tile(tile, ROWS, m, row, step, depth, a + a_at, lda, a_form);

        const INDEX tiles_here = (row_end - row_begin + TILE_ROWS - 1) / TILE_ROWS;
        const INDEX lines = PIECE * COLUMNS / LINE / tiles_here + 1;
        for (INDEX panel = panel_begin; panel < panel_end; panel++) {
            const INDEX column = panel * COLUMNS, width = min((INDEX)COLUMNS, n - column);
            const INDEX next = panel + 1 < panel_end ? column + COLUMNS : column;
            const size_t b_pitch = (size_t)ldb * sizeof(FACTOR);
            global const E* from = my_b;
            INDEX from_ld = COLUMNS;
            walk ahead = {(global const uchar*)(b + b_at + step * ldb + next), 0,
                          COLUMNS * (INDEX)sizeof(FACTOR), b_pitch, lines};
            if (b_is_packed) {
                const INDEX all = PARTS * depth * COLUMNS;
                from = packed_b + packed_b_at + (step * panels + panel * depth) * (PARTS * COLUMNS);
                ahead = (walk){(global const uchar*)(from + (next > column ? all : 0)), 0,
                               all * (INDEX)sizeof(E), 0, lines};
#if IN_PLACE
            } else if (tiles_here <= FEW_TILES && !(b_form & is_transposed) && width == COLUMNS) {
                from = b + b_at + step * ldb + column;
                from_ld = ldb;
#endif
            } else {
                pack_panel(my_b, COLUMNS, n, column, step, depth, b + b_at, ldb, b_form);
                if (b_form & is_transposed)
                    ahead = (walk){(global const uchar*)(b + b_at + next * ldb + step), 0,
                                   depth * (INDEX)sizeof(FACTOR), b_pitch, lines};
            }
            tile = my_a;
            for (INDEX row = row_begin; row < row_end;
                 row += TILE_ROWS, tile += ROWS * PARTS * depth) {
                const run at = {is_first, is_last, min((INDEX)TILE_ROWS, row_end - row), width};
                global RESULT* to = c + c_at + row * ldc + column;
                global VALUE* sums = running + running_at + row * running_ld + column;
                const place of_c = {(global uchar*)to, ldc * sizeof(RESULT),
                                    width * (INDEX)sizeof(RESULT)};
                const place nowhere = {0, 0, 0};
                vec sum[ROWS][VECTORS];
#if COMPLEX || INTEGER
                multiply(sum, PARTS * depth, tile, from, from_ld, at.height, of_c, nowhere, nowhere,
                         &ahead);
                store_tile(sum, at, alpha, beta, sums, running_ld);
#else
                const place of_sums = {(global uchar*)sums, running_ld * sizeof(VALUE),
                                       width * (INDEX)sizeof(VALUE)};
                const place before = is_first || of_sums.first == of_c.first ? nowhere : of_sums;
                const epilogue then = EPILOGUE_AT(row, column);
                const place of_residual = {(global uchar*)then.residual,
                                           residual_ld * sizeof(RESULT), of_c.width};
                multiply(sum, depth, tile, from, from_ld, at.height, is_last ? of_c : of_sums,
                         is_last ? before : nowhere, is_last ? of_residual : nowhere, &ahead);
                store_tile(sum, at, alpha, beta, to, ldc, sums, running_ld, then);
#endif
            }
        }
        step += RUN;
    } while (step < k);
}
