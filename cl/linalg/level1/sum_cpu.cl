// SPDX-License-Identifier: Apache-2.0
// level1/sum_cpu.cl - dot and asum, one work-item per band.
//
//     sum    s[g] = sum of TERM(x[i], y[i]) over band g;   total  s = s[0] + ... + s[G-1]
//
// Method   A vector is n reals; a complex vector is twice as many, in pairs. Band g of G is cut
//          into 4 streams that are read side by side, each added up in a vector of its own. The
//          reals left over follow vector by vector, then the lanes are added, half onto half. A
//          complex product is two sums of real products: x by y, and x by y with the parts of each
//          pair exchanged. In one of the sums the odd lanes are subtracted (`odd`: -1 for x y, 1
//          for conj(x) y).
// Source   Lawson et al., "Basic Linear Algebra Subprograms for Fortran Usage", ACM TOMS 5(3), 1979;
//          the streams by measurement.
// Error    |s - exact| <= d u sum|TERM| to first order, d = ceil(n / (4 LANES G)) + 8 + log2(LANES) + G,
//          one more for the product (Higham, "Accuracy and Stability of Numerical Algorithms", 2nd
//          ed., section 4.2).
// Params   E       element type                    float | double
//          A       type of the sums                E, or double
//          LANES   elements in a vector            2 | 4 | 8 | 16
//          TERM    what is added: see below        term_product | term_products | term_size
//          SUMS    sums that TERM has              1; 2 for term_products
//          INDEX   reaches every address           int | long
// Launch   local (1), global (G); total: global (1)
// Check    -DE=float -DA=double -DLANES=16 -DTERM=term_product -DSUMS=1 -DINDEX=int
// Check    -DE=double -DA=double -DLANES=2 -DTERM=term_products -DSUMS=2 -DINDEX=long
// Check    -DE=float -DA=float -DLANES=8 -DTERM=term_size -DSUMS=1 -DINDEX=int
#include "common/range.cl"
#include "common/strided_vector.cl"

typedef JOIN(A, LANES) wide;
typedef union {
    wide v;
    A e[LANES];
} wide_lanes;

// Adds the terms of two vectors of reals to the SUMS at s.
void term_product(wide* s, vec x, vec y)
{
    s[0] = fma(JOIN(convert_, JOIN(A, LANES))(x), JOIN(convert_, JOIN(A, LANES))(y), s[0]);
}
void term_products(wide* s, vec x, vec y)
{
    term_product(s, x, y);
    term_product(s + SUMS - 1, x, swapped(y));
}
void term_size(wide* s, vec x, vec y)
{
    (void)y;
    s[0] += JOIN(convert_, JOIN(A, LANES))(fabs(x));
}

// This work-item's band: an even number of reals.
range band_of(const INDEX n)
{
    return piece_of(n, get_global_size(0), get_global_id(0), 8 * LANES);
}

// The sum of the lanes of s; odd lanes are multiplied by `odd`.
A sum_of_lanes(wide s, const A odd)
{
    wide_lanes all;
    all.v = s;
    for (int j = 1; j < LANES; j += 2) all.e[j] *= odd;
    for (int live = LANES / 2; live > 0; live /= 2)
        for (int j = 0; j < live; j++) all.e[j] += all.e[j + live];
    return all.e[0];
}

void add_up(wide* s, const range band, const int pair, global const E* x, const INDEX x_step,
            global const E* y, const INDEX y_step)
{
    const INDEX length = band.last - band.first;
    const INDEX stream = x_step == 1 && y_step == 1 ? length / (4 * LANES) * LANES : 0;
    wide part[4 * SUMS];
    UNROLL
    for (int p = 0; p < 4 * SUMS; p++) part[p] = 0;
    for (INDEX i = band.first; i < band.first + stream; i += LANES) {
        UNROLL
        for (int k = 0; k < 4; k++)
            TERM(part + k * SUMS, load(x + k * stream + i), load(y + k * stream + i));
    }
    UNROLL
    for (int p = SUMS; p < 4 * SUMS; p++) part[p % SUMS] += part[p];
    for (INDEX i = band.first + 4 * stream; i < band.last; i += LANES) {
        const int count = (int)min((INDEX)LANES, band.last - i);
        TERM(part, fetch(x, x_step, pair, i, count), fetch(y, y_step, pair, i, count));
    }
    UNROLL
    for (int p = 0; p < SUMS; p++) s[p] = part[p];
}

GROUP_SIZE(1, 1, 1)
kernel void sum(const INDEX n, const int pair, const A odd, global const E* restrict x,
                const INDEX x_at, const INDEX x_step, global const E* restrict y, const INDEX y_at,
                const INDEX y_step, global A* restrict s, const INDEX s_at)
{
    wide part[SUMS];
    add_up(part, band_of(n), pair, x + x_at, x_step, y + y_at, y_step);
    const INDEX g = get_global_id(0);
    UNROLL
    for (int p = 0; p < SUMS; p++)
        s[s_at + g * SUMS + p] = sum_of_lanes(part[p], p == 0 ? odd : -odd);
}

GROUP_SIZE(1, 1, 1)
kernel void total(const INDEX parts, global const A* restrict s, const INDEX s_at,
                  global A* restrict y, const INDEX y_at)
{
    for (int p = 0; p < SUMS; p++) {
        A all = 0;
        for (INDEX g = 0; g < parts; g++) all += s[s_at + g * SUMS + p];
        y[y_at + p] = all;
    }
}
