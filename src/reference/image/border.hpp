// SPDX-License-Identifier: Apache-2.0
// A picture as the naive forms of filters see it: a pixel at any place, outside of it what the border says.
#pragma once

#include <kumiko/border.hpp>

#include "reference/reference.hpp"

namespace kumiko::reference {

/// The place that place i of a line of n stands for; -1: the constant. A step at a time, as one would go with
/// a finger on the drawing in border.hpp.
inline int place_of(int i, int n, border edge)
{
    while (i < 0 || i >= n) {
        if (edge == border::constant) return -1;
        if (edge == border::replicate) return i < 0 ? 0 : n - 1;
        if (edge == border::wrap)
            i += i < 0 ? n : -n;
        else if (n == 1)
            return 0;
        else if (edge == border::reflect)
            i = i < 0 ? -1 - i : 2 * n - 1 - i;
        else
            i = i < 0 ? -i : 2 * n - 2 - i;
    }
    return i;
}

struct picture {
    const array& from;
    int width, height, channels;
    explicit picture(const array& a)
        : from(a),
          width(static_cast<int>(a.shape[1])),
          height(static_cast<int>(a.shape[0])),
          channels(static_cast<int>(a.shape[2]))
    {
    }
    std::size_t place(int x, int y, int c) const
    {
        return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                static_cast<std::size_t>(x)) *
                   static_cast<std::size_t>(channels) +
               static_cast<std::size_t>(c);
    }
    double at(int x, int y, int c) const { return from.re(place(x, y, c)); }
    double at(int x, int y, int c, border edge, double outside) const
    {
        const int px = place_of(x, width, edge), py = place_of(y, height, edge);
        return px < 0 || py < 0 ? outside : at(px, py, c);
    }
};

}  // namespace kumiko::reference
