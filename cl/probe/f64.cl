// SPDX-License-Identifier: Apache-2.0
// f64.cl - does double arithmetic work?
//
//     y[i] = ((1 + i e) - 1) / e,   e = 2^-52, i = 0 .. 63
//
// Method   Each step is exact in double. In float, i would vanish in the rounding.
// Source   IEEE 754-2008, binary64
// Error    none
// Params   WG      work-items of a group   64
// Launch   local (WG), global (1)
// Check    -DWG=64
#include "common/launch.cl"

#pragma OPENCL EXTENSION cl_khr_fp64 : enable

GROUP_SIZE(WG, 1, 1)
kernel void probe(global int* y)
{
    const int i = (int)get_global_id(0);
    const double x = 1.0 + i * 0x1p-52;
    y[i] = (int)((x - 1.0) * 0x1p52);
}
