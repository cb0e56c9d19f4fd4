// SPDX-License-Identifier: Apache-2.0
// gemm/deep.cl - add the slices of a long sum in their order, one work-item a share of the rows.
//
//     C = alpha (P_0 + P_1 + ... ) + beta C,   C and each P_s are (m,n)
//
// Method   Where C is small and k is large, the sum over k is cut into slices that are products of
//          their own, computed at once by batched/cpu.cl. Here a vector of C's columns after the other
//          gathers its slices, always in the same order.
// Source   A. Osama et al., "Stream-K", PPoPP 2023, section 3 (fixed split).
// Error    |C - exact| <= gamma (|alpha| sum |P_s| + |beta||C|), gamma = d u / (1 - d u),
//          d = slices + 1
// Params   E         element type                                float | double
//          LANES     elements of a vector                        4 | 8 | 16
//          PREFETCH  through SPIR too, see common/vector.cl      0 | 1
//          INDEX     reaches the end of every matrix, + a tile   int | long
// Launch   local (1), global (items)
// Check    -DE=float -DLANES=16 -DPREFETCH=1 -DINDEX=int
// Check    -DE=double -DLANES=4 -DPREFETCH=0 -DINDEX=long
#include "common/launch.cl"
#include "common/vector.cl"

GROUP_SIZE(1, 1, 1)
kernel void add_slices(const INDEX m, const INDEX n, const INDEX slices, const E alpha,
                       global const E* restrict part, const INDEX part_at, const E beta,
                       global E* restrict c, const INDEX c_at, const INDEX ldc)
{
    const INDEX items = get_global_size(0);
    for (INDEX i = get_global_id(0); i < m; i += items) {
        global const E* from = part + part_at + i * n;
        global E* to = c + c_at + i * ldc;
        INDEX j = 0;
        for (; j + LANES <= n; j += LANES) {
            vec sum = load(from + j);
            for (INDEX s = 1; s < slices; s++) sum += load(from + s * m * n + j);
            store(beta != 0 ? fma((vec)beta, load(to + j), alpha * sum) : alpha * sum, to + j);
        }
        for (; j < n; j++) {
            E sum = from[j];
            for (INDEX s = 1; s < slices; s++) sum += from[s * m * n + j];
            to[j] = beta != 0 ? fma(beta, to[j], alpha * sum) : alpha * sum;
        }
    }
}
