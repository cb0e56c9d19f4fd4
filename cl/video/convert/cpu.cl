// SPDX-License-Identifier: Apache-2.0
// convert/cpu.cl - convert frames of YCbCr 4:2:0 to RGB and back, one work-item per band of rows.
//
//     R = L(Y) + rv V',  G = L(Y) + gu U' + gv V',  B = L(Y) + bu U',   U' = U - 128, V' = V - 128
//     Y = black + yr R + yg G + yb B,  U = 128 + ur r + ug g + ub b,  V = 128 + vr r + vg g + vb b,
//     with r, g, b the means of the 2 x 2 pixels that share a chroma sample
//
// Method   Two rows that share their chroma are taken at a time, in blocks of 32 pixels. The rest
//          of a row goes through a private copy of a block. To RGB: lanes have 16 bits; a pair of
//          neighbours lies in a lane, and mask and shift take it apart; the chroma terms are
//          computed once for 4 pixels. From RGB: lanes have 32 bits, in which a product of 16-bit
//          numbers is one instruction; red and blue of the 4 pixels are added in the two halves of
//          one number.
// Source   ITU-R BT.601-7, BT.709-6, BT.2020-2, ITU-T H.273 equations 38-40; lanes after libyuv.
// Error    to RGB, in 64ths of a code: luma is at most 1.5 too low, each chroma term 1.25, so a
//          result differs from the exact one by at most 0.57 of a code. From RGB, in units of
//          2^-15: at most 0.5 + 3 * 255 * 2^-16 = 0.52 of a code.
// Params   LOAD     load_interleaved | load_planar: 16 samples of U and V
//          STORE    store_interleaved | store_planar
//          STEP     bytes from one sample of U to the next: 2 | 1
//          INDEX    reaches every plane's end, 32 pixels beyond                int | long
// Launch   local (1), global (G)
// Check    -DLOAD=load_interleaved -DSTORE=store_interleaved -DSTEP=2 -DINDEX=int
// Check    -DLOAD=load_planar -DSTORE=store_planar -DSTEP=1 -DINDEX=long
#include "common/launch.cl"
#include "common/pixels.cl"

// ---- chroma of 32 pixels: 16 samples of U and of V

// As in nv12: U and V alternate in one plane; v points to the byte after u.
void load_interleaved(global const uchar* u, global const uchar* v, ushort16* us, ushort16* vs)
{
    (void)v;
    const ushort16 pairs = load_pairs(u);
    *us = pairs & (ushort)255;
    *vs = pairs >> (ushort)8;
}
void store_interleaved(ushort16 us, ushort16 vs, global uchar* u, global uchar* v)
{
    (void)v;
    store_pairs(us | vs << (ushort)8, u);
}

// As in i420: U and V have a plane each.
void load_planar(global const uchar* u, global const uchar* v, ushort16* us, ushort16* vs)
{
    *us = convert_ushort16(load_bytes16(u));
    *vs = convert_ushort16(load_bytes16(v));
}
void store_planar(ushort16 us, ushort16 vs, global uchar* u, global uchar* v)
{
    store_bytes16(convert_uchar16(us), u);
    store_bytes16(convert_uchar16(vs), v);
}

// ---- to RGB

// x times a coefficient c in 64ths of a code: a whole number c.x plus c.y / 256.
short16 times(short16 x, short2 c) { return x * c.x + ((x * c.y) >> (short)8); }

// Sums in 64ths of a code become codes in the bytes of a lane. Sums are kept 18800 higher, so that
// none is negative: the least, of blue in limited BT.2020, is -64 (18.63 + 274.15), the greatest
// 64 (278.2 + 272.0).
#define ZERO ((ushort)18800)
ushort16 kept_in(ushort16 sum) { return min(max(sum, (ushort16)ZERO) - ZERO, (ushort16)16383); }
ushort16 low_code(ushort16 sum) { return kept_in(sum) >> (ushort)6; }
ushort16 high_code(ushort16 sum) { return (kept_in(sum) << (ushort)2) & (ushort)0xff00; }

// The terms that chroma adds to channels 0, 1, 2 of the pixels that share it: red, green, blue, or
// the reverse.
void tint_of(ushort16 us, ushort16 vs, short2 red, short4 green, short2 blue, int bgr,
             ushort16* add)
{
    const short16 u = as_short16(us) - (short)128, v = as_short16(vs) - (short)128;
    const ushort16 r = as_ushort16(times(v, red)), b = as_ushort16(times(u, blue));
    add[0] = bgr ? b : r;
    add[1] = as_ushort16(times(u, green.lo) + times(v, green.hi));
    add[2] = bgr ? r : b;
}

// The light of 16 pixels from their Y, in 64ths of a code, minus that of black, and ZERO higher.
ushort16 light_of(ushort16 y, ushort2 gain, ushort black)
{
    return y * gain.x + ((y * gain.y) >> (ushort)8) + black;
}

// 32 pixels of a row, 4 in a vector, from their Y and their tint.
void paint(ushort16 y, const ushort16* add, ushort2 gain, ushort black, ushort alpha, uint4* pixels)
{
    const ushort16 even = light_of(y & (ushort)255, gain, black);
    const ushort16 odd = light_of(y >> (ushort)8, gain, black);
    interleave(low_code(even + add[0]) | high_code(even + add[1]), low_code(even + add[2]) | alpha,
               low_code(odd + add[0]) | high_code(odd + add[1]), low_code(odd + add[2]) | alpha,
               pixels);
}

GROUP_SIZE(1, 1, 1)
kernel void to_rgb(const int width, const int height, const ushort2 gain, const ushort black,
                   const short2 red, const short4 green, const short2 blue, const int bgr,
                   const int alpha, global const uchar* y, const INDEX y_at, const INDEX y_pitch,
                   global const uchar* u, const INDEX u_at, const INDEX u_pitch,
                   global const uchar* v, const INDEX v_at, const INDEX v_pitch, global uchar* rgb,
                   const INDEX rgb_at, const INDEX rgb_pitch)
{
    const int pairs = height / 2 + height % 2;
    const int bands = get_global_size(0), g = get_global_id(0);
    const ushort opaque = (ushort)(alpha << 8);
    for (int pair = (int)((long)pairs * g / bands); pair < (int)((long)pairs * (g + 1) / bands);
         pair++) {
        const int rows = min(2, height - 2 * pair);
        global const uchar* light = y + y_at + 2 * pair * y_pitch;
        global const uchar* us_at = u + u_at + pair * u_pitch;
        global const uchar* vs_at = v + v_at + pair * v_pitch;
        global uchar* to = rgb + rgb_at + 2 * pair * rgb_pitch;
        int x = 0;
        ushort16 us, vs;
        ushort16 add[3];
        for (; x + 32 <= width; x += 32) {
            LOAD(us_at + x / 2 * STEP, vs_at + x / 2 * STEP, &us, &vs);
            tint_of(us, vs, red, green, blue, bgr, add);
            for (int row = 0; row < rows; row++) {
                uint4 pixels[8];
                paint(load_pairs(light + row * y_pitch + x), add, gain, black, opaque, pixels);
                store_pixels32(pixels, to + row * rgb_pitch + 4 * (INDEX)x);
            }
        }
        if (x == width) continue;

        const int left = width - x;  // below 32; the pixels after it are filled in
        union {
            ushort16 v;
            ushort e[16];
        } rest_u, rest_v;
        for (int i = 0; i < 16; i++) {
            rest_u.e[i] = 2 * i < left ? us_at[(x / 2 + i) * STEP] : 128;
            rest_v.e[i] = 2 * i < left ? vs_at[(x / 2 + i) * STEP] : 128;
        }
        tint_of(rest_u.v, rest_v.v, red, green, blue, bgr, add);
        for (int row = 0; row < rows; row++) {
            union {
                ushort16 v;
                uchar e[32];
            } ys;
            for (int i = 0; i < 32; i++) ys.e[i] = i < left ? light[row * y_pitch + x + i] : 0;
            union {
                uint4 v[8];
                uchar e[128];
            } out;
            paint(ys.v, add, gain, black, opaque, out.v);
            for (int i = 0; i < 4 * left; i++) to[row * rgb_pitch + 4 * (INDEX)x + i] = out.e[i];
        }
    }
}

// ---- from RGB

// Channels 0, 1, 2 times their coefficients, which are in units of 2^-15, plus an offset.
int16 weigh(uint16 c0, uint16 c1, uint16 c2, short4 c, int offset)
{
    return as_int16(c0) * (int)c.x + as_int16(c1) * (int)c.y + as_int16(c2) * (int)c.z + offset;
}

uchar16 luma_of(uint16 p, short4 c, int offset)
{
    return convert_uchar16(weigh(p & 255, (p >> 8) & 255, (p >> 16) & 255, c, offset) >> 15);
}

// The chroma of 32 x 2 pixels, which are given as 16 + 16 of each row.
void chroma_of(uint16 a, uint16 b, uint16 c, uint16 d, short4 to_u, short4 to_v, ushort16* us,
               ushort16* vs)
{
    const uint16 low =
        add_neighbours((a & 0xff00ff) + (c & 0xff00ff), (b & 0xff00ff) + (d & 0xff00ff));
    const uint16 high = add_neighbours(((a >> 8) & 0xff00ff) + ((c >> 8) & 0xff00ff),
                                       ((b >> 8) & 0xff00ff) + ((d >> 8) & 0xff00ff));
    const int offset = (128 << 17) + (1 << 16);
    const uint16 c0 = low & 1023, c1 = high & 1023, c2 = (low >> 16) & 1023;
    *us = convert_ushort16(min(weigh(c0, c1, c2, to_u, offset) >> 17, (int16)255));
    *vs = convert_ushort16(min(weigh(c0, c1, c2, to_v, offset) >> 17, (int16)255));
}

GROUP_SIZE(1, 1, 1)
kernel void from_rgb(const int width, const int height, const short4 to_y, const int y_offset,
                     const short4 to_u, const short4 to_v, global const uchar* rgb,
                     const INDEX rgb_at, const INDEX rgb_pitch, global uchar* y, const INDEX y_at,
                     const INDEX y_pitch, global uchar* u, const INDEX u_at, const INDEX u_pitch,
                     global uchar* v, const INDEX v_at, const INDEX v_pitch)
{
    const int pairs = height / 2 + height % 2;
    const int bands = get_global_size(0), g = get_global_id(0);
    for (int pair = (int)((long)pairs * g / bands); pair < (int)((long)pairs * (g + 1) / bands);
         pair++) {
        // The last row of an odd height is its own partner.
        const INDEX second = 2 * pair + 1 < height ? 1 : 0;
        global const uchar* upper = rgb + rgb_at + 2 * pair * rgb_pitch;
        global const uchar* lower = upper + second * rgb_pitch;
        global uchar* light = y + y_at + 2 * pair * y_pitch;
        global uchar* light_below = light + second * y_pitch;
        global uchar* blue = u + u_at + pair * u_pitch;
        global uchar* red = v + v_at + pair * v_pitch;
        int x = 0;
        ushort16 us, vs;
        for (; x + 32 <= width; x += 32) {
            const uint16 a = load_pixels(upper + 4 * (INDEX)x);
            const uint16 b = load_pixels(upper + 4 * (INDEX)x + 64);
            const uint16 c = load_pixels(lower + 4 * (INDEX)x);
            const uint16 d = load_pixels(lower + 4 * (INDEX)x + 64);
            store_bytes16(luma_of(a, to_y, y_offset), light + x);
            store_bytes16(luma_of(b, to_y, y_offset), light + x + 16);
            store_bytes16(luma_of(c, to_y, y_offset), light_below + x);
            store_bytes16(luma_of(d, to_y, y_offset), light_below + x + 16);
            chroma_of(a, b, c, d, to_u, to_v, &us, &vs);
            STORE(us, vs, blue + x / 2 * STEP, red + x / 2 * STEP);
        }
        if (x == width) continue;

        union {
            uint16 v[2];
            uchar4 e[32];
        } above, below;
        for (int i = 0; i < 32; i++) {  // the last column of an odd width is its own partner
            const INDEX at = 4 * (INDEX)min(x + i, width - 1);
            above.e[i] = vload4(0, upper + at);
            below.e[i] = vload4(0, lower + at);
        }
        union {
            uchar16 v[4];
            uchar e[2][32];
        } ys;
        ys.v[0] = luma_of(above.v[0], to_y, y_offset);
        ys.v[1] = luma_of(above.v[1], to_y, y_offset);
        ys.v[2] = luma_of(below.v[0], to_y, y_offset);
        ys.v[3] = luma_of(below.v[1], to_y, y_offset);
        for (int i = 0; i < width - x; i++) {
            light[x + i] = ys.e[0][i];
            light_below[x + i] = ys.e[1][i];
        }
        union {
            ushort16 v[2];
            ushort e[2][16];
        } uvs;
        chroma_of(above.v[0], above.v[1], below.v[0], below.v[1], to_u, to_v, &uvs.v[0], &uvs.v[1]);
        for (int i = 0; 2 * i < width - x; i++) {
            blue[(x / 2 + i) * STEP] = (uchar)uvs.e[0][i];
            red[(x / 2 + i) * STEP] = (uchar)uvs.e[1][i];
        }
    }
}
