// SPDX-License-Identifier: Apache-2.0
// strided.cl - vectors of numbers a stride apart, seen as reals: a complex number is a pair of them.
// Params   INDEX   reaches every address   int | long
//
// Real j of a vector of pairs is half j % 2 of its element j / 2; `pair` is 1 for complex numbers
// and 0 for real ones, so one kernel serves both.
INDEX place(const INDEX j, const INDEX step, const int pair)
{
    return (j >> pair) * step * (1 + pair) + (j & pair);
}
