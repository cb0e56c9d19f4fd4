// SPDX-License-Identifier: Apache-2.0
// float_atomics.cl - does an atomic addition of floats work?
//
//     y[0] = sum of i over all work-items i
//
// Method   Every work-item adds to the same number. All sums are integers below 2^24, so exact.
// Source   cl_ext_float_atomics
// Error    none
// Params   WG      work-items of a group   64
// Launch   local (WG), global (4)
// Check    -DWG=64 -cl-std=CL3.0 -Xclang -cl-ext=+cl_ext_float_atomics,+__opencl_c_ext_fp32_global_atomic_add
#include "common/launch.cl"

GROUP_SIZE(WG, 1, 1)
kernel void probe(volatile global atomic_float* y)
{
    const float i = (float)get_global_id(0);
    atomic_fetch_add_explicit(y, i, memory_order_relaxed, memory_scope_device);
}
