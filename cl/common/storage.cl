// SPDX-License-Identifier: Apache-2.0
// storage.cl - reads numbers in memory as E, one, 4 or LANES at a time, and writes them.
//
// The functions of a format share a prefix: plain (E itself), half, bfloat (the upper half of a
// float), int. A kernel takes a prefix as a parameter and joins it: JOIN(FORMAT, _load)(from).
// The processor converts half, also on devices without half arithmetic; shifts of bits convert
// bfloat. Numbers are rounded to nearest, ties to even, when they are written.
// Params   E, LANES   as in common/vector.cl
#include "common/vector.cl"

E plain_read(global const E* from) { return *from; }
quad plain_read4(global const E* from) { return load_quad(from); }
vec plain_load(global const E* from) { return load(from); }
void plain_write(E x, global E* to) { *to = x; }
void plain_store(vec x, global E* to) { store(x, to); }

#if !IN_DOUBLE
typedef JOIN(uint, LANES) vec_bits;
typedef JOIN(ushort, LANES) vec_ushort;
typedef JOIN(int, LANES) vec_int;
typedef struct __attribute__((packed)) {
    ushort4 v;
} ushort4_anywhere;
typedef struct __attribute__((packed)) {
    vec_ushort v;
} vec_ushort_anywhere;
typedef struct __attribute__((packed)) {
    vec_int v;
} vec_int_anywhere;

float half_read(global const half* from) { return vload_half(0, from); }
quad half_read4(global const half* from) { return vload_half4(0, from); }
vec half_load(global const half* from) { return JOIN(vload_half, LANES)(0, from); }
void half_write(float x, global half* to) { vstore_half_rte(x, 0, to); }
void half_store(vec x, global half* to) { JOIN(JOIN(vstore_half, LANES), _rte)(x, 0, to); }

float bfloat_read(global const ushort* from) { return as_float((uint)*from << 16); }
quad bfloat_read4(global const ushort* from)
{
    return as_float4(convert_uint4(((global const ushort4_anywhere*)from)->v) << 16);
}
vec bfloat_load(global const ushort* from)
{
    const vec_ushort x = ((global const vec_ushort_anywhere*)from)->v;
    return JOIN(as_, JOIN(float, LANES))(JOIN(convert_uint, LANES)(x) << 16);
}
// Half a unit is added, or slightly less if the upper half is even: it carries if the number must
// be rounded up. In a NaN one bit is set so that it stays a NaN.
void bfloat_store(vec x, global ushort* to)
{
    const vec_bits bits = JOIN(as_uint, LANES)(x);
    const vec_bits rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
    const vec_bits y = x == x ? rounded : bits >> 16 | 64;
    ((global vec_ushort_anywhere*)to)->v = JOIN(convert_ushort, LANES)(y);
}
void bfloat_write(float x, global ushort* to)
{
    const uint bits = as_uint(x);
    *to = x == x ? (bits + 0x7fff + (bits >> 16 & 1)) >> 16 : bits >> 16 | 64;
}

int int_read(global const int* from) { return *from; }
vec_int int_load(global const int* from) { return ((global const vec_int_anywhere*)from)->v; }
void int_write(int x, global int* to) { *to = x; }
void int_store(vec_int x, global int* to) { ((global vec_int_anywhere*)to)->v = x; }
#endif
