// SPDX-License-Identifier: Apache-2.0
// point.cl - an element, or a vector of them, compared with a threshold.
// Params   E   element type        uchar | ushort | float
//          T   E, or a vector      uchar | ushort16 | float8 ...
#define POINT threshold_of
#define RULE threshold_rule
typedef struct {
    E t, put_above, put_below, keep_above, keep_below;  // keep: x stays, else it is replaced
} threshold_rule;

T threshold_of(const T x, const threshold_rule r)
{
    const T above = r.keep_above != 0 ? x : (T)r.put_above;
    const T below = r.keep_below != 0 ? x : (T)r.put_below;
    return x > (T)r.t ? above : below;
}
