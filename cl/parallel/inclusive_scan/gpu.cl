// SPDX-License-Identifier: Apache-2.0
// inclusive_scan/gpu.cl - fold all leading parts of a vector, many work-items per group.
//
//     y[i] = x[0] OP x[1] OP ... OP x[i],   i = 0 .. n-1
//
// Method   Reduce, then scan. `fold` folds each band except the last into a part. `scan` folds the
//          parts before its band, and walks the band by tiles of WG*RUN elements. They go through
//          local memory, so that neighbouring work-items read and write neighbours. A work-item
//          scans RUN elements of a tile, and the group scans the items' last results in log2(WG)
//          steps. The last result of a tile is passed to the next. RUN is odd, so that work-items
//          use different banks.
// Source   G. Blelloch, "Prefix Sums and Their Applications", 1990, section 1.2; M. Harris, S. Sengupta and
//          J. Owens, "Parallel Prefix Sum (Scan) with CUDA", GPU Gems 3, chapter 39.
// Error    sum: |y[i] - exact| <= d u sum|x[j]| over j <= i to first order. With bands of t tiles, d =
//          t + RUN + log2(WG) + 1; G > 1 adds t RUN + 2 log2(WG) + G / WG + 1.
// Params   T         element type                float | double | int | uint | long | ulong
//          OP        combiner in common/ops.cl   op_sum | op_min | op_max
//          IDENTITY  OP(IDENTITY, a) == a
//          WG        work-items per group        power of two
//          RUN       elements of each work-item  odd
//          INDEX     reaches n + WG*RUN          int | long
// Launch   local (WG), global (G*WG); fold: ((G - 1)*WG)
// Check    -DT=float -DOP=op_sum -DIDENTITY=0 -DWG=64 -DRUN=7 -DINDEX=int
// Check    -DT=int -DOP=op_max -DIDENTITY=INT_MIN -DWG=256 -DRUN=7 -DINDEX=long
#include "common/launch.cl"
#include "common/ops.cl"

#define TILE (WG * RUN)

// Folds the numbers that the work-items of a group have. All get the result.
T fold_group(const T own, local T* all)
{
    const int k = get_local_id(0);
    all[k] = own;
    for (int live = WG / 2; live > 0; live /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (k < live) all[k] = OP(all[k], all[k + live]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return all[0];
}

GROUP_SIZE(WG, 1, 1)
kernel void fold(const INDEX band, global const T* x, const INDEX x_at, global T* parts,
                 const INDEX parts_at)
{
    local T all[WG];
    const INDEX first = x_at + get_group_id(0) * band;
    T own = IDENTITY;
    for (INDEX i = get_local_id(0); i < band; i += WG) own = OP(own, x[first + i]);
    own = fold_group(own, all);
    if (get_local_id(0) == 0) parts[parts_at + get_group_id(0)] = own;
}

GROUP_SIZE(WG, 1, 1)
kernel void scan(const INDEX n, const INDEX band, global const T* parts, const INDEX parts_at,
                 global const T* x, const INDEX x_at, global T* y, const INDEX y_at)
{
    local T tile[TILE], all[WG];
    const int k = get_local_id(0);
    const INDEX g = get_group_id(0), first = g * band, last = min(n, first + band);
    T before = IDENTITY;
    for (INDEX i = k; i < g; i += WG) before = OP(before, parts[parts_at + i]);
    before = fold_group(before, all);

    for (INDEX at = first; at < last; at += TILE) {
        const int count = min((INDEX)TILE, last - at);
        for (int i = k; i < TILE; i += WG) tile[i] = i < count ? x[x_at + at + i] : IDENTITY;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = k * RUN + 1; i < (k + 1) * RUN; i++) tile[i] = OP(tile[i - 1], tile[i]);
        all[k] = tile[(k + 1) * RUN - 1];
        for (int by = 1; by < WG; by *= 2) {
            barrier(CLK_LOCAL_MEM_FENCE);
            const T left = k < by ? IDENTITY : all[k - by];
            barrier(CLK_LOCAL_MEM_FENCE);
            all[k] = OP(left, all[k]);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        const T left = k == 0 ? before : OP(before, all[k - 1]);
        for (int i = k * RUN; i < (k + 1) * RUN; i++) tile[i] = OP(left, tile[i]);
        before = OP(before, all[WG - 1]);
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = k; i < count; i += WG) y[y_at + at + i] = tile[i];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}
