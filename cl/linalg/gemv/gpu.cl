// SPDX-License-Identifier: Apache-2.0
// gemv/gpu.cl - multiply a matrix by a vector, one group per row or one work-item per column.
//
//     rows     s_b[i] = sum of A[i][j] x[j] over band b of the columns
//     columns  s_b[j] = sum of A[i][j] x[i] over band b of the rows
//     finish   y = alpha (s_0 + ... + s_B-1) + beta y
//
// Method   A is read once; neighbouring work-items read neighbours. rows: a group adds up a row.
//          LOADS products of a work-item are under way at once. The group folds its WG sums in
//          local memory. columns: a work-item adds up its column. `odd` is the sign of im A im x in
//          the real part of a complex product: -1 for A x, 1 for conj(A) x.
// Source   J. Dongarra et al., "An Extended Set of Fortran Basic Linear Algebra Subprograms", ACM TOMS
//          14(1), 1988; M. Harris, "Optimizing Parallel Reduction in CUDA", NVIDIA 2007.
// Error    |s - exact| <= d u sum|A||x| to first order. For a band d = ceil(length / (WG LOADS)) +
//          LOADS + log2(WG) in rows, ceil(length / LOADS) + LOADS in columns. The sum of the bands
//          adds B, alpha and beta add 3, a complex product adds 2 (Higham, section 3.1).
// Params   E       real type                              float | double
//          T       element type                           E, or a vector of 2
//          ADD     adds a product: see complex.cl         add_product_real | add_product_complex
//          TIMES   multiplies: see complex.cl             times_real | times_complex
//          WG      work-items per group                   power of two
//          LOADS   reads under way at once                1 | 2 | 4 | 8
//          INDEX   reaches every address plus the grid    int | long
// Launch   local (WG, 1), global (groups WG, B): a group per row, WG columns; finish: global (G*WG)
// Check    -DE=float -DT=float -DADD=add_product_real -DTIMES=times_real -DWG=64 -DLOADS=4 -DINDEX=int
// Check    -DE=double -DT=double2 -DADD=add_product_complex -DTIMES=times_complex -DWG=256 -DLOADS=2 -DINDEX=long
#include "common/complex.cl"
#include "common/launch.cl"
#include "common/range.cl"

// This group's band of n.
range band_of(const INDEX n) { return piece_of(n, get_num_groups(1), get_group_id(1), 1); }

// A is (m,n); s is (B,m).
GROUP_SIZE(WG, 1, 1)
kernel void rows(const INDEX m, const INDEX n, global const T* restrict a, const INDEX a_at,
                 const INDEX ld, global const T* restrict x, const INDEX x_at, const INDEX x_step,
                 const E odd, global T* restrict s, const INDEX s_at)
{
    local T part[WG];
    const int lid = get_local_id(0);
    const INDEX i = get_group_id(0);
    const range band = band_of(n);
    global const T* row = a + a_at + i * ld;
    T sum[LOADS];
    UNROLL
    for (int k = 0; k < LOADS; k++) sum[k] = 0;
    INDEX j = band.first + lid;
    for (; j + (LOADS - 1) * WG < band.last; j += LOADS * WG) {
        UNROLL
        for (int k = 0; k < LOADS; k++)
            sum[k] = ADD(sum[k], row[j + k * WG], x[x_at + (j + k * WG) * x_step], odd);
    }
    for (; j < band.last; j += WG) sum[0] = ADD(sum[0], row[j], x[x_at + j * x_step], odd);
    UNROLL
    for (int k = 1; k < LOADS; k++) sum[0] += sum[k];
    part[lid] = sum[0];
    for (int live = WG / 2; live > 0; live /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lid < live) part[lid] += part[lid + live];
    }
    if (lid == 0) s[s_at + get_group_id(1) * m + i] = part[0];
}

// A is (m,n); s is (B,n).
GROUP_SIZE(WG, 1, 1)
kernel void columns(const INDEX m, const INDEX n, global const T* restrict a, const INDEX a_at,
                    const INDEX ld, global const T* restrict x, const INDEX x_at,
                    const INDEX x_step, const E odd, global T* restrict s, const INDEX s_at)
{
    const INDEX j = get_global_id(0);
    if (j >= n) return;
    const range band = band_of(m);
    global const T* column = a + a_at + j;
    T sum[LOADS];
    UNROLL
    for (int k = 0; k < LOADS; k++) sum[k] = 0;
    INDEX i = band.first;
    for (; i + LOADS <= band.last; i += LOADS) {
        UNROLL
        for (int k = 0; k < LOADS; k++)
            sum[k] = ADD(sum[k], column[(i + k) * ld], x[x_at + (i + k) * x_step], odd);
    }
    for (; i < band.last; i++) sum[0] = ADD(sum[0], column[i * ld], x[x_at + i * x_step], odd);
    UNROLL
    for (int k = 1; k < LOADS; k++) sum[0] += sum[k];
    s[s_at + get_group_id(1) * n + j] = sum[0];
}

// s is (bands,n). If `reads` is 0, y is not read.
GROUP_SIZE(WG, 1, 1)
kernel void finish(const INDEX n, const INDEX bands, global const T* restrict s, const INDEX s_at,
                   const E alpha_re, const E alpha_im, const E beta_re, const E beta_im,
                   const int reads, global T* restrict y, const INDEX y_at, const INDEX y_step)
{
    const INDEX i = get_global_id(0);
    if (i >= n) return;
    T sum = 0;
    for (INDEX b = 0; b < bands; b++) sum += s[s_at + b * n + i];
    sum = TIMES(alpha_re, alpha_im, sum);
    global T* to = y + y_at + i * y_step;
    if (reads) sum += TIMES(beta_re, beta_im, *to);
    *to = sum;
}
