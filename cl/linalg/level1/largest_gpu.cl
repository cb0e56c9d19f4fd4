// SPDX-License-Identifier: Apache-2.0
// level1/largest_gpu.cl - iamax: the first element of largest size, many work-items per group.
//
//     y = the least i with size(x[i]) = max size(x),   size(z) = |z|, or |re z| + |im z|
//
// Method   Work-item k of K = G WG visits elements k, k + K, ... and keeps the first of largest size. A
//          group folds its WG candidates in local memory: the larger one wins; if both are equal,
//          the first one. A NaN beats nothing; if x[0] is NaN, nothing beats it, as in reference
//          BLAS. `first` folds the groups' candidates in the same way.
// Source   M. Harris, "Optimizing Parallel Reduction in CUDA", NVIDIA 2007.
// Error    none: sizes are compared. The size of a complex number is rounded once.
// Params   E       real type                             float | double
//          WG      work-items per group                  power of two
//          INDEX   reaches every address plus the grid   int | long
// Launch   local (WG), global (G*WG); first: global (WG)
// Check    -DE=float -DWG=256 -DINDEX=int
// Check    -DE=double -DWG=64 -DINDEX=long
#include "common/launch.cl"
#include "common/strided.cl"

E size_at(global const E* x, const INDEX step, const int pair, const INDEX i)
{
    const INDEX at = i * step * (1 + pair);
    return pair ? fabs(x[at]) + fabs(x[at + 1]) : fabs(x[at]);
}

// Moves the group's first element of largest size to place 0; -1, -1 if the group has none.
void fold_group(local E* sizes, local long* places, const E size, const long place)
{
    const int lid = get_local_id(0);
    sizes[lid] = size;
    places[lid] = place;
    for (int live = WG / 2; live > 0; live /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lid < live && (sizes[lid + live] > sizes[lid] ||
                           (sizes[lid + live] == sizes[lid] && places[lid + live] < places[lid]))) {
            sizes[lid] = sizes[lid + live];
            places[lid] = places[lid + live];
        }
    }
}

GROUP_SIZE(WG, 1, 1)
kernel void largest(const INDEX n, const int pair, global const E* restrict x, const INDEX x_at,
                    const INDEX x_step, global E* restrict size, const INDEX size_first,
                    global long* restrict at, const INDEX at_first)
{
    local E sizes[WG];
    local long places[WG];
    const INDEX items = get_global_size(0), count = n >> pair;
    E top = -1;
    INDEX where = -1;
    for (INDEX i = get_global_id(0); i < count; i += items) {
        const E s = size_at(x + x_at, x_step, pair, i);
        if (s > top) {
            top = s;
            where = i;
        }
        if (i == 0 && isnan(s)) {
            top = INFINITY;
            where = 0;
        }
    }
    fold_group(sizes, places, top, where);
    if (get_local_id(0) == 0) {
        size[size_first + get_group_id(0)] = sizes[0];
        at[at_first + get_group_id(0)] = places[0];
    }
}

GROUP_SIZE(WG, 1, 1)
kernel void first(const INDEX parts, global const E* restrict size, const INDEX size_first,
                  global const long* restrict at, const INDEX at_first, global long* restrict y,
                  const INDEX y_at)
{
    local E sizes[WG];
    local long places[WG];
    E top = -1;
    long where = -1;
    for (INDEX g = get_local_id(0); g < parts; g += WG)
        if (size[size_first + g] > top ||
            (size[size_first + g] == top && at[at_first + g] < where)) {
            top = size[size_first + g];
            where = at[at_first + g];
        }
    fold_group(sizes, places, top, where);
    if (get_local_id(0) == 0) y[y_at] = places[0];
}
