// SPDX-License-Identifier: Apache-2.0
// blas/cpu.cl - products, updates and solutions with full, banded and packed matrices, by rows.
//
//     products   y = alpha op(A) x + beta y    update     A += alpha x y^T + ...
//     solve      x = op(A)^-1 x, some of x     triangle   B = op(A) B, or op(A)^-1 B, A small
//     move, combine, expand, merge: elements.cl
//
// Method   A is read once and in order, row by row. A row times x is an inner product. For the
//          transpose, each work-item adds its rows to a vector of sums of its own. The stored half
//          of a symmetric matrix gives both. A work-item has every G-th block of 16 rows, so that
//          triangles are shared out evenly. Complex numbers are pairs of reals: two vectors of
//          partial products are enough, one of them with the parts exchanged.
// Source   J. Dongarra et al., "An Extended Set of FORTRAN Basic Linear Algebra Subprograms", ACM
//          TOMS 14(1), 1988, and "A Set of Level 3 Basic Linear Algebra Subprograms", 16(1), 1990
// Error    Each sum of d terms within gamma_(PARTS d + 10) sum |a||x|, part by part.
// Params   E       type of a part           float | double
//          PARTS   1: real, 2: complex      1 | 2
//          LANES   reals in a vector        4 | 8 | 16
//          NB      most rows of `triangle`  128
//          INDEX   reaches every address    int | long
// Launch   local (1), global (G); expand, merge and triangle: global (rows), (rows), (strips)
// Check    -DE=float -DPARTS=1 -DLANES=8 -DNB=128 -DINDEX=int
// Check    -DE=float -DPARTS=2 -DLANES=16 -DNB=128 -DINDEX=int
// Check    -DE=double -DPARTS=1 -DLANES=4 -DNB=128 -DINDEX=long
// Check    -DE=double -DPARTS=2 -DLANES=8 -DNB=128 -DINDEX=long
#include "common/vector.cl"
#include "linalg/blas/elements.cl"

#define BLOCK 16  // rows
#define FOUR 4    // rows of a block that are read together if they share ...
#define LONG 512  // ... this many columns

#define BITS JOIN(BITS_OF_, E)
#define BITS_OF_float int
#define BITS_OF_double long
typedef union {
    JOIN(BITS, LANES) v;
    BITS e[LANES];
} bits;

/// Lanes `first` and later from `fresh`, the lanes before from `old`.
vec behind(const int first, const vec fresh, const vec old)
{
    bits lane;
    UNROLL
    for (int k = 0; k < LANES; k++) lane.e[k] = k;
    return lane.v < (JOIN(BITS, LANES))first ? old : fresh;
}

/// Exchanges the parts of each number.
vec swapped(const vec v)
{
    lanes from, to;
    from.v = v;
    UNROLL
    for (int k = 0; k < LANES; k++) to.e[k] = from.e[k ^ 1];
    return to.v;
}

// The sum of the even lanes and that of the odd ones, by halving.
number halves2(const JOIN(E, 2) v) { return v; }
number halves4(const JOIN(E, 4) v) { return halves2(v.lo + v.hi); }
number halves8(const JOIN(E, 8) v) { return halves4(v.lo + v.hi); }
number halves16(const JOIN(E, 16) v) { return halves8(v.lo + v.hi); }
#define HALVES JOIN(halves, LANES)

/// The sum of products: `straight` holds those of equal parts, `crossed` those of different parts.
number folded(const vec straight, const vec crossed, const int conjugate)
{
    const number s = HALVES(straight), c = HALVES(crossed);
    if (PARTS == 1) return number_of(s.x + s.y, 0);
    return conjugate ? number_of(s.x + s.y, c.x - c.y) : number_of(s.x - s.y, c.x + c.y);
}

/// The sum of a[j] x[j], or of conj(a[j]) x[j], over `count` numbers. The numbers after the last
/// whole vector are taken from a vector that ends with them. Its first lanes, already summed, are
/// ignored.
number inner(global const E* a, global const E* x, const INDEX count, const int conjugate)
{
    const INDEX reals = count * PARTS;
    INDEX j = 0;
    if (reals < LANES) {
        number sum = number_of(0, 0);
        for (; j < reals; j += PARTS)
            sum = plus(sum, times(conjugate_if(conjugate, get(a + j)), get(x + j)));
        return sum;
    }
    vec straight[4] = {0, 0, 0, 0}, crossed[4] = {0, 0, 0, 0};
    for (; j + 4 * LANES <= reals; j += 4 * LANES) {
        UNROLL
        for (int u = 0; u < 4; u++) {
            const vec va = load(a + j + u * LANES), vx = load(x + j + u * LANES);
            straight[u] += va * vx;
            if (PARTS == 2) crossed[u] += va * swapped(vx);
        }
    }
    for (; j < reals; j += LANES) {
        const INDEX at = min(j, reals - LANES);
        const vec va = load(a + at), vx = load(x + at);
        straight[0] += behind((int)(j - at), va * vx, 0);
        if (PARTS == 2) crossed[0] += behind((int)(j - at), va * swapped(vx), 0);
    }
    return folded((straight[0] + straight[1]) + (straight[2] + straight[3]),
                  (crossed[0] + crossed[1]) + (crossed[2] + crossed[3]), conjugate);
}

/// The factors of a t: a vector of a's parts times `straight`, plus the vector with its parts
/// exchanged times `crossed`.
void factors(const number t, const int conjugate, vec* straight, vec* crossed)
{
    lanes same, other;
    for (int k = 0; k < LANES; k++) {
        same.e[k] = conjugate && k % PARTS == 1 ? -t.x : t.x;
        other.e[k] = !conjugate && k % PARTS == 0 ? -t.y : t.y;
    }
    *straight = same.v;
    *crossed = other.v;
}

/// y[j] += a[j] t, or conj(a[j]) t, over `count` numbers.
void add_times(global const E* a, const number t, global E* y, const INDEX count,
               const int conjugate)
{
    const INDEX reals = count * PARTS;
    if (reals < LANES) {
        for (INDEX j = 0; j < reals; j += PARTS)
            set(y + j, plus(get(y + j), times(conjugate_if(conjugate, get(a + j)), t)));
        return;
    }
    vec straight, crossed;
    factors(t, conjugate, &straight, &crossed);
    for (INDEX j = 0; j < reals; j += LANES) {
        const INDEX at = min(j, reals - LANES);
        const vec va = load(a + at), old = load(y + at);
        vec sum = old + va * straight;
        if (PARTS == 2) sum += swapped(va) * crossed;
        store(behind((int)(j - at), sum, old), y + at);
    }
}

/// The same for FOUR rows in one pass, which lie `step` apart and have a vector or more each: by
/// rows the sums of a[j] x[j], by columns y[j] += a[j] t.
void four_rows(global const E* a, const INDEX step, const INDEX count, const int by_rows,
               global const E* x, const int conjugate_rows, number sums[FOUR], const int by_columns,
               const number t[FOUR], const int conjugate_columns, global E* y)
{
    const INDEX reals = count * PARTS;
    vec straight[FOUR] = {0, 0, 0, 0}, crossed[FOUR] = {0, 0, 0, 0}, t_straight[FOUR],
        t_crossed[FOUR];
    for (int u = 0; u < FOUR; u++) factors(t[u], conjugate_columns, t_straight + u, t_crossed + u);
    for (INDEX j = 0; j < reals; j += LANES) {
        const INDEX at = min(j, reals - LANES);
        const int done = (int)(j - at);
        vec va[FOUR];
        UNROLL
        for (int u = 0; u < FOUR; u++) va[u] = load(a + u * step + at);
        if (by_rows) {
            const vec vx = load(x + at);
            UNROLL
            for (int u = 0; u < FOUR; u++) {
                straight[u] = behind(done, straight[u] + va[u] * vx, straight[u]);
                if (PARTS == 2)
                    crossed[u] = behind(done, crossed[u] + va[u] * swapped(vx), crossed[u]);
            }
        }
        if (by_columns) {
            const vec old = load(y + at);
            vec sum = old;
            UNROLL
            for (int u = 0; u < FOUR; u++) {
                sum += va[u] * t_straight[u];
                if (PARTS == 2) sum += swapped(va[u]) * t_crossed[u];
            }
            store(behind(done, sum, old), y + at);
        }
    }
    for (int u = 0; u < FOUR; u++) sums[u] = folded(straight[u], crossed[u], conjugate_rows);
}

/// Multiplies rows row .. row_end - 1 and columns column .. column_end - 1 of A with x. If only by
/// rows, y = alpha op(A) x + beta y. By columns, `combine` adds the vectors of sums, one per
/// work-item.
GROUP_SIZE(1, 1, 1)
kernel void products(const INDEX row, const INDEX row_end, const INDEX column,
                     const INDEX column_end, const INDEX step, const INDEX bend, const INDEX below,
                     const INDEX above, const int by_rows, const int by_columns,
                     const int conjugate_rows, const int conjugate_columns, const int diagonal,
                     global const E* a, const INDEX a_at, global const E* x, const INDEX x_at,
                     const E alpha_re, const E alpha_im, const E beta_re, const E beta_im,
                     global E* y, const INDEX y_at, const INDEX y_step, const INDEX length)
{
    const rows r = {step, bend, below, above};
    const INDEX item = get_global_id(0), items = get_global_size(0);
    global const E* matrix = a + a_at * PARTS;
    global const E* from = x + x_at * PARTS;
    global E* to = y + (y_at + (by_columns ? item * length : 0)) * PARTS;
    if (by_columns)
        for (INDEX k = 0; k < length * PARTS; k++) to[k] = 0;

    for (INDEX block = row + item * BLOCK; block < row_end; block += items * BLOCK)
        for (INDEX i = block; i < min(block + BLOCK, row_end); i += FOUR) {
            const int count = (int)min((INDEX)FOUR, row_end - i);
            INDEX first[FOUR], end[FOUR], begin = column, last = column_end;
            number sums_of[FOUR], z[FOUR];
            for (int u = 0; u < count; u++) {
                first[u] = max(column, first_column(i + u, r));
                end[u] = min(end_column(i + u, column_end, r), column_end);
                if (diagonal != as_stored && below == 0) first[u] = max(first[u], i + u + 1);
                if (diagonal != as_stored && below != 0) end[u] = min(end[u], i + u);
                begin = max(begin, first[u]);
                last = min(last, end[u]);
                sums_of[u] = z[u] = number_of(0, 0);
                if (by_columns || diagonal != as_stored) z[u] = get(from + (i + u) * PARTS);
            }
            // The columns that four long rows share are read together. The columns before and after
            // them, and short rows, are read row by row.
            const int together = bend == 0 && count == FOUR && last - begin >= LONG;
            if (together)
                four_rows(matrix + (i * step + begin) * PARTS, step * PARTS, last - begin, by_rows,
                          from + begin * PARTS, conjugate_rows, sums_of, by_columns, z,
                          conjugate_columns, to + (begin - column) * PARTS);
            for (int u = 0; u < count; u++) {
                for (int piece = 0; piece <= together; piece++) {
                    const INDEX at = piece ? last : first[u];
                    const INDEX length_of =
                        max((INDEX)0, (together && !piece ? begin : end[u]) - at);
                    global const E* run = matrix + (row_start(i + u, r) + at) * PARTS;
                    if (by_rows)
                        sums_of[u] = plus(sums_of[u],
                                          inner(run, from + at * PARTS, length_of, conjugate_rows));
                    if (by_columns)
                        add_times(run, z[u], to + (at - column) * PARTS, length_of,
                                  conjugate_columns);
                }
                if (diagonal == ones) sums_of[u] = plus(sums_of[u], z[u]);
                if (diagonal == once || diagonal == real_once)
                    sums_of[u] =
                        plus(sums_of[u], times(diagonal_of(i + u, r, matrix, diagonal), z[u]));
                if (!by_columns) {
                    put(to + (i + u - row) * y_step * PARTS, sums_of[u],
                        number_of(alpha_re, alpha_im), number_of(beta_re, beta_im));
                } else if (diagonal != as_stored) {
                    global E* sum = to + (i + u - column) * PARTS;
                    set(sum, plus(get(sum), sums_of[u]));
                }
            }
        }
}

/// A[i][j] += alpha x[i] y[j] + beta y[i] x[j]. If `hermitian`, the second factors are conjugated.
/// x and y have no gaps.
GROUP_SIZE(1, 1, 1)
kernel void update(const INDEX n, const INDEX step, const INDEX bend, const INDEX below,
                   const INDEX above, const int hermitian, const int twice, const E alpha_re,
                   const E alpha_im, const E beta_re, const E beta_im, global const E* x,
                   const INDEX x_at, global const E* y, const INDEX y_at, global E* a,
                   const INDEX a_at)
{
    const rows r = {step, bend, below, above};
    const INDEX item = get_global_id(0), items = get_global_size(0);
    global const E* left = x + x_at * PARTS;
    global const E* right = y + y_at * PARTS;
    const number alpha = number_of(alpha_re, alpha_im), beta = number_of(beta_re, beta_im);
    for (INDEX block = item * BLOCK; block < n; block += items * BLOCK)
        for (INDEX i = block; i < min(block + BLOCK, n); i++) {
            const INDEX first = first_column(i, r), count = end_column(i, n, r) - first;
            global E* run = a + (a_at + row_start(i, r) + first) * PARTS;
            add_times(right + first * PARTS, times(alpha, get(left + i * PARTS)), run, count,
                      hermitian);
            if (twice)
                add_times(left + first * PARTS, times(beta, get(right + i * PARTS)), run, count,
                          hermitian);
            if (PARTS == 2 && hermitian) run[(i - first) * PARTS + PARTS - 1] = 0;
        }
}

/// x = op(A)^-1 x for unknowns begin .. end - 1, by one work-item.
GROUP_SIZE(1, 1, 1)
kernel void solve(const INDEX begin, const INDEX end, const INDEX step, const INDEX bend,
                  const INDEX below, const INDEX above, const int transposed, const int conjugate,
                  const int unit, global const E* a, const INDEX a_at, global E* x,
                  const INDEX x_at)
{
    const rows r = {step, bend, below, above};
    global const E* matrix = a + a_at * PARTS;
    global E* v = x + x_at * PARTS;
    const int forward = (below == 0) == transposed;  // op(A) is lower
    for (INDEX k = begin; k < end; k++) {
        const INDEX i = forward ? k : begin + end - 1 - k;
        INDEX first = max(begin, first_column(i, r)), last = end_column(i, end, r);
        if (below == 0)
            first = i + 1;
        else
            last = i;
        const INDEX count = max((INDEX)0, last - first);
        global const E* row = matrix + row_start(i, r) * PARTS;
        number z = get(v + i * PARTS);
        if (!transposed)
            z = minus(z, inner(row + first * PARTS, v + first * PARTS, count, conjugate));
        if (!unit) z = over(z, conjugate_if(conjugate, get(row + i * PARTS)));
        set(v + i * PARTS, z);
        if (transposed)
            add_times(row + first * PARTS, number_of(-z.x, -z.y), v + first * PARTS, count,
                      conjugate);
    }
}

#define ROWS 4                     // of op(A) side by side
#define WIDE (PARTS == 1 ? 2 : 1)  // vectors in a row of the strip
#define STRIP (WIDE * LANES)
#define IMAGINARY (PARTS - 1)
typedef struct {
    lanes part[PARTS][WIDE];
} line;  // a row of the strip

/// sum += z x.
void add_times_line(line* sum, const number z, const line* x)
{
    UNROLL
    for (int v = 0; v < WIDE; v++) {
        const vec re = x->part[0][v].v, im = x->part[IMAGINARY][v].v;
        sum->part[0][v].v += z.x * re;
        if (PARTS == 2) {
            sum->part[0][v].v -= z.y * im;
            sum->part[IMAGINARY][v].v += z.x * im + z.y * re;
        }
    }
}

/// sum += x, or sum -= x.
void add_line(line* sum, const E sign, const line* x)
{
    UNROLL
    for (int p = 0; p < PARTS; p++) {
        UNROLL
        for (int v = 0; v < WIDE; v++) sum->part[p][v].v += sign * x->part[p][v].v;
    }
}

/// x / d, computed as in `over`.
void divide_line(line* x, const number d)
{
    const int first = fabs(d.x) >= fabs(d.y);
    const E r = first ? d.y / d.x : d.x / d.y;
    const E p = first ? 1 : r, q = first ? r : 1, divisor = first ? d.x + d.y * r : d.y + d.x * r;
    UNROLL
    for (int v = 0; v < WIDE; v++) {
        const vec re = x->part[0][v].v, im = x->part[IMAGINARY][v].v;
        x->part[0][v].v = PARTS == 1 ? re / d.x : (re * p + im * q) / divisor;
        if (PARTS == 2) x->part[IMAGINARY][v].v = (im * p - re * q) / divisor;
    }
}

/// B = alpha op(A) B or alpha op(A)^-1 B. A is (size,size); a work-item has STRIP columns of B.
/// Element (i, j) of B lies at i * along + j * across.
GROUP_SIZE(1, 1, 1)
kernel void triangle(const int size, const INDEX columns, const int inverse, const int lower,
                     const int transposed, const int conjugate, const int unit, const E alpha_re,
                     const E alpha_im, global const E* a, const INDEX a_at, const INDEX ld,
                     global E* b, const INDEX b_at, const INDEX along, const INDEX across)
{
    const INDEX column = get_global_id(0) * STRIP;
    const int count = (int)min((INDEX)STRIP, columns - column);
    const int by_vectors = PARTS == 1 && across == 1 && count == STRIP;
    const int singles = by_vectors ? 0 : count;  // numbers that are read and written alone
    const number alpha = number_of(alpha_re, alpha_im);
    global E* strip = b + (b_at + column * across) * PARTS;
    const line zeros = {{{{0}}}};
    line x[NB];
    for (int i = 0; i < size; i++) {
        global const E* from = strip + i * along * PARTS;
        x[i] = zeros;
        UNROLL
        for (int v = 0; v < WIDE; v++)
            if (by_vectors) x[i].part[0][v].v = alpha.x * load(from + v * LANES);
        for (int w = 0; w < singles; w++) {
            const number z = times(alpha, get(from + w * across * PARTS));
            x[i].part[0][w / LANES].e[w % LANES] = z.x;
            if (PARTS == 2) x[i].part[IMAGINARY][w / LANES].e[w % LANES] = z.y;
        }
    }
    const INDEX row_step = (transposed ? 1 : ld) * PARTS,
                column_step = (transposed ? ld : 1) * PARTS;
    global const E* op = a + a_at * PARTS;
    // The order matters: a product overwrites its input, and a solution needs the rows already
    // solved. ROWS rows at a time first meet the other rows that they need, then one another.
    const int ascending = inverse == lower;
    for (int done = 0; done < size; done += ROWS) {
        const int rows = min(ROWS, size - done), first = ascending ? done : size - done - rows;
        line sum[ROWS];
        global const E* row[ROWS];
        UNROLL
        for (int u = 0; u < ROWS; u++) {
            sum[u] = zeros;
            row[u] = op + (first + min(u, rows - 1)) * row_step;
        }
        for (int j = lower ? 0 : first + rows; j < (lower ? first : size); j++) {
            UNROLL
            for (int u = 0; u < ROWS; u++)
                add_times_line(&sum[u], conjugate_if(conjugate, get(row[u] + j * column_step)),
                               &x[j]);
        }
        UNROLL
        for (int u = 0; u < ROWS; u++)
            if (inverse && u < rows) add_line(&x[first + u], -1, &sum[u]);
        for (int k = 0; k < rows; k++) {
            const int i = ascending ? first + k : first + rows - 1 - k;
            line beside = zeros;
            for (int j = lower ? first : i + 1; j < (lower ? i : first + rows); j++)
                add_times_line(&beside,
                               conjugate_if(conjugate, get(op + i * row_step + j * column_step)),
                               &x[j]);
            number d = number_of(1, 0);
            if (!unit) d = conjugate_if(conjugate, get(op + i * (row_step + column_step)));
            if (inverse) {
                add_line(&x[i], -1, &beside);
                if (!unit) divide_line(&x[i], d);
            } else if (unit) {
                add_line(&x[i], 1, &beside);
            } else {
                add_times_line(&beside, d, &x[i]);
                x[i] = beside;
            }
        }
        UNROLL
        for (int u = 0; u < ROWS; u++)
            if (!inverse && u < rows) add_line(&x[first + u], 1, &sum[u]);
    }
    for (int i = 0; i < size; i++) {
        global E* to = strip + i * along * PARTS;
        UNROLL
        for (int v = 0; v < WIDE; v++)
            if (by_vectors) store(x[i].part[0][v].v, to + v * LANES);
        for (int w = 0; w < singles; w++)
            set(to + w * across * PARTS, number_of(x[i].part[0][w / LANES].e[w % LANES],
                                                   x[i].part[IMAGINARY][w / LANES].e[w % LANES]));
    }
}
