// SPDX-License-Identifier: Apache-2.0
// gemm/nvidia_emulated.cl - the functions of nvidia_warp.cl for any device; slow, for tests.
//
// The kernel treats the factors as words. This file instead follows the tables of the PTX ISA,
// which say for each element which item of a warp holds it. So it checks the kernel.
// Params   A, B, STAGES   as in nvidia_warp.cl
#define WARP_MEMORY local uint warp_memory[GROUP * 6];
#define multiply_tile(c, a, b) multiply_tile_emulated(c, a, b, warp_memory)
#define load_matrices(p) load_matrices_emulated(p, warp_memory)
#define of_partner(x) of_partner_emulated(x, warp_memory)

// PTX ISA, "Matrix Fragments for mma.m16n8kK". With g = lane / 4 and t = lane % 4, register r of A
// holds elements of row g, or of row g + 8 if r is odd; r / 2 tells the half of the K columns. B is
// the same with rows and columns exchanged. In that half, t holds
//     2 columns, 2 t and 2 t + 1, of 16-bit numbers, K = 16
//     1 column, t, of tf32, K = 8
//     4 columns, 4 t to 4 t + 3, of bytes, K = 32
#define each_f16 2
#define each_bf16 2
#define each_f32 1
#define each_s8 4
#define each_u8 4
#define EACH JOIN(each_, A)
#define part_f16(word, i) vload_half(i, (const local half*)(word))
#define part_bf16(word, i) as_float((uint)((const local ushort*)(word))[i] << 16)
#define part_f32(word, i) as_float((word)[i])  // i is 0
#define part_s8(word, i) ((const local char*)(word))[i]
#define part_u8(word, i) ((const local uchar*)(word))[i]

static INLINE reals multiply_tile_emulated(const reals c, const uint4 a, const uint2 b,
                                           local uint* memory)
{
    const int lane = get_local_id(0) % 32;
    local uint* warp = memory + get_local_id(0) / 32 * 32 * 6;
    barrier(CLK_LOCAL_MEM_FENCE);
    warp[lane * 6] = a.x, warp[lane * 6 + 1] = a.y, warp[lane * 6 + 2] = a.z;
    warp[lane * 6 + 3] = a.w, warp[lane * 6 + 4] = b.x, warp[lane * 6 + 5] = b.y;
    barrier(CLK_LOCAL_MEM_FENCE);
    run sum;
    sum.v = c;
    for (int i = 0; i < 4; i++) {  // c0, c1 of row g, c2, c3 of g + 8; columns 2 t and 2 t + 1
        const int row = lane / 4 + i / 2 * 8, column = lane % 4 * 2 + i % 2;
        for (int s = 0; s < 8 * EACH; s++) {
            const int half_of_k = s / (4 * EACH), t = s % (4 * EACH) / EACH, part = s % EACH;
            const local uint* x = warp + (row % 8 * 4 + t) * 6 + row / 8 + 2 * half_of_k;
            const local uint* y = warp + (column * 4 + t) * 6 + 4 + half_of_k;
            sum.e[i] += (number)JOIN(part_, A)(x, part) * (number)JOIN(part_, B)(y, part);
        }
    }
    return sum.v;
}
static INLINE uint4 load_matrices_emulated(const local uint4* p, local uint* memory)
{
    const int item = get_local_id(0), lane = item % 32;
    local uint* where = memory + item / 32 * 64;
    barrier(CLK_LOCAL_MEM_FENCE);
    where[2 * lane] = (uint)(ulong)p, where[2 * lane + 1] = (uint)((ulong)p >> 32);
    barrier(CLK_LOCAL_MEM_FENCE);
    union {
        uint4 v;
        uint e[4];
    } x;
    for (int i = 0; i < 4; i++) {
        const int from = 8 * i + lane / 4;
        const ulong address = where[2 * from] | (ulong)where[2 * from + 1] << 32;
        x.e[i] = ((const local uint*)address)[lane % 4];
    }
    return x.v;
}
static INLINE void copy_async(local uint4* to, const global void* from, const int bytes)
{
    local uchar* y = (local uchar*)to;
    for (int i = 0; i < 16; i++) y[i] = i < bytes ? ((const global uchar*)from)[i] : 0;
}
#define close_copies()
#define await_copies()
static INLINE uint of_partner_emulated(const uint x, local uint* memory)
{
    barrier(CLK_LOCAL_MEM_FENCE);
    memory[get_local_id(0)] = x;
    barrier(CLK_LOCAL_MEM_FENCE);
    return memory[get_local_id(0) ^ 1];
}
#if JOIN(is_f32_, A)
// Rounds to 11 bits, ties away from 0, as cvt.rna.tf32.f32 does.
#define rounded(words) ((words) + 0x1000u & ~0x1fffu)
#else
#define rounded(words) (words)
#endif
