// SPDX-License-Identifier: Apache-2.0
// vector.cl - vectors of LANES elements at any address, for kernels of the cpu kind.
// Params   E         element type           float | double | int | long
//          LANES     elements of a vector   2 | 4 | 8 | 16
//          PREFETCH  optional, 1: __builtin_prefetch works, even if the compiler makes SPIR
//
// A cast to a pointer to vectors promises the vector's alignment, which a view does not have.
// vload16 promises no alignment, and becomes 16 loads on PoCL 3.1. A packed structure means "a
// vector at an element's alignment" and is one instruction everywhere (OpenCL C 1.2, 6.11.1).
#include "common/join.cl"

typedef JOIN(E, LANES) vec;
typedef JOIN(E, 4) quad;
typedef union {
    vec v;
    E e[LANES];
} lanes;  // a vector, or its elements one by one

typedef struct __attribute__((packed)) {
    vec v;
} vec_anywhere;
typedef struct __attribute__((packed)) {
    quad v;
} quad_anywhere;

vec load(global const E* from) { return ((global const vec_anywhere*)from)->v; }
void store(vec x, global E* to) { ((global vec_anywhere*)to)->v = x; }
quad load_quad(global const E* from) { return ((global const quad_anywhere*)from)->v; }
void store_quad(quad x, global E* to) { ((global quad_anywhere*)to)->v = x; }

// The first n elements of a vector, n < LANES; the others are `rest`, or are not stored.
vec load_some(global const E* from, const int n, const E rest)
{
    lanes part;
    for (int j = 0; j < LANES; j++) part.e[j] = j < n ? from[j] : rest;
    return part.v;
}
void store_some(vec x, global E* to, const int n)
{
    const lanes part = {x};
    for (int j = 0; j < n; j++) to[j] = part.e[j];
}

// Stores past the caches need an address that is a multiple of a vector. A line that is written
// whole need not be read before: a third of a copy's traffic, if the result exceeds the caches.
bool is_vector_at(global const E* p) { return (size_t)p % sizeof(vec) == 0; }
int elements_to_vector(global const E* p)
{
    return (sizeof(vec) - (size_t)p) % sizeof(vec) / sizeof(E);
}
#if defined(__has_builtin)
#if __has_builtin(__builtin_nontemporal_store)
#define HAS_STORE_PAST 1
#endif
#endif
#if HAS_STORE_PAST
void store_past(vec x, global E* to) { __builtin_nontemporal_store(x, (global vec*)to); }
#else
void store_past(vec x, global E* to) { *(global vec*)to = x; }
#endif

// Hints that bring the cache line of an address closer, to be read or to be written. They cannot
// fault. OpenCL's own prefetch() emits nothing on PoCL 3.1 and Intel's runtime. The compiler's
// builtin becomes an instruction if the compiler's target is the processor, also by way of SPIR.
// Oclgrind and Mesa, which interpret or translate SPIR, fail on it. So through SPIR it needs the
// host's PREFETCH=1.
#if PREFETCH || !(defined(__SPIR__) || defined(__SPIR64__))
void touch(global const E* p) { __builtin_prefetch(p); }
void touch_to_write(global E* p) { __builtin_prefetch(p, 1); }
#else
void touch(global const E* p) { prefetch(p, 1); }
void touch_to_write(global E* p) { prefetch(p, 1); }
#endif
