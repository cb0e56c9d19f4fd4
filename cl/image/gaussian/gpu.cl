// SPDX-License-Identifier: Apache-2.0
// gaussian/gpu.cl - blur an image by a Gaussian, one work-item per element.
//
//     y(x, y) = sum over i, j = -r .. r of  k[|i|] k[|j|] x(x + i, y + j)
//
// Method   The filter is separable; one launch does both passes. A group has a tile of neighbouring
//          elements of a few rows. Its items first sum up the columns of the tile, and of r pixels
//          to both sides of it, into local memory; neighbouring items read neighbours. Then each
//          item sums up its row from local memory. u8: column sums are exact 16-bit numbers, pixels
//          exact 24-bit ones, rounded once: the same bits as in gaussian/cpu.cl.
// Source   V. Podlozhnyuk, "Image Convolution with CUDA", NVIDIA 2007.
// Error    as in gaussian/cpu.cl
// Params   INDEX   reaches the images' ends plus the grid   int | long
// Launch   local (X, Y) of any size, global (elements of a row, rows) rounded up;
//          sums: Y rows of X + 2 r channels
// Check    -DINDEX=int
// Check    -DINDEX=long
#include "common/border.cl"

typedef union {
    ushort16 v;
    ushort e[16];
} u8_weights;
typedef union {
    float16 v;
    float e[16];
} f32_weights;

kernel void gaussian_u8(const int width, const int height, const int channels, const int radius,
                        const int edge, const uint value, const ushort16 weights,
                        global const uchar* restrict src, const INDEX src_at, const INDEX src_pitch,
                        global uchar* restrict dst, const INDEX dst_at, const INDEX dst_pitch,
                        local ushort* sums)
{
    const int reach = radius * channels, tile = get_local_size(0), item = get_local_id(0);
    const INDEX length = (INDEX)width * channels, start = (INDEX)get_group_id(0) * tile;
    const int y = get_global_id(1);
    const u8_weights k = {weights};
    local ushort* row = sums + get_local_id(1) * (tile + 2 * reach) + reach;

    for (int x = item - reach; x < tile + reach; x += tile) {
        const INDEX place = start + x + reach;  // not negative
        const int pixel = border_index(place / channels - radius, width, edge);
        const INDEX from = src_at + (INDEX)pixel * channels + place % channels;
        uint sum = 0;
        for (int j = -radius; j <= radius; j++) {
            const int line = border_index(y + j, height, edge);
            sum += k.e[abs(j)] * (pixel < 0 || line < 0 ? value : src[from + line * src_pitch]);
        }
        row[x] = sum;
    }
    barrier(CLK_LOCAL_MEM_FENCE);

    uint sum = 32768;
    for (int i = -radius; i <= radius; i++) sum += (uint)k.e[abs(i)] * row[item + i * channels];
    if (y < height && start + item < length) dst[dst_at + y * dst_pitch + start + item] = sum >> 16;
}

/// An element of a column, or the constant that stands for it.
float f32_at(global const float* column, const INDEX pitch, const int line, const float value)
{
    return line < 0 ? value : column[line * pitch];
}

kernel void gaussian_f32(const int width, const int height, const int channels, const int radius,
                         const int edge, const float value, const float16 weights,
                         global const float* restrict src, const INDEX src_at,
                         const INDEX src_pitch, global float* restrict dst, const INDEX dst_at,
                         const INDEX dst_pitch, local float* sums)
{
    const int reach = radius * channels, tile = get_local_size(0), item = get_local_id(0);
    const INDEX length = (INDEX)width * channels, start = (INDEX)get_group_id(0) * tile;
    const int y = get_global_id(1);
    const f32_weights k = {weights};
    local float* row = sums + get_local_id(1) * (tile + 2 * reach) + reach;

    for (int x = item - reach; x < tile + reach; x += tile) {
        const INDEX place = start + x + reach;  // not negative
        const int pixel = border_index(place / channels - radius, width, edge);
        row[x] = value;
        if (pixel < 0) continue;
        global const float* column = src + src_at + (INDEX)pixel * channels + place % channels;
        float sum = k.e[0] * f32_at(column, src_pitch, border_index(y, height, edge), value);
        for (int j = 1; j <= radius; j++) {
            const int above = border_index(y - j, height, edge);
            const int below = border_index(y + j, height, edge);
            sum = fma(
                k.e[j],
                f32_at(column, src_pitch, above, value) + f32_at(column, src_pitch, below, value),
                sum);
        }
        row[x] = sum;
    }
    barrier(CLK_LOCAL_MEM_FENCE);

    float sum = k.e[0] * row[item];
    for (int i = 1; i <= radius; i++)
        sum = fma(k.e[i], row[item - i * channels] + row[item + i * channels], sum);
    if (y < height && start + item < length) dst[dst_at + y * dst_pitch + start + item] = sum;
}
