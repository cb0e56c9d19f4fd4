// SPDX-License-Identifier: Apache-2.0
// gemm/nvidia_warp.cl - the functions that the 32 items of a warp call together, in PTX.
//
//     multiply_tile(c, a, b)   c + a b, a tile of 16 x 8 of C, by one mma.sync
//     load_matrices(p)         ldmatrix: four 8 x 8 matrices of 16-bit halves of words. Item i
//                              gives the address of row i % 8 of matrix i / 8, 16 bytes; it gets
//                              word i % 4 of row i / 4 of each matrix
//     copy_async(to, from, n)  16 bytes into local memory: the first n are read, the others are 0
//     close_copies()           makes one batch of the copies begun since the last call
//     await_copies()           waits for this item's batches except the last STAGES - 2
//     of_partner(x)            the x of the item whose number differs in the lowest bit
//     rounded(words)           the words rounded as the instruction needs its factors
//
// Source   PTX ISA 7.0: "mma.m16n8k8", "m16n8k16", "m16n8k32", "ldmatrix", "cp.async", "shfl.sync"
// Params   A, B     elements of the factors     f16 | bf16 | f32 | s8, u8
//          STAGES   tiles in local memory       2 | 3
#define WARP_MEMORY

#define shape_f16 "m16n8k16"
#define shape_bf16 "m16n8k16"
#define shape_f32 "m16n8k8"
#define shape_s8 "m16n8k32"
#define shape_u8 "m16n8k32"
#define ptx_f16 "f16"
#define ptx_bf16 "bf16"
#define ptx_f32 "tf32"
#define ptx_s8 "s8"
#define ptx_u8 "u8"
#define ptx_sum_f32 "f32"
#define ptx_sum_s32 "s32"
#define kept_f32(c) "+f"(c)  // a sum, read and written in a register of its type
#define kept_s32(c) "+r"(c)
#define KEPT JOIN(kept_, SUM)

#define ADDRESS(p) ((uint)(size_t)(p))

static INLINE reals multiply_tile(reals c, const uint4 a, const uint2 b)
{
    number c0 = c.x, c1 = c.y, c2 = c.z, c3 = c.w;
    asm volatile(
        "mma.sync.aligned." JOIN(shape_, A) ".row.col." JOIN(ptx_sum_, SUM) "." JOIN(ptx_, A) "." JOIN(
            ptx_, B) "." JOIN(ptx_sum_,
                            SUM) " {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : KEPT(c0), KEPT(c1), KEPT(c2), KEPT(c3)
        : "r"(a.x), "r"(a.y), "r"(a.z), "r"(a.w), "r"(b.x), "r"(b.y));
    return (reals)(c0, c1, c2, c3);
}
static INLINE uint4 load_matrices(const local uint4* p)
{
    uint x, y, z, w;
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(x), "=r"(y), "=r"(z), "=r"(w)
                 : "r"(ADDRESS(p))
                 : "memory");
    return (uint4)(x, y, z, w);
}
static INLINE void copy_async(local uint4* to, const global void* from, const int bytes)
{
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                 :
                 : "r"(ADDRESS(to)), "l"(from), "r"(bytes)
                 : "memory");
}
static INLINE void close_copies(void) { asm volatile("cp.async.commit_group;" : : : "memory"); }
static INLINE void await_copies(void)
{
    asm volatile("cp.async.wait_group %0;" : : "n"(STAGES - 2) : "memory");
}
static INLINE uint of_partner(const uint x)
{
    uint y;
    asm volatile("shfl.sync.bfly.b32 %0, %1, 1, 31, 0xffffffff;" : "=r"(y) : "r"(x));
    return y;
}
#if JOIN(is_f32_, A)
static INLINE uint rounded_word(const uint x)
{
    uint y;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(y) : "f"(as_float(x)));
    return y;
}
static INLINE uint4 rounded(const uint4 x)
{
    return (uint4)(rounded_word(x.x), rounded_word(x.y), rounded_word(x.z), rounded_word(x.w));
}
#else
#define rounded(words) (words)
#endif
