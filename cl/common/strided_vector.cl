// SPDX-License-Identifier: Apache-2.0
// strided_vector.cl - takes LANES reals of a strided vector at once, for kernels of the cpu kind.
// Params   those of vector.cl and strided.cl
#include "common/launch.cl"
#include "common/strided.cl"
#include "common/vector.cl"

// The compiler's builtin moves lanes; all OpenCL C compilers are made from clang and have it. If
// lanes are moved one by one, Intel's compiler makes many more shuffles, and keeps blocks of
// vectors in memory.
#define LOW_2 0, 2
#define LOW_4 0, 4, 1, 5
#define LOW_8 0, 8, 1, 9, 2, 10, 3, 11
#define LOW_16 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define HIGH_2 1, 3
#define HIGH_4 2, 6, 3, 7
#define HIGH_8 4, 12, 5, 13, 6, 14, 7, 15
#define HIGH_16 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#define SWAPPED_2 1, 0
#define SWAPPED_4 SWAPPED_2, 3, 2
#define SWAPPED_8 SWAPPED_4, 5, 4, 7, 6
#define SWAPPED_16 SWAPPED_8, 9, 8, 11, 10, 13, 12, 15, 14

/// The elements of two vectors in turn: zip_low takes their first halves, zip_high the second.
vec zip_low(vec a, vec b) { return __builtin_shufflevector(a, b, JOIN(LOW_, LANES)); }
vec zip_high(vec a, vec b) { return __builtin_shufflevector(a, b, JOIN(HIGH_, LANES)); }
/// The real and the imaginary parts exchanged.
vec swapped(vec v) { return __builtin_shufflevector(v, v, JOIN(SWAPPED_, LANES)); }
/// `even` and `odd` in turn.
vec alternating(const E even, const E odd)
{
    lanes some;
    UNROLL
    for (int j = 0; j < LANES; j++) some.e[j] = j % 2 == 0 ? even : odd;
    return some.v;
}

/// (re + i im) v, for a vector of pairs.
vec times_complex(const E re, const E im, vec v)
{
    return re * v + alternating(-im, im) * swapped(v);
}
/// The same for real numbers, im = 0.
vec times_real(const E re, const E im, vec v)
{
    (void)im;
    return re * v;
}

/// Loads real numbers j .. j + count - 1, count <= LANES; the other lanes are 0.
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
