// SPDX-License-Identifier: Apache-2.0
// border.cl - the pixels outside an image. The enum has the order of the host's enum class border.
enum border { replicate, reflect, reflect101, wrap, of_value };

/// The pixel, 0 .. n-1, that stands at place i of a line; -1 if it is the constant.
int border_index(const int i, const int n, const int edge)
{
    if (i >= 0 && i < n) return i;
    if (edge == of_value) return -1;
    if (edge == replicate || n == 1) return clamp(i, 0, n - 1);
    // The line repeats with this period. Except for wrap, the second half runs backwards.
    const int period = edge == wrap ? n : edge == reflect ? 2 * n : 2 * n - 2;
    const int place = (i % period + period) % period;
    return place < n ? place : edge == reflect ? period - 1 - place : period - place;
}
