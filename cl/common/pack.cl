// SPDX-License-Identifier: Apache-2.0
// pack.cl - packs lines of a factor (rows of op(A), columns of op(B)) side by side, as numbers E.
//
// A packed strip of `width` lines holds, for each step, one number of every line. The steps are the
// rows or the columns of the matrix in memory; so transposes matter only here. Lines beyond the
// last repeat it. Numbers are converted to E here, so all products are of E's.
//
// Complex numbers become real ones. A row of op(A) becomes two lines, a column of op(B) one, and
// each step becomes two:
//     A  re -im     B  re        The first line's sum is the real part of the product,
//        im  re        im        the second line's is its imaginary part.
// Include common/launch.cl before this file.
// Params   E         type of the sums                  float | double
//          FACTOR    type of a number in memory        float | float2 | half | ushort | uchar ...
//          FORMAT    how to read it: see storage.cl    plain | half | bfloat | byte
//          VALUE     type of a whole number            float | double | int | float2 | double2
#include "common/storage.cl"

#define COMPLEX JOIN(COMPLEX_IF_, VALUE)
#define COMPLEX_IF_float2 1
#define COMPLEX_IF_double2 1
#define BYTES JOIN(BYTES_IF_, FORMAT)
#define BYTES_IF_byte 1
#define IN_PLACE JOIN(IN_PLACE_IF_, JOIN(JOIN(FORMAT, _), FACTOR))
#define IN_PLACE_IF_plain_float 1  // numbers have the same type in memory and packed
#define IN_PLACE_IF_plain_double 1

// How a factor is stored: each is a bit of an argument. is_signed is for bytes.
enum form { is_transposed = 1, is_conjugated = 2, is_signed = 4 };

#if COMPLEX

#define PARTS 2

// Packs one step of two rows of op(A): (re, im) and (-im, re) of each.
static inline void pack_pairs(global E* to, const int width, const VALUE one, const VALUE two,
                              const E sign)
{
    const quad x = (quad)(one, two) * (quad)(1, sign, 1, sign);
    store_quad(x, to);
    store_quad(x.s1032 * (quad)(-1, 1, -1, 1), to + width);
}

// Packs one step of four columns of op(B): the real parts, then the imaginary ones.
static inline void pack_parts(global E* to, const int width, const quad x, const quad y,
                              const E sign)
{
    store_quad((quad)(x.even, y.even), to);
    store_quad((quad)(x.odd, y.odd) * sign, to + width);
}

static inline void pack_a_rows(global E* to, const int width, const int valid, const INDEX depth,
                               global const VALUE* from, const INDEX ld, const E sign)
{
    for (INDEX s = 0; s < depth; s++, from += ld, to += 2 * width) {
        UNROLL
        for (int j = 0; j < width; j += 4)
            pack_pairs(to + j, width, from[min(j / 2, valid - 1)], from[min(j / 2 + 1, valid - 1)],
                       sign);
    }
}

static inline void pack_a_columns(global E* to, const int width, const int valid, const INDEX depth,
                                  global const VALUE* from, const INDEX ld, const E sign)
{
    for (int j = 0; j < width; j += 4) {
        global const VALUE* one = from + min(j / 2, valid - 1) * ld;
        global const VALUE* two = from + min(j / 2 + 1, valid - 1) * ld;
        for (INDEX s = 0; s < depth; s++)
            pack_pairs(to + j + s * 2 * width, width, one[s], two[s], sign);
    }
}

static inline void pack_b_rows(global E* to, const int width, const int valid, const INDEX depth,
                               global const VALUE* from, const INDEX ld, const E sign)
{
    for (INDEX s = 0; s < depth; s++, from += ld, to += 2 * width) {
        if (valid == width) {
            UNROLL
            for (int j = 0; j < width; j += 4) {
                global const E* next = (global const E*)(from + j);
                pack_parts(to + j, width, load_quad(next), load_quad(next + 4), sign);
            }
        } else {
            for (int j = 0; j < width; j++) {
                const VALUE x = from[min(j, valid - 1)];
                to[j] = x.s0, to[width + j] = sign * x.s1;
            }
        }
    }
}

static inline void pack_b_columns(global E* to, const int width, const int valid, const INDEX depth,
                                  global const VALUE* from, const INDEX ld, const E sign)
{
    for (int j = 0; j < width; j += 4) {
        global const VALUE* row0 = from + min(j, valid - 1) * ld;
        global const VALUE* row1 = from + min(j + 1, valid - 1) * ld;
        global const VALUE* row2 = from + min(j + 2, valid - 1) * ld;
        global const VALUE* row3 = from + min(j + 3, valid - 1) * ld;
        for (INDEX s = 0; s < depth; s++)
            pack_parts(to + j + s * 2 * width, width, (quad)(row0[s], row1[s]),
                       (quad)(row2[s], row3[s]), sign);
    }
}

// The sign of imaginary parts.
E how_to_read(const int form) { return form & is_conjugated ? -1 : 1; }

#else

#define PARTS 1
#define pack_a_rows pack_rows
#define pack_b_rows pack_rows
#define pack_a_columns pack_columns
#define pack_b_columns pack_columns

#if BYTES
// For signed bytes `flip` is 128: it inverts the sign bit, and 128 is subtracted again.
E read(global const FACTOR* from, const int flip) { return (*from ^ flip) - flip; }
quad read4(global const FACTOR* from, const int flip)
{
    const uchar4 x = {from[0], from[1], from[2], from[3]};
    return convert_float4(convert_int4(x ^ (uchar)flip) - flip);
}
int how_to_read(const int form) { return form & is_signed ? 128 : 0; }
#else
E read(global const FACTOR* from, const int flip) { return (void)flip, JOIN(FORMAT, _read)(from); }
quad read4(global const FACTOR* from, const int flip)
{
    return (void)flip, JOIN(FORMAT, _read4)(from);
}
int how_to_read(const int form) { return (void)form, 0; }
#endif

// The matrix's rows are steps: to[s][j] = from[s][j].
static inline void pack_rows(global E* to, const int width, const int valid, const INDEX depth,
                             global const FACTOR* from, const INDEX ld, const int how)
{
    for (INDEX s = 0; s < depth; s++, from += ld, to += width) {
        if (valid == width) {
            UNROLL
            for (int j = 0; j < width; j += 4) store_quad(read4(from + j, how), to + j);
        } else {
            for (int j = 0; j < width; j++) to[j] = read(from + min(j, valid - 1), how);
        }
    }
}

// The matrix's columns are steps: to[s][j] = from[j][s], in squares of 4 x 4.
static inline void pack_columns(global E* to, const int width, const int valid, const INDEX depth,
                                global const FACTOR* from, const INDEX ld, const int how)
{
    for (int j = 0; j < width; j += 4) {
        global const FACTOR* row0 = from + min(j, valid - 1) * ld;
        global const FACTOR* row1 = from + min(j + 1, valid - 1) * ld;
        global const FACTOR* row2 = from + min(j + 2, valid - 1) * ld;
        global const FACTOR* row3 = from + min(j + 3, valid - 1) * ld;
        global E* column = to + j;
        INDEX s = 0;
        for (; s + 4 <= depth; s += 4, column += 4 * width) {
            const quad a = read4(row0 + s, how), b = read4(row1 + s, how);
            const quad c = read4(row2 + s, how), d = read4(row3 + s, how);
            const quad ab01 = (quad)(a.s0, b.s0, a.s1, b.s1), ab23 = (quad)(a.s2, b.s2, a.s3, b.s3);
            const quad cd01 = (quad)(c.s0, d.s0, c.s1, d.s1), cd23 = (quad)(c.s2, d.s2, c.s3, d.s3);
            store_quad((quad)(ab01.lo, cd01.lo), column);
            store_quad((quad)(ab01.hi, cd01.hi), column + width);
            store_quad((quad)(ab23.lo, cd23.lo), column + 2 * width);
            store_quad((quad)(ab23.hi, cd23.hi), column + 3 * width);
        }
        for (; s < depth; s++, column += width) {
            column[0] = read(row0 + s, how), column[1] = read(row1 + s, how);
            column[2] = read(row2 + s, how), column[3] = read(row3 + s, how);
        }
    }
}

#endif

// Packs rows of op(A), from `row` on, into `lines` packed lines; steps [step, step + depth).
static inline void pack_tile(global E* to, const int lines, const INDEX m, const INDEX row,
                             const INDEX step, const INDEX depth, global const FACTOR* a,
                             const INDEX lda, const int form)
{
    const int valid = min((INDEX)(lines / PARTS), m - row);
    const INDEX at = form & is_transposed ? step * lda + row : row * lda + step;
    if (form & is_transposed)
        pack_a_rows(to, lines, valid, depth, a + at, lda, how_to_read(form));
    else
        pack_a_columns(to, lines, valid, depth, a + at, lda, how_to_read(form));
}

// Packs columns of op(B), one line each.
static inline void pack_panel(global E* to, const int lines, const INDEX n, const INDEX column,
                              const INDEX step, const INDEX depth, global const FACTOR* b,
                              const INDEX ldb, const int form)
{
    const int valid = min((INDEX)lines, n - column);
    const INDEX at = form & is_transposed ? column * ldb + step : step * ldb + column;
    if (form & is_transposed)
        pack_b_columns(to, lines, valid, depth, b + at, ldb, how_to_read(form));
    else
        pack_b_rows(to, lines, valid, depth, b + at, ldb, how_to_read(form));
}
