// SPDX-License-Identifier: Apache-2.0
// point.cl - compares elements of an image with a threshold.
// Params   T   an element, or a vector of them        uchar | ushort16 | float8 ...
//          B   its bits: unsigned, of T's size        uchar | ushort16 | uint8 ...
#include "common/join.cl"

// If x is above t, `keep_above` tells which of its bits stay, and `put_above` which are set;
// otherwise `keep_below` and `put_below` do.
typedef struct {
    B t, keep_above, put_above, keep_below, put_below;
} rule;

T threshold_of(const T x, const rule r)
{
    const B bits = JOIN(as_, B)(x);
    return JOIN(as_, T)((B)(x > JOIN(as_, T)(r.t) ? (B)((bits & r.keep_above) | r.put_above)
                                                  : (B)((bits & r.keep_below) | r.put_below)));
}
