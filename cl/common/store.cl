// SPDX-License-Identifier: Apache-2.0
// store.cl - stores the sums of a run of steps to C: scales and adds them, applies the epilogue.
//
//     x = alpha sum + beta C  in the first run,  alpha sum + running  in later ones;
//     C = epilogue(x)         in the last run,   running = x          before it
//
// `running` is C itself if C can hold x exactly. If C's type is shorter, or C has to stay unchanged
// until the end, `running` is a separate matrix. A tile is stored row by row and vector by vector.
// At C's right border the lanes beyond it are neither read nor written.
// Include common/launch.cl and common/pack.cl before this file.
// Params   E, LANES       as in common/vector.cl
//          VECTORS, ROWS  of a tile, if there are tiles
//          VALUE          type of alpha, beta, running   float | double | int | float2 | double2
//          RESULT         type of an element of C        VALUE | half | ushort
//          STORED_AS      how to read and write it       plain | half | bfloat | int
//          ACTIVATION     see common/activation.cl       act_none | act_gelu | ...
//          EPILOGUE       1: with epilogue parameters    0 | 1
#define INTEGER JOIN(INTEGER_IF_, VALUE)
#define INTEGER_IF_int 1

// The parameters that an epilogue adds to a kernel; their values for a tile at (row, column) of C.
#if EPILOGUE
#define EPILOGUE_PARAMETERS                                                                 \
    , global const E *row_bias, const INDEX row_bias_at, const int has_row_bias,            \
        global const E *column_bias, const INDEX column_bias_at, const int has_column_bias, \
        global const RESULT *residual, const INDEX residual_at, const INDEX residual_ld,    \
        const int has_residual, const E low, const E high, const E scale
#define EPILOGUE_AT(row, column)                                                                   \
    {                                                                                              \
        has_row_bias ? row_bias + row_bias_at + (row) : 0,                                         \
            has_column_bias ? column_bias + column_bias_at + (column) : 0,                         \
            has_residual ? residual + residual_at + (row)*residual_ld + (column) : 0, residual_ld, \
            low, high, scale                                                                       \
    }
#else
#define EPILOGUE_PARAMETERS
#define EPILOGUE_AT(row, column)           \
    {                                      \
        0, 0, 0, 0, -INFINITY, INFINITY, 1 \
    }
#endif

typedef struct {
    int is_first, is_last;  // whether it is the first, the last run of the sum
    INDEX height, width;    // of the tile's part inside C
} run;

// Functions that read, and write, the first `count` numbers of a vector.
#define DEFINE_ACCESS(name, number, format)                                              \
    static values JOIN(read_, name)(global const number* from, const INDEX count)        \
    {                                                                                    \
        if (count >= LANES) return JOIN(format, _load)(from);                            \
        some_values x = {0};                                                             \
        for (int j = 0; j < count; j++) x.e[j] = JOIN(format, _read)(from + j);          \
        return x.v;                                                                      \
    }                                                                                    \
    static void JOIN(write_, name)(const values v, global number* to, const INDEX count) \
    {                                                                                    \
        if (count >= LANES) {                                                            \
            JOIN(format, _store)(v, to);                                                 \
        } else {                                                                         \
            const some_values x = {v};                                                   \
            for (int j = 0; j < count; j++) JOIN(format, _write)(x.e[j], to + j);        \
        }                                                                                \
    }

#if COMPLEX

typedef vec values;
typedef lanes some_values;
DEFINE_ACCESS(parts, E, plain)

// The elements of the lower and the upper half in turn.
#define IN_TURN JOIN(IN_TURN_, LANES)
#define IN_TURN_2 s01
#define IN_TURN_4 s0213
#define IN_TURN_8 s04152637
#define IN_TURN_16 s08192a3b4c5d6e7f

// sum += f (re + i im). Negation is written 0 - x, because some interpreters have no other.
static void multiply_add(const VALUE f, const vec re, const vec im, vec* sum_re, vec* sum_im)
{
    *sum_re = fma((vec)f.s0, re, fma((vec)(0 - f.s1), im, *sum_re));
    *sum_im = fma((vec)f.s0, im, fma((vec)f.s1, re, *sum_im));
}

// Lines 2 r and 2 r + 1 of the sums are the real and imaginary parts of row r; they alternate in C.
static void store_tile(const vec sum[ROWS][VECTORS], const run at, const VALUE alpha,
                       const VALUE beta, global VALUE* c, const INDEX ldc)
{
    for (int r = 0; r < at.height; r++, c += ldc) {
        for (int v = 0; v < VECTORS && v * LANES < at.width; v++) {
            global E* low = (global E*)(c + v * LANES);
            global E* high = low + LANES;
            const INDEX count = 2 * (at.width - v * LANES);
            vec re = 0, im = 0;
            if (!at.is_first || beta.s0 != 0 || beta.s1 != 0) {
                const vec x = read_parts(low, count), y = read_parts(high, count - LANES);
                const vec c_re = (vec)(x.even, y.even), c_im = (vec)(x.odd, y.odd);
                if (at.is_first && (beta.s0 != 1 || beta.s1 != 0))
                    multiply_add(beta, c_re, c_im, &re, &im);
                else  // not times (1, 0): 0 times infinity is NaN
                    re = c_re, im = c_im;
            }
            multiply_add(alpha, sum[2 * r][v], sum[2 * r + 1][v], &re, &im);
            const vec x = (vec)(re.lo, im.lo), y = (vec)(re.hi, im.hi);
            write_parts(x.IN_TURN, low, count);
            write_parts(y.IN_TURN, high, count - LANES);
        }
    }
}

#elif INTEGER

typedef vec_int values;
typedef union {
    values v;
    int e[LANES];
} some_values;
DEFINE_ACCESS(result, int, int)

// factor x + y modulo 2^32, in unsigned arithmetic: signed overflow is undefined.
static values multiply_add(const int factor, const values x, const values y)
{
    return JOIN(as_int, LANES)(JOIN(as_uint, LANES)(x) * (uint)factor + JOIN(as_uint, LANES)(y));
}

static void store_tile(const vec sum[ROWS][VECTORS], const run at, const int alpha, const int beta,
                       global int* c, const INDEX ldc)
{
    for (int r = 0; r < at.height; r++, c += ldc) {
        for (int v = 0; v < VECTORS && v * LANES < at.width; v++) {
            global int* to = c + v * LANES;
            const INDEX count = at.width - v * LANES;
            values x = 0;
            if (!at.is_first)
                x = read_result(to, count);
            else if (beta != 0)
                x = multiply_add(beta, read_result(to, count), x);
            x = multiply_add(alpha, JOIN(convert_int, LANES)(sum[r][v]), x);
            write_result(x, to, count);
        }
    }
}

#else

#define T JOIN(E, LANES)
#if IN_DOUBLE
#define BITS JOIN(long, LANES)
#else
#define BITS JOIN(int, LANES)
#endif
#include "common/activation.cl"

typedef vec values;
typedef lanes some_values;
DEFINE_ACCESS(result, RESULT, STORED_AS)
DEFINE_ACCESS(plain, E, plain)

// The epilogue's operands, beginning at a tile's place; null if not given.
typedef struct {
    global const E* row_bias;
    global const E* column_bias;
    global const RESULT* residual;
    INDEX residual_ld;
    E low, high, scale;
} epilogue;

// Stores a vector of sums: row r of a tile, columns [j, j + LANES).
static INLINE void store_part(const vec sum, const INDEX r, const INDEX j, const run at,
                              const E alpha, const E beta, global RESULT* c, const INDEX ldc,
                              global E* running, const INDEX running_ld, const epilogue then)
{
    const INDEX count = at.width - j;
    vec x = alpha * sum;
    if (!at.is_first)
        x += read_plain(running + r * running_ld + j, count);
    else if (beta != 0)
        x = fma((vec)beta, read_result(c + r * ldc + j, count), x);
    if (!at.is_last) {
        write_plain(x, running + r * running_ld + j, count);
        return;
    }
    if (then.row_bias) x += then.row_bias[r];
    if (then.column_bias) x += read_plain(then.column_bias + j, count);
    x = between(ACTIVATION(x), then.low, then.high);
    if (then.residual) x += read_result(then.residual + r * then.residual_ld + j, count);
    write_result(x * then.scale, c + r * ldc + j, count);
}

#ifdef VECTORS
static inline void store_tile(const vec sum[ROWS][VECTORS], const run at, const E alpha,
                              const E beta, global RESULT* c, const INDEX ldc, global E* running,
                              const INDEX running_ld, const epilogue then)
{
    for (int r = 0; r < at.height; r++)
        for (int v = 0; v < VECTORS && v * LANES < at.width; v++)
            store_part(sum[r][v], r, v * LANES, at, alpha, beta, c, ldc, running, running_ld, then);
}
#endif

#endif
