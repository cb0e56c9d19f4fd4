// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/gemv.hpp>
#include <kumiko/linalg/level1.hpp>
#include <kumiko/program.hpp>

#include <utility>

#include "core/operands.hpp"
#include "core/reals.hpp"
#include "linalg/described.hpp"

namespace kumiko::detail {
namespace {

void validate(const queue& q, const any_factor& a, const any_vector& x, const any_vector& y)
{
    const element type = a.stored.data.type;
    require(
        x.size == a.cols(), "gemv: a is ", [&] { return shape(a); }, ", x has ", x.size,
        " elements");
    require(
        y.size == a.rows(), "gemv: a is ", [&] { return shape(a); }, ", y has ", y.size,
        " elements");
    for (const any_view& v : {a.stored.data, x.data, y.data}) memory_of(v, q.state().shared);
    require_double("gemv", q, type);
    require_disjoint("gemv", y, "y", a.stored, "a");
    require_disjoint("gemv", y, "y", x, "x");
}

struct plan {
    kernel rows, columns, finish;
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
        defines.push_back({"SUMS", two ? 2 : 1});
        defines.push_back({"TERM", two ? "term_products" : "term_product"});
    } else {
        defines.push_back({"T", k.type});
        defines.push_back({"ADD", two ? "add_product_complex" : "add_product_real"});
        defines.push_back({"WG", wg});
        defines.push_back({"LOADS", 4});
    }
    const source text = kernels_of("linalg/gemv", k.shape);
    const auto get = [&](const char* name) { return kernel(q, text, name, defines); };
    return {get("rows"), get("columns"), get("finish"), units_of(q), wg};
}

/// How the stored matrix is cut: into blocks of its rows (kernel `rows`) or columns (kernel
/// `columns`), and into bands along the other side, whose sums are added at the end.
struct cut {
    std::size_t blocks, bands;
};

/// The cut for the cpu kind. A small matrix is one block, because to wake the other cores takes
/// longer. rows: a few blocks per core, of 4 rows at least; bands if there are too few rows.
/// columns: blocks whose sums fit the first cache, and bands of rows for all cores.
cut cut_cpu(const any_factor& a, std::size_t units)
{
    const std::size_t m = a.stored.rows, n = a.stored.cols, bytes = size_of(a.stored.data.type);
    constexpr std::size_t small = 256 << 10, strip = 16384;  // bytes of A, of sums
    if (m * n * bytes <= small) return {1, 1};
    if (!a.transposed) {
        const std::size_t blocks = std::min(4 * units, quotient_up(m, 4));
        if (blocks >= 2 * units) return {blocks, 1};
        return {blocks, std::max<std::size_t>(1, std::min(4 * units / blocks, n / 2048))};
    }
    const std::size_t blocks = quotient_up(n * bytes, strip);
    return {blocks, std::max<std::size_t>(1, std::min(quotient_up(4 * units, blocks), m / 16))};
}

/// The cut for the gpu kind: one group per row, or one work-item per column. There are bands if
/// these do not fill the device.
cut cut_gpu(const any_factor& a, std::size_t units, std::size_t wg)
{
    const std::size_t blocks = a.transposed ? quotient_up(a.stored.cols, wg) : a.stored.rows;
    const std::size_t most = a.transposed ? a.stored.rows / 32 : a.stored.cols / (8 * wg);
    return {blocks, std::max<std::size_t>(1, std::min(8 * units / blocks, most))};
}

}  // namespace

event gemv(const queue& q, const any_factor& a, const any_vector& x, const any_vector& y,
           scalar alpha, scalar beta)
{
    validate(q, a, x, y);
    const element type = a.stored.data.type;
    const std::size_t m = a.rows(), n = a.cols();
    if (m == 0) return {};
    const bool none = n == 0 || alpha == 0;  // then only y is read
    const bool pair = is_complex_element(type);
    const std::size_t reals = pair ? 2 : 1;
    const any_matrix& stored = a.stored;
    const std::size_t end =
        reals *
        (stored.data.offset + (stored.rows > 0 ? stored.rows - 1 : 0) * stored.ld + stored.cols);
    const kind shape = kind_of(q);
    const bool cpu = shape == kind::cpu;
    const launch_key k = {type, index_of(std::max({end, end_of(x), end_of(y)}), 1u << 24), shape};
    const plan& p = plans.get(q, k, choose);

    const cut c = none ? cut{0, 0} : cpu ? cut_cpu(a, p.units) : cut_gpu(a, p.units, p.wg);
    const scratch sums(q, type, std::max<std::size_t>(1, c.bands * m));  // (bands, m)
    const int reads = beta != 0;
    return in_type(type, [&](auto zero) -> event {
        using E = decltype(zero);
        const auto real = [](double v) { return static_cast<E>(v); };
        const auto finish = [&](const kernel& run, const grid& grid, auto&&... before) {
            return run(q, grid, before..., real(alpha.re), real(alpha.im), real(beta.re),
                       real(beta.im), reads, cpu ? reals_of(first_of(y)) : first_of(y), y.stride);
        };
        const grid over = groups(c.blocks, c.bands).of(p.wg, 1);
        if (!cpu) {
            event first;
            const E odd = a.conjugated ? 1 : -1;
            if (!none)
                first = (a.transposed ? p.columns : p.rows)(q, over, stored.rows, stored.cols,
                                                            stored.data, stored.ld, first_of(x),
                                                            x.stride, odd, sums);
            const event last =
                finish(p.finish, groups(quotient_up(m, p.wg)).of(p.wg), m, c.bands, sums);
            return none ? last : event(first, last);
        }
        const any_view from = reals_of(stored.data), to = reals_of(sums);
        const std::size_t width = reals * stored.cols, ld = reals * stored.ld;
        // conj(A) x = conj(A conj(x)): `columns` conjugates x, and then the sums.
        const E odd = !a.transposed ? (pair && !a.conjugated ? -1 : 1) : a.conjugated ? -1 : 1;
        const bool packed = none || a.transposed || x.stride == 1 || x.size == 1;
        const scratch own(q, type, packed ? 1 : n);
        event first, last;
        if (!packed) first = copy(q, x, {own, n, 1});
        if (!none && a.transposed)
            last = finish(p.columns, over, stored.rows, width, from, ld, reals_of(first_of(x)),
                          x.stride, odd, to);
        else if (!none)
            last = finish(p.rows, over, stored.rows, width, from, ld,
                          reals_of(packed ? x.data : any_view(own)), odd, to);
        if (!packed) last = event(first, last);
        if (c.bands == 1) return last;
        const std::size_t cuts = m * c.bands <= 16384 ? 1 : 2 * p.units;
        const event ending =
            finish(p.finish, groups(cuts), reals * m, c.bands, to, a.transposed ? odd : E(1));
        return none ? ending : event(last, ending);
    });
}

void describe_linalg_gemv(registry& all)
{
    struct product : with_alpha_beta {
        form op_a = form::none;
        void describe(fields& f)
        {
            f("op_a", op_a, form_names, "how A enters the product");
            with_alpha_beta::describe(f);
        }
    };
    all.add("linalg/gemv", "y = alpha op(A) x + beta y")
        .reads("a", operand_kind::matrix, "a_rows a_columns")
        .reads("x", operand_kind::vector, "n")
        .updates("y", operand_kind::vector, "m")
        .types("f32, f64, c32, c64")
        .samples({"m=7 n=33", "m=97 n=301 beta=0.5", "op_a=transposed m=97 n=301 alpha=2",
                  "c32|c64: op_a=adjoint m=65 n=33"})
        .completes([](const values& all_fields, sizes& known) {
            relate(known, form_in(all_fields, "op_a"), "m", "n", "a_rows", "a_columns");
        })
        .calls<product>([](const queue& q, const product& f, const operand* o) {
            const element e = o[0].type();
            return gemv(q, as(f.op_a, o[0].matrix()), o[1].vector(), o[2].vector(),
                        f.alpha.of(e, "gemv"), f.beta.of(e, "gemv"));
        });
}

}  // namespace kumiko::detail
