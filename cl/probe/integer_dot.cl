// SPDX-License-Identifier: Apache-2.0
// integer_dot.cl - do dot products of four packed bytes work?
//
//     y[i] = sum of a_j b_j,   y[64 + i] = the same of signed bytes;   a = 37 i + 11 j, b = 201 - 3 i + 70 j
//
// Method   The bytes, taken modulo 256, have all sizes and both signs.
// Source   cl_khr_integer_dot_product
// Params   WG      work-items of a group       64
//          UU, SS  dot products, by name        dot_4x8packed_uu_uint, dot_4x8packed_ss_int
// Launch   local (WG), global (1)
// Check    -DWG=64 -DUU=min -DSS=min
#include "common/launch.cl"

GROUP_SIZE(WG, 1, 1)
kernel void probe(global int* y)
{
    const int i = (int)get_global_id(0);
    uint a = 0, b = 0;
    for (int j = 0; j < 4; j++) {
        a |= (uint)((37 * i + 11 * j) & 255) << (8 * j);
        b |= (uint)((201 - 3 * i + 70 * j) & 255) << (8 * j);
    }
    y[i] = (int)UU(a, b);
    y[64 + i] = SS(a, b);
}
