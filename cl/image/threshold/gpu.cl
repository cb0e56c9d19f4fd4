// SPDX-License-Identifier: Apache-2.0
// threshold/gpu.cl - compare an image's elements with a threshold, neighbours by neighbouring work-items.
//
//     y = x > t ? (x or put_above) : (x or put_below),   of each element x
//
// Method   As common/pointwise_gpu.cl says.
// Source   R. Szeliski, "Computer Vision: Algorithms and Applications", 2nd ed., section 3.1.
// Error    none: elements are compared and chosen.
// Params   E, T    element type               uchar | ushort | float
//          WG      work-items per group       at most what the device allows
//          INDEX   reaches the images' ends and 8 steps of the grid   int | long
// Launch   local (WG, 1), global (X*WG, Y)
// Check    -DE=uchar -DT=uchar -DWG=256 -DINDEX=int
// Check    -DE=float -DT=float -DWG=64 -DINDEX=long
#include "image/threshold/point.cl"

#include "common/pointwise_gpu.cl"

GROUP_SIZE(WG, 1, 1)
kernel void threshold(const INDEX rows, const INDEX length, const RULE r, global const T* src,
                      const INDEX src_at, const INDEX src_pitch, global T* dst, const INDEX dst_at,
                      const INDEX dst_pitch)
{
    each_element(rows, length, r, src + src_at, src_pitch, dst + dst_at, dst_pitch);
}
