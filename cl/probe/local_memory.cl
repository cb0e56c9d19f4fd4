// SPDX-License-Identifier: Apache-2.0
// local_memory.cl - can a group really use this much local memory?
//
//     y[i] = 1 if every word i, i + 64, ... of n holds what another work-item wrote
//
// Method   All words are written before any is read. No work-item reads a word that it wrote.
// Source   ours
// Params   WG      work-items of a group   64
// Launch   local (WG), global (1)
// Check    -DWG=64
#include "common/launch.cl"

GROUP_SIZE(WG, 1, 1)
kernel void probe(const int n, local int* words, global int* y)
{
    const int i = (int)get_local_id(0);
    for (int w = i; w < n; w += 64) words[w] = w * 7 + 1;
    barrier(CLK_LOCAL_MEM_FENCE);
    int right = 1;
    for (int w = (i + 17) % 64; w < n; w += 64) right &= words[w] == w * 7 + 1;
    y[i] = right;
}
