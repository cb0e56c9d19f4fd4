// SPDX-License-Identifier: Apache-2.0
// threshold/cpu.cl - compare an image's elements with a threshold, one work-item per band.
//
//     y = x > t ? (x & keep_above) | put_above : (x & keep_below) | put_below,   of each element x
//
// Method   The elements are counted along the rows. Band g of G has the g-th part of them, and is
//          walked row by row.
// Source   R. Szeliski, "Computer Vision: Algorithms and Applications", 2nd ed., section 3.1.
// Error    none: elements are compared and their bits chosen.
// Params   E       element type              uchar | ushort | float
//          BITS    unsigned, of its size     uchar | ushort | uint
//          LANES   elements in a vector      4 | 8 | 16
//          T, B    vectors of E, of BITS     uchar16 ...
//          INDEX   reaches the images' ends  int | long
// Launch   local (1), global (G)
// Check    -DE=uchar -DBITS=uchar -DLANES=16 -DT=uchar16 -DB=uchar16 -DINDEX=int
// Check    -DE=float -DBITS=uint -DLANES=8 -DT=float8 -DB=uint8 -DINDEX=long
#include "common/launch.cl"
#include "common/vector.cl"
#include "image/threshold/point.cl"

GROUP_SIZE(1, 1, 1)
kernel void threshold(const INDEX rows, const INDEX length, const int past, const BITS t,
                      const BITS keep_above, const BITS put_above, const BITS keep_below,
                      const BITS put_below, global const E* src, const INDEX src_at,
                      const INDEX src_pitch, global E* dst, const INDEX dst_at,
                      const INDEX dst_pitch)
{
    const rule r = {t, keep_above, put_above, keep_below, put_below};
    const INDEX n = rows * length, bands = get_global_size(0), band = (n + bands - 1) / bands;
    const INDEX first = min(n, band * (INDEX)get_global_id(0)), end = min(n, first + band);
    for (INDEX i = first, count; i < end; i += count) {
        const INDEX y = i / length, x = i - y * length;
        count = min(length - x, end - i);
        global const E* from = src + src_at + y * src_pitch + x;
        global E* to = dst + dst_at + y * dst_pitch + x;
        INDEX j = 0;
        if (past) {
            j = min(count, (INDEX)elements_to_vector(to));
            store_some(threshold_of(load_some(from, j, 0), r), to, j);
            for (; j + LANES <= count; j += LANES)
                store_past(threshold_of(load(from + j), r), to + j);
        }
        for (; j + LANES <= count; j += LANES) store(threshold_of(load(from + j), r), to + j);
        store_some(threshold_of(load_some(from + j, count - j, 0), r), to + j, count - j);
    }
}
