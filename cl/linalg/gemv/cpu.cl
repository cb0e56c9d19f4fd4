// SPDX-License-Identifier: Apache-2.0
// gemv/cpu.cl - a matrix by a vector, a block of rows or of columns a work-item.
//
//     rows     s_b[i] = sum of A[i][j] x[j] over band b of the columns
//     columns  s_b[j] = sum of A[i][j] x[i] over band b of the rows
//     finish   y = alpha (s_0 + ... + s_B-1) + beta y
//
// Method   A is read once, in the order in which it lies, whole rows where they fit; numbers are reals,
//          of complex ones in pairs. rows: 4 rows side by side, which lie far apart, so that memory sees
//          4 streams; their lanes are added at the end. columns: the sums stay in the cache while 4 rows
//          at a time are added to them. A complex product is two sums of real ones in rows
//          (level1/sum_cpu.cl), and x[i] broadcast in columns; conj(A) x is conj(A conj(x)) there, and
//          `odd` = -1 turns the sign of imaginary parts in finish.
// Source   J. Dongarra et al., "An Extended Set of Fortran Basic Linear Algebra Subprograms", ACM TOMS
//          14(1), 1988; the streams by measurement.
// Error    |s - exact| <= d u sum|A||x| to first order, d = ceil(length / LANES) + 2 + log2(LANES) in
//          rows, length + 1 in columns, of a band; B more for their sum, 3 for alpha and beta; one more
//          for each complex product (Higham, section 3.1).
// Params   E       element type                float | double
//          LANES   elements of one vector      2 | 4 | 8 | 16
//          SUMS    reals of a number           1 | 2
//          TERM    adds products, a name below       term_product | term_products
//          TIMES   multiplies, in strided_vector.cl  times_real | times_complex
//          INDEX   reaches every address       int | long
// Launch   local (1, 1), global (blocks, B); finish: global (G)
// Check    -DE=float -DLANES=16 -DSUMS=1 -DTERM=term_product -DTIMES=times_real -DINDEX=int
// Check    -DE=double -DLANES=2 -DSUMS=2 -DTERM=term_products -DTIMES=times_complex -DINDEX=long
#include "common/strided_vector.cl"

void term_product(vec* s, vec a, vec x) { s[0] = fma(a, x, s[0]); }
void term_products(vec* s, vec a, vec x)
{
    s[0] = fma(a, x, s[0]);
    s[SUMS - 1] = fma(a, swapped(x), s[SUMS - 1]);
}

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

E sum_of_lanes(vec s, const E odd)
{
    lanes all;
    all.v = s;
    for (int j = 1; j < LANES; j += 2) all.e[j] *= odd;
    for (int live = LANES / 2; live > 0; live /= 2)
        for (int j = 0; j < live; j++) all.e[j] += all.e[j + live];
    return all.e[0];
}

// s[k * to] = the reals [first, last) of row k, `apart` reals from the next one, by x; of ROWS rows.
#define ROWS_AT_ONCE 4
INLINE void rows_by(const int count, const range r, global const E* a, const INDEX apart,
                    global const E* x, const E odd, global E* s, const INDEX to)
{
    vec part[ROWS_AT_ONCE * SUMS];
    UNROLL
    for (int k = 0; k < ROWS_AT_ONCE * SUMS; k++) part[k] = 0;
    INDEX j = r.first;
    for (; j + LANES <= r.last; j += LANES) {
        const vec v = load(x + j);
        UNROLL
        for (int k = 0; k < ROWS_AT_ONCE; k++)
            if (k < count) TERM(part + k * SUMS, load(a + k * apart + j), v);
    }
    if (j < r.last) {
        const int some = r.last - j;
        const vec v = fetch(x, 1, 0, j, some);
        for (int k = 0; k < count; k++)
            TERM(part + k * SUMS, fetch(a + k * apart, 1, 0, j, some), v);
    }
    UNROLL
    for (int k = 0; k < ROWS_AT_ONCE; k++)
        if (k < count) {
            UNROLL
            for (int p = 0; p < SUMS; p++)
                s[k * to + p] = sum_of_lanes(part[k * SUMS + p], p == 0 ? odd : -odd);
        }
}

// m rows of n reals, ld reals apart; s is (B, m SUMS).
GROUP_SIZE(1, 1, 1)
kernel void rows(const INDEX m, const INDEX n, global const E* restrict a, const INDEX a_at,
                 const INDEX ld, global const E* restrict x, const INDEX x_at, const E odd,
                 global E* restrict s, const INDEX s_at)
{
    const range i = piece_of(m, get_global_size(0), get_global_id(0), 1);
    const range j = piece_of(n, get_global_size(1), get_global_id(1), 8 * LANES);
    const INDEX apart = (i.last - i.first) / ROWS_AT_ONCE;
    global const E* from = a + a_at;
    global E* to = s + s_at + get_global_id(1) * m * SUMS;
    for (INDEX r = i.first; r < i.first + apart; r++)
        rows_by(ROWS_AT_ONCE, j, from + r * ld, apart * ld, x + x_at, odd, to + r * SUMS,
                apart * SUMS);
    for (INDEX r = i.first + ROWS_AT_ONCE * apart; r < i.last; r++)
        rows_by(1, j, from + r * ld, 0, x + x_at, odd, to + r * SUMS, 0);
}

// m rows of n reals, ld reals apart; x has a number a row; s is (B, n).
GROUP_SIZE(1, 1, 1)
kernel void columns(const INDEX m, const INDEX n, global const E* restrict a, const INDEX a_at,
                    const INDEX ld, global const E* restrict x, const INDEX x_at,
                    const INDEX x_step, const E odd, global E* restrict s, const INDEX s_at)
{
    const range j = piece_of(n, get_global_size(0), get_global_id(0), 8 * LANES);
    const range i = piece_of(m, get_global_size(1), get_global_id(1), 1);
    global const E* from = a + a_at;
    global E* to = s + s_at + get_global_id(1) * n;
    for (INDEX c = j.first; c < j.last; c += LANES)
        put(0, to, 1, 0, c, (int)min((INDEX)LANES, j.last - c));
    for (INDEX r = i.first; r < i.last; r += ROWS_AT_ONCE) {
        // Beyond the last row, the last one again, times 0 is not 0 for all; so one by one there.
        const int count = (int)min((INDEX)ROWS_AT_ONCE, i.last - r);
        E re[ROWS_AT_ONCE], im[ROWS_AT_ONCE];
        for (int k = 0; k < count; k++) {
            re[k] = x[x_at + (r + k) * x_step * SUMS];
            im[k] = odd * x[x_at + (r + k) * x_step * SUMS + SUMS - 1];
        }
        INDEX c = j.first;
        if (count == ROWS_AT_ONCE)
            for (; c + LANES <= j.last; c += LANES) {
                vec v = load(to + c);
                UNROLL
                for (int k = 0; k < ROWS_AT_ONCE; k++)
                    v += TIMES(re[k], im[k], load(from + (r + k) * ld + c));
                store(v, to + c);
            }
        for (; c < j.last; c += LANES) {
            const int some = (int)min((INDEX)LANES, j.last - c);
            vec v = fetch(to, 1, 0, c, some);
            for (int k = 0; k < count; k++)
                v += TIMES(re[k], im[k], fetch(from + (r + k) * ld, 1, 0, c, some));
            put(v, to, 1, 0, c, some);
        }
    }
}

// s is (bands, n reals). Where `reads` is 0, y is not read.
GROUP_SIZE(1, 1, 1)
kernel void finish(const INDEX n, const INDEX bands, global const E* restrict s, const INDEX s_at,
                   const E odd, const E alpha_re, const E alpha_im, const E beta_re,
                   const E beta_im, const int reads, global E* restrict y, const INDEX y_at,
                   const INDEX y_step)
{
    const range r = piece_of(n, get_global_size(0), get_global_id(0), 8 * LANES);
    const vec sign = alternating(1, odd);
    for (INDEX j = r.first; j < r.last; j += LANES) {
        const int count = (int)min((INDEX)LANES, r.last - j);
        vec v = 0;
        for (INDEX b = 0; b < bands; b++) v += fetch(s + s_at + b * n, 1, 0, j, count);
        v = TIMES(alpha_re, alpha_im, sign * v);
        if (reads) v += TIMES(beta_re, beta_im, fetch(y + y_at, y_step, SUMS - 1, j, count));
        put(v, y + y_at, y_step, SUMS - 1, j, count);
    }
}
