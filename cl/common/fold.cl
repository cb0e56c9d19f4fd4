// SPDX-License-Identifier: Apache-2.0
// fold.cl - fold neighbouring elements with an associative operator, for kernels of the cpu kind.
// Params   those of vector.cl and ops.cl, and
//          IDENTITY  OP(IDENTITY, a) == a
//          INDEX     reaches n + 8 LANES    int | long
#include "common/launch.cl"
#include "common/ops.cl"
#include "common/vector.cl"

// The n elements are cut into 4 streams that are read side by side: the processor prefetches each,
// and together they get more of the memory's bandwidth than one. Every stream has 2 vectors of
// partial results, 8 in all, which hide the latency of OP. The elements that the streams leave over
// are folded vector by vector; the last vector is filled up with IDENTITY. Then the lanes are
// folded, half onto half.
E fold_band(global const E* from, const INDEX n)
{
    const INDEX stream = n / (8 * LANES) * (2 * LANES);
    vec part[8];
    UNROLL
    for (int p = 0; p < 8; p++) part[p] = IDENTITY;
    for (INDEX i = 0; i < stream; i += 2 * LANES) {
        UNROLL
        for (int s = 0; s < 4; s++) {
            part[2 * s] = OP(part[2 * s], load(from + s * stream + i));
            part[2 * s + 1] = OP(part[2 * s + 1], load(from + s * stream + i + LANES));
        }
    }
    UNROLL
    for (int p = 1; p < 8; p++) part[0] = OP(part[0], part[p]);
    INDEX i = 4 * stream;
    for (; i + LANES <= n; i += LANES) part[0] = OP(part[0], load(from + i));
    lanes all = {OP(part[0], load_some(from + i, n - i, IDENTITY))}, turned;
    for (int live = LANES / 2; live > 0; live /= 2) {
        for (int j = 0; j < LANES; j++) turned.e[j] = all.e[(j + live) % LANES];
        all.v = OP(all.v, turned.v);
    }
    return all.e[0];
}
