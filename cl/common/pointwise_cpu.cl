// SPDX-License-Identifier: Apache-2.0
// pointwise_cpu.cl - images whose elements are worked on one by one, for kernels of the cpu kind.
// Params   those of vector.cl and INDEX, and macros of the file that is included before:
//          POINT   the function T POINT(T x, RULE r) of an element, or of a vector of them
//          RULE    what it is told, the same for all elements
#include "common/launch.cl"
#include "common/vector.cl"

// Elements are counted along the rows: band g of G takes the g-th part of them. `past`: write past the caches.
void each_element(const INDEX rows, const INDEX length, const int past, const RULE r,
                  global const E* src, const INDEX src_pitch, global E* dst, const INDEX dst_pitch)
{
    const INDEX n = rows * length, bands = get_global_size(0), band = (n + bands - 1) / bands;
    const INDEX first = min(n, band * (INDEX)get_global_id(0)), end = min(n, first + band);
    for (INDEX i = first, count; i < end; i += count) {
        const INDEX y = i / length, x = i - y * length;
        count = min(length - x, end - i);
        global const E* from = src + y * src_pitch + x;
        global E* to = dst + y * dst_pitch + x;
        INDEX j = 0;
        if (past) {
            j = min(count, (INDEX)elements_to_vector(to));
            store_some(POINT(load_some(from, j, 0), r), to, j);
            for (; j + LANES <= count; j += LANES) store_past(POINT(load(from + j), r), to + j);
        }
        for (; j + LANES <= count; j += LANES) store(POINT(load(from + j), r), to + j);
        store_some(POINT(load_some(from + j, count - j, 0), r), to + j, count - j);
    }
}
