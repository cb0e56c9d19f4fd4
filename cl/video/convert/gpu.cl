// SPDX-License-Identifier: Apache-2.0
// convert/gpu.cl - convert frames of YCbCr 4:2:0 to RGB and back, one work-item per 2 x 2 pixels.
//
//     R = L(Y) + rv V',  G = L(Y) + gu U' + gv V',  B = L(Y) + bu U',   U' = U - 128, V' = V - 128
//     Y = black + yr R + yg G + yb B,  U = 128 + ur r + ug g + ub b,  V = 128 + vr r + vg g + vb b,
//     with r, g, b the means of the 2 x 2 pixels that share a chroma sample
//
// Method   A work-item has one sample of U and V and the pixels that share it, so chroma is read,
//          and its terms computed, once. Neighbouring work-items have neighbouring blocks. The
//          arithmetic is that of the cpu kind, number by number: both give the same bits.
// Source   ITU-R BT.601-7, BT.709-6, BT.2020-2, ITU-T H.273 equations 38-40.
// Error    as in convert/cpu.cl: to RGB at most 0.57 of a code, from RGB 0.52.
// Params   STEP     bytes from one sample of U to the next: 2 (nv12) | 1 (i420)
//          INDEX    reaches every plane's end   int | long
// Launch   local any, global (at least (width + 1) / 2, at least (height + 1) / 2)
// Check    -DSTEP=2 -DINDEX=int
// Check    -DSTEP=1 -DINDEX=long
// x times a coefficient c in 64ths of a code: a whole number c.x plus c.y / 256.
int times(int x, short2 c) { return x * c.x + ((x * c.y) >> 8); }

// A sum in 64ths of a code, 18800 higher as in the cpu kind, becomes a code.
uchar code_of(int sum) { return (uchar)(clamp(sum - 18800, 0, 16383) >> 6); }

kernel void to_rgb(const int width, const int height, const ushort2 gain, const ushort black,
                   const short2 red, const short4 green, const short2 blue, const int bgr,
                   const int alpha, global const uchar* y, const INDEX y_at, const INDEX y_pitch,
                   global const uchar* u, const INDEX u_at, const INDEX u_pitch,
                   global const uchar* v, const INDEX v_at, const INDEX v_pitch, global uchar* rgb,
                   const INDEX rgb_at, const INDEX rgb_pitch)
{
    const int x = 2 * get_global_id(0), row = 2 * get_global_id(1);
    if (x >= width || row >= height) return;
    const int2 uv = (int2)(u[u_at + row / 2 * u_pitch + x / 2 * STEP],
                           v[v_at + row / 2 * v_pitch + x / 2 * STEP]) -
                    128;
    const int r = times(uv.y, red), b = times(uv.x, blue);
    const int add0 = bgr ? b : r, add2 = bgr ? r : b;
    const int add1 = times(uv.x, green.lo) + times(uv.y, green.hi);
    for (int j = row; j < min(row + 2, height); j++)
        for (int i = x; i < min(x + 2, width); i++) {
            const int code = y[y_at + j * y_pitch + i];
            const int light = code * gain.x + ((code * gain.y) >> 8) + black;
            vstore4((uchar4)(code_of(light + add0), code_of(light + add1), code_of(light + add2),
                             (uchar)alpha),
                    0, rgb + rgb_at + j * rgb_pitch + 4 * (INDEX)i);
        }
}

int weigh(int4 p, short4 c, int offset) { return p.x * c.x + p.y * c.y + p.z * c.z + offset; }

kernel void from_rgb(const int width, const int height, const short4 to_y, const int y_offset,
                     const short4 to_u, const short4 to_v, global const uchar* rgb,
                     const INDEX rgb_at, const INDEX rgb_pitch, global uchar* y, const INDEX y_at,
                     const INDEX y_pitch, global uchar* u, const INDEX u_at, const INDEX u_pitch,
                     global uchar* v, const INDEX v_at, const INDEX v_pitch)
{
    const int x = 2 * get_global_id(0), row = 2 * get_global_id(1);
    if (x >= width || row >= height) return;
    int4 sum = 0;
    for (int j = row; j < row + 2; j++)
        for (int i = x; i < x + 2; i++) {  // the last column and row of odd sizes count twice
            const INDEX at = rgb_at + min(j, height - 1) * rgb_pitch + 4 * (INDEX)min(i, width - 1);
            const int4 p = convert_int4(vload4(0, rgb + at));
            sum += p;
            if (j < height && i < width)
                y[y_at + j * y_pitch + i] = (uchar)(weigh(p, to_y, y_offset) >> 15);
        }
    const int offset = (128 << 17) + (1 << 16);
    u[u_at + row / 2 * u_pitch + x / 2 * STEP] = (uchar)min(weigh(sum, to_u, offset) >> 17, 255);
    v[v_at + row / 2 * v_pitch + x / 2 * STEP] = (uchar)min(weigh(sum, to_v, offset) >> 17, 255);
}
