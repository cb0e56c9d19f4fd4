// SPDX-License-Identifier: Apache-2.0
// gemv/cpu.cl - multiply a matrix by a vector, one work-item per block of rows or of columns.
//
//     rows     s_b[i] = sum of A[i][j] x[j] over band b of the columns
//     columns  s_b[j] = sum of A[i][j] x[i] over band b of the rows
//     finish   y = alpha (s_0 + ... + s_B-1) + beta y
//
// Method   A is read once, in the order in which it lies, in whole rows if they fit. Numbers are
//          reals; complex ones are pairs of reals. rows: several rows, which lie far apart, are
//          read side by side, so that memory sees as many streams; their lanes are added at the
//          end. Short rows are taken LANES neighbours at a time, and a transposition adds their
//          lanes on the way. columns: the sums stay in the cache, or in registers if the columns
//          are few, while 4 rows at a time are added to them. If there is only one band, `finish`
//          is done in the same launch. A complex product is two sums of real products in rows
//          (level1/sum_cpu.cl). In columns it is x[i], broadcast, times a row; conj(A) x is
//          computed there as conj(A conj(x)), and `odd` = -1 inverts the sign of imaginary parts at
//          the end.
// Source   J. Dongarra et al., "An Extended Set of Fortran Basic Linear Algebra Subprograms", ACM TOMS
//          14(1), 1988; the streams by measurement.
// Error    |s - exact| <= d u sum|A||x| to first order. For a band d = ceil(length / LANES) + 2 +
//          log2(LANES) in rows, length + 1 in columns. The sum of the bands adds B, alpha and beta
//          add 3, a complex product adds 1 (Higham, section 3.1).
// Params   E       element type                float | double
//          LANES   elements in a vector        2 | 4 | 8 | 16
//          SUMS    reals in a number           1 | 2
//          TERM    adds products: see below    term_product | term_products
//          TIMES   see strided_vector.cl       times_real | times_complex
//          INDEX   reaches every address       int | long
// Launch   local (1, 1), global (blocks, B); finish: global (G)
// Check    -DE=float -DLANES=16 -DSUMS=1 -DTERM=term_product -DTIMES=times_real -DINDEX=int
// Check    -DE=double -DLANES=2 -DSUMS=2 -DTERM=term_products -DTIMES=times_complex -DINDEX=long
#include "common/range.cl"
#include "common/strided_vector.cl"

void term_product(vec* s, vec a, vec x) { s[0] = fma(a, x, s[0]); }
void term_products(vec* s, vec a, vec x)
{
    s[0] = fma(a, x, s[0]);
    s[SUMS - 1] = fma(a, swapped(x), s[SUMS - 1]);
}

// alpha (s_0 + ...) + beta y. The rows of sums are n reals apart.
typedef struct {
    E odd, alpha_re, alpha_im, beta_re, beta_im;
    int reads;  // 0: y is not read
    global E* y;
    INDEX step;
} ending;
void finish_range(const range r, const INDEX n, const INDEX bands, global const E* s,
                  const ending* to)
{
    const vec sign = alternating(1, to->odd);
    for (INDEX j = r.first; j < r.last; j += LANES) {
        const int count = (int)min((INDEX)LANES, r.last - j);
        vec v = 0;
        for (INDEX b = 0; b < bands; b++) v += fetch(s + b * n, 1, 0, j, count);
        v = TIMES(to->alpha_re, to->alpha_im, sign * v);
        if (to->reads)
            v += TIMES(to->beta_re, to->beta_im, fetch(to->y, to->step, SUMS - 1, j, count));
        put(v, to->y, to->step, SUMS - 1, j, count);
    }
}

// The sums of LANES vectors' lanes: a transposition that adds after each of its shuffles.
INLINE vec sums_of_lanes(vec* v)
{
    UNROLL
    for (int live = LANES / 2; live > 0; live /= 2) {
        UNROLL
        for (int k = 0; k < live; k++)
            v[k] = zip_low(v[k], v[k + live]) + zip_high(v[k], v[k + live]);
    }
    return v[0];
}
E sum_of_lanes(vec v)
{
    UNROLL
    for (int live = LANES / 2; live > 0; live /= 2) v = zip_low(v, v) + zip_high(v, v);
    return v.s0;
}

// s[k * to] = reals [first, last) of row k times x, for ROWS rows that are `apart` reals apart.
#define ROWS_AT_ONCE (8 / SUMS)  // in `rows`: as many streams and sums
#define ROWS_ADDED 4             // in `columns`: rows added to the sums at once
#define SHORT 16                 // most vectors in a short row
#define NARROW 4                 // most vectors in a row of a narrow matrix
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
                s[k * to + p] =
                    sum_of_lanes(alternating(1, p == 0 ? odd : -odd) * part[k * SUMS + p]);
        }
}

// s = LANES neighbouring short rows, of n reals, times x.
INLINE void short_rows(const INDEX n, global const E* a, const INDEX ld, global const E* x,
                       const E odd, global E* s)
{
    vec sum[SUMS];
    UNROLL
    for (int p = 0; p < SUMS; p++) {
        vec part[LANES];
        UNROLL
        for (int k = 0; k < LANES; k++) part[k] = 0;
        INDEX j = 0;
        for (; j + LANES <= n; j += LANES) {
            const vec v = p == 0 ? load(x + j) : swapped(load(x + j));
            UNROLL
            for (int k = 0; k < LANES; k++) part[k] = fma(load(a + k * ld + j), v, part[k]);
        }
        if (j < n) {
            const vec some = fetch(x, 1, 0, j, (int)(n - j));
            const vec v = p == 0 ? some : swapped(some);
            UNROLL
            for (int k = 0; k < LANES; k++)
                part[k] = fma(fetch(a + k * ld, 1, 0, j, (int)(n - j)), v, part[k]);
        }
        const vec sign = alternating(1, p == 0 ? odd : -odd);
        UNROLL
        for (int k = 0; k < LANES; k++) part[k] *= sign;
        sum[p] = sums_of_lanes(part);
    }
    if (SUMS == 1) return store(sum[0], s);
    store(zip_low(sum[0], sum[SUMS - 1]), s);
    store(zip_high(sum[0], sum[SUMS - 1]), s + LANES);
}

// A is m rows of n reals, ld reals apart; s is (B, m SUMS). A single band is finished here.
GROUP_SIZE(1, 1, 1)
kernel void rows(const INDEX m, const INDEX n, global const E* restrict a, const INDEX a_at,
                 const INDEX ld, global const E* restrict x, const INDEX x_at, const E odd,
                 global E* restrict s, const INDEX s_at, const E alpha_re, const E alpha_im,
                 const E beta_re, const E beta_im, const int reads, global E* restrict y,
                 const INDEX y_at, const INDEX y_step)
{
    const INDEX bands = get_global_size(1);
    const bool is_short = n <= SHORT * LANES;
    const range i = piece_of(m, get_global_size(0), get_global_id(0), is_short ? LANES : 1);
    const range j = piece_of(n, bands, get_global_id(1), 8 * LANES);
    global const E* from = a + a_at;
    global E* to = s + s_at + get_global_id(1) * m * SUMS;
    INDEX r = i.first;
    if (is_short) {
        for (; r + LANES <= i.last; r += LANES)
            short_rows(n, from + r * ld, ld, x + x_at, odd, to + r * SUMS);
    } else {
        const INDEX apart = (i.last - i.first) / ROWS_AT_ONCE;
        for (; r < i.first + apart; r++)
            rows_by(ROWS_AT_ONCE, j, from + r * ld, apart * ld, x + x_at, odd, to + r * SUMS,
                    apart * SUMS);
        r = i.first + ROWS_AT_ONCE * apart;
    }
    for (; r + 4 <= i.last; r += 4)
        rows_by(4, j, from + r * ld, ld, x + x_at, odd, to + r * SUMS, SUMS);
    for (; r < i.last; r++) rows_by(1, j, from + r * ld, 0, x + x_at, odd, to + r * SUMS, 0);
    const range own = {i.first * SUMS, i.last * SUMS};
    const ending e = {1, alpha_re, alpha_im, beta_re, beta_im, reads, y + y_at, y_step};
    if (bands == 1) finish_range(own, m * SUMS, 1, s + s_at, &e);
}

// s = the sums of the first `vectors` vectors of columns, at most NARROW. They stay in registers.
INLINE void narrow_columns(const int vectors, const range i, global const E* a, const INDEX ld,
                           global const E* x, const INDEX x_step, const E odd, global E* s)
{
    vec sum[NARROW];
    UNROLL
    for (int k = 0; k < vectors; k++) sum[k] = 0;
    for (INDEX r = i.first; r < i.last; r++) {
        const E re = x[r * x_step * SUMS], im = odd * x[r * x_step * SUMS + SUMS - 1];
        UNROLL
        for (int k = 0; k < vectors; k++) sum[k] += TIMES(re, im, load(a + r * ld + k * LANES));
    }
    UNROLL
    for (int k = 0; k < vectors; k++) store(sum[k], s + k * LANES);
}

// s += rows r + k apart, k < count, each times its number of x; columns [left, right).
INLINE void add_rows(const int count, const INDEX r, const INDEX apart, const INDEX left,
                     const INDEX right, global const E* a, const INDEX ld, global const E* x,
                     const INDEX x_step, const E odd, global E* s)
{
    E re[ROWS_ADDED], im[ROWS_ADDED];
    global const E* row[ROWS_ADDED];
    UNROLL
    for (int k = 0; k < count; k++) {
        global const E* factor = x + (r + k * apart) * x_step * SUMS;
        re[k] = factor[0];
        im[k] = odd * factor[SUMS - 1];
        row[k] = a + (r + k * apart) * ld;
    }
    INDEX c = left;
    for (; c + LANES <= right; c += LANES) {
        vec v = load(s + c);
        UNROLL
        for (int k = 0; k < count; k++) v += TIMES(re[k], im[k], load(row[k] + c));
        store(v, s + c);
    }
    if (c < right) {
        const int some = right - c;
        vec v = fetch(s, 1, 0, c, some);
        for (int k = 0; k < count; k++) v += TIMES(re[k], im[k], fetch(row[k], 1, 0, c, some));
        put(v, s, 1, 0, c, some);
    }
}

// A is m rows of n reals, ld reals apart; x has one number per row; s is (B, n). A single band is
// finished here.
GROUP_SIZE(1, 1, 1)
kernel void columns(const INDEX m, const INDEX n, global const E* restrict a, const INDEX a_at,
                    const INDEX ld, global const E* restrict x, const INDEX x_at,
                    const INDEX x_step, const E odd, global E* restrict s, const INDEX s_at,
                    const E alpha_re, const E alpha_im, const E beta_re, const E beta_im,
                    const int reads, global E* restrict y, const INDEX y_at, const INDEX y_step)
{
    const range j = piece_of(n, get_global_size(0), get_global_id(0), 8 * LANES);
    const range i = piece_of(m, get_global_size(1), get_global_id(1), 1);
    global const E* from = a + a_at;
    global E* to = s + s_at + get_global_id(1) * n;
    INDEX left = j.first;
    if (n <= NARROW * LANES) {
        const int vectors = n / LANES;
        UNROLL
        for (int k = 1; k <= NARROW; k++)
            if (k == vectors) narrow_columns(k, i, from, ld, x + x_at, x_step, odd, to);
        left = vectors * LANES;
    }
    for (INDEX c = left; c < j.last; c += LANES)
        put(0, to, 1, 0, c, (int)min((INDEX)LANES, j.last - c));
    const INDEX apart = left < j.last ? (i.last - i.first) / ROWS_ADDED : 0;
    for (INDEX r = i.first; r < i.first + apart; r++)
        add_rows(ROWS_ADDED, r, apart, left, j.last, from, ld, x + x_at, x_step, odd, to);
    if (left < j.last)
        for (INDEX r = i.first + ROWS_ADDED * apart; r < i.last; r++)
            add_rows(1, r, 0, left, j.last, from, ld, x + x_at, x_step, odd, to);
    const ending e = {odd, alpha_re, alpha_im, beta_re, beta_im, reads, y + y_at, y_step};
    if (get_global_size(1) == 1) finish_range(j, n, 1, s + s_at, &e);
}

// s is (bands, n reals).
GROUP_SIZE(1, 1, 1)
kernel void finish(const INDEX n, const INDEX bands, global const E* restrict s, const INDEX s_at,
                   const E odd, const E alpha_re, const E alpha_im, const E beta_re,
                   const E beta_im, const int reads, global E* restrict y, const INDEX y_at,
                   const INDEX y_step)
{
    const range r = piece_of(n, get_global_size(0), get_global_id(0), 8 * LANES);
    const ending e = {odd, alpha_re, alpha_im, beta_re, beta_im, reads, y + y_at, y_step};
    finish_range(r, n, bands, s + s_at, &e);
}
