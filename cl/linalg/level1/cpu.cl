// SPDX-License-Identifier: Apache-2.0
// level1/cpu.cl - axpy, scal, copy, swap, rot and rotm, one work-item per band.
//
//     axpy  y += a x;   scal  x = a x;   copy  y = x;   swap  x, y = y, x
//     rotation  x, y = h11 x + h12 y, h21 x + h22 y
//
// Method   A vector is n reals; a complex vector is twice as many, in pairs. Band g of G is walked
//          in order, LANES reals at a time. Strided elements, and the last few, are gathered into a
//          vector. A complex a multiplies pairs: a x = re x + im (i x), where i x is x with the
//          parts of each pair exchanged and one of them negated.
// Source   Lawson et al., "Basic Linear Algebra Subprograms for Fortran Usage", ACM TOMS 5(3), 1979.
// Error    each real: |y - exact| <= d u (|a||x| + |y|), d = 2 (axpy), 1 (scal by a real), 2 (rotation);
//          by a complex a: d = 3 (axpy), 2 (scal), |a||x| of all four products.
// Params   E       element type              float | double
//          LANES   elements in a vector      2 | 4 | 8 | 16
//          INDEX   reaches every address     int | long
// Launch   local (1), global (G)
// Check    -DE=float -DLANES=16 -DINDEX=int
// Check    -DE=double -DLANES=2 -DINDEX=long
#include "common/range.cl"
#include "common/strided_vector.cl"

// The band of this work-item. It is whole cache lines, so that no two work-items share one.
range band_of(const INDEX n)
{
    return piece_of(n, get_global_size(0), get_global_id(0), 8 * LANES);
}
// How many reals the vector at i holds.
int count_at(const INDEX i, const range b) { return (int)min((INDEX)LANES, b.last - i); }

GROUP_SIZE(1, 1, 1)
kernel void axpy(const INDEX n, const int pair, const E a, global const E* x, const INDEX x_at,
                 const INDEX x_step, global E* y, const INDEX y_at, const INDEX y_step)
{
    const range band = band_of(n);
    for (INDEX i = band.first; i < band.last; i += LANES) {
        const int count = count_at(i, band);
        const vec add = a * fetch(x + x_at, x_step, pair, i, count);
        put(fetch(y + y_at, y_step, pair, i, count) + add, y + y_at, y_step, pair, i, count);
    }
}

GROUP_SIZE(1, 1, 1)
kernel void axpy_complex(const INDEX n, const E re, const E im, global const E* x, const INDEX x_at,
                         const INDEX x_step, global E* y, const INDEX y_at, const INDEX y_step)
{
    const range band = band_of(n);
    for (INDEX i = band.first; i < band.last; i += LANES) {
        const int count = count_at(i, band);
        const vec add = times_complex(re, im, fetch(x + x_at, x_step, 1, i, count));
        put(fetch(y + y_at, y_step, 1, i, count) + add, y + y_at, y_step, 1, i, count);
    }
}

GROUP_SIZE(1, 1, 1)
kernel void scal(const INDEX n, const int pair, const E a, global E* x, const INDEX x_at,
                 const INDEX x_step)
{
    const range band = band_of(n);
    for (INDEX i = band.first; i < band.last; i += LANES) {
        const int count = count_at(i, band);
        put(a * fetch(x + x_at, x_step, pair, i, count), x + x_at, x_step, pair, i, count);
    }
}

GROUP_SIZE(1, 1, 1)
kernel void scal_complex(const INDEX n, const E re, const E im, global E* x, const INDEX x_at,
                         const INDEX x_step)
{
    const range band = band_of(n);
    for (INDEX i = band.first; i < band.last; i += LANES) {
        const int count = count_at(i, band);
        put(times_complex(re, im, fetch(x + x_at, x_step, 1, i, count)), x + x_at, x_step, 1, i,
            count);
    }
}

GROUP_SIZE(1, 1, 1)
kernel void copy(const INDEX n, const int pair, global const E* x, const INDEX x_at,
                 const INDEX x_step, global E* y, const INDEX y_at, const INDEX y_step)
{
    const range band = band_of(n);
    for (INDEX i = band.first; i < band.last; i += LANES) {
        const int count = count_at(i, band);
        put(fetch(x + x_at, x_step, pair, i, count), y + y_at, y_step, pair, i, count);
    }
}

GROUP_SIZE(1, 1, 1)
kernel void swap(const INDEX n, const int pair, global E* x, const INDEX x_at, const INDEX x_step,
                 global E* y, const INDEX y_at, const INDEX y_step)
{
    const range band = band_of(n);
    for (INDEX i = band.first; i < band.last; i += LANES) {
        const int count = count_at(i, band);
        const vec a = fetch(x + x_at, x_step, pair, i, count),
                  b = fetch(y + y_at, y_step, pair, i, count);
        put(b, x + x_at, x_step, pair, i, count);
        put(a, y + y_at, y_step, pair, i, count);
    }
}

GROUP_SIZE(1, 1, 1)
kernel void rotation(const INDEX n, const int pair, const E h11, const E h12, const E h21,
                     const E h22, global E* x, const INDEX x_at, const INDEX x_step, global E* y,
                     const INDEX y_at, const INDEX y_step)
{
    const range band = band_of(n);
    for (INDEX i = band.first; i < band.last; i += LANES) {
        const int count = count_at(i, band);
        const vec a = fetch(x + x_at, x_step, pair, i, count),
                  b = fetch(y + y_at, y_step, pair, i, count);
        put(h11 * a + h12 * b, x + x_at, x_step, pair, i, count);
        put(h21 * a + h22 * b, y + y_at, y_step, pair, i, count);
    }
}
