// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/omatcopy.hpp>
#include <kumiko/program.hpp>

#include "core/operands.hpp"
#include "core/reals.hpp"
#include "linalg/described.hpp"

namespace kumiko::detail {
namespace {

void validate(const queue& q, const any_factor& a, const any_matrix& b)
{
    if (a.rows() != b.rows || a.cols() != b.cols)
        throw std::invalid_argument(text("omatcopy: a is ", shape(a), ", b is ", shape(b)));
    for (const any_view& v : {a.stored.data, b.data}) memory_of(v, q.state().shared);
    require_double("omatcopy", q, b.data.type);
    require_disjoint("omatcopy", b, "b", a.stored, "a");
}

struct plan {
    kernel rows, columns;
    std::size_t units, side, height;
};
const memo<launch_key, plan> plans;

plan choose(const queue& q, const launch_key& k)
{
    const device& d = q.device();
    const bool cpu = k.shape == kind::cpu, two = is_complex_element(k.type);
    std::vector<define> defines = {
        {"E", real_of(k.type)}, {"TIMES", two ? "times_complex" : "times_real"}, {"INDEX", k.at}};
    std::size_t side = 64, height = 1;
    if (cpu) {
        defines.push_back({"LANES", lanes_of(d, k.type)});
        defines.push_back({"PARTS", two ? 2 : 1});
    } else {
        side = 32;
        while (side * (side + 1) * size_of(k.type) > d.local_memory()) side /= 2;
        height = std::min<std::size_t>(8, group_of(d) / side);
        if (height == 0) side = group_of(d), height = 1;
        defines.push_back({"T", k.type});
        defines.push_back({"CONJ", two ? "conjugate_complex" : "conjugate_real"});
        defines.push_back({"ROWS", height});
    }
    defines.push_back({"SIDE", side});
    const source text = kernels_of("linalg/omatcopy", k.shape);
    return {kernel(q, text, "rows", defines), kernel(q, text, "columns", defines), units_of(q),
            side, height};
}

}  // namespace

event omatcopy(const queue& q, scalar alpha, const any_factor& a, const any_matrix& b)
{
    validate(q, a, b);
    if (b.rows == 0 || b.cols == 0) return {};
    const any_matrix& s = a.stored;
    const element type = b.data.type;
    const std::size_t parts = is_complex_element(type) ? 2 : 1;
    const auto end = [](const any_matrix& x) {
        return x.data.offset + (x.rows - 1) * x.ld + x.cols;
    };
    const std::size_t step = area(64, std::max(s.ld, b.ld));
    const bool cpu = kind_of(q) == kind::cpu;
    const launch_key k = {
        type,
        index_of(parts * std::max(end(s), end(b)), std::max(parts * step, std::size_t{1} << 24)),
        kind_of(q)};
    const plan& p = plans.get(q, k, choose);
    return in_type(type, [&](auto zero) {
        using E = decltype(zero);
        const E re = static_cast<E>(alpha.re), im = static_cast<E>(alpha.im);
        const E odd = a.conjugated ? -1 : 1;
        const kernel& move = a.transposed ? p.columns : p.rows;
        if (cpu) {
            // Transposed, strips of 1024 columns where there are enough: long runs of A's rows.
            const std::size_t most = a.transposed ? quotient_up(s.cols, p.side) : s.rows;
            const std::size_t strips =
                a.transposed ? std::clamp(s.cols / 1024, p.units, 4 * p.units) : 4 * p.units;
            const int large = b.rows * b.cols * size_of(type) >= past_caches;
            return move(q, groups(std::min(most, strips)), s.rows, parts * s.cols, re, im, odd,
                        large, reals_of(s.data), parts * s.ld, reals_of(b.data), parts * b.ld);
        }
        return move(
            q,
            groups(quotient_up(s.cols, p.side), quotient_up(s.rows, p.side)).of(p.side, p.height),
            s.rows, s.cols, re, im, odd, s.data, s.ld, b.data, b.ld);
    });
}

void describe_linalg_omatcopy(registry& all)
{
    struct copying : with_alpha {
        form op_a = form::none;
        void describe(fields& f)
        {
            f("op_a", op_a, form_names, "how A is copied");
            with_alpha::describe(f);
        }
    };
    all.add("linalg/omatcopy", "B = alpha op(A)")
        .reads("a", operand_kind::matrix, "a_rows a_columns")
        .writes("b", operand_kind::matrix, "m n")
        .types("f32, f64, c32, c64")
        .samples(
            {"m=9 n=33", "op_a=transposed alpha=2 m=97 n=65", "c32|c64: op_a=adjoint m=65 n=33"})
        .completes([](const values& all_fields, sizes& known) {
            relate(known, form_in(all_fields, "op_a"), "m", "n", "a_rows", "a_columns");
        })
        .calls<copying>([](const queue& q, const copying& f, const operand* o) {
            return omatcopy(q, f.alpha.of(o[0].type(), "omatcopy"), as(f.op_a, o[0].matrix()),
                            o[1].matrix());
        });
}

}  // namespace kumiko::detail
