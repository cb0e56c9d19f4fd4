// SPDX-License-Identifier: Apache-2.0
// threshold/cpu.cl - compare an image's elements with a threshold, one work-item a band.
//
//     y = x > t ? (x or put_above) : (x or put_below),   of each element x
//
// Method   As common/pointwise_cpu.cl says, by vectors of LANES elements.
// Source   R. Szeliski, "Computer Vision: Algorithms and Applications", 2nd ed., section 3.1.
// Error    none: elements are compared and chosen.
// Params   E       element type              uchar | ushort | float
//          LANES   elements of one vector    4 | 8 | 16
//          T       that vector               uchar16 ...
//          INDEX   reaches the images' ends  int | long
// Launch   local (1), global (G)
// Check    -DE=uchar -DLANES=16 -DT=uchar16 -DINDEX=int
// Check    -DE=float -DLANES=8 -DT=float8 -DINDEX=long
#include "image/threshold/point.cl"

#include "common/pointwise_cpu.cl"

GROUP_SIZE(1, 1, 1)
kernel void threshold(const INDEX rows, const INDEX length, const int past, const RULE r,
                      global const E* src, const INDEX src_at, const INDEX src_pitch, global E* dst,
                      const INDEX dst_at, const INDEX dst_pitch)
{
    each_element(rows, length, past, r, src + src_at, src_pitch, dst + dst_at, dst_pitch);
}
