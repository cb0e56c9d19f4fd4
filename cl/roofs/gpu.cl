// SPDX-License-Identifier: Apache-2.0
// roofs/gpu.cl - the highest rates of a GPU: copying, and fused multiply-adds.
//
//     copy  y[i] = x[i];   arithmetic  s = a s + b, `steps` times in each of CHAINS registers
//
// Method   copy: work-item k of K copies elements k, k + K, ..., CHAINS of them at once.
//          arithmetic: CHAINS independent sums hide the latency of an fma; a work-item does
//          2 CHAINS steps flops.
// Source   S. Williams et al., "Roofline", Comm. ACM 52(4), 2009.
// Error    no bound is claimed: nobody uses the results.
// Params   E       element type                 float | double | half
//          CHAINS  elements in flight           1 | 2 | 4 | 8
//          WG      work-items per group         at most what the device allows
//          INDEX   reaches n + CHAINS K         int | long
// Launch   local (WG), global (K)
// Check    -DE=float -DCHAINS=8 -DWG=256 -DINDEX=int
// Check    -DE=double -DCHAINS=4 -DWG=64 -DINDEX=long
#include "common/launch.cl"

GROUP_SIZE(WG, 1, 1)
kernel void copy(const INDEX n, global const E* restrict x, const INDEX x_at, global E* restrict y,
                 const INDEX y_at)
{
    const INDEX step = get_global_size(0);
    INDEX i = get_global_id(0);
    for (; i + (CHAINS - 1) * step < n; i += CHAINS * step) {
        E part[CHAINS];
        UNROLL
        for (int c = 0; c < CHAINS; c++) part[c] = x[x_at + i + c * step];
        UNROLL
        for (int c = 0; c < CHAINS; c++) y[y_at + i + c * step] = part[c];
    }
    for (; i < n; i += step) y[y_at + i] = x[x_at + i];
}

GROUP_SIZE(WG, 1, 1)
kernel void arithmetic(const int steps, const float a, const float b, global E* y, const INDEX y_at)
{
    const E factor = (E)a, summand = (E)b;
    E s[CHAINS];
    UNROLL
    for (int c = 0; c < CHAINS; c++) s[c] = (E)(c + get_global_id(0));
    for (int i = 0; i < steps; i++) {
        UNROLL
        for (int c = 0; c < CHAINS; c++) s[c] = fma(s[c], factor, summand);
    }
    UNROLL
    for (int c = 1; c < CHAINS; c++) s[0] += s[c];
    y[y_at + get_global_id(0)] = s[0];
}
