// SPDX-License-Identifier: Apache-2.0
#include "linalg/gemm/gpu.hpp"

#include <algorithm>

namespace kumiko::detail {

bool allowed(const device_facts& f, const tuning::gemm_gpu& s, element sums)
{
    const std::size_t size = size_of(sums), run = 16 / size, group = s.group();
    const std::size_t bytes = positive(s.stages) * positive(s.depth) *
                              ((s.rows() + s.columns()) * size + 32);  // see PAD in gpu.cl
    return group <= f.max_work_group && group <= f.max_work_item_sizes[0] &&
           bytes <= f.local_memory && positive(s.item_rows) % run == 0 &&
           positive(s.item_columns) % run == 0 && positive(s.depth) % run == 0;
}

namespace {

struct gpu_key {
    gpu_program program;
    tuning::gemm_gpu sizes;
};
struct gpu_plan {
    kernel gemm, direct, add_slices;
};
const memo<gpu_key, gpu_plan> gpu_plans;

gpu_plan choose_gpu(const queue& q, const gpu_key& key)
{
    std::vector<define> defines = key.program.defines();
    for (const define& d : defines_of(key.sizes)) defines.push_back(d);
    const source text = source::library("linalg/gemm/gpu.cl");
    return {kernel(q, text, "gemm", defines), kernel(q, text, "direct", defines),
            kernel(q, text, "add_slices", defines)};
}

const gpu_plan& plan_of(const queue& q, const gpu_key& key)
{
    return gpu_plans.get(q, key, choose_gpu);
}

/// Whether a tile would be mostly border: C has few elements, or few rows. In the second case B
/// must be stored so that neighbouring work-items read neighbours.
bool without_tiles(const product& p)
{
    constexpr std::size_t side = tuning::gemm_gpu_direct_side;
    return p.m * p.n <= side * side * side / std::max<std::size_t>(1, p.k) ||
           (p.m <= 4 && !p.b.transposed);
}

struct gpu_choice {
    const tuning::gemm_gpu& sizes;
    std::size_t busy;  ///< the work-items that keep the device busy
};

/// Whether the device and the built kernel allow the sizes, and C gives every unit work. `busy`
/// becomes the number of work-items that keeps all units busy.
auto fits_device(const queue& q, const product& p, std::size_t& busy)
{
    return [&q, &p, &busy](const tuning::gemm_gpu& s) {
        const std::size_t units = positive(q.device().compute_units());
        if (!allowed(q.device().facts(), s, p.sums)) return false;
        busy = std::max({busy, positive(s.items_per_unit) * units, s.group() * units});
        return (without_tiles(p) ? s.group() <= 64
                                 : items_of(s, p.m, p.n) >= positive(s.items_per_unit) * units) &&
               s.group() <= plan_of(q, {program_of(p), s}).gemm.max_group();
    };
}

const tuning::table<tuning::gemm_gpu>& table_for(const queue& q, const product& p)
{
    return tuning::table_of<tuning::gemm_gpu>(q, p.a.stored.data.type, p.sums);
}

gpu_choice sizes_for(const queue& q, const product& p)
{
    std::size_t busy = 0;
    const auto& sizes = table_for(q, p).pick({p.m, p.n, p.k}, fits_device(q, p, busy));
    return {sizes, busy};
}

}  // namespace

std::string sizes_of_gpu(const queue& q, const product& p)
{
    std::size_t busy = 0;
    return tuning::described(table_for(q, p).usual({p.m, p.n, p.k}, fits_device(q, p, busy)));
}

event gemm_gpu(const queue& q, const product& p)
{
    const gpu_choice choice = sizes_for(q, p);
    const tuning::gemm_gpu& sizes = choice.sizes;
    const gpu_key key = {program_of(p), sizes};

    // If C is too little work for the device but k is large, the steps are cut into slices.
    const bool direct = without_tiles(p);
    const std::size_t run = 16 / size_of(p.sums);
    const std::size_t items = direct ? p.m * quotient_up(p.n, run) : items_of(sizes, p.m, p.n);
    const std::size_t most =
        std::min(quotient_up(choice.busy, items), p.k / tuning::gemm_gpu_least_slice);
    const bool sliced = most > 1;
    gpu_key summing = key;
    if (sliced) summing.program = key.program.summing();  // the sums go to scratch
    const gpu_plan& with = plan_of(q, summing);
    const gpu_plan& adding = plan_of(q, key);  // the same plan, if nothing is sliced
    const std::size_t depth = positive(sizes.depth);
    const std::size_t steps =
        sliced ? quotient_up(quotient_up(p.k, most), depth) * depth : std::max<std::size_t>(1, p.k);
    const std::size_t slices = sliced ? quotient_up(p.k, steps) : 1;

    const std::size_t group = sizes.group(), down = group < 4 ? 1 : 4;  // see DOWN in gpu.cl
    const auto runs = [&](std::size_t pieces) {
        return groups(quotient_up(p.n, group / down * run), quotient_up(p.m, down), pieces)
            .of(group);
    };
    const grid tiles =
        direct ? runs(slices)
               : groups(quotient_up(p.n, sizes.columns()), quotient_up(p.m, sizes.rows()), slices)
                     .of(group);
    return with_number(p.sums, [&](auto number) {
        const auto alpha = number(p.k == 0 ? 0 : p.alpha), beta = number(p.beta);
        const auto multiply = [&](const any_matrix& c, auto by, auto plus, std::size_t c_slice) {
            return launch_product(q, direct ? with.direct : with.gemm, tiles, summing.program, p,
                                  number, by, plus, c, steps, c_slice);
        };
        if (!sliced) return multiply(p.c, alpha, beta, 0);
        const std::size_t ld = quotient_up(p.n, run) * run;
        const scratch memory(q, p.sums, slices * p.m * ld);
        const any_matrix sums = {memory, p.m, p.n, ld};
        const event first = multiply(sums, number(1), number(0), p.m * ld);
        const event last = launch(q, adding.add_slices, runs(1), key.program, p, number, p.m, p.n,
                                  slices, sums, alpha, beta, p.c, alignment_of(p.c, p.sums));
        return event(first, last);
    });
}

}  // namespace kumiko::detail
