// SPDX-License-Identifier: Apache-2.0
// level1/sum_gpu.cl - dot and asum, many work-items per group.
//
//     sum    s[g] = sum of TERM(x[i], y[i]) over group g;   total  s = s[0] + ... + s[G-1]
//
// Method   A vector is n elements T: reals, or pairs for a complex dot. Work-item k of K = G WG
//          adds terms k, k + K, ..., LOADS of them under way at once. A group folds its WG sums in
//          local memory, halving log2(WG) times. `odd` is the sign of im x im y in the real part of
//          a complex product: -1 for x y, 1 for conj(x) y.
// Source   M. Harris, "Optimizing Parallel Reduction in CUDA", NVIDIA 2007.
// Error    |s - exact| <= d u sum|TERM| to first order, d = ceil(n / (K LOADS)) + LOADS + log2(WG) for
//          the parts, the same with n = G for their sum, one more for the product (Higham, "Accuracy
//          and Stability of Numerical Algorithms", 2nd ed., section 4.2).
// Params   E       real type                       float | double
//          A       real type of the sums           E, or double
//          T       element type                    E, or for term_products a vector of 2
//          S       type of a sum                   A, or for term_products a vector of 2
//          TERM    what is added: see below        term_product | term_products | term_size
//          WG      work-items per group            power of two
//          LOADS   reads under way at once         1 | 2 | 4 | 8
//          INDEX   reaches every address plus the grid   int | long
// Launch   local (WG), global (G*WG); total: global (WG)
// Check    -DE=float -DA=double -DT=float -DS=double -DTERM=term_product -DWG=64 -DLOADS=4 -DINDEX=int
// Check    -DE=double -DA=double -DT=double2 -DS=double2 -DTERM=term_products -DWG=256 -DLOADS=4 -DINDEX=long
// Check    -DE=float -DA=float -DT=float -DS=float -DTERM=term_size -DWG=256 -DLOADS=8 -DINDEX=int
#include "common/complex.cl"
#include "common/launch.cl"
#include "common/strided.cl"

typedef COMPLEX_OF(A) sum2;

// s plus one more term.
A term_product(A s, E x, E y, A odd)
{
    (void)odd;
    return fma((A)x, (A)y, s);
}
sum2 term_products(sum2 s, cplx x, cplx y, A odd)
{
    const A xr = x.x, xi = x.y;
    return (sum2)(s.x + (xr * y.x + odd * xi * y.y), s.y + (xr * y.y - odd * xi * y.x));
}
A term_size(A s, E x, E y, A odd)
{
    (void)y, (void)odd;
    return s + fabs(x);
}

// The sum of the numbers that the work-items of a group have. All get the result.
S sum_of_group(local S* part, S mine)
{
    const int lid = get_local_id(0);
    barrier(CLK_LOCAL_MEM_FENCE);  // an item may still read the old contents
    part[lid] = mine;
    for (int live = WG / 2; live > 0; live /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lid < live) part[lid] += part[lid + live];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return part[0];
}
S sum_of_item(const INDEX n, const int pair, const A odd, global const T* x, const INDEX x_step,
              global const T* y, const INDEX y_step)
{
    const INDEX items = get_global_size(0);
    S s[LOADS];
    UNROLL
    for (int r = 0; r < LOADS; r++) s[r] = 0;
    INDEX i = get_global_id(0);
    for (; i + (LOADS - 1) * items < n; i += LOADS * items) {
        UNROLL
        for (int r = 0; r < LOADS; r++)
            s[r] = TERM(s[r], x[place(i + r * items, x_step, pair)],
                        y[place(i + r * items, y_step, pair)], odd);
    }
    for (; i < n; i += items)
        s[0] = TERM(s[0], x[place(i, x_step, pair)], y[place(i, y_step, pair)], odd);
    UNROLL
    for (int r = 1; r < LOADS; r++) s[0] += s[r];
    return s[0];
}

GROUP_SIZE(WG, 1, 1)
kernel void sum(const INDEX n, const int pair, const A odd, global const T* restrict x,
                const INDEX x_at, const INDEX x_step, global const T* restrict y, const INDEX y_at,
                const INDEX y_step, global S* restrict s, const INDEX s_at)
{
    local S part[WG];
    const S all = sum_of_group(part, sum_of_item(n, pair, odd, x + x_at, x_step, y + y_at, y_step));
    if (get_local_id(0) == 0) s[s_at + get_group_id(0)] = all;
}

GROUP_SIZE(WG, 1, 1)
kernel void total(const INDEX parts, global const S* restrict s, const INDEX s_at,
                  global S* restrict y, const INDEX y_at)
{
    local S part[WG];
    S mine = 0;
    for (INDEX g = get_local_id(0); g < parts; g += WG) mine += s[s_at + g];
    const S all = sum_of_group(part, mine);
    if (get_local_id(0) == 0) y[y_at] = all;
}
