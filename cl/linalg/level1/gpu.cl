// SPDX-License-Identifier: Apache-2.0
// level1/gpu.cl - axpy, scal, copy, swap, rot and rotm; neighbouring work-items have neighbours.
//
//     axpy  y += a x;   scal  x = a x;   copy  y = x;   swap  x, y = y, x
//     rotation  x, y = h11 x + h12 y, h21 x + h22 y
//
// Method   A vector is n reals; a complex vector is twice as many, in pairs. Work-item k of K
//          computes reals k, k + K, ...: accesses are coalesced, for any n. If a is complex, an
//          item computes whole pairs.
// Source   Lawson et al., "Basic Linear Algebra Subprograms for Fortran Usage", ACM TOMS 5(3), 1979.
// Error    each real: |y - exact| <= d u (|a||x| + |y|), d = 2 (axpy), 1 (scal by a real), 2 (rotation);
//          by a complex a: d = 3 (axpy), 2 (scal), |a||x| of all four products.
// Params   E       element type                          float | double
//          WG      work-items per group                  at most what the device allows
//          INDEX   reaches every address plus the grid   int | long
// Launch   local (WG), global (G*WG)
// Check    -DE=float -DWG=256 -DINDEX=int
// Check    -DE=double -DWG=64 -DINDEX=long
#include "common/complex.cl"
#include "common/launch.cl"
#include "common/strided.cl"

GROUP_SIZE(WG, 1, 1)
kernel void axpy(const INDEX n, const int pair, const E a, global const E* x, const INDEX x_at,
                 const INDEX x_step, global E* y, const INDEX y_at, const INDEX y_step)
{
    const INDEX items = get_global_size(0);
    for (INDEX i = get_global_id(0); i < n; i += items) {
        const INDEX from = x_at + place(i, x_step, pair), to = y_at + place(i, y_step, pair);
        y[to] = y[to] + a * x[from];
    }
}

GROUP_SIZE(WG, 1, 1)
kernel void axpy_complex(const INDEX n, const E re, const E im, global const E* x, const INDEX x_at,
                         const INDEX x_step, global E* y, const INDEX y_at, const INDEX y_step)
{
    const INDEX items = get_global_size(0);
    for (INDEX i = get_global_id(0); i < n / 2; i += items) {
        const INDEX from = x_at + place(2 * i, x_step, 1), to = y_at + place(2 * i, y_step, 1);
        vstore2(vload2(0, y + to) + times_complex(re, im, vload2(0, x + from)), 0, y + to);
    }
}

GROUP_SIZE(WG, 1, 1)
kernel void scal(const INDEX n, const int pair, const E a, global E* x, const INDEX x_at,
                 const INDEX x_step)
{
    const INDEX items = get_global_size(0);
    for (INDEX i = get_global_id(0); i < n; i += items) {
        const INDEX to = x_at + place(i, x_step, pair);
        x[to] = a * x[to];
    }
}

GROUP_SIZE(WG, 1, 1)
kernel void scal_complex(const INDEX n, const E re, const E im, global E* x, const INDEX x_at,
                         const INDEX x_step)
{
    const INDEX items = get_global_size(0);
    for (INDEX i = get_global_id(0); i < n / 2; i += items) {
        const INDEX to = x_at + place(2 * i, x_step, 1);
        vstore2(times_complex(re, im, vload2(0, x + to)), 0, x + to);
    }
}

GROUP_SIZE(WG, 1, 1)
kernel void copy(const INDEX n, const int pair, global const E* x, const INDEX x_at,
                 const INDEX x_step, global E* y, const INDEX y_at, const INDEX y_step)
{
    const INDEX items = get_global_size(0);
    for (INDEX i = get_global_id(0); i < n; i += items) {
        y[y_at + place(i, y_step, pair)] = x[x_at + place(i, x_step, pair)];
    }
}

GROUP_SIZE(WG, 1, 1)
kernel void swap(const INDEX n, const int pair, global E* x, const INDEX x_at, const INDEX x_step,
                 global E* y, const INDEX y_at, const INDEX y_step)
{
    const INDEX items = get_global_size(0);
    for (INDEX i = get_global_id(0); i < n; i += items) {
        const INDEX from = x_at + place(i, x_step, pair), to = y_at + place(i, y_step, pair);
        const E a = x[from];
        x[from] = y[to];
        y[to] = a;
    }
}

GROUP_SIZE(WG, 1, 1)
kernel void rotation(const INDEX n, const int pair, const E h11, const E h12, const E h21,
                     const E h22, global E* x, const INDEX x_at, const INDEX x_step, global E* y,
                     const INDEX y_at, const INDEX y_step)
{
    const INDEX items = get_global_size(0);
    for (INDEX i = get_global_id(0); i < n; i += items) {
        const INDEX from = x_at + place(i, x_step, pair), to = y_at + place(i, y_step, pair);
        const E a = x[from], b = y[to];
        x[from] = h11 * a + h12 * b;
        y[to] = h21 * a + h22 * b;
    }
}
