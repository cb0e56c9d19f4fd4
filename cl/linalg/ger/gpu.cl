// SPDX-License-Identifier: Apache-2.0
// ger/gpu.cl - add the outer product of two vectors to a matrix, a work-item per piece of a column.
//
//     A[i][j] += alpha x[i] y[j],   or conj(y[j])
//
// Method   A work-item keeps alpha y[j] and walks down its column. Its neighbours walk beside it,
//          so accesses are coalesced. `odd` = -1 inverts the sign of y's imaginary part.
// Source   J. Dongarra et al., "An Extended Set of Fortran Basic Linear Algebra Subprograms", ACM TOMS
//          14(1), 1988.
// Error    |A' - exact| <= d u (|alpha||x||y| + |A|), d = 3. For complex numbers it holds for each
//          part, with all products of parts on the right and d = 6.
// Params   E       real type                             float | double
//          T       element type                          E, or a vector of 2
//          ADD     adds a product: see complex.cl        add_product_real | add_product_complex
//          TIMES   multiplies: see complex.cl            times_real | times_complex
//          WG      work-items per group                  at most what the device allows
//          INDEX   reaches every address plus the grid   int | long
// Launch   local (WG, 1), global (ceil(n / WG) WG, blocks of rows)
// Check    -DE=float -DT=float -DADD=add_product_real -DTIMES=times_real -DWG=64 -DINDEX=int
// Check    -DE=double -DT=double2 -DADD=add_product_complex -DTIMES=times_complex -DWG=256 -DINDEX=long
#include "common/complex.cl"
#include "common/launch.cl"

// A is (m,n). If y is conjugated, the product is alpha x conj(y).
GROUP_SIZE(WG, 1, 1)
kernel void ger(const INDEX m, const INDEX n, const E alpha_re, const E alpha_im,
                global const T* restrict x, const INDEX x_at, const INDEX x_step,
                global const T* restrict y, const INDEX y_at, const INDEX y_step, const E odd,
                global T* restrict a, const INDEX a_at, const INDEX ld)
{
    const INDEX j = get_global_id(0), blocks = get_num_groups(1), b = get_group_id(1);
    if (j >= n) return;
    const INDEX rows = (m + blocks - 1) / blocks;
    const T v = y[y_at + j * y_step];
    for (INDEX i = b * rows; i < min(m, (b + 1) * rows); i++) {
        const T u = TIMES(alpha_re, alpha_im, x[x_at + i * x_step]);
        a[a_at + i * ld + j] = ADD(a[a_at + i * ld + j], v, u, odd);
    }
}
