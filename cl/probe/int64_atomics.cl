// SPDX-License-Identifier: Apache-2.0
// int64_atomics.cl - do atomic functions work on 64-bit integers?
//
//     y[0] = sum of (2^32 + i),   y[1] = max of 2^33 i,   over all work-items i
//
// Method   Every work-item adds to the same number. Sums carry from its lower half to the upper.
// Source   cl_khr_int64_base_atomics, cl_khr_int64_extended_atomics
// Params   WG      work-items of a group   64
// Launch   local (WG), global (4)
// Check    -DWG=64
#include "common/launch.cl"

#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable
#pragma OPENCL EXTENSION cl_khr_int64_extended_atomics : enable

GROUP_SIZE(WG, 1, 1)
kernel void probe(volatile global ulong* y)
{
    const ulong i = get_global_id(0);
    atom_add(y, (1UL << 32) + i);
    atom_max(y + 1, i << 33);
}
