// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "linalg/gemm/cpu.hpp"
#include "linalg/gemm_batched/launch.hpp"
#include "tuning/gemm.hpp"

namespace kumiko::detail {
namespace {

struct deep_plan {
    kernel add_slices;
};
const memo<cpu_program, deep_plan> deep_plans;

deep_plan choose_deep(const queue& q, const cpu_program& program)
{
    const device& d = q.device();
    const int lanes = std::max(4, d.lanes() * 4 / static_cast<int>(size_of(program.sums)));
    return {kernel(q, source::library("linalg/gemm/deep.cl"), "add_slices",
                   program.defines(d, {{"LANES", lanes}}))};
}

/// The number of steps of a slice. It does not depend on m and n.
std::size_t steps_for(const queue& q, std::size_t k)
{
    const std::size_t most = positive(tuning::gemm_slices * q.device().compute_units());
    return std::max<std::size_t>(tuning::gemm_least_slice,
                                 quotient_up(quotient_up(k, most), 16) * 16);
}

}  // namespace

bool deep_takes(const queue& q, const product& p) { return direct_takes(q, p) && p.k > 0; }

std::string sizes_of_deep(const queue& q, const product& p)
{
    const std::size_t steps = steps_for(q, p.k);
    return text(quotient_up(p.k, steps), " slices of ", steps, " steps, ",
                batch_cpu_sizes(q, p.sums, p.n));
}

event gemm_deep(const queue& q, const product& p)
{
    const cpu_program program = cpu_program_of(p);
    const deep_plan& with = deep_plans.get(q, program, choose_deep);
    const std::size_t steps = std::min(p.k, steps_for(q, p.k));
    const std::size_t slices = quotient_up(p.k, steps);
    const scratch parts(q, p.sums, area(slices * p.m, p.n));
    const batch w = {slices,
                     part_of(p.a, 0, 0, p.m, steps),
                     steps * (p.a.transposed ? p.a.stored.ld : 1),
                     part_of(p.b, 0, 0, steps, p.n),
                     steps * (p.b.transposed ? 1 : p.b.stored.ld),
                     {parts, p.m, p.n, p.n},
                     p.m * p.n,
                     p.m,
                     p.n,
                     steps,
                     p.k - (slices - 1) * steps,
                     1,
                     0};
    const event first = batch_cpu(q, w);
    const grid items = groups(std::min(p.m, positive(4 * q.device().compute_units())));
    const auto add = [&](auto number) {
        using E = decltype(number);
        return with_epilogue<E>(p.then, p.c, [&](const auto&... then) {
            return with.add_slices(q, items, p.m, p.n, slices, static_cast<E>(p.alpha.re), parts,
                                   static_cast<E>(p.beta.re), p.c, then...);
        });
    };
    return {first, by_real(p.sums, add)};
}

}  // namespace kumiko::detail
