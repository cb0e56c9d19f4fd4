// SPDX-License-Identifier: Apache-2.0
// gemm/deep.cl - add the slices of a long sum in their order; a work-item has a share of the rows.
//
//     C = epilogue(alpha (P_0 + P_1 + ... ) + beta C),   C and each P_s are (m,n)
//
// Method   If C is small and k is large, the sum over k is cut into slices. gemm_batched/cpu.cl
//          computes all slices at once, as separate products. This kernel adds them, one vector of
//          C's columns after the other, always in the same order.
// Source   A. Osama et al., "Stream-K", PPoPP 2023, section 3 (fixed split).
// Error    |C - exact| <= gamma (|alpha| sum |P_s| + |beta||C|), gamma = d u / (1 - d u),
//          d = slices + 1; a shorter C: one rounding more
// Params   E, VALUE  type of the sums                            float | double
//          FACTOR, FORMAT  for the factors: see common/pack.cl
//          RESULT, STORED_AS, ACTIVATION, EPILOGUE  for C: see common/store.cl; the last is 1
//          LANES     elements in a vector                        4 | 8 | 16
//          PREFETCH  see common/vector.cl                        0 | 1
//          INDEX     reaches the end of every matrix, + a tile   int | long
// Launch   local (1), global (items)
// Check    -DE=float -DVALUE=float -DFACTOR=ushort -DFORMAT=bfloat -DRESULT=ushort -DSTORED_AS=bfloat -DACTIVATION=act_silu -DEPILOGUE=1 -DLANES=16 -DPREFETCH=1 -DINDEX=int
// Check    -DE=double -DVALUE=double -DFACTOR=double -DFORMAT=plain -DRESULT=double -DSTORED_AS=plain -DACTIVATION=act_none -DEPILOGUE=1 -DLANES=4 -DPREFETCH=0 -DINDEX=long
#include "common/launch.cl"
#include "common/pack.cl"
#include "common/store.cl"

GROUP_SIZE(1, 1, 1)
kernel void add_slices(const INDEX m, const INDEX n, const INDEX slices, const E alpha,
                       global const E* restrict part, const INDEX part_at, const E beta,
                       global RESULT* c, const INDEX c_at, const INDEX ldc EPILOGUE_PARAMETERS)
{
    const INDEX items = get_global_size(0);
    for (INDEX i = get_global_id(0); i < m; i += items) {
        global const E* from = part + part_at + i * n;
        const epilogue then = EPILOGUE_AT(i, 0);
        const run at = {1, 1, 1, n};
        for (INDEX j = 0; j < n; j += LANES) {
            vec sum = read_plain(from + j, n - j);
            for (INDEX s = 1; s < slices; s++) sum += read_plain(from + s * m * n + j, n - j);
            store_part(sum, 0, j, at, alpha, beta, c + c_at + i * ldc, ldc, 0, 0, then);
        }
    }
}
