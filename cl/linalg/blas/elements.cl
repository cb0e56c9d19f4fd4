// SPDX-License-Identifier: Apache-2.0
// elements.cl - the kernels of blas that treat every element alike, for both kinds.
//
//     move       strides away, and back        combine    y = alpha (sums of products) + beta y
//     expand     symmetric to full             merge      C = P + beta C, a triangle
//
// Method   The kinds differ in the share of a work-item: a band of a line or rows of a square
//          (cpu), an element (gpu).
// Source   as in cpu.cl and gpu.cl, which include this file
// Error    Each sum of d terms within gamma_(PARTS d + 10) sum |a||x|, part by part.
// Params   E       type of a part                       float | double
//          PARTS   1: real, 2: complex                  1 | 2
//          TILE    gpu kind: work-items by work-items   0 | 8 | 16
//          INDEX   reaches every address                int | long
// Launch   cpu: local (1), global (items), (rows). gpu: local (TILE*TILE), (TILE, TILE) of a square
// Check    -DE=float -DPARTS=1 -DTILE=0 -DINDEX=int
// Check    -DE=double -DPARTS=2 -DTILE=16 -DINDEX=long
#include "common/launch.cl"
#include "common/numbers.cl"
#include "common/rows.cl"

// The share of a work-item: elements of a line, or rows and columns of a square.
typedef struct {
    INDEX first, end;
} range;
#if TILE  // the gpu kind: an element
#define OVER_LINE GROUP_SIZE(TILE* TILE, 1, 1)
#define OVER_SQUARE GROUP_SIZE(TILE, TILE, 1)
range my_share(const INDEX n, const int dimension)
{
    const INDEX i = get_global_id(dimension);
    const range r = {i, min(i + 1, n)};
    return r;
}
range my_elements(const INDEX n) { return my_share(n, 0); }
range my_rows(const INDEX n) { return my_share(n, 1); }
range my_columns(const INDEX n) { return my_share(n, 0); }
#else  // the cpu kind: a band
#define OVER_LINE GROUP_SIZE(1, 1, 1)
#define OVER_SQUARE GROUP_SIZE(1, 1, 1)
range my_elements(const INDEX n)
{
    const INDEX items = get_global_size(0), length = (n + items - 1) / items;
    const INDEX first = get_global_id(0) * length;
    const range r = {first, min(n, first + length)};
    return r;
}
range my_rows(const INDEX n) { return my_elements(n); }
range my_columns(const INDEX n)
{
    const range r = {0, n};
    return r;
}
#endif

/// y = alpha sum + beta y. If beta is 0, y is not read.
void put(global E* y, const number sum, const number alpha, const number beta)
{
    number z = times(alpha, sum);
    if (beta.x != 0 || beta.y != 0) z = plus(z, times(beta, get(y)));
    set(y, z);
}

/// Element (i, i) of a symmetric or Hermitian matrix.
number diagonal_of(const INDEX i, const rows r, global const E* a, const int diagonal)
{
    number d = get(a + (row_start(i, r) + i) * PARTS);
    if (diagonal == real_once) d.y = 0;
    return d;
}

/// to[i * to_step] = from[i * from_step].
OVER_LINE
kernel void move(const INDEX n, global const E* from, const INDEX from_at, const INDEX from_step,
                 global E* to, const INDEX to_at, const INDEX to_step)
{
    const range mine = my_elements(n);
    for (INDEX i = mine.first; i < mine.end; i++)
        set(to + (to_at + i * to_step) * PARTS, get(from + (from_at + i * from_step) * PARTS));
}

/// y = alpha (sum of `vectors` vectors) + beta y.
OVER_LINE
kernel void combine(const INDEX n, const INDEX vectors, const E alpha_re, const E alpha_im,
                    const E beta_re, const E beta_im, global const E* sums, const INDEX sums_at,
                    global E* y, const INDEX y_at, const INDEX y_step)
{
    const range mine = my_elements(n);
    for (INDEX i = mine.first; i < mine.end; i++) {
        number sum = number_of(0, 0);
        for (INDEX v = 0; v < vectors; v++)
            sum = plus(sum, get(sums + (sums_at + v * n + i) * PARTS));
        put(y + (y_at + i * y_step) * PARTS, sum, number_of(alpha_re, alpha_im),
            number_of(beta_re, beta_im));
    }
}

/// Makes `full` from a symmetric or Hermitian matrix of which one triangle is stored.
OVER_SQUARE
kernel void expand(const INDEX n, const int upper, const int hermitian, global const E* a,
                   const INDEX a_at, const INDEX ld, global E* full, const INDEX full_at)
{
    const range mine = my_rows(n), columns = my_columns(n);
    for (INDEX i = mine.first; i < mine.end; i++)
        for (INDEX j = columns.first; j < columns.end; j++) {
            const int stored = upper ? i <= j : i >= j;
            const INDEX place = stored ? i * ld + j : j * ld + i;
            number z = conjugate_if(hermitian && !stored, get(a + (a_at + place) * PARTS));
            if (hermitian && i == j) z.y = 0;
            set(full + (full_at + i * n + j) * PARTS, z);
        }
}

/// C = P + beta C in one triangle; if `twice`, P + P^T (or P^H) + beta C. P is not read if
/// `scale_only`; C is not read if beta is 0.
OVER_SQUARE
kernel void merge(const INDEX n, const int upper, const int hermitian, const int scale_only,
                  const int twice, const E beta_re, const E beta_im, global const E* p,
                  const INDEX p_at, const INDEX p_ld, global E* c, const INDEX c_at,
                  const INDEX c_ld)
{
    const range mine = my_rows(n), columns = my_columns(n);
    const number beta = number_of(beta_re, beta_im);
    for (INDEX i = mine.first; i < mine.end; i++) {
        const INDEX first = upper ? max(i, columns.first) : columns.first;
        const INDEX end = upper ? columns.end : min(i + 1, columns.end);
        for (INDEX j = first; j < end; j++) {
            number z = number_of(0, 0);
            if (!scale_only) z = get(p + (p_at + i * p_ld + j) * PARTS);
            if (twice) z = plus(z, conjugate_if(hermitian, get(p + (p_at + j * p_ld + i) * PARTS)));
            global E* to = c + (c_at + i * c_ld + j) * PARTS;
            if (beta.x != 0 || beta.y != 0) {
                number old = get(to);
                if (hermitian && i == j) old.y = 0;
                z = plus(z, times(beta, old));
            }
            if (hermitian && i == j) z.y = 0;
            set(to, z);
        }
    }
}
