// SPDX-License-Identifier: Apache-2.0
// f16.cl - does half arithmetic work?
//
//     y[i] = 2048 + (2 i + 1)   in half, i = 0 .. 63
//
// Method   Above 2048 a half holds only even integers. Each sum lies in the middle of two of them,
//          and is rounded to the one that 4 divides. Arithmetic in float would give another result.
// Source   IEEE 754-2008, binary16, round to nearest even
// Error    none
// Params   WG      work-items of a group   64
// Launch   local (WG), global (1)
// Check    -DWG=64
#include "common/launch.cl"

#pragma OPENCL EXTENSION cl_khr_fp16 : enable

GROUP_SIZE(WG, 1, 1)
kernel void probe(global int* y)
{
    const int i = (int)get_global_id(0);
    const half odd = (half)(2 * i + 1);
    y[i] = (int)(odd + (half)2048);
}
