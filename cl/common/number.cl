// SPDX-License-Identifier: Apache-2.0
// number.cl - converts numbers between their type in memory and the type of sums. An element E
// names the macros:
//
//     memory_E   the type that E has in memory             memory_bf16    ushort
//     number_E   the type of a number of SUM in a register  number_c32    float2
//     reals_E    16 bytes of such numbers: RUN of them     reals_c32      float4
//     load_E     loads one number                          load_bf16(p)
//     run_E      loads RUN neighbours, at RUN times E's alignment
//     keep_E, keep_run_E   store one, or a run, rounded to nearest, ties to even
//
// They are macros, so that the compiler never sees types that a device does not have. There is also
// arithmetic on runs; the first factor is one number:
//     multiply(a, x)          a x
//     multiply_add(a, x, y)   a x + y; multiply_add_24: for integers of 24 bits at most
// Params   SUM   element type of the sums   f32 | f64 | c32 | c64 | s32
#include "common/join.cl"

#define memory_f32 float
#define memory_f64 double
#define memory_c32 float2
#define memory_c64 double2
#define memory_s32 int
#define memory_f16 half
#define memory_bf16 ushort
#define memory_s8 char
#define memory_u8 uchar

#define number_f32 float
#define number_f64 double
#define number_c32 float2
#define number_c64 double2
#define number_s32 int
#define reals_f32 float4
#define reals_f64 double2
#define reals_c32 float4
#define reals_c64 double2
#define reals_s32 int4
#define bits_f32 int4
#define bits_f64 long2

// A macro and no typedef, because kernels tell the host the names of their parameters' types.
#define number JOIN(number_, SUM)
typedef JOIN(reals_, SUM) reals;
#define RUN ((int)(sizeof(reals) / sizeof(number)))

// One number.
#define load_f32(p) (*(p))
#define load_f64(p) (*(p))
#define load_c32(p) (*(p))
#define load_c64(p) (*(p))
#define load_s32(p) (*(p))
#define load_f16(p) vload_half(0, p)
#define load_bf16(p) as_float((uint) * (p) << 16)
#define load_s8(p) (*(p))
#define load_u8(p) (*(p))

#define keep_f32(x, p) (*(p) = (x))
#define keep_f64(x, p) (*(p) = (x))
#define keep_c32(x, p) (*(p) = (x))
#define keep_c64(x, p) (*(p) = (x))
#define keep_s32(x, p) (*(p) = (x))
#define keep_f16(x, p) vstore_half_rte(x, 0, p)
#define keep_bf16(x, p) (*(p) = bf16_of(x))

// RUN numbers with one instruction.
#define run_f32(p) (*(global const float4*)(p))
#define run_f64(p) (*(global const double2*)(p))
#define run_c32(p) (*(global const float4*)(p))
#define run_c64(p) (*(p))
#define run_s32(p) (*(global const int4*)(p))
#define run_f16(p) vloada_half4(0, p)
#define run_bf16(p) as_float4(convert_uint4(*(global const ushort4*)(p)) << 16)
#define run_s8(p) convert_int4(*(global const char4*)(p))
#define run_u8(p) convert_int4(*(global const uchar4*)(p))

#define keep_run_f32(x, p) (*(global float4*)(p) = (x))
#define keep_run_f64(x, p) (*(global double2*)(p) = (x))
#define keep_run_c32(x, p) (*(global float4*)(p) = (x))
#define keep_run_c64(x, p) (*(p) = (x))
#define keep_run_s32(x, p) (*(global int4*)(p) = (x))
#define keep_run_f16(x, p) vstorea_half4_rte(x, 0, p)
#define keep_run_bf16(x, p) (*(global ushort4*)(p) = bf16_run_of(x))

// The upper half of a float, rounded to nearest, ties to even. A NaN stays a NaN.
ushort bf16_of(const float x)
{
    const uint bits = as_uint(x);
    return isnan(x) ? bits >> 16 | 64 : (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}
ushort4 bf16_run_of(const float4 x)
{
    return (ushort4)(bf16_of(x.x), bf16_of(x.y), bf16_of(x.z), bf16_of(x.w));
}

#define is_complex_f32 0
#define is_complex_f64 0
#define is_complex_s32 0
#define is_complex_c32 1
#define is_complex_c64 1
#define is_integer_f32 0
#define is_integer_f64 0
#define is_integer_c32 0
#define is_integer_c64 0
#define is_integer_s32 1
// A run and its numbers. (No union: with vectors of two sizes it compiles to 128-bit integers.)
#if JOIN(is_complex_, SUM)
typedef struct {
    reals v;
} run;
#define get_c32(x, i) ((i) == 0 ? (x).v.lo : (x).v.hi)
#define put_c32(x, i, one) ((i) == 0 ? ((x).v.lo = (one)) : ((x).v.hi = (one)))
#define get_c64(x, i) ((x).v)
#define put_c64(x, i, one) ((x).v = (one))
#define get JOIN(get_, SUM)
#define put JOIN(put_, SUM)
#else
typedef union {
    reals v;
    number e[sizeof(reals) / sizeof(number)];
} run;
#define get(x, i) ((x).e[i])
#define put(x, i, one) ((x).e[i] = (one))
#endif

// A number times a run.
#if JOIN(is_integer_, SUM)
reals multiply(const number a, const reals b) { return (reals)a * b; }
reals multiply_add(const number a, const reals b, const reals c) { return (reals)a * b + c; }
reals multiply_add_24(const number a, const reals b, const reals c)
{
    return mad24((reals)a, b, c);
}
reals conjugated(const reals x) { return x; }
bool is_zero(const number x) { return x == 0; }
#elif JOIN(is_complex_, SUM)
#define conjugated_c32(of) ((of) * (float4)(1, -1, 1, -1))
#define conjugated_c64(of) ((of) * (double2)(1, -1))
#define turned_c32(of) ((float4)(-(of).y, (of).x, -(of).w, (of).z))  // times i
#define turned_c64(of) ((double2)(-(of).y, (of).x))
reals conjugated(const reals x) { return JOIN(conjugated_, SUM)(x); }
reals multiply_add(const number a, const reals b, const reals c)
{
    return fma((reals)a.y, JOIN(turned_, SUM)(b), fma((reals)a.x, b, c));
}
reals multiply(const number a, const reals b) { return multiply_add(a, b, 0); }
bool is_zero(const number x) { return x.x == 0 && x.y == 0; }
bool is_one(const number x) { return x.x == 1 && x.y == 0; }
#else
reals multiply(const number a, const reals b) { return a * b; }
reals multiply_add(const number a, const reals b, const reals c) { return fma((reals)a, b, c); }
reals conjugated(const reals x) { return x; }
bool is_zero(const number x) { return x == 0; }
#endif
#if !JOIN(is_integer_, SUM)
#define multiply_add_24 multiply_add
#endif
