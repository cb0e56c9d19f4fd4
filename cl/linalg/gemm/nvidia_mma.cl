// SPDX-License-Identifier: Apache-2.0
// gemm/nvidia_mma.cl - multiply matrices with the matrix units of Nvidia's GPUs, from sm_80 on.
//
//     C = epilogue(alpha op(A) op(B) + beta C),   op(A) is (m,k), op(B) is (k,n), C is (m,n)
//
// Method   A group owns a tile of C and walks along k in rounds of 64 bytes of each line (row of
//          op(A), column of op(B)): 32 steps of 16-bit numbers, 16 of f32, 64 of bytes. Each of its
//          warps owns TILES_Y x TILES_X squares of 16 x 16 of the tile; mma.sync sums half a square
//          in registers. The instructions for 16-bit numbers, f32 and bytes differ only in their
//          number of steps. Each takes lines of 8 words of 4 bytes, a word holding neighbouring
//          steps, and spreads the words over the items of a warp in the same way. So the kernel
//          sees only words. In local memory a line is 16 words. Its four runs of 16 bytes are
//          permuted by (line / 2) mod 4, so that ldmatrix, which reads one run of eight lines at a
//          time, reads every bank once. If a matrix's rows are lines, cp.async copies them to local
//          memory, STAGES - 1 rounds ahead and without registers. If its rows are steps, it is read
//          one round ahead, 4 lines by the steps of a word, and transposed in registers. Zeros
//          stand for elements outside the matrix. At the end pairs of items exchange halves, so
//          that each has runs of 4 of one row, and C is written as in gpu.cl.
//          It was assembled and emulated, but never run on such a device: none was at hand.
// Source   PTX ISA 7.0, "mma", "ldmatrix", "cp.async"; the sizes follow a reference that states its
//          speed: waynehacking8/blackwell-tensorcore-kernels, 128 x 128 x 32, 2 stages of 16 KB,
//          4 warps of 64 x 64 (106 % of cuBLAS on an RTX PRO 6000).
// Error    |C - exact| <= gamma (|alpha| |A||B| + |beta||C|) elementwise, gamma = d u / (1 - d u):
//          products of 16-bit numbers are exact in f32. Sums may be truncated: an addition then
//          costs 2 u, u = 2^-24, so d = 2 k + 2. f32 is rounded to 11 bits first: 2^-10 |A||B|
//          more. Bytes are exact
// Params   A, B              elements of the factors        f16 | bf16 | f32, both alike; s8, u8
//          C                 element of the result          f32 | f16 | bf16; s32
//          SUM               element of the sums            f32 | s32
//          WARPS_X, WARPS_Y  warps along a tile's columns, rows
//          TILES_X, TILES_Y  squares of 16 x 16 of a warp
//          A_BY_STEPS, B_BY_STEPS  1: the matrix's rows are steps   0 | 1. No
//                            argument: code that can do both ways needs too many registers
//          STAGES            rounds in local memory         2 | 3
//          EMULATED          1: runs anywhere, for tests    0 | 1
//          EPILOGUE, ACTIVATION, INDEX  as in gpu.cl
// Launch   local (32 WARPS), groups (ceil(n / TILE_COLUMNS), ceil(m / TILE_ROWS), slices)
// Check    -DA=f16 -DB=f16 -DC=f16 -DSUM=f32 -DWARPS_X=2 -DWARPS_Y=1 -DTILES_X=1 -DTILES_Y=2 -DA_BY_STEPS=0 -DB_BY_STEPS=1 -DSTAGES=2 -DEMULATED=1 -DEPILOGUE=1 -DACTIVATION=act_none -DINDEX=int
// Check    -DA=f32 -DB=f32 -DC=f32 -DSUM=f32 -DWARPS_X=2 -DWARPS_Y=1 -DTILES_X=1 -DTILES_Y=2 -DA_BY_STEPS=0 -DB_BY_STEPS=1 -DSTAGES=3 -DEMULATED=1 -DEPILOGUE=0 -DACTIVATION=act_none -DINDEX=long
// Check    -DA=s8 -DB=u8 -DC=s32 -DSUM=s32 -DWARPS_X=2 -DWARPS_Y=1 -DTILES_X=1 -DTILES_Y=2 -DA_BY_STEPS=0 -DB_BY_STEPS=1 -DSTAGES=2 -DEMULATED=1 -DEPILOGUE=0 -DACTIVATION=act_none -DINDEX=int
#include "linalg/gemm/finish.cl"

#define GROUP (32 * WARPS_X * WARPS_Y)
#define TILE_ROWS (WARPS_Y * TILES_Y * 16)
#define TILE_COLUMNS (WARPS_X * TILES_X * 16)

// The type of the bits of a factor's element, and how many elements make a word.
#define bits_of_f16 ushort
#define bits_of_bf16 ushort
#define bits_of_f32 uint
#define bits_of_s8 uchar
#define bits_of_u8 uchar
#define RAW JOIN(bits_of_, A)
#define RAW4 JOIN(RAW, 4)
#define STEPS (4 / (int)sizeof(RAW))
#define DEPTH (16 * STEPS)  // steps of a round: 16 words of a line

#define is_f32_f16 0
#define is_f32_bf16 0
#define is_f32_f32 1
#define is_f32_s8 0
#define is_f32_u8 0
#if EMULATED
#include "linalg/gemm/nvidia_emulated.cl"
#else
#include "linalg/gemm/nvidia_warp.cl"
#endif

// The place of four words of a line in local memory.
#define place_of(line, quad) ((line)*4 + ((quad) ^ ((line) >> 1 & 3)))

// Copies lines [line, line + lines), steps [step, step + DEPTH) of a matrix whose rows are lines.
static INLINE void copy_lines(local uint4* tile, const int lines, global const RAW* from,
                              const INDEX ld, const INDEX line, const INDEX all_lines,
                              const INDEX step, const INDEX all_steps)
{
    UNROLL
    for (int i = 0; i < (lines * 4 + GROUP - 1) / GROUP; i++) {
        const int t = get_local_id(0) + i * GROUP;
        if (t >= lines * 4) continue;
        const INDEX l = line + t / 4, s = step + t % 4 * 4 * STEPS;
        const int bytes = l < all_lines && s < all_steps
                              ? (int)min(all_steps - s, (INDEX)(4 * STEPS)) * (4 / STEPS)
                              : 0;
        copy_async(tile + place_of(t / 4, t % 4), from + (bytes > 0 ? l * ld + s : 0), bytes);
    }
}

// The same for a matrix whose rows are steps: into registers, 4 lines of one word at a time, and
// then into local memory. 8 neighbours in a group have words of the same lines. So they write to
// different banks, and each read of a row uses all bytes of a memory transaction.
#define WORDS_OF(lines) ((lines)*4 / GROUP > 0 ? (lines)*4 / GROUP : 1)
#define word_of(t, lines) ((t) % 8 + (t) / (2 * (lines)) * 8)
#define line_of(t, lines) ((t) / 8 % ((lines) / 4) * 4)
static INLINE void fetch_steps(uint4* mine, const int lines, global const RAW* from, const INDEX ld,
                               const INDEX line, const INDEX all_lines, const INDEX step,
                               const INDEX all_steps)
{
    UNROLL
    for (int i = 0; i < WORDS_OF(lines); i++) {
        const int t = get_local_id(0) + i * GROUP;
        const INDEX l = line + line_of(t, lines), first = step + word_of(t, lines) * STEPS;
        mine[i] = 0;
        UNROLL
        for (int p = 0; p < STEPS; p++) {
            const INDEX s = first + p;
            if (t >= lines * 4 || s >= all_steps || l >= all_lines) continue;
            global const RAW* at = from + s * ld + l;
            RAW4 x = 0;
            if (l + 4 <= all_lines) {
                x = *(global const RAW4*)at;
            } else {
                x.x = at[0];
                if (l + 1 < all_lines) x.y = at[1];
                if (l + 2 < all_lines) x.z = at[2];
            }
            mine[i] |= JOIN(convert_, uint4)(x) << (uint)(32 / STEPS * p);
        }
    }
}
static INLINE void place_steps(local uint4* tile, const int lines, const uint4* mine)
{
    local uint* words = (local uint*)tile;
    UNROLL
    for (int i = 0; i < WORDS_OF(lines); i++) {
        const int t = get_local_id(0) + i * GROUP;
        if (t >= lines * 4) continue;
        const int l = line_of(t, lines), w = word_of(t, lines);
        words[place_of(l, w / 4) * 4 + w % 4] = mine[i].x;
        words[place_of(l + 1, w / 4) * 4 + w % 4] = mine[i].y;
        words[place_of(l + 2, w / 4) * 4 + w % 4] = mine[i].z;
        words[place_of(l + 3, w / 4) * 4 + w % 4] = mine[i].w;
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
    local uint4 a_tiles[STAGES][TILE_ROWS * 4], b_tiles[STAGES][TILE_COLUMNS * 4];
    WARP_MEMORY(void) a_form, (void)b_form;  // A_BY_STEPS and B_BY_STEPS tell the form
    const int lane = get_local_id(0) % 32, warp = get_local_id(0) / 32;
    const int x = warp % WARPS_X * TILES_X, y = warp / WARPS_X * TILES_Y;
    const INDEX row = get_group_id(1) * TILE_ROWS, column = get_group_id(0) * TILE_COLUMNS;
    const INDEX first = get_group_id(2) * steps_of_slice, last = min(k, first + steps_of_slice);
    global const RAW* from_a = (global const RAW*)(a + a_at);
    global const RAW* from_b = (global const RAW*)(b + b_at);

    reals sum[TILES_Y][2 * TILES_X];
    UNROLL
    for (int i = 0; i < TILES_Y; i++) {
        UNROLL
        for (int j = 0; j < 2 * TILES_X; j++) sum[i][j] = 0;
    }

    uint4 my_a[WORDS_OF(TILE_ROWS)], my_b[WORDS_OF(TILE_COLUMNS)];
    for (int s = 0; s < STAGES - 1; s++) {
        const INDEX step = first + s * DEPTH;
        if (A_BY_STEPS) {
            fetch_steps(my_a, TILE_ROWS, from_a, lda, row, m, step, last);
            place_steps(a_tiles[s], TILE_ROWS, my_a);
        } else {
            copy_lines(a_tiles[s], TILE_ROWS, from_a, lda, row, m, step, last);
        }
        if (B_BY_STEPS) {
            fetch_steps(my_b, TILE_COLUMNS, from_b, ldb, column, n, step, last);
            place_steps(b_tiles[s], TILE_COLUMNS, my_b);
        } else {
            copy_lines(b_tiles[s], TILE_COLUMNS, from_b, ldb, column, n, step, last);
        }
        close_copies();
    }

    int stage = 0, next = STAGES - 1;
    for (INDEX step = first; step < last; step += DEPTH) {
        await_copies();
        barrier(
            CLK_LOCAL_MEM_FENCE);  // all items have this round; nobody reads the last one any more
        const INDEX ahead = step + (STAGES - 1) * DEPTH;
        if (A_BY_STEPS)
            fetch_steps(my_a, TILE_ROWS, from_a, lda, row, m, ahead, last);
        else
            copy_lines(a_tiles[next], TILE_ROWS, from_a, lda, row, m, ahead, last);
        if (B_BY_STEPS)
            fetch_steps(my_b, TILE_COLUMNS, from_b, ldb, column, n, ahead, last);
        else
            copy_lines(b_tiles[next], TILE_COLUMNS, from_b, ldb, column, n, ahead, last);
        close_copies();

        UNROLL
        for (int quad = 0; quad < 4; quad += 2) {  // 8 words of each line
            uint4 left[TILES_Y];
            UNROLL
            for (int i = 0; i < TILES_Y; i++) {  // rows 0-7, 8-15 of its words 0-3; then 4-7
                const int line = (y + i) * 16 + lane % 16;
                left[i] = rounded(load_matrices(a_tiles[stage] + place_of(line, quad + lane / 16)));
            }
            UNROLL
            for (int j = 0; j < TILES_X; j++) {  // columns 0-7: words 0-3, 4-7; columns 8-15
                const int line = (x + j) * 16 + lane / 16 * 8 + lane % 8;
                const uint4 right =
                    rounded(load_matrices(b_tiles[stage] + place_of(line, quad + lane / 8 % 2)));
                UNROLL
                for (int i = 0; i < TILES_Y; i++) {
                    sum[i][2 * j] = multiply_tile(sum[i][2 * j], left[i], right.xy);
                    sum[i][2 * j + 1] = multiply_tile(sum[i][2 * j + 1], left[i], right.zw);
                }
            }
        }

        if (A_BY_STEPS) place_steps(a_tiles[next], TILE_ROWS, my_a);
        if (B_BY_STEPS) place_steps(b_tiles[next], TILE_COLUMNS, my_b);
        stage = stage + 1 < STAGES ? stage + 1 : 0;
        next = next + 1 < STAGES ? next + 1 : 0;
    }

    // An item has columns 2 t, 2 t + 1 of rows g and g + 8, t = lane % 4, g = lane / 4. It
    // exchanges a row with its neighbour: then the even item has 4 columns of row g, the odd one of
    // row g + 8.
    of_c to = c + c_at + get_group_id(2) * elements_of_slice;
    const int odd = lane % 2;
    UNROLL
    for (int i = 0; i < TILES_Y; i++) {
        UNROLL
        for (int j = 0; j < 2 * TILES_X; j++) {
            union {
                reals v;
                uint4 bits;
            } mine, done;
            mine.v = sum[i][j];
            const uint2 given = odd ? mine.bits.xy : mine.bits.zw;
            const uint p = of_partner(given.x), q = of_partner(given.y);
            done.bits = odd ? (uint4)(p, q, mine.bits.zw) : (uint4)(mine.bits.xy, p, q);
            const INDEX to_row = row + (y + i) * 16 + lane / 4 + 8 * odd;
            const INDEX to_column = column + (2 * x + j) * 8 + lane % 4 / 2 * 4;
            if (to_row < m && to_column < n)
                finish(done.v, to_row, to_column, n, alpha, beta, to, ldc,
                       c_form EPILOGUE_ARGUMENTS);
        }
    }
}
