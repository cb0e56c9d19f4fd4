// SPDX-License-Identifier: Apache-2.0
// level1/largest_cpu.cl - iamax: the first element of largest size, one work-item per band.
//
//     y = the least i with size(x[i]) = max size(x),   size(z) = |z|, or |re z| + |im z|
//
// Method   A vector is n reals; a complex vector is twice as many, in pairs. Band g of G is cut
//          into 4 streams that are read side by side, BLOCK reals of each in turn. In a block only
//          the largest size is found, lane by lane. If it beats its stream's largest so far, the
//          block is remembered. At the end the place is looked up in the remembered block. A NaN
//          beats nothing; if x[0] is NaN, nothing beats it, as in reference BLAS. `first` folds the
//          bands in order.
// Source   Lawson et al., "Basic Linear Algebra Subprograms for Fortran Usage", ACM TOMS 5(3), 1979.
// Error    none: sizes are compared. The size of a complex number is rounded once.
// Params   E       element type              float | double
//          LANES   elements in a vector      2 | 4 | 8 | 16
//          BLOCK   reals in a block          a multiple of LANES
//          INDEX   reaches every address     int | long
// Launch   local (1), global (G); first: global (1)
// Check    -DE=float -DLANES=16 -DBLOCK=1024 -DINDEX=int
// Check    -DE=double -DLANES=2 -DBLOCK=64 -DINDEX=long
#include "common/strided_vector.cl"

vec size_of(vec x, const int pair)
{
    const vec part = fabs(x);
    return pair ? part + swapped(part) : part;
}
E size_at(global const E* x, const INDEX step, const int pair, const INDEX j)
{
    const E part = fabs(x[place(j, step, pair)]);
    return pair ? part + fabs(x[place(j + 1, step, pair)]) : part;
}

typedef struct {
    E size;    // -1: none yet
    INDEX at;  // the place, counted in reals
} best;

// The better one of b and the first element of largest size among reals [first, last).
best search(best b, global const E* x, const INDEX step, const int pair, const INDEX first,
            const INDEX last)
{
    for (INDEX j = first; j < last; j += 1 + pair) {
        const E size = size_at(x, step, pair, j);
        if (size > b.size) {
            b.size = size;
            b.at = j;
        }
    }
    return b;
}

GROUP_SIZE(1, 1, 1)
kernel void largest(const INDEX n, const int pair, global const E* restrict x, const INDEX x_at,
                    const INDEX x_step, global E* restrict size, const INDEX size_first,
                    global long* restrict at, const INDEX at_first)
{
    const INDEX bands = get_global_size(0), g = get_global_id(0);
    const INDEX length = ((n + bands - 1) / bands + 8 * LANES - 1) / (8 * LANES) * (8 * LANES);
    const INDEX first = min(n, g * length), last = min(n, (g + 1) * length);
    global const E* from = x + x_at;
    const INDEX stream = x_step == 1 ? (last - first) / (4 * BLOCK) * BLOCK : 0;

    E most[4] = {-1, -1, -1, -1};
    INDEX block[4] = {first, first, first, first};
    for (INDEX b = first; b < first + stream; b += BLOCK) {
        vec part[4] = {-1, -1, -1, -1};
        for (INDEX i = b; i < b + BLOCK; i += LANES) {
            UNROLL
            for (int k = 0; k < 4; k++) {
                const vec size = size_of(load(from + k * stream + i), pair);
                part[k] = size > part[k] ? size : part[k];
            }
        }
        UNROLL
        for (int k = 0; k < 4; k++) {
            if (!any(part[k] > most[k])) continue;
            lanes all;
            all.v = part[k];
            for (int j = 0; j < LANES; j++) most[k] = all.e[j] > most[k] ? all.e[j] : most[k];
            block[k] = b + k * stream;
        }
    }
    best top = {-1, -1};
    for (int k = 0; k < 4; k++)
        if (most[k] > top.size) top = search(top, from, 1, pair, block[k], block[k] + BLOCK);
    top = search(top, from, x_step, pair, first + 4 * stream, last);

    if (g == 0 && n > 0 && isnan(size_at(from, x_step, pair, 0))) {
        top.size = INFINITY;
        top.at = 0;
    }
    size[size_first + g] = top.size;
    at[at_first + g] = top.at >= 0 ? top.at >> pair : -1;
}

GROUP_SIZE(1, 1, 1)
kernel void first(const INDEX parts, global const E* restrict size, const INDEX size_first,
                  global const long* restrict at, const INDEX at_first, global long* restrict y,
                  const INDEX y_at)
{
    E top = -1;
    long where = -1;
    for (INDEX g = 0; g < parts; g++)
        if (size[size_first + g] > top) {
            top = size[size_first + g];
            where = at[at_first + g];
        }
    y[y_at] = where;
}
