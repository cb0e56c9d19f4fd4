// SPDX-License-Identifier: Apache-2.0
// pointwise_gpu.cl - images whose elements are worked on one by one, for kernels of the gpu kind.
// Params   T      element type
//          INDEX  reaches the images' ends and LOADS steps of the grid
//          and POINT and RULE, as in pointwise_cpu.cl
#include "common/launch.cl"

#define LOADS 8  // reads of a work-item that are under way at once

// Groups walk the rows; a work-item reads elements that are a step of the grid apart, before it writes them.
void each_element(const INDEX rows, const INDEX length, const RULE r, global const T* src,
                  const INDEX src_pitch, global T* dst, const INDEX dst_pitch)
{
    const INDEX step = get_global_size(0);
    for (INDEX y = get_global_id(1); y < rows; y += get_global_size(1)) {
        global const T* from = src + y * src_pitch;
        global T* to = dst + y * dst_pitch;
        for (INDEX x = get_global_id(0); x < length; x += LOADS * step) {
            T in[LOADS];
            UNROLL
            for (int k = 0; k < LOADS; k++) in[k] = x + k * step < length ? from[x + k * step] : 0;
            UNROLL
            for (int k = 0; k < LOADS; k++)
                if (x + k * step < length) to[x + k * step] = POINT(in[k], r);
        }
    }
}
