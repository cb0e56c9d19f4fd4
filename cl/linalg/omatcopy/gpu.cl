// SPDX-License-Identifier: Apache-2.0
// omatcopy/gpu.cl - copy a matrix, scaled, conjugated, transposed; one work-group per tile.
//
//     rows     B[i][j] = alpha A[i][j],   or conj(A[i][j])
//     columns  B[j][i] = alpha A[i][j],   or conj(A[i][j])
//
// Method   A group of SIDE by ROWS work-items moves a tile of SIDE by SIDE; neighbouring work-items
//          move neighbours. columns: the tile goes through local memory, so that reads and writes
//          are coalesced. Rows there are one element longer than the tile's, so that a column of
//          the tile lies in different banks.
// Source   G. Ruetsch, P. Micikevicius, "Optimizing Matrix Transpose in CUDA", NVIDIA 2009.
// Error    |B - exact| <= d u |alpha||A|, d = 1. For complex numbers it holds for each part, with
//          all products of parts on the right and d = 2.
// Params   E       real type                             float | double
//          T       element type                          E, or a vector of 2
//          TIMES   multiplies: see complex.cl            times_real | times_complex
//          CONJ    conjugates: see complex.cl            conjugate_real | conjugate_complex
//          SIDE    numbers along a tile's side           8 | 16 | 32
//          ROWS    rows of work-items in a group         a divisor of SIDE
//          INDEX   reaches every address plus the grid   int | long
// Launch   local (SIDE, ROWS), global (ceil(n / SIDE) SIDE, ceil(m / SIDE) ROWS)
// Check    -DE=float -DT=float -DTIMES=times_real -DCONJ=conjugate_real -DSIDE=32 -DROWS=8 -DINDEX=int
// Check    -DE=double -DT=double2 -DTIMES=times_complex -DCONJ=conjugate_complex -DSIDE=8 -DROWS=4 -DINDEX=long
#include "common/complex.cl"
#include "common/launch.cl"

// A and B are (m,n).
GROUP_SIZE(SIDE, ROWS, 1)
kernel void rows(const INDEX m, const INDEX n, const E re, const E im, const E odd,
                 global const T* restrict a, const INDEX a_at, const INDEX a_ld,
                 global T* restrict b, const INDEX b_at, const INDEX b_ld)
{
    const INDEX j = get_global_id(0), top = get_group_id(1) * SIDE;
    if (j >= n) return;
    for (INDEX i = top + get_local_id(1); i < min(m, top + SIDE); i += ROWS)
        b[b_at + i * b_ld + j] = TIMES(re, im, CONJ(a[a_at + i * a_ld + j], odd));
}

// A is (m,n), B (n,m).
GROUP_SIZE(SIDE, ROWS, 1)
kernel void columns(const INDEX m, const INDEX n, const E re, const E im, const E odd,
                    global const T* restrict a, const INDEX a_at, const INDEX a_ld,
                    global T* restrict b, const INDEX b_at, const INDEX b_ld)
{
    local T tile[SIDE][SIDE + 1];
    const int x = get_local_id(0), y = get_local_id(1);
    const INDEX left = get_group_id(0) * SIDE, top = get_group_id(1) * SIDE;
    for (int k = y; k < SIDE; k += ROWS)
        if (top + k < m && left + x < n) tile[k][x] = a[a_at + (top + k) * a_ld + left + x];
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int k = y; k < SIDE; k += ROWS)
        if (left + k < n && top + x < m)
            b[b_at + (left + k) * b_ld + top + x] = TIMES(re, im, CONJ(tile[x][k], odd));
}
