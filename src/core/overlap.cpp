// SPDX-License-Identifier: Apache-2.0
#include "core/overlap.hpp"

#include "core/block.hpp"
#include "core/check.hpp"

namespace kumiko::detail {
namespace {

struct interval {  // bytes [first, last) of one memory
    std::size_t first, last;
    bool meets(const interval& o) const { return first < o.last && o.first < last; }
};

interval bytes_of(const rectangle& r)
{
    const std::size_t each = size_of(r.data.type), base = r.data.block->base;
    const std::size_t first = r.data.offset;
    return {base + first * each, base + (first + (r.rows - 1) * r.pitch + r.width) * each};
}

}  // namespace

bool overlap(const rectangle& a, const rectangle& b)
{
    if (a.rows == 0 || a.width == 0 || b.rows == 0 || b.width == 0) return false;
    if (a.data.block->space != b.data.block->space) return false;
    if (!bytes_of(a).meets(bytes_of(b))) return false;
    if (a.data.block->base != b.data.block->base || a.pitch != b.pitch ||
        a.data.type != b.data.type || a.pitch == 0)
        return true;

    // Both lie in one grid of rows of that pitch, at row offset / pitch and column offset % pitch.
    // A rectangle that begins near the end of a row may continue in the next one, so compare both
    // readings.
    const auto column = [](const rectangle& r) { return r.data.offset % r.pitch; };
    const auto row = [](const rectangle& r) { return r.data.offset / r.pitch; };
    for (const int wrap : {-1, 0, 1}) {
        // b read as one row lower or higher, with its columns moved by a pitch the other way
        const auto shift = static_cast<std::ptrdiff_t>(a.pitch) * wrap;
        const auto a0 = static_cast<std::ptrdiff_t>(column(a));
        const auto b0 = static_cast<std::ptrdiff_t>(column(b)) + shift;
        const auto ar = static_cast<std::ptrdiff_t>(row(a));
        const auto br = static_cast<std::ptrdiff_t>(row(b)) - wrap;
        const bool columns = a0 < b0 + static_cast<std::ptrdiff_t>(b.width) &&
                             b0 < a0 + static_cast<std::ptrdiff_t>(a.width);
        const bool rows = ar < br + static_cast<std::ptrdiff_t>(b.rows) &&
                          br < ar + static_cast<std::ptrdiff_t>(a.rows);
        if (columns && rows) return true;
    }
    return false;
}

void refuse_overlap(const char* call, const char* a_name, const char* b_name)
{
    throw std::invalid_argument(text(call, ": ", a_name, " overlaps ", b_name));
}

}  // namespace kumiko::detail
