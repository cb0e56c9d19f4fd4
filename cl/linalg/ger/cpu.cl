// SPDX-License-Identifier: Apache-2.0
// ger/cpu.cl - add the outer product of two vectors to a matrix, one work-item per block of rows.
//
//     A[i][j] += alpha x[i] y[j],   or conj(y[j])
//
// Method   A block of A, of whole rows if there are enough, is walked in the order in which it
//          lies; y stays in the cache. Numbers are reals; complex ones are pairs of reals. `odd` =
//          -1 inverts the sign of y's imaginary parts.
// Source   J. Dongarra et al., "An Extended Set of Fortran Basic Linear Algebra Subprograms", ACM TOMS
//          14(1), 1988.
// Error    |A' - exact| <= d u (|alpha||x||y| + |A|), d = 3. For complex numbers it holds for each
//          part, with all products of parts on the right and d = 6.
// Params   E       element type                      float | double
//          LANES   elements in a vector              2 | 4 | 8 | 16
//          PARTS   reals in a number                 1 | 2
//          TIMES   see strided_vector.cl             times_real | times_complex
//          INDEX   reaches every address             int | long
// Launch   local (1, 1), global (blocks of columns, blocks of rows)
// Check    -DE=float -DLANES=16 -DPARTS=1 -DTIMES=times_real -DINDEX=int
// Check    -DE=double -DLANES=2 -DPARTS=2 -DTIMES=times_complex -DINDEX=long
#include "common/strided_vector.cl"

// A is m rows of n reals, ld reals apart; y has no gaps.
GROUP_SIZE(1, 1, 1)
kernel void ger(const INDEX m, const INDEX n, const E alpha_re, const E alpha_im,
                global const E* restrict x, const INDEX x_at, const INDEX x_step,
                global const E* restrict y, const INDEX y_at, const E odd, global E* restrict a,
                const INDEX a_at, const INDEX ld)
{
    const INDEX blocks = get_global_size(1), b = get_global_id(1);
    const INDEX rows = (m + blocks - 1) / blocks;
    const INDEX pieces = get_global_size(0), p = get_global_id(0);
    const INDEX length = ((n + pieces - 1) / pieces + 8 * LANES - 1) / (8 * LANES) * (8 * LANES);
    const INDEX first = min(n, p * length), last = min(n, (p + 1) * length);
    const vec sign = alternating(1, odd);
    for (INDEX i = b * rows; i < min(m, (b + 1) * rows); i++) {
        const E x_re = x[x_at + i * x_step * PARTS];
        const E x_im = PARTS == 1 ? 0 : x[x_at + i * x_step * PARTS + PARTS - 1];
        const E re = PARTS == 1 ? alpha_re * x_re : alpha_re * x_re - alpha_im * x_im;
        const E im = alpha_re * x_im + alpha_im * x_re;
        global E* row = a + a_at + i * ld;
        INDEX j = first;
        for (; j + LANES <= last; j += LANES)
            store(load(row + j) + TIMES(re, im, sign * load(y + y_at + j)), row + j);
        if (j < last) {
            const int count = last - j;
            const vec v = sign * fetch(y + y_at, 1, 0, j, count);
            put(fetch(row, 1, 0, j, count) + TIMES(re, im, v), row, 1, 0, j, count);
        }
    }
}
