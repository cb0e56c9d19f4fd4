// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/ger.hpp>
#include <kumiko/linalg/level1.hpp>
#include <kumiko/program.hpp>

#include "core/operands.hpp"
#include "core/reals.hpp"
#include "linalg/described.hpp"

namespace kumiko::detail {
namespace {

void validate(const queue& q, const any_vector& x, const any_vector& y, const any_matrix& a)
{
    require(x.size == a.rows, "ger: a is (", a.rows, ",", a.cols, "), x has ", x.size, " elements");
    require(y.size == a.cols, "ger: a is (", a.rows, ",", a.cols, "), y has ", y.size, " elements");
    for (const any_view& v : {a.data, x.data, y.data}) memory_of(v, q.state().shared);
    require_double("ger", q, a.data.type);
    require_disjoint("ger", a, "a", x, "x");
    require_disjoint("ger", a, "a", y, "y");
}

struct plan {
    kernel ger;
    std::size_t units, wg;
};
const memo<launch_key, plan> plans;

plan choose(const queue& q, const launch_key& k)
{
    const bool cpu = k.shape == kind::cpu, two = is_complex_element(k.type);
    const std::size_t wg = cpu ? 1 : group_of(q.device());
    std::vector<define> defines = {
        {"E", real_of(k.type)}, {"TIMES", two ? "times_complex" : "times_real"}, {"INDEX", k.at}};
    if (cpu) {
        defines.push_back({"LANES", lanes_of(q.device(), k.type)});
        defines.push_back({"PARTS", two ? 2 : 1});
    } else {
        defines.push_back({"T", k.type});
        defines.push_back({"ADD", two ? "add_product_complex" : "add_product_real"});
        defines.push_back({"WG", wg});
    }
    return {kernel(q, kernels_of("linalg/ger", k.shape), "ger", defines), units_of(q), wg};
}

}  // namespace

event ger(const queue& q, scalar alpha, const any_vector& x, const any_vector& y, bool conjugate,
          const any_matrix& a)
{
    validate(q, x, y, a);
    const std::size_t m = a.rows, n = a.cols;
    if (m == 0 || n == 0 || alpha == 0) return {};
    const element type = a.data.type;
    const std::size_t parts = is_complex_element(type) ? 2 : 1;
    const std::size_t end = parts * (a.data.offset + (m - 1) * a.ld + n);
    const bool cpu = kind_of(q) == kind::cpu;
    const launch_key k = {type, index_of(std::max({end, end_of(x), end_of(y)}), 1u << 24),
                          kind_of(q)};
    const plan& p = plans.get(q, k, choose);
    return in_type(type, [&](auto zero) {
        using E = decltype(zero);
        const E re = static_cast<E>(alpha.re), im = static_cast<E>(alpha.im);
        if (!cpu) {
            // Groups along the columns; rows are cut where these do not fill the device. conj(v) u is
            // what ADD does where odd = 1.
            const std::size_t columns = quotient_up(n, p.wg);
            const std::size_t blocks =
                std::min(quotient_up(m, 8), quotient_up(16 * p.units, columns));
            return p.ger(q, groups(columns, blocks).of(p.wg, 1), m, n, re, im, first_of(x),
                         x.stride, first_of(y), y.stride, E(conjugate ? 1 : -1), a.data, a.ld);
        }
        const std::size_t blocks = std::min(m, 4 * p.units);
        const std::size_t pieces =
            std::max<std::size_t>(1, std::min(4 * p.units / blocks, n / 2048));
        const bool packed = y.stride == 1 || n == 1;
        const scratch own(q, type, packed ? 1 : n);
        event first;
        if (!packed) first = copy(q, y, {own, n, 1});
        const event last =
            p.ger(q, groups(pieces, blocks), m, parts * n, re, im, reals_of(first_of(x)), x.stride,
                  reals_of(packed ? y.data : any_view(own)), E(conjugate ? -1 : 1),
                  reals_of(a.data), parts * a.ld);
        return packed ? last : event(first, last);
    });
}

void describe_linalg_ger(registry& all)
{
    const auto add = [&](const char* name, const char* title, const char* types,
                         event (*call)(const queue&, const with_alpha&, const operand*)) {
        all.add(name, title)
            .reads("x", operand_kind::vector, "m")
            .reads("y", operand_kind::vector, "n")
            .updates("a", operand_kind::matrix, "m n")
            .types(types)
            .samples({"m=7 n=33", "alpha=0.5 m=97 n=65"})
            .calls<with_alpha>(call);
    };
    constexpr auto plain = [](const queue& q, const with_alpha& f, const operand* o) {
        return ger(q, f.alpha.of(o[0].type(), "ger"), o[0].vector(), o[1].vector(), false,
                   o[2].matrix());
    };
    add("linalg/ger", "A += alpha x y^T", "f32, f64", plain);
    add("linalg/geru", "A += alpha x y^T of complex numbers", "c32, c64", plain);
    add("linalg/gerc", "A += alpha x y^H", "c32, c64",
        [](const queue& q, const with_alpha& f, const operand* o) {
            return ger(q, f.alpha.of(o[0].type(), "gerc"), o[0].vector(), o[1].vector(), true,
                       o[2].matrix());
        });
}

}  // namespace kumiko::detail
