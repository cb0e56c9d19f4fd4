// SPDX-License-Identifier: Apache-2.0
// Images whose elements are worked on one by one: every row is `length` elements of the same kind.
#pragma once

#include <kumiko/image.hpp>

#include <utility>

#include "core/launch.hpp"

namespace kumiko::detail {

/// How kernels walk images of one shape: by rows, or as one long row where no image has gaps between them.
struct rows {
    std::size_t count, length;

    rows(const any_image& a, const any_image& b)
        : count(static_cast<std::size_t>(a.height)), length(row_of(a))
    {
        if (a.pitch == length && b.pitch == length) length *= std::exchange(count, 1);
    }

    /// cpu kind: bands of elements, a few for each core, of 64 KB or more: waking the other cores takes
    /// longer. gpu kind: groups of wg along a row, `loads` elements an item, and over the rows, enough to fill
    /// the device.
    [[nodiscard]] grid over(const queue& q, element type, std::size_t wg, std::size_t loads) const
    {
        if (kind_of(q) == kind::cpu) {
            const std::size_t least = (64 << 10) / size_of(type);
            return groups(std::min(quotient_up(count * length, least), 8 * units_of(q)));
        }
        const std::size_t along = std::min(quotient_up(length, wg * loads), 32 * units_of(q));
        return groups(along, std::min(count, quotient_up(32 * units_of(q), along))).of(wg, 1);
    }
};

}  // namespace kumiko::detail
