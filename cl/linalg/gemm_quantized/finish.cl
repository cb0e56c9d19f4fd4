// SPDX-License-Identifier: Apache-2.0
// finish.cl - turns a sum of products of bytes into the number, or byte, that it stands for.
// Params   FLOATS   float, or a vector of it
//          INTS     int, or a vector of as many
//          RESULT   type of C's elements   float | half | char | uchar
#include "common/join.cl"

#define BYTES JOIN(BYTES_IF_, RESULT)
#define BYTES_IF_char 1
#define BYTES_IF_uchar 1

// The data of a row of op(A), or a column of op(B): the sum of its bytes, its zero, its scale.
typedef struct {
    int sum, zero;
    float scale;
} of_row;
typedef struct {
    INTS sum, zero;
    FLOATS scale;
} of_column;

// sum of (a - za) (b - zb) = sum of a b - za sum of b - zb (sum of a - k za), all modulo 2^32. The
// integers are unsigned, because signed ones must not overflow.
FLOATS number(const INTS products, const of_row row, const of_column column, const int k)
{
#define UINTS JOIN(u, INTS)
#define AS_UINTS JOIN(as_, UINTS)
    const UINTS rest = (UINTS)((uint)row.sum - (uint)k * (uint)row.zero);
    const UINTS sum =
        AS_UINTS(products) - (uint)row.zero * AS_UINTS(column.sum) - AS_UINTS(column.zero) * rest;
    return JOIN(convert_, FLOATS)(JOIN(as_, INTS)(sum)) * (row.scale * column.scale);
}

#if BYTES
// The byte that stands for x, before it is clamped to a byte's range. Beyond 2^20 all are alike.
INTS quantized(const FLOATS x, const float per_scale, const int zero)
{
    FLOATS y = x * per_scale;
    y = y < -0x1p20f ? (FLOATS)-0x1p20f : y;
    y = y > 0x1p20f ? (FLOATS)0x1p20f : y;
    return JOIN(JOIN(convert_, INTS), _rte)(y) + zero;
}
#endif
