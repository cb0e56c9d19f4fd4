// SPDX-License-Identifier: Apache-2.0
// strided_vector.cl - reals of a strided vector by LANES, for kernels of the cpu kind.
// Params   those of vector.cl and strided.cl
#include "common/strided.cl"
#include "common/vector.cl"

/// The real and the imaginary parts exchanged.
vec swapped(vec v)
{
    vec s;
    s.even = v.odd;
    s.odd = v.even;
    return s;
}

/// (re + i im) v for pairs.
vec times_complex(const E re, const E im, vec v)
{
    vec sign;
    sign.even = -1;
    sign.odd = 1;
    return re * v + im * (sign * swapped(v));
}
/// The same where numbers are real, im = 0.
vec times_real(const E re, const E im, vec v)
{
    (void)im;
    return re * v;
}

/// Reals j .. j + count - 1, count <= LANES; 0 beyond.
vec fetch(global const E* x, const INDEX step, const int pair, const INDEX j, const int count)
{
    if (step == 1 && count == LANES) return load(x + j);
    lanes some;
    some.v = 0;
    for (int k = 0; k < count; k++) some.e[k] = x[place(j + k, step, pair)];
    return some.v;
}

void put(vec v, global E* x, const INDEX step, const int pair, const INDEX j, const int count)
{
    if (step == 1 && count == LANES) return store(v, x + j);
    lanes some;
    some.v = v;
    for (int k = 0; k < count; k++) x[place(j + k, step, pair)] = some.e[k];
}
