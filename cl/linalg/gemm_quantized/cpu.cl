// SPDX-License-Identifier: Apache-2.0
// gemm_quantized/cpu.cl - sums of lines before a product of bytes, and scales after it, by vectors.
//
//     sums[i] = sum over s of x[i][s]
//     C[i][j] = sa[i] sb[j] sum over s of (a[i][s] - za[i]) (b[s][j] - zb[j]), as bytes or not
//
// Method   If the bytes of a line are neighbours, 16 of them are added at a time. Otherwise 16
//          neighbouring lines are added side by side, step by step. The store takes bands of rows,
//          LANES columns at a time.
// Source   B. Jacob et al., "Quantization and Training of Neural Networks for Efficient
//          Integer-Arithmetic-Only Inference", CVPR 2018, section 2.3.
// Error    |C - exact| <= 4 u |exact|: one rounding of the sum to float, one of the product of two
//          scales, one of the product of both. Bytes: 1/2 + 6 u |x / sc|.
// Params   E        always                                   float
//          LANES    elements in a vector                     4 | 8 | 16
//          RESULT   type of C's elements                     float | half | char | uchar
//          INDEX    reaches the end of every matrix, + 16    int | long
// Launch   local (1), global (bands)
// Check    -DE=float -DLANES=16 -DRESULT=float -DINDEX=int
// Check    -DE=float -DLANES=8 -DRESULT=half -DINDEX=long
// Check    -DE=float -DLANES=4 -DRESULT=char -DINDEX=int
// Check    -DE=float -DLANES=16 -DRESULT=uchar -DINDEX=int
#include "common/launch.cl"
#include "common/storage.cl"

#define FORMAT JOIN(FORMAT_OF_, RESULT)
#define FORMAT_OF_float plain
#define FORMAT_OF_half half
#define FLOATS JOIN(float, LANES)
#define INTS JOIN(int, LANES)
#include "linalg/gemm_quantized/finish.cl"

typedef union {
    int16 v;
    int e[16];
} line_sums_of_16;

typedef struct __attribute__((packed)) {
    uchar16 v;
} uchar16_anywhere;

// Bytes as numbers. For signed bytes `flip` is 128: it inverts the sign bit and is subtracted.
int16 read16(global const uchar* from, const int flip)
{
    return convert_int16(((global const uchar16_anywhere*)from)->v ^ (uchar)flip) - flip;
}

GROUP_SIZE(1, 1, 1)
kernel void line_sums(const INDEX lines, const INDEX steps, global const uchar* x, const INDEX x_at,
                      const INDEX ld, const int steps_are_rows, const int flip, global int* sums,
                      const INDEX sums_at)
{
    const INDEX bands = get_global_size(0), g = get_global_id(0);
    const INDEX length = ((lines + bands - 1) / bands + 15) / 16 * 16;
    const INDEX first = min(lines, g * length), last = min(lines, first + length);
    for (INDEX i = first; i < last;) {
        line_sums_of_16 sum = {0};
        INDEX done = 1;
        if (steps_are_rows && i + 16 <= last) {
            for (INDEX s = 0; s < steps; s++) sum.v += read16(x + x_at + s * ld + i, flip);
            done = 16;
        } else if (steps_are_rows) {
            for (INDEX s = 0; s < steps; s++) sum.e[0] += (x[x_at + s * ld + i] ^ flip) - flip;
        } else {
            global const uchar* line = x + x_at + i * ld;
            INDEX s = 0;
            for (; s + 16 <= steps; s += 16) sum.v += read16(line + s, flip);
            for (int j = 1; j < 16; j++) sum.e[0] += sum.e[j];
            for (; s < steps; s++) sum.e[0] += (line[s] ^ flip) - flip;
        }
        for (int j = 0; j < done; j++) sums[sums_at + i + j] = sum.e[j];
        i += done;
    }
}

typedef union {
    INTS v;
    int e[LANES];
} some_ints;

// `count` numbers from x on if a vector is given, else one number for all.
INTS ints_of(global const int* x, const int given, const int otherwise, const INDEX count)
{
    some_ints y = {(INTS)otherwise};
    if (given && count >= LANES) return int_load(x);
    for (int j = 0; given && j < count; j++) y.e[j] = x[j];
    return y.v;
}
FLOATS floats_of(global const float* x, const int given, const float otherwise, const INDEX count)
{
    lanes y = {(FLOATS)otherwise};
    if (given && count >= LANES) return load(x);
    for (int j = 0; given && j < count; j++) y.e[j] = x[j];
    return y.v;
}

#if BYTES
typedef JOIN(RESULT, LANES) bytes;
typedef struct __attribute__((packed)) {
    bytes v;
} bytes_anywhere;
#endif

GROUP_SIZE(1, 1, 1)
kernel void finish(const INDEX m, const INDEX n, const int k, global const int* products,
                   const INDEX products_at, const INDEX products_ld, global const int* row_sums,
                   const INDEX row_sums_at, const int has_row_sums, global const int* column_sums,
                   const INDEX column_sums_at, const int has_column_sums, const float a_scale,
                   const int a_zero, global const float* a_scales, const INDEX a_scales_at,
                   const int has_a_scales, global const int* a_zeros, const INDEX a_zeros_at,
                   const int has_a_zeros, const float b_scale, const int b_zero,
                   global const float* b_scales, const INDEX b_scales_at, const int has_b_scales,
                   global const int* b_zeros, const INDEX b_zeros_at, const int has_b_zeros,
                   const float per_scale, const int c_zero, global RESULT* c, const INDEX c_at,
                   const INDEX ldc)
{
    const INDEX bands = get_global_size(0), g = get_global_id(0);
    const INDEX length = (m + bands - 1) / bands;
    const INDEX first = min(m, g * length), last = min(m, first + length);
    for (INDEX i = first; i < last; i++) {
        const of_row row = {has_row_sums ? row_sums[row_sums_at + i] : 0,
                            has_a_zeros ? a_zeros[a_zeros_at + i] : a_zero,
                            has_a_scales ? a_scales[a_scales_at + i] : a_scale};
        global const int* from = products + products_at + i * products_ld;
        global RESULT* to = c + c_at + i * ldc;
        for (INDEX j = 0; j < n; j += LANES) {
            const INDEX count = n - j;
            const of_column column = {
                ints_of(column_sums + column_sums_at + j, has_column_sums, 0, count),
                ints_of(b_zeros + b_zeros_at + j, has_b_zeros, b_zero, count),
                floats_of(b_scales + b_scales_at + j, has_b_scales, b_scale, count)};
            const FLOATS x = number(ints_of(from + j, 1, 0, count), row, column, k);
#if BYTES
            const some_ints y = {quantized(x, per_scale, c_zero)};
            const bytes z = JOIN(JOIN(convert_, JOIN(RESULT, LANES)), _sat)(y.v);
            if (count >= LANES)
                ((global bytes_anywhere*)(to + j))->v = z;
            else
                for (int t = 0; t < count; t++)
                    to[j + t] = JOIN(JOIN(convert_, RESULT), _sat)(y.e[t]);
#else
            (void)per_scale, (void)c_zero;
            const lanes y = {x};
            if (count >= LANES)
                JOIN(FORMAT, _store)(x, to + j);
            else
                for (int t = 0; t < count; t++) JOIN(FORMAT, _write)(y.e[t], to + j + t);
#endif
        }
    }
}
