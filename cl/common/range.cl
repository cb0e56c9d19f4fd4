// SPDX-License-Identifier: Apache-2.0
// range.cl - how n things are divided among work-items.
// Params   INDEX   reaches every address   int | long

// [first, last) of them.
typedef struct {
    INDEX first, last;
} range;

// Piece k of n cut into `pieces`, whole `unit`s, the last ones short or empty.
range piece_of(const INDEX n, const INDEX pieces, const INDEX k, const INDEX unit)
{
    const INDEX length = ((n + pieces - 1) / pieces + unit - 1) / unit * unit;
    const range r = {min(n, k * length), min(n, (k + 1) * length)};
    return r;
}

// Where share i of `parts` even shares of `count` begins.
INDEX share(const INDEX count, const INDEX i, const INDEX parts)
{
    return count / parts * i + min(i, count % parts);
}
