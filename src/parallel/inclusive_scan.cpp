// SPDX-License-Identifier: Apache-2.0
#include <kumiko/parallel/inclusive_scan.hpp>

#include "core/launch.hpp"
#include "core/operands.hpp"
#include "parallel/fold.hpp"
#include "registry/describe.hpp"

namespace kumiko::detail {
namespace {

struct key {
    launch_key with;
    fold op;
};
struct plan {
    kernel fold, scan;
    std::size_t wg, bands, least;  // bands at most; elements of a band at least
};
const memo<key, plan> plans;

/// CPU: a few bands a core, so that one that is held up does not hold up all; of 256 KB at least, as waking
/// the others takes longer. GPU: groups enough to fill the device; of some tiles at least.
plan choose(const queue& q, const key& k)
{
    const bool cpu = k.with.shape == kind::cpu;
    const std::size_t wg = group_of(q, k.with.shape), run = 7;
    std::vector<define> defines = defines_of(
        q, k.with, {{"OP", function_of(k.op)}, {"IDENTITY", identity_of(k.op, k.with.type)}});
    if (!cpu) defines.emplace_back("RUN", run);
    const source text = kernels_of("parallel/inclusive_scan", k.with.shape);
    return {kernel(q, text, "fold", defines), kernel(q, text, "scan", defines), wg,
            (cpu ? 4 : 8) * units_of(q), cpu ? (256 << 10) / size_of(k.with.type) : 4 * wg * run};
}

}  // namespace

event inclusive_scan(const queue& q, const any_view& x, const any_view& y, fold op)
{
    check_vectors(q, "inclusive_scan", x, y, place::in_place);
    if (x.size == 0) return {};
    const plan& p = plans.get(q, key{key_of(q, x, y), op}, choose);
    const std::size_t bands = std::min(p.bands, quotient_up(x.size, p.least));
    const std::size_t band = quotient_up(x.size, bands), used = quotient_up(x.size, band);
    const scratch parts(q, x.type, bands);
    event first;
    if (used > 1) first = p.fold(q, groups(used - 1).of(p.wg), band, x, parts);
    const auto scan = [&](auto... past) {
        return p.scan(q, groups(used).of(p.wg), x.size, band, past..., parts, x, y);
    };
    const bool large = x.size * size_of(x.type) >= past_caches && x.block != y.block;
    const event last = kind_of(q) == kind::gpu ? scan() : scan(large ? 1 : 0);
    return used > 1 ? event(first, last) : last;
}

void describe_parallel_inclusive_scan(registry& all)
{
    struct scan {
        fold op = fold::sum;
        void describe(fields& f) { f("op", op, fold_names, "the operator"); }
    };
    all.add("parallel/inclusive_scan", "Sum, minimum or maximum of each leading part of a vector")
        .reads("x", operand_kind::vector, "n")
        .writes("y", operand_kind::vector, "n")
        .types("s32, u32, s64, u64, f32, f64")
        .in_place()
        .samples({"op=sum n=200003", "op=min n=1021", "op=max n=1021"})
        .calls<scan>([](const queue& q, const scan& s, const operand* o) {
            return inclusive_scan(q, o[0].view(), o[1].view(), s.op);
        });
}

}  // namespace kumiko::detail
