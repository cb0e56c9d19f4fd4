// SPDX-License-Identifier: Apache-2.0
// blas/gpu.cl - products, updates and solutions with full, banded and packed matrices, by tiles.
//
//     products   y = alpha op(A) x + beta y    update     A += alpha x y^T + ...
//     solve      x = op(A)^-1 x, some of x     triangle   B = op(A) B, or op(A)^-1 B, A small
//     move, combine, expand, merge: elements.cl
//
// Method   Neighbours along a row of A belong to neighbouring work-items, so all loads are
//          coalesced. A group has TILE results. Its first dimension walks along the rows if the
//          results belong to rows, and has one column per item if they belong to columns. Partial
//          sums are added in local memory. `solve` is one group: it solves one unknown after the
//          other, and subtracts each one's share from all later ones at once.
// Source   J. Dongarra et al., "An Extended Set of FORTRAN Basic Linear Algebra Subprograms", ACM
//          TOMS 14(1), 1988, and "A Set of Level 3 Basic Linear Algebra Subprograms", 16(1), 1990
// Error    Each sum of d terms within gamma_(PARTS d + 10) sum |a||x|, part by part.
// Params   E       type of a part           float | double
//          PARTS   1: real, 2: complex      1 | 2
//          TILE    work-items by TILE       8 | 16
//          NB      most rows of `triangle`  32
//          INDEX   reaches every address    int | long
// Launch   local (TILE, TILE), global (multiples); lines and `solve`: local (TILE*TILE)
// Check    -DE=float -DPARTS=1 -DTILE=16 -DNB=32 -DINDEX=int
// Check    -DE=float -DPARTS=2 -DTILE=8 -DNB=32 -DINDEX=int
// Check    -DE=double -DPARTS=1 -DTILE=16 -DNB=32 -DINDEX=long
// Check    -DE=double -DPARTS=2 -DTILE=8 -DNB=32 -DINDEX=long
#include "linalg/blas/elements.cl"

/// y = alpha op(A) x + beta y, by rows row .. row_end - 1, columns column .. column_end - 1 of A.
GROUP_SIZE(TILE, TILE, 1)
kernel void products(const INDEX row, const INDEX row_end, const INDEX column,
                     const INDEX column_end, const INDEX step, const INDEX bend, const INDEX below,
                     const INDEX above, const int by_rows, const int by_columns,
                     const int conjugate_rows, const int conjugate_columns, const int diagonal,
                     global const E* a, const INDEX a_at, global const E* x, const INDEX x_at,
                     const E alpha_re, const E alpha_im, const E beta_re, const E beta_im,
                     global E* y, const INDEX y_at, const INDEX y_step, const INDEX length)
{
    local E parts_re[TILE][TILE + 1], parts_im[TILE][TILE + 1];
    const rows r = {step, bend, below, above};
    const int u = get_local_id(0), v = get_local_id(1);
    const INDEX tile = get_group_id(0) * TILE;
    global const E* matrix = a + a_at * PARTS;
    global const E* from = x + x_at * PARTS;

    number sum = number_of(0, 0);
    const INDEX i = row + tile + v;
    if (by_rows && i < row_end) {
        const INDEX end = min(end_column(i, column_end, r), column_end);
        for (INDEX j = max(column, first_column(i, r)) + u; j < end; j += TILE)
            if (diagonal == as_stored || i != j)
                sum = plus(sum, times(conjugate_if(conjugate_rows,
                                                   get(matrix + (row_start(i, r) + j) * PARTS)),
                                      get(from + j * PARTS)));
    }
    parts_re[v][u] = sum.x;
    parts_im[v][u] = sum.y;
    barrier(CLK_LOCAL_MEM_FENCE);
    number across = number_of(0, 0);
    const INDEX j = column + tile + u;
    if (by_columns && j < column_end) {
        const INDEX end = min(row_end, j + below + 1);
        for (INDEX k = max(row, j - above) + v; k < end; k += TILE)
            if (diagonal == as_stored || k != j)
                across =
                    plus(across, times(conjugate_if(conjugate_columns,
                                                    get(matrix + (row_start(k, r) + j) * PARTS)),
                                       get(from + k * PARTS)));
    }
    parts_re[u][v] += across.x;
    parts_im[u][v] += across.y;
    barrier(CLK_LOCAL_MEM_FENCE);

    const INDEX result = tile + u;
    if (v == 0 && result < length) {
        sum = number_of(0, 0);
        for (int k = 0; k < TILE; k++) sum = plus(sum, number_of(parts_re[u][k], parts_im[u][k]));
        if (diagonal != as_stored) {
            const number z = get(from + (row + result) * PARTS);
            sum = plus(sum, diagonal == ones
                                ? z
                                : times(diagonal_of(row + result, r, matrix, diagonal), z));
        }
        put(y + (y_at + result * y_step) * PARTS, sum, number_of(alpha_re, alpha_im),
            number_of(beta_re, beta_im));
    }
}

/// A[i][j] += alpha x[i] y[j] + beta y[i] x[j]. If `hermitian`, the second factors are conjugated.
/// x and y have no gaps.
GROUP_SIZE(TILE, TILE, 1)
kernel void update(const INDEX n, const INDEX step, const INDEX bend, const INDEX below,
                   const INDEX above, const int hermitian, const int twice, const E alpha_re,
                   const E alpha_im, const E beta_re, const E beta_im, global const E* x,
                   const INDEX x_at, global const E* y, const INDEX y_at, global E* a,
                   const INDEX a_at)
{
    const rows r = {step, bend, below, above};
    const INDEX j = get_global_id(0), i = get_global_id(1);
    if (i < n && j >= first_column(i, r) && j < end_column(i, n, r)) {
        global const E* left = x + x_at * PARTS;
        global const E* right = y + y_at * PARTS;
        global E* to = a + (a_at + row_start(i, r) + j) * PARTS;
        number z = plus(get(to), times(times(number_of(alpha_re, alpha_im), get(left + i * PARTS)),
                                       conjugate_if(hermitian, get(right + j * PARTS))));
        if (twice)
            z = plus(z, times(times(number_of(beta_re, beta_im), get(right + i * PARTS)),
                              conjugate_if(hermitian, get(left + j * PARTS))));
        if (hermitian && i == j) z.y = 0;
        set(to, z);
    }
}

/// x = op(A)^-1 x for unknowns begin .. end - 1, by one group.
GROUP_SIZE(TILE* TILE, 1, 1)
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
        number z = get(v + i * PARTS);
        if (!unit)
            z = over(z, conjugate_if(conjugate, get(matrix + (row_start(i, r) + i) * PARTS)));
        barrier(CLK_GLOBAL_MEM_FENCE);  // all items have read it
        if (get_local_id(0) == 0) set(v + i * PARTS, z);
        const INDEX first = forward ? i + 1 : begin, last = forward ? end : i;
        for (INDEX l = first + (INDEX)get_local_id(0); l < last; l += TILE * TILE) {
            const INDEX p = transposed ? i : l, s = transposed ? l : i;  // op(A)(l, i) is A(p, s)
            if (s >= first_column(p, r) && s < end_column(p, end, r)) {
                const number e =
                    conjugate_if(conjugate, get(matrix + (row_start(p, r) + s) * PARTS));
                set(v + l * PARTS, minus(get(v + l * PARTS), times(e, z)));
            }
        }
        barrier(CLK_GLOBAL_MEM_FENCE);
    }
}

/// B = alpha op(A) B or alpha op(A)^-1 B. A is (size,size); a work-item has a column of B. Element
/// (i, j) of B lies at i * along + j * across.
GROUP_SIZE(TILE* TILE, 1, 1)
kernel void triangle(const int size, const INDEX columns, const int inverse, const int lower,
                     const int transposed, const int conjugate, const int unit, const E alpha_re,
                     const E alpha_im, global const E* a, const INDEX a_at, const INDEX ld,
                     global E* b, const INDEX b_at, const INDEX along, const INDEX across)
{
    const INDEX column = get_global_id(0);
    if (column < columns) {
        global E* strip = b + (b_at + column * across) * PARTS;
        global const E* op = a + a_at * PARTS;
        const INDEX row_step = transposed ? 1 : ld, column_step = transposed ? ld : 1;
        number x[NB];
        for (int i = 0; i < size; i++)
            x[i] = times(number_of(alpha_re, alpha_im), get(strip + i * along * PARTS));
        // The order matters: a product overwrites its input, a solution needs rows already solved.
        const int ascending = inverse == lower;
        for (int k = 0; k < size; k++) {
            const int i = ascending ? k : size - 1 - k;
            number sum = number_of(0, 0);
            for (int j = lower ? 0 : i + 1; j < (lower ? i : size); j++)
                sum = plus(sum,
                           times(conjugate_if(conjugate,
                                              get(op + (i * row_step + j * column_step) * PARTS)),
                                 x[j]));
            if (inverse) x[i] = minus(x[i], sum);
            if (!unit) {
                const number d =
                    conjugate_if(conjugate, get(op + i * (row_step + column_step) * PARTS));
                x[i] = inverse ? over(x[i], d) : times(d, x[i]);
            }
            if (!inverse) x[i] = plus(x[i], sum);
        }
        for (int i = 0; i < size; i++) set(strip + i * along * PARTS, x[i]);
    }
}
