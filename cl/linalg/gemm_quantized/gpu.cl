// SPDX-License-Identifier: Apache-2.0
// gemm_quantized/gpu.cl - sums of lines before a product of bytes, and scales after it.
//
//     sums[i] = sum over s of x[i][s]
//     C[i][j] = sa[i] sb[j] sum over s of (a[i][s] - za[i]) (b[s][j] - zb[j]), as bytes or not
//
// Method   A work-item adds a line, or finishes the elements of a column that lie a grid apart.
//          Neighbouring work-items have neighbouring lines or columns.
// Source   B. Jacob et al., "Quantization and Training of Neural Networks for Efficient
//          Integer-Arithmetic-Only Inference", CVPR 2018, section 2.3.
// Error    |C - exact| <= 4 u |exact|: one rounding of the sum to float, one of the product of two
//          scales, one of the product of both. Bytes: 1/2 + 6 u |x / sc|.
// Params   WG       work-items of a group                             at most what the device allows
//          RESULT   type of C's elements                              float | half | char | uchar
//          INDEX    reaches the end of every matrix, plus the grid    int | long
// Launch   line_sums: local (WG), global (lines); finish: local (WG, 1), global (columns, rows)
// Check    -DWG=64 -DRESULT=float -DINDEX=int
// Check    -DWG=64 -DRESULT=half -DINDEX=long
// Check    -DWG=256 -DRESULT=char -DINDEX=int
// Check    -DWG=32 -DRESULT=uchar -DINDEX=int
#include "common/launch.cl"

#define HALF_IF_half 1
#define FLOATS float
#define INTS int
#include "linalg/gemm_quantized/finish.cl"

GROUP_SIZE(WG, 1, 1)
kernel void line_sums(const INDEX lines, const INDEX steps, global const uchar* x, const INDEX x_at,
                      const INDEX ld, const int steps_are_rows, const int flip, global int* sums,
                      const INDEX sums_at)
{
    const INDEX i = get_global_id(0);
    if (i >= lines) return;
    int sum = 0;
    for (INDEX s = 0; s < steps; s++)
        sum += (x[x_at + (steps_are_rows ? s * ld + i : i * ld + s)] ^ flip) - flip;
    sums[sums_at + i] = sum;
}

GROUP_SIZE(WG, 1, 1)
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
    const INDEX j = get_global_id(0), rows = get_global_size(1);
    if (j >= n) return;
    const of_column column = {has_column_sums ? column_sums[column_sums_at + j] : 0,
                              has_b_zeros ? b_zeros[b_zeros_at + j] : b_zero,
                              has_b_scales ? b_scales[b_scales_at + j] : b_scale};
    for (INDEX i = get_global_id(1); i < m; i += rows) {
        const of_row row = {has_row_sums ? row_sums[row_sums_at + i] : 0,
                            has_a_zeros ? a_zeros[a_zeros_at + i] : a_zero,
                            has_a_scales ? a_scales[a_scales_at + i] : a_scale};
        const float x = number(products[products_at + i * products_ld + j], row, column, k);
        global RESULT* to = c + c_at + i * ldc + j;
#if BYTES
        *to = JOIN(JOIN(convert_, RESULT), _sat)(quantized(x, per_scale, c_zero));
#elif JOIN(HALF_IF_, RESULT)
        (void)per_scale, (void)c_zero;
        vstore_half_rte(x, 0, to);
#else
        (void)per_scale, (void)c_zero;
        *to = x;
#endif
    }
}
