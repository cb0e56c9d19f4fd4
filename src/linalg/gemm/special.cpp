// SPDX-License-Identifier: Apache-2.0
#include <kumiko/probe.hpp>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "linalg/gemm/gpu.hpp"

namespace kumiko::detail {
namespace {

/// A kernel that was built and run and gave the right answer; or none, if there is no such kernel.
struct special_plan {
    std::optional<kernel> gemm;
    std::size_t group = 0, rows = 0,
                columns = 0;  ///< work-items; rows, columns of C
    std::string sizes{};      ///< for explain()
};

/// A number from -2 to 2, or from 0 to 4 for unsigned types. Sums of 50 products of such numbers
/// are exact in every type.
int small(element e, std::size_t i)
{
    return static_cast<int>(i * 7 % 5) - (e == element::u8 ? 0 : 2);
}
void encode(element e, int x, unsigned char* to)
{
    const auto put = [&](auto v) { std::memcpy(to, &v, sizeof v); };
    const auto real = static_cast<float>(x);
    switch (e) {
        case element::f16:
            return put(half(real));
        case element::bf16:
            return put(bfloat16(real));
        case element::f32:
            return put(real);
        case element::s32:
            return put(std::int32_t{x});
        default:
            return put(static_cast<std::int8_t>(x));
    }
}

/// Whether the kernel multiplies correctly. The test product has incomplete tiles and rounds. It is
/// compared, byte by byte, with the result of a plain loop.
bool multiplies(const queue& q, const special_plan& s, const gpu_program& program, bool ta, bool tb)
{
    const std::size_t m = s.rows + 5, n = s.columns + 7, k = 50;
    product p = {};
    p.m = m, p.n = n, p.k = k, p.sums = program.sums;
    std::vector<unsigned char> bytes;
    const auto fill = [&](element e, std::size_t rows, std::size_t cols) {
        const std::size_t ld = quotient_up(cols, 16) * 16;  // the kernels want aligned rows
        bytes.resize(rows * ld * size_of(e));
        for (std::size_t i = 0; i < rows * ld; ++i)
            encode(e, small(e, i), bytes.data() + i * size_of(e));
        return any_matrix{allocate(q, e, rows * ld, bytes.data()), rows, cols, ld};
    };
    p.a = {fill(program.a, ta ? k : m, ta ? m : k), ta, false};
    p.b = {fill(program.b, tb ? n : k, tb ? k : n), tb, false};
    p.c = fill(program.c, m, n);
    const auto at = [](const any_factor& f, std::size_t i, std::size_t j) {
        return small(f.stored.data.type, f.transposed ? j * f.stored.ld + i : i * f.stored.ld + j);
    };
    for (std::size_t i = 0; i < m; ++i)  // write C only: what lies beside it must stay
        for (std::size_t j = 0; j < n; ++j) {
            int sum = 0;
            for (std::size_t t = 0; t < k; ++t) sum += at(p.a, i, t) * at(p.b, t, j);
            encode(program.c, sum, bytes.data() + (i * p.c.ld + j) * size_of(program.c));
        }
    (void)with_number(program.sums, [&](auto number) {
        return launch_product(q, *s.gemm,
                              groups(quotient_up(n, s.columns), quotient_up(m, s.rows)).of(s.group),
                              program, p, number, number(1), number(0), p.c, k, 0);
    });
    std::vector<unsigned char> got(bytes.size());
    (void)read(q, p.c.data, got.data(), true);
    for (const any_view& v : {p.a.stored.data, p.b.stored.data, p.c.data}) release(v);
    return got == bytes;
}

/// The plan that build() makes, if the kernel builds and multiplies correctly; else none. If the
/// driver refuses anything, the device cannot run the kernel.
template <class Build>
special_plan checked(const queue& q, const gpu_program& program, bool ta, bool tb, Build build)
{
    try {
        special_plan s = build();
        if (s.group <= s.gemm->max_group() && multiplies(q, s, program, ta, tb)) return s;
    } catch (const error&) {
    }
    return {};
}

/// Whether there are so few groups, with such long sums, that slices of k are faster. Only the gpu
/// kind makes slices.
bool wants_slices(const queue& q, std::size_t tiles, std::size_t k)
{
    return 8 * tiles < positive(q.device().compute_units()) &&
           k >= 16 * tuning::gemm_gpu_least_slice;
}

/// A kernel for one product, and the program that it is from.
struct choice {
    const special_plan* plan;  ///< without a kernel if there is none
    gpu_program program;
};
bool takes(const std::optional<choice>& c) { return c && c->plan->gemm; }

event run(const queue& q, const std::optional<choice>& c, const product& p)
{
    const special_plan& with = *c->plan;
    return with_number(p.sums, [&](auto number) {
        return launch_product(
            q, *with.gemm,
            groups(quotient_up(p.n, with.columns), quotient_up(p.m, with.rows)).of(with.group),
            c->program, p, number, number(p.alpha), number(p.beta), p.c, p.k, 0);
    });
}

/// 90 for "sm_90"; 0 for an architecture of another form.
int compute_capability(const device_facts& f)
{
    return f.architecture.rfind("sm_", 0) == 0 ? std::atoi(f.architecture.c_str() + 3) : 0;
}

// Matrix units.

struct mma_key {
    gpu_program program;
    bool ta, tb;
    int tile;
};
const memo<mma_key, special_plan> mma_plans;

special_plan choose_mma(const queue& q, const mma_key& key)
{
    const device_facts& f = q.device().facts();
    if (f.vendor != "nvidia" || compute_capability(f) < 80) return {};
    const auto build = [&]() -> special_plan {
        const tuning::gemm_mma& t = tuning::gemm_mma_tiles[key.tile];
        std::vector<define> defines = key.program.defines();
        for (const define& d : {define("WARPS_X", t.warps_x), define("WARPS_Y", t.warps_y),
                                define("TILES_X", t.tiles_x), define("TILES_Y", t.tiles_y),
                                define("STAGES", t.stages), define("A_BY_STEPS", int{key.ta}),
                                define("B_BY_STEPS", int{!key.tb}), define("EMULATED", 0)})
            defines.push_back(d);
        return {kernel(q, source::library("linalg/gemm/nvidia_mma.cl"), "gemm", defines),
                positive(32 * t.warps_x * t.warps_y), t.rows(), t.columns(),
                text(t.rows(), " x ", t.columns(), " of C by ", t.warps_y, " x ", t.warps_x,
                     " warps, ", t.stages, " stages (tuning/gemm.hpp)")};
    };
    if (!key.program.with_epilogue) return checked(q, key.program, key.ta, key.tb, build);
    mma_key plain = key;  // the check leaves out the epilogue, whose code other kernels share
    plain.program.with_epilogue = false;
    plain.program.then = activation::none;
    const special_plan& known = mma_plans.get(q, plain, choose_mma);
    return known.gemm ? build() : special_plan{};
}

/// Whether rows begin at multiples of 16 bytes, as asynchronous copies need. A matrix without
/// memory, which explain() passes, counts as aligned.
bool rows_aligned(const any_matrix& m)
{
    const std::size_t size = size_of(m.data.type), base = m.data.block ? m.data.block->base : 0;
    return (base + m.data.offset * size) % 16 == 0 && m.ld * size % 16 == 0;
}

/// Whether matrix units take the elements as they are, or the caller lets us round them.
bool by_matrix_units(const queue& q, const product& p)
{
    switch (p.a.stored.data.type) {
        case element::f16:
        case element::bf16:
            return true;
        case element::f32:
            return q.options().products == precision::reduced;
        default:
            return p.sums == element::s32;
    }
}

std::optional<choice> by_mma(const queue& q, const product& p)
{
    if (kind_of(q) != kind::gpu || p.k == 0 || !by_matrix_units(q, p) ||
        !rows_aligned(p.a.stored) || !rows_aligned(p.b.stored))
        return {};
    // Take the largest tile that gives all units work; none if a tile would be mostly border.
    const std::size_t units = positive(q.device().compute_units());
    const tuning::gemm_mma* t = tuning::gemm_mma_tiles;
    const auto tiles = [&] { return quotient_up(p.m, t->rows()) * quotient_up(p.n, t->columns()); };
    while (tiles() < positive(t->groups_per_unit) * units) ++t;
    if (p.m < t->rows() / 2 || p.n < t->columns() / 2 || wants_slices(q, tiles(), p.k)) return {};
    const mma_key key = {program_of(p), p.a.transposed, p.b.transposed,
                         static_cast<int>(t - tuning::gemm_mma_tiles)};
    return choice{&mma_plans.get(q, key, choose_mma), key.program};
}

// Dot products of four bytes.

struct dot_key {
    gpu_program program;
    tuning::gemm_gpu sizes;
};
const memo<dot_key, special_plan> dot_plans;

special_plan choose_dot(const queue& q, const dot_key& key)
{
    const device_facts& f = q.device().facts();
    const bool ptx = f.vendor == "nvidia" && compute_capability(f) >= 61;
    if (!ptx && !supports(q, capability::integer_dot)) return {};
    return checked(q, key.program, false, false, [&]() -> special_plan {
        std::vector<define> defines = key.program.defines();
        for (const define& d : defines_of(key.sizes)) defines.push_back(d);
        defines.push_back({"DOT", ptx ? "dot_ptx" : "dot_builtin"});
        return {kernel(q, source::library("linalg/gemm/dot4.cl"), "gemm", defines,
                       ptx ? "-cl-std=CL1.2" : "-cl-std=CL3.0"),
                key.sizes.group(), key.sizes.rows(), key.sizes.columns(),
                text(key.sizes.rows(), " x ", key.sizes.columns(), " of C by ", key.sizes.group(),
                     " work-items, ", key.sizes.depth, " steps at once")};
    });
}

std::optional<choice> by_dot(const queue& q, const product& p)
{
    if (kind_of(q) != kind::gpu || p.sums != element::s32 || p.k == 0) return {};
    const std::size_t units = positive(q.device().compute_units());
    const auto fits = [&](const tuning::gemm_gpu& s) {
        return allowed(q.device().facts(), s, p.sums) &&
               items_of(s, p.m, p.n) >= positive(s.items_per_unit) * units;
    };
    const tuning::gemm_gpu& sizes =
        tuning::table_of<tuning::gemm_gpu>(q, p.a.stored.data.type, p.sums)
            .pick({p.m, p.n, p.k}, fits);
    const std::size_t tiles = items_of(sizes, p.m, p.n) / sizes.group();
    if (p.m < sizes.rows() / 2 || p.n < sizes.columns() / 2 || wants_slices(q, tiles, p.k))
        return {};
    const dot_key key = {program_of(p), sizes};
    return choice{&dot_plans.get(q, key, choose_dot), key.program};
}

}  // namespace

bool mma_takes(const queue& q, const product& p) { return takes(by_mma(q, p)); }
bool dot4_takes(const queue& q, const product& p) { return takes(by_dot(q, p)); }

std::string sizes_of_mma(const queue& q, const product& p) { return by_mma(q, p)->plan->sizes; }
std::string sizes_of_dot4(const queue& q, const product& p) { return by_dot(q, p)->plan->sizes; }

event gemm_mma(const queue& q, const product& p) { return run(q, by_mma(q, p), p); }
event gemm_dot4(const queue& q, const product& p) { return run(q, by_dot(q, p), p); }

}  // namespace kumiko::detail
