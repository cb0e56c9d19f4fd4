// SPDX-License-Identifier: Apache-2.0
// omatcopy/cpu.cl - copy a matrix, scaled, conjugated, transposed; a block of B's rows a work-item.
//
//     rows     B[i][j] = alpha A[i][j],   or conj(A[i][j])
//     columns  B[j][i] = alpha A[i][j],   or conj(A[i][j])
//
// Method   Numbers are reals, of complex ones in pairs; `odd` = -1 turns the sign of imaginary parts.
//          rows: whole vectors in order. columns: blocks of LANES rows by LANES reals are transposed in
//          registers, by log2(LANES) perfect shuffles: each interleaves vector k with vector k + LANES /
//          2. Of pairs that gives vectors of real and of imaginary parts, which one shuffle more
//          interleaves. Blocks go in tiles of SIDE by SIDE numbers, so that lines and pages that are
//          touched are used up.
// Source   H. Stone, "Parallel Processing with the Perfect Shuffle", IEEE Trans. Computers 20(2), 1971.
// Error    |B - exact| <= d u |alpha||A|, d = 1; of complex numbers part by part, all products of parts
//          on the right, d = 2.
// Params   E       element type                      float | double
//          LANES   elements of one vector            2 | 4 | 8 | 16
//          PARTS   reals of a number                 1 | 2
//          TIMES   multiplies, in strided_vector.cl  times_real | times_complex
//          SIDE    numbers along a tile              a multiple of LANES
//          INDEX   reaches every address             int | long
// Launch   local (1), global (G)
// Check    -DE=float -DLANES=16 -DPARTS=1 -DTIMES=times_real -DSIDE=64 -DINDEX=int
// Check    -DE=double -DLANES=2 -DPARTS=2 -DTIMES=times_complex -DSIDE=32 -DINDEX=long
#include "common/strided_vector.cl"

// Piece k of n numbers cut into `pieces`, whole `unit`s: [first, last).
typedef struct {
    INDEX first, last;
} range;
range piece_of(const INDEX n, const INDEX pieces, const INDEX k, const INDEX unit)
{
    const INDEX length = ((n + pieces - 1) / pieces + unit - 1) / unit * unit;
    const range r = {min(n, k * length), min(n, (k + 1) * length)};
    return r;
}

// A and B are m rows of n reals.
GROUP_SIZE(1, 1, 1)
kernel void rows(const INDEX m, const INDEX n, const E re, const E im, const E odd,
                 global const E* restrict a, const INDEX a_at, const INDEX a_ld,
                 global E* restrict b, const INDEX b_at, const INDEX b_ld)
{
    const range i = piece_of(m, get_global_size(0), get_global_id(0), 1);
    const vec sign = alternating(1, odd);
    for (INDEX r = i.first; r < i.last; r++) {
        global const E* from = a + a_at + r * a_ld;
        global E* to = b + b_at + r * b_ld;
        INDEX j = 0;
        for (; j + LANES <= n; j += LANES) store(TIMES(re, im, sign * load(from + j)), to + j);
        const int count = n - j;
        if (count > 0) put(TIMES(re, im, sign * fetch(from, 1, 0, j, count)), to, 1, 0, j, count);
    }
}

// The elements of two vectors in turn: of their first halves, of their second.
INLINE vec zip(vec a, vec b, const int from)
{
    lanes x, y, z;
    x.v = a;
    y.v = b;
    UNROLL
    for (int j = 0; j < LANES; j++) z.e[j] = j % 2 == 0 ? x.e[from + j / 2] : y.e[from + j / 2];
    return z.v;
}
vec zip_low(vec a, vec b) { return zip(a, b, 0); }
vec zip_high(vec a, vec b) { return zip(a, b, LANES / 2); }

// Transpose the LANES by LANES reals of v.
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

// `rows` rows of `reals` reals of A, LANES at most, become reals / PARTS rows of B; LANES of both where
// `whole`, a constant.
INLINE void block(const int whole, const int rows, const int reals, const E re, const E im,
                  vec sign, global const E* a, const INDEX a_ld, global E* b, const INDEX b_ld)
{
    vec v[LANES];
    UNROLL
    for (int k = 0; k < LANES; k++)
        v[k] = whole ? load(a + k * a_ld) : k < rows ? fetch(a + k * a_ld, 1, 0, 0, reals) : 0;
    transpose(v);
    UNROLL
    for (int k = 0; k < LANES; k += PARTS) {
        if (!whole && k >= reals) continue;
        global E* to = b + k / PARTS * b_ld;
        // Of a real, one vector; of a pair, real and imaginary parts in turn, two.
        const vec first =
            TIMES(re, im, sign * (PARTS == 1 ? v[k] : zip_low(v[k], v[k + PARTS - 1])));
        const vec second = TIMES(re, im, sign * zip_high(v[k], v[k + PARTS - 1]));
        if (whole) {
            store(first, to);
            if (PARTS == 2) store(second, to + LANES);
        } else {
            put(first, to, 1, 0, 0, min(rows * PARTS, LANES));
            if (PARTS == 2) put(second, to + LANES, 1, 0, 0, rows * PARTS - LANES);
        }
    }
}

// A is m rows of n reals, B n / PARTS rows of m numbers.
GROUP_SIZE(1, 1, 1)
kernel void columns(const INDEX m, const INDEX n, const E re, const E im, const E odd,
                    global const E* restrict a, const INDEX a_at, const INDEX a_ld,
                    global E* restrict b, const INDEX b_at, const INDEX b_ld)
{
    const range band = piece_of(n, get_global_size(0), get_global_id(0), SIDE * PARTS);
    const vec sign = alternating(1, odd);
    for (INDEX left = band.first; left < band.last; left += SIDE * PARTS)
        for (INDEX top = 0; top < m; top += SIDE)
            for (INDEX j = left; j < min(band.last, left + SIDE * PARTS); j += LANES)
                for (INDEX i = top; i < min(m, top + SIDE); i += LANES) {
                    const int rows = (int)min((INDEX)LANES, m - i);
                    const int reals = (int)min((INDEX)LANES, band.last - j);
                    global const E* from = a + a_at + i * a_ld + j;
                    global E* to = b + b_at + j / PARTS * b_ld + i * PARTS;
                    if (rows == LANES && reals == LANES)
                        block(1, LANES, LANES, re, im, sign, from, a_ld, to, b_ld);
                    else
                        block(0, rows, reals, re, im, sign, from, a_ld, to, b_ld);
                }
}
