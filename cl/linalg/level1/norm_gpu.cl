// SPDX-License-Identifier: Apache-2.0
// level1/norm_gpu.cl - nrm2, many work-items per group.
//
//     norm  y = sqrt(x[0]^2 + ... + x[n-1]^2), where no square overflows or vanishes
//
// Method   A vector is n reals; a complex vector is twice as many. squares: work-item k of K = G WG
//          adds squares k, k + K, ... without scaling, LOADS of them under way at once. A group
//          adds its WG sums in local memory. The group reads its part again only if the sum is
//          infinite, or so small (below `tiny` per element) that underflow could matter: first for
//          its largest |x|, then scaled by the power of two below that. norm adds the groups' sums
//          at the largest of their scales. A NaN stays a NaN.
// Source   E. Anderson, "Algorithm 978: Safe Scaling in the Level 1 BLAS", ACM TOMS 44(1), 2017,
//          keeps the same promise by accumulators; here ordinary data cost one test per group.
// Error    |y - exact| <= (d / 2 + 4) u exact to first order, d = ceil(n / (K LOADS)) + LOADS +
//          2 log2(WG) + ceil(G / WG) + 2; for a part that is read again, ceil(n / K) instead of the
//          first term (Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., section
//          4.2). sqrt has 3 ulp.
// Params   E       element type                          float | double
//          WG      work-items per group                  power of two
//          LOADS   reads under way at once               1 | 2 | 4 | 8
//          INDEX   reaches every address plus the grid   int | long
// Launch   local (WG), global (G*WG); norm: global (WG)
// Check    -DE=float -DWG=256 -DLOADS=8 -DINDEX=int
// Check    -DE=double -DWG=64 -DLOADS=4 -DINDEX=long
#include "common/launch.cl"
#include "common/strided.cl"

// The scale of zeros, below the scale of any number.
constant int NOTHING = -(1 << 14);

// The sum, and the largest, of the numbers that the work-items of a group have. All get the result.
E sum_of_group(local E* part, const E mine)
{
    const int lid = get_local_id(0);
    barrier(CLK_LOCAL_MEM_FENCE);  // an item may still read the old contents
    part[lid] = mine;
    for (int live = WG / 2; live > 0; live /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lid < live) part[lid] += part[lid + live];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return part[0];
}
E largest_of_group(local E* part, const E mine)
{
    const int lid = get_local_id(0);
    barrier(CLK_LOCAL_MEM_FENCE);
    part[lid] = mine;
    for (int live = WG / 2; live > 0; live /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lid < live && part[lid + live] > part[lid]) part[lid] = part[lid + live];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return part[0];
}

E sum_of_squares(const INDEX n, global const E* x, const INDEX step, const int pair)
{
    const INDEX items = get_global_size(0);
    E s[LOADS];
    UNROLL
    for (int r = 0; r < LOADS; r++) s[r] = 0;
    INDEX i = get_global_id(0);
    for (; i + (LOADS - 1) * items < n; i += LOADS * items) {
        UNROLL
        for (int r = 0; r < LOADS; r++) {
            const E v = x[place(i + r * items, step, pair)];
            s[r] = fma(v, v, s[r]);
        }
    }
    for (; i < n; i += items) {
        const E v = x[place(i, step, pair)];
        s[0] = fma(v, v, s[0]);
    }
    UNROLL
    for (int r = 1; r < LOADS; r++) s[0] += s[r];
    return s[0];
}

// The sum of group g is s[2 g] 4^s[2 g + 1].
GROUP_SIZE(WG, 1, 1)
kernel void squares(const INDEX n, const int pair, const E tiny, global const E* restrict x,
                    const INDEX x_at, const INDEX x_step, global E* restrict s, const INDEX s_at)
{
    local E part[WG];
    const INDEX items = get_global_size(0), first = get_global_id(0);
    E sum = sum_of_group(part, sum_of_squares(n, x + x_at, x_step, pair));
    int scale = 0;
    // At most this many elements were added: every work-item's share, rounded up.
    if (sum < ((n + items - 1) / items * WG) * tiny || sum == INFINITY) {
        E most = 0;
        for (INDEX i = first; i < n; i += items) {
            const E size = fabs(x[x_at + place(i, x_step, pair)]);
            most = size > most ? size : most;
        }
        most = largest_of_group(part, most);
        if (most < INFINITY) {
            scale = most > 0 ? ilogb(most) : NOTHING;
            E again = 0;
            for (INDEX i = first; i < n; i += items) {
                const E v = ldexp(x[x_at + place(i, x_step, pair)], -scale);
                again = fma(v, v, again);
            }
            sum = sum_of_group(part, again);
        }
    }
    if (get_local_id(0) == 0) {
        s[s_at + 2 * get_group_id(0)] = sum;
        s[s_at + 2 * get_group_id(0) + 1] = scale;
    }
}

GROUP_SIZE(WG, 1, 1)
kernel void norm(const INDEX parts, global const E* restrict s, const INDEX s_at,
                 global E* restrict y, const INDEX y_at)
{
    local E part[WG];
    E top = NOTHING;
    for (INDEX g = get_local_id(0); g < parts; g += WG) top = max(top, s[s_at + 2 * g + 1]);
    top = largest_of_group(part, top);
    E sum = 0;
    for (INDEX g = get_local_id(0); g < parts; g += WG)
        sum += ldexp(s[s_at + 2 * g], 2 * (int)(s[s_at + 2 * g + 1] - top));
    sum = sum_of_group(part, sum);
    if (get_local_id(0) == 0) y[y_at] = ldexp(sqrt(sum), (int)top);
}
