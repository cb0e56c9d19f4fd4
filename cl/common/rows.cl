// SPDX-License-Identifier: Apache-2.0
// rows.cl - one description of full, banded, triangular and packed matrices.
// Params   INDEX   reaches every address   int | long
//
// Row i of an (m,n) matrix is stored as its columns i - below .. i + above, cut at 0 and n. Element
// (i, j) lies at row_start(i) + j:
//     full              step = ld       bend = 0
//     banded            step = ld - 1   bend = 0     (the matrix begins kl elements into memory)
//     packed, lower     step = 1        bend = 1     i (i + 1) / 2
//     packed, upper     step = n - 1    bend = -1    i (2 n - i - 1) / 2
typedef struct {
    INDEX step, bend, below, above;
} rows;

INDEX row_start(const INDEX i, const rows r) { return i * r.step + r.bend * (i * (i - 1) / 2); }
INDEX first_column(const INDEX i, const rows r) { return max((INDEX)0, i - r.below); }
INDEX end_column(const INDEX i, const INDEX n, const rows r) { return min(n, i + r.above + 1); }

// How the diagonal takes part in a product.
enum diagonal {
    as_stored,  // like the other elements
    ones,       // it is 1, and not read
    once,       // it belongs to both triangles, and counts once
    real_once,  // as `once`, and its imaginary part counts as 0
};
