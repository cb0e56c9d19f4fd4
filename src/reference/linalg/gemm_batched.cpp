// SPDX-License-Identifier: Apache-2.0
#include "reference/linalg/product.hpp"

#include <algorithm>

namespace kumiko::reference {
namespace {

/// Matrix i of `count` that are stacked.
array one_of(const array& stack, std::size_t i, std::size_t count)
{
    array one = stack;
    one.shape[0] /= count;
    const std::size_t size = one.count();
    one.x.assign(stack.x.begin() + static_cast<std::ptrdiff_t>(i * size),
                 stack.x.begin() + static_cast<std::ptrdiff_t>((i + 1) * size));
    return one;
}

}  // namespace

void reference_linalg_gemm_batched(references& all)
{
    all.add("linalg/gemm_batched",
            [](const settings& f, const arrays& before, arrays&, arrays& wanted) {
                const auto count = static_cast<std::size_t>(f["count"]);
                array all_c = wanted[2];
                all_c.x.clear();
                for (std::size_t i = 0; i < count; ++i) {
                    const array a = as(one_of(before[0], i, count), f.choice("op_a")),
                                b = as(one_of(before[1], i, count), f.choice("op_b"));
                    array c = one_of(before[2], i, count);
                    multiply(f["alpha"], a, b, f["beta"], c);
                    bound(c, static_cast<double>(a.cols()) + 2, unit(a.type));
                    all_c.x.insert(all_c.x.end(), c.x.begin(), c.x.end());
                    all_c.error.insert(all_c.error.end(), c.error.begin(), c.error.end());
                }
                wanted[2] = all_c;
            });
}

}  // namespace kumiko::reference
