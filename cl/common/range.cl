// SPDX-License-Identifier: Apache-2.0
// range.cl - divides n items among work-items.
// Params   INDEX   reaches every address   int | long

// The items [first, last).
typedef struct {
    INDEX first, last;
} range;

// Piece k of n items cut into `pieces` of whole `unit`s. The last ones may be short or empty.
range piece_of(const INDEX n, const INDEX pieces, const INDEX k, const INDEX unit)
{
    const INDEX length = ((n + pieces - 1) / pieces + unit - 1) / unit * unit;
    const range r = {min(n, k * length), min(n, (k + 1) * length)};
    return r;
}

// The begin of share i, if `count` items are divided into `parts` even shares.
INDEX share(const INDEX count, const INDEX i, const INDEX parts)
{
    return count / parts * i + min(i, count % parts);
}
