// SPDX-License-Identifier: Apache-2.0
// gaussian/cpu.cl - blur an image by a Gaussian, one work-item per band of rows.
//
//     y(x, y) = sum over i, j = -r .. r of  k[|i|] k[|j|] x(x + i, y + j)
//
// Method   The filter is separable. First the rows around an output row are summed into a private
//          row, in vectors along the row, for a block of columns and r pixels to both sides of it.
//          Then the private row is summed along the row. The choice of the row pointers and the
//          ends of the private row provide the pixels outside the image. Rows are walked whole,
//          block by block: in the order of memory. A last vector that does not fit is moved back
//          and overlaps its neighbour. u8: weights are n/256 and sum to 1, so a column sum is an
//          exact 16-bit number and a pixel an exact 24-bit one, rounded once. Two column sums are
//          made of 2 WORDS bytes in words: T = sum k (even + 256 odd) mod 2^16, and O of the odd
//          bytes; that of the even bytes is T - 256 O. Sums stay separate by parity, and are stored
//          as high and low bytes H and L, so that the row's sum, 256 sum k H + sum k L, needs only
//          16-bit products. If all weights are n/16 (sizes 3 and 5 by default), a pixel's sum
//          itself has 16 bits, and only H is needed.
// Source   Separable filters: R. Szeliski, "Computer Vision", 2nd ed., section 3.2.1. The u8
//          weights: fixed-point rounding that carries the error from the outside in, as in OpenCV
//          4.6.
// Error    u8: only the last rounding, half up. f32: |y - exact| <= (size + 6) u sum k k |x|,
//          u = 2^-24: a pass rounds r + 2 times, and its weights once.
// Params   RADIUS   r if it is compiled in      1 | 2 | 0: any up to 15
//          COARSE   u8: weights are n/16         1 | 0: n/256
//          LANES    floats in a vector          4 | 8 | 16
//          WORDS    16-bit lanes in a vector    8 | 16
//          INDEX    reaches the images' ends    int | long
// Launch   local (1), global (bands)
// Check    -DRADIUS=2 -DCOARSE=1 -DLANES=16 -DWORDS=16 -DINDEX=int
// Check    -DRADIUS=0 -DCOARSE=0 -DLANES=4 -DWORDS=8 -DINDEX=long
#include "common/border.cl"
#include "common/bytes.cl"
#include "common/launch.cl"

#define MOST_RADIUS 15  // the weights' vectors hold no more
#define MOST_TAPS (2 * MOST_RADIUS + 1)
#define MOST_REACH (4 * MOST_RADIUS)  // elements, of 4 channels
#define BLOCK 1024                    // elements of a row computed at a time
#define BATCH 4                       // vectors computed at once with one load of a weight

typedef union {
    ushort16 v;
    ushort e[16];
} u8_weights;
typedef union {
    float16 v;
    float e[16];
} f32_weights;

// ---- u8: 2 WORDS bytes per step

#define BYTES (2 * WORDS)
#define UNIT (COARSE ? 16 : 256)  // the sum of the weights
#define HALF (MOST_REACH + BLOCK / 2)

/// The column sums of a block. The sum of its element p - MOST_REACH is at [p % 2][p / 2].
typedef struct {
    ushort high[2][HALF], low[2][HALF];
} u8_sums;

void u8_put(u8_sums* sums, const int x, const ushort sum)
{
    const uint p = x + MOST_REACH;
    sums->high[p % 2][p / 2] = COARSE ? sum : sum >> 8;
    if (!COARSE) sums->low[p % 2][p / 2] = sum & 255;
}

uint u8_get(const u8_sums* sums, const int x)
{
    const uint p = x + MOST_REACH;
    if (COARSE) return sums->high[p % 2][p / 2];
    return 256u * sums->high[p % 2][p / 2] + sums->low[p % 2][p / 2];
}

/// The address of element x. Elements x, x + 2, ... follow one another there.
const ushort* every_second(const ushort (*rows)[HALF], const int x)
{
    const uint p = x + MOST_REACH;
    return rows[p % 2] + p / 2;
}

void u8_put_every_second(u8_sums* sums, const int x, const words sum)
{
    const uint p = x + MOST_REACH;
    store_words(sums->high[p % 2] + p / 2, COARSE ? sum : sum >> (ushort)8);
    if (!COARSE) store_words(sums->low[p % 2] + p / 2, sum & (ushort)255);
}

/// The column sum of one element.
ushort u8_column(const u8_weights* k, const int radius, global const uchar* const* rows,
                 const INDEX at)
{
    uint sum = k->e[0] * rows[radius][at];
    for (int j = 1; j <= radius; j++)
        sum += k->e[j] * ((uint)rows[radius - j][at] + rows[radius + j][at]);
    return sum;
}

/// Stores the column sums of BATCH vectors of bytes, from `at` on, to element x of the block.
void u8_columns(const u8_weights* k, const int radius, global const uchar* const* rows,
                const INDEX at, u8_sums* sums, const int x)
{
    words all[BATCH], odd[BATCH];
    UNROLL
    for (int v = 0; v < BATCH; v++) {
        const words center = load_bytes(rows[radius] + at + v * BYTES);
        all[v] = center * k->e[0];
        odd[v] = odd_bytes(center) * k->e[0];
    }
    for (int j = 1; j <= radius; j++) {
        global const uchar *above = rows[radius - j] + at, *below = rows[radius + j] + at;
        UNROLL
        for (int v = 0; v < BATCH; v++) {
            const words a = load_bytes(above + v * BYTES), b = load_bytes(below + v * BYTES);
            all[v] += (a + b) * k->e[j];
            odd[v] += (odd_bytes(a) + odd_bytes(b)) * k->e[j];
        }
    }
    UNROLL
    for (int v = 0; v < BATCH; v++) {
        u8_put_every_second(sums, x + v * BYTES, all[v] - (odd[v] << (ushort)8));
        u8_put_every_second(sums, x + v * BYTES + 1, odd[v]);
    }
}

/// The pixel of one element.
uchar u8_pixel(const u8_weights* k, const int radius, const int channels, const u8_sums* sums,
               const int x)
{
    uint sum = k->e[0] * u8_get(sums, x);
    for (int i = 1, by = channels; i <= radius; i++, by += channels)
        sum += k->e[i] * (u8_get(sums, x - by) + u8_get(sums, x + by));
    return (sum + UNIT * UNIT / 2) / (UNIT * UNIT);
}

/// Pixels x, x + 2, x + 4 ... of BATCH vectors of words, rounded, in the high bytes.
void u8_every_second_pixel(const u8_weights* k, const int radius, const int channels,
                           const u8_sums* sums, const int x, words* pixels)
{
    words high[BATCH], low[BATCH];
    UNROLL
    for (int v = 0; v < BATCH; v++) {
        high[v] = load_words(every_second(sums->high, x) + v * WORDS) * k->e[0];
        if (!COARSE) low[v] = load_words(every_second(sums->low, x) + v * WORDS) * k->e[0];
    }
    for (int i = 1, by = channels; i <= radius; i++, by += channels) {
        const ushort *high_left = every_second(sums->high, x - by),
                     *high_right = every_second(sums->high, x + by),
                     *low_left = every_second(sums->low, x - by),
                     *low_right = every_second(sums->low, x + by);
        UNROLL
        for (int v = 0, o = 0; v < BATCH; v++, o += WORDS) {
            high[v] += (load_words(high_left + o) + load_words(high_right + o)) * k->e[i];
            if (!COARSE) low[v] += (load_words(low_left + o) + load_words(low_right + o)) * k->e[i];
        }
    }
    UNROLL
    for (int v = 0; v < BATCH; v++)
        pixels[v] = (COARSE ? high[v] : high[v] + (low[v] >> (ushort)8)) + (ushort)128;
}

void u8_pixels(const u8_weights* k, const int radius, const int channels, const u8_sums* sums,
               const int x, global uchar* to)
{
    words even[BATCH], odd[BATCH];
    u8_every_second_pixel(k, radius, channels, sums, x, even);
    u8_every_second_pixel(k, radius, channels, sums, x + 1, odd);
    UNROLL
    for (int v = 0; v < BATCH; v++)
        store_bytes(to + v * BYTES, odd_bytes(even[v]) | (odd[v] & (ushort)0xff00));
}

/// The column sums of elements from .. to - 1 of the block, which lie outside the image.
void u8_outside(const u8_weights* k, const int radius, const int width, const int channels,
                const int edge, const uint value, global const uchar* const* rows,
                const INDEX start, const int left, const int right, u8_sums* sums, const int from,
                const int to)
{
    for (int x = from; x < to; x++) {
        const INDEX place = start + x + radius * channels;  // not negative
        const int pixel = border_index(place / channels - radius, width, edge);
        const INDEX at = (INDEX)pixel * channels + place % channels;
        u8_put(sums, x,
               pixel < 0                                  ? value * UNIT
               : at >= start + left && at < start + right ? u8_get(sums, at - start)
                                                          : u8_column(k, radius, rows, at));
    }
}

GROUP_SIZE(1, 1, 1)
kernel void gaussian_u8(const int width, const int height, const int channels, const int any_radius,
                        const int edge, const uint value, const ushort16 weights,
                        global const uchar* restrict src, const INDEX src_at, const INDEX src_pitch,
                        global uchar* restrict dst, const INDEX dst_at, const INDEX dst_pitch,
                        global const uchar* restrict outside, const INDEX outside_at)
{
    const int radius = RADIUS ? RADIUS : any_radius, reach = radius * channels;
    const INDEX length = (INDEX)width * channels;
    const INDEX blocks = (length + BLOCK - 1) / BLOCK, block = (length + blocks - 1) / blocks;
    const int bands = get_global_size(0), band = get_global_id(0);
    const int first = (long)height * band / bands, end = (long)height * (band + 1) / bands;
    const u8_weights k = {weights};
    global const uchar* rows[MOST_TAPS];
    u8_sums sums;

    for (int y = first; y < end; y++) {
        for (int j = -radius; j <= radius; j++) {
            const int line = border_index(y + j, height, edge);
            rows[radius + j] = line < 0 ? outside + outside_at : src + src_at + line * src_pitch;
        }
        for (INDEX start = 0; start < length; start += block) {
            const int count = min(block, length - start);
            const int left = -min((INDEX)reach, start);
            const int right = count + min((INDEX)reach, length - start - count);

            int x = left;
            for (; x < right && right - left >= BATCH * BYTES; x += BATCH * BYTES) {
                x = min(x, right - BATCH * BYTES);
                u8_columns(&k, radius, rows, start + x, &sums, x);
            }
            for (; x < right; x++) u8_put(&sums, x, u8_column(&k, radius, rows, start + x));
            u8_outside(&k, radius, width, channels, edge, value, rows, start, left, right, &sums,
                       -reach, left);
            u8_outside(&k, radius, width, channels, edge, value, rows, start, left, right, &sums,
                       right, count + reach);

            global uchar* to = dst + dst_at + y * dst_pitch + start;
            for (x = 0; x < count && count >= BATCH * BYTES; x += BATCH * BYTES) {
                x = min(x, count - BATCH * BYTES);
                u8_pixels(&k, radius, channels, &sums, x, to + x);
            }
            for (; x < count; x++) to[x] = u8_pixel(&k, radius, channels, &sums, x);
        }
    }
}

// ---- f32: LANES floats per step

typedef BYTES_VECTOR(float, LANES) floats;
typedef struct __attribute__((packed)) {
    floats v;
} floats_anywhere;

floats load_floats(const float* from) { return ((const floats_anywhere*)from)->v; }
floats load_global_floats(global const float* from)
{
    return ((global const floats_anywhere*)from)->v;
}

/// The column sum of one element.
float f32_column(const f32_weights* k, const int radius, global const float* const* rows,
                 const INDEX at)
{
    float sum = k->e[0] * rows[radius][at];
    for (int j = 1; j <= radius; j++)
        sum = fma(k->e[j], rows[radius - j][at] + rows[radius + j][at], sum);
    return sum;
}

/// The column sums of BATCH vectors from `at` on.
void f32_columns(const f32_weights* k, const int radius, global const float* const* rows,
                 const INDEX at, float* to)
{
    floats sum[BATCH];
    UNROLL
    for (int v = 0; v < BATCH; v++)
        sum[v] = load_global_floats(rows[radius] + at + v * LANES) * k->e[0];
    for (int j = 1; j <= radius; j++) {
        global const float *above = rows[radius - j] + at, *below = rows[radius + j] + at;
        UNROLL
        for (int v = 0, o = 0; v < BATCH; v++, o += LANES)
            sum[v] = fma((floats)k->e[j],
                         load_global_floats(above + o) + load_global_floats(below + o), sum[v]);
    }
    UNROLL
    for (int v = 0; v < BATCH; v++) ((floats_anywhere*)(to + v * LANES))->v = sum[v];
}

/// The pixel of one element, whose column sum is *sums.
float f32_pixel(const f32_weights* k, const int radius, const int channels, const float* sums)
{
    float sum = k->e[0] * sums[0];
    for (int i = 1, by = channels; i <= radius; i++, by += channels)
        sum = fma(k->e[i], sums[-by] + sums[by], sum);
    return sum;
}

void f32_pixels(const f32_weights* k, const int radius, const int channels, const float* sums,
                global float* to)
{
    floats sum[BATCH];
    UNROLL
    for (int v = 0; v < BATCH; v++) sum[v] = load_floats(sums + v * LANES) * k->e[0];
    for (int i = 1, by = channels; i <= radius; i++, by += channels) {
        const float *before = sums - by, *after = sums + by;
        UNROLL
        for (int v = 0, o = 0; v < BATCH; v++, o += LANES)
            sum[v] = fma((floats)k->e[i], load_floats(before + o) + load_floats(after + o), sum[v]);
    }
    UNROLL
    for (int v = 0; v < BATCH; v++) ((global floats_anywhere*)(to + v * LANES))->v = sum[v];
}

/// The column sums of elements from .. to - 1 of the block, which lie outside the image.
void f32_outside(const f32_weights* k, const int radius, const int width, const int channels,
                 const int edge, const float value, global const float* const* rows,
                 const INDEX start, const int left, const int right, float* sums, const int from,
                 const int to)
{
    for (int x = from; x < to; x++) {
        const INDEX place = start + x + radius * channels;  // not negative
        const int pixel = border_index(place / channels - radius, width, edge);
        const INDEX at = (INDEX)pixel * channels + place % channels;
        sums[x] = pixel < 0                                  ? value
                  : at >= start + left && at < start + right ? sums[at - start]
                                                             : f32_column(k, radius, rows, at);
    }
}

GROUP_SIZE(1, 1, 1)
kernel void gaussian_f32(const int width, const int height, const int channels,
                         const int any_radius, const int edge, const float value,
                         const float16 weights, global const float* restrict src,
                         const INDEX src_at, const INDEX src_pitch, global float* restrict dst,
                         const INDEX dst_at, const INDEX dst_pitch,
                         global const float* restrict outside, const INDEX outside_at)
{
    const int radius = RADIUS ? RADIUS : any_radius, reach = radius * channels;
    const INDEX length = (INDEX)width * channels;
    const INDEX blocks = (length + BLOCK - 1) / BLOCK, block = (length + blocks - 1) / blocks;
    const int bands = get_global_size(0), band = get_global_id(0);
    const int first = (long)height * band / bands, end = (long)height * (band + 1) / bands;
    const f32_weights k = {weights};
    global const float* rows[MOST_TAPS];
    float with_ends[MOST_REACH + BLOCK + MOST_REACH];
    float* sums = with_ends + MOST_REACH;

    for (int y = first; y < end; y++) {
        for (int j = -radius; j <= radius; j++) {
            const int line = border_index(y + j, height, edge);
            rows[radius + j] = line < 0 ? outside + outside_at : src + src_at + line * src_pitch;
        }
        for (INDEX start = 0; start < length; start += block) {
            const int count = min(block, length - start);
            const int left = -min((INDEX)reach, start);
            const int right = count + min((INDEX)reach, length - start - count);

            int x = left;
            for (; x < right && right - left >= BATCH * LANES; x += BATCH * LANES) {
                x = min(x, right - BATCH * LANES);
                f32_columns(&k, radius, rows, start + x, sums + x);
            }
            for (; x < right; x++) sums[x] = f32_column(&k, radius, rows, start + x);
            f32_outside(&k, radius, width, channels, edge, value, rows, start, left, right, sums,
                        -reach, left);
            f32_outside(&k, radius, width, channels, edge, value, rows, start, left, right, sums,
                        right, count + reach);

            global float* to = dst + dst_at + y * dst_pitch + start;
            for (x = 0; x < count && count >= BATCH * LANES; x += BATCH * LANES) {
                x = min(x, count - BATCH * LANES);
                f32_pixels(&k, radius, channels, sums + x, to + x);
            }
            for (; x < count; x++) to[x] = f32_pixel(&k, radius, channels, sums + x);
        }
    }
}
