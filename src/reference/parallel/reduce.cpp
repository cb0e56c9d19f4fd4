// SPDX-License-Identifier: Apache-2.0
#include <kumiko/parallel/reduce.hpp>

#include "reference/reference.hpp"

#include <algorithm>
#include <limits>

namespace kumiko::reference {
namespace {

/// The identity of minimum and maximum.
double end_of_range(element e, bool least)
{
    const auto of = [&](auto zero) {
        using limits = std::numeric_limits<decltype(zero)>;
        if (limits::has_infinity) return static_cast<double>(least ? -1 : 1) * HUGE_VAL;
        return static_cast<double>(least ? limits::lowest() : limits::max());
    };
    switch (e) {
        case element::s32:
            return of(std::int32_t{});
        case element::u32:
            return of(std::uint32_t{});
        case element::s64:
            return of(std::int64_t{});
        default:
            return of(double{});
    }
}

}  // namespace

void reference_parallel_reduce(references& all)
{
    all.add("parallel/reduce", [](const settings& f, const arrays& before, arrays&,
                                  arrays& wanted) {
        const array& x = before[0];
        const auto op = static_cast<fold>(f.choice("op"));
        double y = op == fold::sum ? 0 : end_of_range(x.type, op == fold::max), sizes = 0;
        for (std::size_t i = 0; i < x.x.size(); ++i) {
            const double v = x.re(i);
            y = op == fold::sum ? y + v : op == fold::min ? std::min(y, v) : std::max(y, v);
            sizes += std::abs(v);
        }
        wanted[1].x = {y};
        const bool rounds = op == fold::sum && (x.type == element::f32 || x.type == element::f64);
        const double n = static_cast<double>(x.x.size());
        // The sum here is rounded in double too: n u of that more.
        wanted[1].error = {rounds ? ((n / 16 + 64) * unit(x.type) + n * 0x1p-53) * sizes : 0};
    });
}

}  // namespace kumiko::reference
