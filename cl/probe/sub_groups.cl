// SPDX-License-Identifier: Apache-2.0
// sub_groups.cl - do the functions of sub-groups work?
//
//     y[i] = number of i's sub-group,   y[64 + i] = sum of i over it,   y[128 + i] = sum up to i
//
// Method   The driver chooses which work-items form a sub-group. The right sums follow from that.
// Source   cl_khr_subgroups; OpenCL C 3.0, section 6.15.20
// Params   WG      work-items of a group   64
// Launch   local (WG), global (1)
// Check    -DWG=64 -cl-std=CL2.0
#include "common/launch.cl"

#pragma OPENCL EXTENSION cl_khr_subgroups : enable

GROUP_SIZE(WG, 1, 1)
kernel void probe(global int* y)
{
    const int i = (int)get_local_id(0);
    y[i] = (int)get_sub_group_id();
    y[64 + i] = sub_group_reduce_add(i);
    y[128 + i] = sub_group_scan_inclusive_add(i);
}
