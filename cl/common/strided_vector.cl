// SPDX-License-Identifier: Apache-2.0
// strided_vector.cl - reals of a strided vector by LANES, for kernels of the cpu kind.
// Params   those of vector.cl and strided.cl
#include "common/launch.cl"
#include "common/strided.cl"
#include "common/vector.cl"

// Lanes are moved one by one, with indices that unroll: a shuffle all the same. By way of .even and .odd
// it would be one with lanes of no matter, at which an interpreter of SPIR may stop.

/// The real and the imaginary parts exchanged.
vec swapped(vec v)
{
    lanes from, to;
    from.v = v;
    UNROLL
    for (int j = 0; j < LANES; j++) to.e[j] = from.e[j ^ 1];
    return to.v;
}
/// `even` and `odd` in turn.
vec alternating(const E even, const E odd)
{
    lanes some;
    UNROLL
    for (int j = 0; j < LANES; j++) some.e[j] = j % 2 == 0 ? even : odd;
    return some.v;
}

/// (re + i im) v for pairs.
vec times_complex(const E re, const E im, vec v)
{
    return re * v + alternating(-im, im) * swapped(v);
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
