// SPDX-License-Identifier: Apache-2.0
// omatcopy/cpu.cl - copy a matrix, scaled, conjugated, transposed; a work-item per block of rows.
//
//     rows     B[i][j] = alpha A[i][j],   or conj(A[i][j])
//     columns  B[j][i] = alpha A[i][j],   or conj(A[i][j])
//
// Method   Numbers are reals; complex ones are pairs. `odd` = -1 inverts the sign of imaginary
//          parts. rows: whole vectors are copied in order. columns: blocks of LANES rows by LANES
//          reals are transposed in registers by log2(LANES) perfect shuffles, each of which
//          interleaves vector k with vector k + LANES / 2. For pairs, the result is vectors of real
//          and of imaginary parts, which one more shuffle interleaves. A `large` B, which no cache
//          will keep, is written past the caches, whole lines at once, and as many rows of A as
//          make a line are read side by side. Otherwise the work is done in tiles that use all of
//          the lines and pages they touch.
// Source   H. Stone, "Parallel Processing with the Perfect Shuffle", IEEE Trans. Computers 20(2), 1971.
// Error    |B - exact| <= d u |alpha||A|, d = 1. For complex numbers it holds for each part, with
//          all products of parts on the right and d = 2.
// Params   E       element type                      float | double
//          LANES   elements in a vector              2 | 4 | 8 | 16
//          PARTS   reals in a number                 1 | 2
//          TIMES   see strided_vector.cl             times_real | times_complex
//          SIDE    numbers along a tile's side       a multiple of LANES
//          INDEX   reaches every address             int | long
// Launch   local (1), global (G)
// Check    -DE=float -DLANES=16 -DPARTS=1 -DTIMES=times_real -DSIDE=64 -DINDEX=int
// Check    -DE=double -DLANES=2 -DPARTS=2 -DTIMES=times_complex -DSIDE=32 -DINDEX=long
#include "common/range.cl"
#include "common/strided_vector.cl"

// A and B are m rows of n reals. B is `large` if the caches will not keep it.
GROUP_SIZE(1, 1, 1)
kernel void rows(const INDEX m, const INDEX n, const E re, const E im, const E odd, const int large,
                 global const E* restrict a, const INDEX a_at, const INDEX a_ld,
                 global E* restrict b, const INDEX b_at, const INDEX b_ld)
{
    const range i = piece_of(m, get_global_size(0), get_global_id(0), 1);
    const vec sign = alternating(1, odd);
    const int past = large && is_vector_at(b + b_at) && b_ld % LANES == 0;
    for (INDEX r = i.first; r < i.last; r++) {
        global const E* from = a + a_at + r * a_ld;
        global E* to = b + b_at + r * b_ld;
        INDEX j = 0;
        if (past)
            for (; j + LANES <= n; j += LANES)
                store_past(TIMES(re, im, sign * load(from + j)), to + j);
        for (; j + LANES <= n; j += LANES) store(TIMES(re, im, sign * load(from + j)), to + j);
        const int count = n - j;
        if (count > 0) put(TIMES(re, im, sign * fetch(from, 1, 0, j, count)), to, 1, 0, j, count);
    }
}

// Transposes the LANES by LANES reals of v.
INLINE void transpose(vec* v)
{
    UNROLL
    for (int done = 1; done < LANES; done *= 2) {
        vec next[LANES];
        UNROLL
        for (int k = 0; k < LANES / 2; k++) {
            next[2 * k] = zip_low(v[k], v[k + LANES / 2]);
            next[2 * k + 1] = zip_high(v[k], v[k + LANES / 2]);
        }
        UNROLL
        for (int k = 0; k < LANES; k++) v[k] = next[k];
    }
}

// Blocks side by side along a row of B that fill a cache line.
#define BLOCKS (LANES * PARTS * sizeof(E) < 64 ? 64 / (int)(LANES * PARTS * sizeof(E)) : 1)

// The part of the transposed block v for row k / PARTS of B: one vector of reals, or one of two
// vectors that hold real and imaginary parts in turn.
INLINE vec row_of(const vec* v, const int k, const int part, const E re, const E im, vec sign)
{
    if (PARTS == 1) return TIMES(re, im, sign * v[k]);
    const vec low = zip_low(v[k], v[k + PARTS - 1]), high = zip_high(v[k], v[k + PARTS - 1]);
    return TIMES(re, im, sign * (part == 0 ? low : high));
}

// Copies BLOCKS whole blocks to B, through the caches or `past` them. `past` is a constant.
INLINE void blocks(const int past, const E re, const E im, vec sign, global const E* a,
                   const INDEX a_ld, global E* b, const INDEX b_ld)
{
    vec v[BLOCKS][LANES];
    UNROLL
    for (int s = 0; s < BLOCKS; s++) {
        UNROLL
        for (int k = 0; k < LANES; k++) v[s][k] = load(a + (s * LANES + k) * a_ld);
        transpose(v[s]);
    }
    UNROLL
    for (int k = 0; k < LANES; k += PARTS) {
        UNROLL
        for (int s = 0; s < BLOCKS * PARTS; s++) {
            const vec row = row_of(v[s / PARTS], k, s % PARTS, re, im, sign);
            global E* to = b + k / PARTS * b_ld + s * LANES;
            if (past)
                store_past(row, to);
            else
                store(row, to);
        }
    }
}

// Copies a block with only `rows` rows of `reals` reals, each at most LANES.
void edge(const int rows, const int reals, const E re, const E im, vec sign, global const E* a,
          const INDEX a_ld, global E* b, const INDEX b_ld)
{
    vec v[LANES];
    for (int k = 0; k < LANES; k++) v[k] = k < rows ? fetch(a + k * a_ld, 1, 0, 0, reals) : 0;
    transpose(v);
    for (int k = 0; k < reals; k += PARTS)
        for (int part = 0; part < PARTS; part++)
            put(row_of(v, k, part, re, im, sign), b + k / PARTS * b_ld + part * LANES, 1, 0, 0,
                clamp(rows * PARTS - part * LANES, 0, LANES));
}

// Copies in tiles of `high` rows and `wide` reals of A. A is m rows of n reals, B n / PARTS rows of
// m numbers.
INLINE void tiles(const int past, const INDEX high, const INDEX wide, const range band,
                  const INDEX m, const E re, const E im, const vec sign, global const E* a,
                  const INDEX a_ld, global E* b, const INDEX b_ld)
{
    for (INDEX left = band.first; left < band.last; left += wide)
        for (INDEX top = 0; top < m; top += high)
            for (INDEX j = left; j < min(band.last, left + wide); j += LANES) {
                const int reals = (int)min((INDEX)LANES, band.last - j);
                const INDEX end = min(m, top + high);
                global const E* from = a + j;
                global E* to = b + j / PARTS * b_ld;
                INDEX i = top;
                if (reals == LANES)
                    for (; i + BLOCKS * LANES <= end; i += BLOCKS * LANES)
                        blocks(past, re, im, sign, from + i * a_ld, a_ld, to + i * PARTS, b_ld);
                for (; i < end; i += LANES)
                    edge((int)min((INDEX)LANES, end - i), reals, re, im, sign, from + i * a_ld,
                         a_ld, to + i * PARTS, b_ld);
            }
}

GROUP_SIZE(1, 1, 1)
kernel void columns(const INDEX m, const INDEX n, const E re, const E im, const E odd,
                    const int large, global const E* restrict a, const INDEX a_at, const INDEX a_ld,
                    global E* restrict b, const INDEX b_at, const INDEX b_ld)
{
    const range band = piece_of(n, get_global_size(0), get_global_id(0), SIDE * PARTS);
    const vec sign = alternating(1, odd);
    if (large && is_vector_at(b + b_at) && b_ld % LANES == 0)
        tiles(1, BLOCKS * LANES, 1024, band, m, re, im, sign, a + a_at, a_ld, b + b_at, b_ld);
    else
        tiles(0, 64, 512, band, m, re, im, sign, a + a_at, a_ld, b + b_at, b_ld);
}
