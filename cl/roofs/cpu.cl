// SPDX-License-Identifier: Apache-2.0
// roofs/cpu.cl - the highest rates of a CPU device: copying, and fused multiply-adds.
//
//     copy  y[i] = x[i];   arithmetic  s = a s + b, `steps` times in each of CHAINS vectors
//
// Method   copy: one work-item per band copies whole vectors in order. arithmetic: CHAINS
//          independent vectors hide the latency of an fma. A group is one work-item, and does
//          2 LANES CHAINS steps flops.
// Source   S. Williams et al., "Roofline", Comm. ACM 52(4), 2009.
// Error    no bound is claimed: nobody uses the results.
// Params   E       element type               float | double | half
//          LANES   elements of one vector     2 | 4 | 8 | 16
//          CHAINS  vectors in flight          as many as fit the registers
//          INDEX   reaches n + LANES          int | long
// Launch   local (1), global (G)
// Check    -DE=float -DLANES=8 -DCHAINS=10 -DINDEX=int
// Check    -DE=double -DLANES=8 -DCHAINS=10 -DINDEX=long
#include "common/launch.cl"
#include "common/vector.cl"

GROUP_SIZE(1, 1, 1)
kernel void copy(const INDEX n, global const E* restrict x, const INDEX x_at, global E* restrict y,
                 const INDEX y_at)
{
    const INDEX bands = get_global_size(0), g = get_global_id(0);
    const INDEX length = (n + bands - 1) / bands;
    const INDEX first = min(n, g * length), last = min(n, first + length);
    INDEX i = first;
    for (; i + LANES <= last; i += LANES) store(load(x + x_at + i), y + y_at + i);
    for (; i < last; i++) y[y_at + i] = x[x_at + i];
}

GROUP_SIZE(1, 1, 1)
kernel void arithmetic(const int steps, const float a, const float b, global E* y, const INDEX y_at)
{
    const vec factor = (E)a, summand = (E)b;
    vec s[CHAINS];
    UNROLL
    for (int c = 0; c < CHAINS; c++) s[c] = (E)(c + get_global_id(0));
    for (int i = 0; i < steps; i++) {
        UNROLL
        for (int c = 0; c < CHAINS; c++) s[c] = fma(s[c], factor, summand);
    }
    lanes all = {s[0]};
    UNROLL
    for (int c = 1; c < CHAINS; c++) all.v += s[c];
    y[y_at + get_global_id(0)] = all.e[0] + all.e[LANES - 1];
}
