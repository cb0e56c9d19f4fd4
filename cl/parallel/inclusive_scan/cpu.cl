// SPDX-License-Identifier: Apache-2.0
// inclusive_scan/cpu.cl - fold all leading parts of a vector, one work-item per band.
//
//     y[i] = x[0] OP x[1] OP ... OP x[i],   i = 0 .. n-1
//
// Method   Reduce, then scan. `fold` folds each band except the last into a part. `scan` folds the
//          parts before its band and walks the band, 4 vectors at a time. Each vector is scanned in
//          log2(LANES) steps that move its lanes up by 1, 2, 4 ...; then the result before the
//          vector is folded into it. Only one OP in 4 vectors waits for the step before. A large
//          result is written past the caches.
// Source   G. Blelloch, "Prefix Sums and Their Applications", 1990, section 1.2; D. Hillis and G. Steele,
//          "Data Parallel Algorithms", CACM 29(12), 1986, within a vector.
// Error    sum: |y[i] - exact| <= d u sum|x[j]| over j <= i to first order. With bands of b elements, d =
//          ceil(b / (4 LANES)) + 8 + log2(LANES); G > 1 adds b / (8 LANES) + 8 + 2 log2(LANES) + G.
// Params   E         element type                float | double | int | uint | long | ulong
//          LANES     elements in a vector        2 | 4 | 8 | 16
//          T         that vector                 float8 ...
//          OP        combiner in common/ops.cl   op_sum | op_min | op_max
//          IDENTITY  OP(IDENTITY, a) == a
//          INDEX     reaches n + 8 LANES         int | long
// Launch   local (1), global (G); fold: (G - 1)
// Check    -DE=float -DT=float8 -DLANES=8 -DOP=op_sum -DIDENTITY=0 -DINDEX=int
// Check    -DE=int -DT=int16 -DLANES=16 -DOP=op_max -DIDENTITY=INT_MIN -DINDEX=long
// Check    -DE=double -DT=double2 -DLANES=2 -DOP=op_min -DIDENTITY=INFINITY -DINDEX=int
#include "common/fold.cl"

#define ROUND 4  // vectors

GROUP_SIZE(1, 1, 1)
kernel void fold(const INDEX band, global const E* x, const INDEX x_at, global E* parts,
                 const INDEX parts_at)
{
    const INDEX g = get_global_id(0);
    parts[parts_at + g] = fold_band(x + x_at + g * band, band);
}

vec scan_lanes(const vec v)
{
    lanes all = {v}, moved;
    UNROLL
    for (int by = 1; by < LANES; by *= 2) {
        UNROLL
        for (int j = 0; j < LANES; j++) moved.e[j] = j < by ? IDENTITY : all.e[j - by];
        all.v = OP(moved.v, all.v);
    }
    return all.v;
}

vec last_lane(const vec v)
{
    const lanes all = {v};
    return all.e[LANES - 1];
}

// Scan fewer than LANES elements, or so many. What comes before those after them is returned.
vec scan_part(const vec before, global const E* from, global E* to, const int n)
{
    const vec v = OP(before, scan_lanes(load_some(from, n, IDENTITY)));
    store_some(v, to, n);
    return last_lane(v);
}

GROUP_SIZE(1, 1, 1)
kernel void scan(const INDEX n, const INDEX band, const int past, global const E* parts,
                 const INDEX parts_at, global const E* x, const INDEX x_at, global E* y,
                 const INDEX y_at)
{
    const INDEX g = get_global_id(0), first = g * band, count = min(band, n - first);
    vec before = IDENTITY;
    for (INDEX k = 0; k < g; k++) before = OP(before, (vec)parts[parts_at + k]);

    global const E* from = x + x_at + first;
    global E* to = y + y_at + first;
    INDEX i = past ? min(count, (INDEX)elements_to_vector(to)) : 0;
    before = scan_part(before, from, to, i);
    for (; i + ROUND * LANES <= count; i += ROUND * LANES) {
        vec v[ROUND];
        UNROLL
        for (int k = 0; k < ROUND; k++) v[k] = scan_lanes(load(from + i + k * LANES));
        UNROLL
        for (int k = 1; k < ROUND; k++) v[k] = OP(last_lane(v[k - 1]), v[k]);
        UNROLL
        for (int k = 0; k < ROUND; k++) {
            global E* at = to + i + k * LANES;
            if (past)
                store_past(OP(before, v[k]), at);
            else
                store(OP(before, v[k]), at);
        }
        before = OP(before, last_lane(v[ROUND - 1]));
    }
    for (; i < count; i += LANES)
        before = scan_part(before, from + i, to + i, min(count - i, (INDEX)LANES));
}
