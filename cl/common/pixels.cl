// SPDX-License-Identifier: Apache-2.0
// pixels.cl - loads and stores 32 pixels at any address, for kernels of the cpu kind.
//
// A packed structure means "a vector at an element's alignment" and is one instruction everywhere;
// vload16 of bytes becomes several on PoCL 3.1. Devices are little endian, so the left one of a
// pair of neighbours is in the low half.
typedef struct __attribute__((packed)) {
    uchar16 v;
} uchar16_anywhere;
typedef struct __attribute__((packed)) {
    ushort16 v;
} ushort16_anywhere;
typedef struct __attribute__((packed)) {
    uint4 v;
} uint4_anywhere;
typedef struct __attribute__((packed)) {
    uint16 v;
} uint16_anywhere;

uchar16 load_bytes16(global const uchar* from) { return ((global const uchar16_anywhere*)from)->v; }
void store_bytes16(uchar16 x, global uchar* to) { ((global uchar16_anywhere*)to)->v = x; }
/// 32 bytes as 16 pairs of neighbours.
ushort16 load_pairs(global const uchar* from) { return ((global const ushort16_anywhere*)from)->v; }
void store_pairs(ushort16 x, global uchar* to) { ((global ushort16_anywhere*)to)->v = x; }
/// 16 pixels of 4 bytes.
uint16 load_pixels(global const uchar* from) { return ((global const uint16_anywhere*)from)->v; }

// The low, or the high, pairs of each 128-bit half of two vectors, taken in turn. Each is one
// instruction, because nothing crosses the halves.
ushort16 zip_low(ushort16 a, ushort16 b)
{
    return (ushort16)(a.s0, b.s0, a.s1, b.s1, a.s2, b.s2, a.s3, b.s3, a.s8, b.s8, a.s9, b.s9, a.sa,
                      b.sa, a.sb, b.sb);
}
ushort16 zip_high(ushort16 a, ushort16 b)
{
    return (ushort16)(a.s4, b.s4, a.s5, b.s5, a.s6, b.s6, a.s7, b.s7, a.sc, b.sc, a.sd, b.sd, a.se,
                      b.se, a.sf, b.sf);
}
uint8 zip_low_pixels(uint8 a, uint8 b)
{
    return (uint8)(a.s0, b.s0, a.s1, b.s1, a.s4, b.s4, a.s5, b.s5);
}
uint8 zip_high_pixels(uint8 a, uint8 b)
{
    return (uint8)(a.s2, b.s2, a.s3, b.s3, a.s6, b.s6, a.s7, b.s7);
}

/// Makes 32 pixels of 4 bytes, 4 in a vector. The lanes of even_01 have channels 0 and 1 (low and
/// high byte) of the pixels at even places, those of even_23 channels 2 and 3. odd_01 and odd_23
/// have those of the other pixels.
void interleave(ushort16 even_01, ushort16 even_23, ushort16 odd_01, ushort16 odd_23, uint4* pixels)
{
    const uint8 even_low = as_uint8(zip_low(even_01, even_23));
    const uint8 even_high = as_uint8(zip_high(even_01, even_23));
    const uint8 odd_low = as_uint8(zip_low(odd_01, odd_23));
    const uint8 odd_high = as_uint8(zip_high(odd_01, odd_23));
    const uint8 fours[4] = {zip_low_pixels(even_low, odd_low), zip_high_pixels(even_low, odd_low),
                            zip_low_pixels(even_high, odd_high),
                            zip_high_pixels(even_high, odd_high)};
    UNROLL
    for (int i = 0; i < 4; i++) {
        pixels[i] = fours[i].lo;
        pixels[i + 4] = fours[i].hi;
    }
}
void store_pixels32(const uint4* pixels, global uchar* to)
{
    UNROLL
    for (int i = 0; i < 8; i++) ((global uint4_anywhere*)(to + 16 * i))->v = pixels[i];
}

/// The sums of the two pixels of each pair, for 16 pairs: pairs 0 .. 7 of a, then those of b. A
/// pixel consists of two numbers of up to 15 bits.
uint16 add_neighbours(uint16 a, uint16 b)
{
    const ulong8 x = as_ulong8(a), y = as_ulong8(b);
    return (uint16)(convert_uint8(x + (x >> (ulong8)32)), convert_uint8(y + (y >> (ulong8)32)));
}
