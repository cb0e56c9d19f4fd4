// SPDX-License-Identifier: Apache-2.0
// threshold/gpu.cl - compare an image's elements with a threshold, some per work-item.
//
//     y = x > t ? (x & keep_above) | put_above : (x & keep_below) | put_below,   of each element x
//
// Method   Groups walk the rows; neighbouring work-items have neighbouring elements. A work-item
//          reads LOADS elements, which lie a row's groups apart, before it writes.
// Source   R. Szeliski, "Computer Vision: Algorithms and Applications", 2nd ed., section 3.1.
// Error    none: elements are compared and their bits chosen.
// Params   T       element type               uchar | ushort | float
//          B       unsigned, of its size      uchar | ushort | uint
//          WG      work-items per group       at most what the device allows
//          LOADS   reads under way at once    1 | 2 | 4 | 8
//          INDEX   reaches the images' ends and LOADS steps of the grid   int | long
// Launch   local (WG, 1), global (X*WG, Y)
// Check    -DT=uchar -DB=uchar -DWG=256 -DLOADS=8 -DINDEX=int
// Check    -DT=float -DB=uint -DWG=64 -DLOADS=2 -DINDEX=long
#include "common/launch.cl"
#include "image/threshold/point.cl"

GROUP_SIZE(WG, 1, 1)
kernel void threshold(const INDEX rows, const INDEX length, const B t, const B keep_above,
                      const B put_above, const B keep_below, const B put_below, global const T* src,
                      const INDEX src_at, const INDEX src_pitch, global T* dst, const INDEX dst_at,
                      const INDEX dst_pitch)
{
    const rule r = {t, keep_above, put_above, keep_below, put_below};
    const INDEX step = get_global_size(0);
    for (INDEX y = get_global_id(1); y < rows; y += get_global_size(1)) {
        global const T* from = src + src_at + y * src_pitch;
        global T* to = dst + dst_at + y * dst_pitch;
        for (INDEX x = get_global_id(0); x < length; x += LOADS * step) {
            T in[LOADS];
            UNROLL
            for (int k = 0; k < LOADS; k++) in[k] = x + k * step < length ? from[x + k * step] : 0;
            UNROLL
            for (int k = 0; k < LOADS; k++)
                if (x + k * step < length) to[x + k * step] = threshold_of(in[k], r);
        }
    }
}
