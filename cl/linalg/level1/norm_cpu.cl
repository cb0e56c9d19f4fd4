// SPDX-License-Identifier: Apache-2.0
// level1/norm_cpu.cl - nrm2, one work-item per band.
//
//     norm  y = sqrt(x[0]^2 + ... + x[n-1]^2), where no square overflows or vanishes
//
// Method   A vector is n reals; a complex vector is twice as many. squares: band g of G is read
//          once, in 4 streams side by side, and its squares are added without scaling. The band is
//          read again only if their sum is infinite, or so small (below `tiny` per element) that
//          underflow could matter: first for its largest |x|, then scaled by the power of two below
//          that. norm adds the bands' sums at the largest of their scales. A NaN stays a NaN.
// Source   E. Anderson, "Algorithm 978: Safe Scaling in the Level 1 BLAS", ACM TOMS 44(1), 2017,
//          keeps the same promise by accumulators; here ordinary data cost one test per band.
// Error    |y - exact| <= (d / 2 + 4) u exact to first order, d = ceil(n / (4 LANES G)) + 11 +
//          log2(LANES) + G; for a band that is read again, ceil(n / (LANES G)) instead of the first
//          term (Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., section 4.2).
//          sqrt has 3 ulp.
// Params   E       element type              float | double
//          LANES   elements in a vector      2 | 4 | 8 | 16
//          INDEX   reaches every address     int | long
// Launch   local (1), global (G); norm: global (1)
// Check    -DE=float -DLANES=16 -DINDEX=int
// Check    -DE=double -DLANES=2 -DINDEX=long
#include "common/range.cl"
#include "common/strided_vector.cl"

// The scale of zeros, below the scale of any number.
constant int NOTHING = -(1 << 14);

E sum_of_lanes(vec v)
{
    lanes all;
    all.v = v;
    for (int live = LANES / 2; live > 0; live /= 2)
        for (int j = 0; j < live; j++) all.e[j] += all.e[j + live];
    return all.e[0];
}

int count_at(const INDEX i, const range b) { return (int)min((INDEX)LANES, b.last - i); }

E sum_of_squares(const range b, global const E* x, const INDEX step, const int pair)
{
    const INDEX stream = step == 1 ? (b.last - b.first) / (4 * LANES) * LANES : 0;
    vec part[4] = {0, 0, 0, 0};
    for (INDEX i = b.first; i < b.first + stream; i += LANES) {
        UNROLL
        for (int k = 0; k < 4; k++) {
            const vec v = load(x + k * stream + i);
            part[k] = fma(v, v, part[k]);
        }
    }
    part[0] = part[0] + part[1] + (part[2] + part[3]);
    for (INDEX i = b.first + 4 * stream; i < b.last; i += LANES) {
        const vec v = fetch(x, step, pair, i, count_at(i, b));
        part[0] = fma(v, v, part[0]);
    }
    return sum_of_lanes(part[0]);
}

// The sum of squares of x 2^-scale.
E scaled_sum_of_squares(const range b, global const E* x, const INDEX step, const int pair,
                        const int scale)
{
    vec part = 0;
    for (INDEX i = b.first; i < b.last; i += LANES) {
        const vec v = ldexp(fetch(x, step, pair, i, count_at(i, b)), -scale);
        part = fma(v, v, part);
    }
    return sum_of_lanes(part);
}

// The largest |x|. No element is NaN.
E largest(const range b, global const E* x, const INDEX step, const int pair)
{
    lanes most;
    most.v = 0;
    for (INDEX i = b.first; i < b.last; i += LANES) {
        const vec size = fabs(fetch(x, step, pair, i, count_at(i, b)));
        most.v = size > most.v ? size : most.v;
    }
    E all = 0;
    for (int j = 0; j < LANES; j++) all = most.e[j] > all ? most.e[j] : all;
    return all;
}

// The sum of band g is s[2 g] 4^s[2 g + 1].
GROUP_SIZE(1, 1, 1)
kernel void squares(const INDEX n, const int pair, const E tiny, global const E* restrict x,
                    const INDEX x_at, const INDEX x_step, global E* restrict s, const INDEX s_at)
{
    const INDEX bands = get_global_size(0), g = get_global_id(0);
    const INDEX length = ((n + bands - 1) / bands + 8 * LANES - 1) / (8 * LANES) * (8 * LANES);
    const range band = {min(n, g * length), min(n, (g + 1) * length)};
    E sum = sum_of_squares(band, x + x_at, x_step, pair);
    int scale = 0;
    if (sum < (band.last - band.first) * tiny || sum == INFINITY) {
        const E most = largest(band, x + x_at, x_step, pair);
        if (most < INFINITY) {
            scale = most > 0 ? ilogb(most) : NOTHING;
            sum = scaled_sum_of_squares(band, x + x_at, x_step, pair, scale);
        }
    }
    s[s_at + 2 * g] = sum;
    s[s_at + 2 * g + 1] = scale;
}

GROUP_SIZE(1, 1, 1)
kernel void norm(const INDEX parts, global const E* restrict s, const INDEX s_at,
                 global E* restrict y, const INDEX y_at)
{
    E top = NOTHING, sum = 0;
    for (INDEX g = 0; g < parts; g++) {
        const E scale = s[s_at + 2 * g + 1];
        if (scale > top) {
            sum = ldexp(sum, 2 * (int)(top - scale));
            top = scale;
        }
        sum += ldexp(s[s_at + 2 * g], 2 * (int)(scale - top));
    }
    y[y_at] = ldexp(sqrt(sum), (int)top);
}
