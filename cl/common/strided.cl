// SPDX-License-Identifier: Apache-2.0
// strided.cl - strided vectors as vectors of real numbers. A complex number is a pair of them.
// Params   INDEX   reaches every address   int | long
//
// Real number j of a vector of pairs is part j % 2 of element j / 2. `pair` is 1 for complex
// numbers and 0 for real ones, so one kernel serves both.
INDEX place(const INDEX j, const INDEX step, const int pair)
{
    return (j >> pair) * step * (1 + pair) + (j & pair);
}
