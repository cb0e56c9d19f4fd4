// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/linalg/gemm_batched.hpp>

#include "core/operands.hpp"
#include "linalg/described.hpp"
#include "linalg/gemm_batched/launch.hpp"
#include "tuning/gemm_batched.hpp"

namespace kumiko::detail {
namespace {

/// The number of elements from a matrix's first to its last.
std::size_t extent_of(const any_matrix& x)
{
    return x.rows > 0 && x.cols > 0 ? (x.rows - 1) * x.ld + x.cols : 0;
}

/// The memory that one side of the batch may touch.
any_view reach(const char* name, std::size_t count, const any_matrix& x, const places& at)
{
    any_view all = x.data;
    if (at.listed) {
        require(at.list.size == count, "gemm_batched: ", name, "'s list has ", at.list.size,
                " elements, not ", count);
        return all;
    }
    const std::size_t one = extent_of(x);
    all.size = one > 0 ? area(count - 1, at.stride) + one : 0;
    if (all.size > x.data.size)
        throw std::out_of_range(text("gemm_batched: ", name, "'s matrices end at element ",
                                     all.size, " of ", x.data.size));
    return all;
}

/// A row of "(3,4)", or "(4,3) transposed".
batch validate(const queue& q, std::size_t count, const any_factor& a, const places& a_at,
               const any_factor& b, const places& b_at, const any_matrix& c, const places& c_at,
               double alpha, double beta)
{
    const element type = c.data.type;
    require((type == element::f32 || type == element::f64) && a.stored.data.type == type &&
                b.stored.data.type == type,
            "gemm_batched: no product of ", name(a.stored.data.type), " and ",
            name(b.stored.data.type), " to ", name(type));
    require_double("gemm_batched", q, type);
    require(
        a.cols() == b.rows(), "gemm_batched: a is ", [&] { return shape(a); }, ", b is ",
        [&] { return shape(b); }, "; ", a.cols(), " != ", b.rows());
    require(
        c.rows == a.rows() && c.cols == b.cols(), "gemm_batched: a is ", [&] { return shape(a); },
        ", b is ", [&] { return shape(b); }, ": c is (", a.rows(), ",", b.cols(), "), not (",
        c.rows, ",", c.cols, ")");
    const batch w = {count,
                     a,
                     a_at,
                     b,
                     b_at,
                     c,
                     c_at,
                     c.rows,
                     c.cols,
                     alpha == 0 ? 0 : a.cols(),
                     alpha == 0 ? 0 : a.cols(),
                     alpha,
                     beta};
    if (count == 0) return w;
    const any_view of_a = reach("a", count, a.stored, a_at);
    const any_view of_b = reach("b", count, b.stored, b_at);
    const any_view of_c = reach("c", count, c, c_at);
    if (!c_at.listed && count > 1 && extent_of(c) > 0) {
        // Results may lie one after the other, or side by side in the same rows.
        const bool apart = c_at.stride >= extent_of(c);
        const bool beside = c_at.stride >= c.cols && area(count - 1, c_at.stride) + c.cols <= c.ld;
        require(apart || beside, "gemm_batched: c's matrices overlap: they occupy ", extent_of(c),
                " elements and begin ", c_at.stride, " apart");
    }
    require_disjoint("gemm_batched", of_c, "c", of_a, "a");
    require_disjoint("gemm_batched", of_c, "c", of_b, "b");
    for (const any_view& v : {a.stored.data, b.stored.data, c.data}) memory_of(v, q.state().shared);
    for (const places* at : {&a_at, &b_at, &c_at}) {
        if (!at->listed) continue;
        memory_of(at->list, q.state().shared);
        require_disjoint("gemm_batched", of_c, "c", at->list, "a list");
    }
    return w;
}

/// Matrix i of a side without a list.
any_matrix matrix_at(any_matrix x, std::size_t i, const places& at)
{
    x.data.offset += i * at.stride;
    x.data.size = extent_of(x);
    return x;
}

/// Computes large products, each by a call of gemm.
event one_by_one(const queue& q, const batch& w)
{
    event all;
    for (std::size_t i = 0; i < w.count; ++i) {
        const any_factor a = {matrix_at(w.a.stored, i, w.a_at), w.a.transposed};
        const any_factor b = {matrix_at(w.b.stored, i, w.b_at), w.b.transposed};
        event done = gemm(q, a, b, matrix_at(w.c, i, w.c_at), w.alpha, w.beta, {});
        all = i > 0 ? event(all, done) : std::move(done);
    }
    return all;
}

}  // namespace

event gemm_batched(const queue& q, std::size_t count, const any_factor& a, const places& a_at,
                   const any_factor& b, const places& b_at, const any_matrix& c, const places& c_at,
                   double alpha, double beta)
{
    const batch w = validate(q, count, a, a_at, b, b_at, c, c_at, alpha, beta);
    if (w.count == 0 || w.m == 0 || w.n == 0) return {};
    constexpr double side = tuning::batched_large;
    const double work =
        static_cast<double>(w.m) * static_cast<double>(w.n) * static_cast<double>(w.k);
    const bool listed = a_at.listed || b_at.listed || c_at.listed;
    if (!listed && work > side * side * side) return one_by_one(q, w);
    return kind_of(q) == kind::cpu ? batch_cpu(q, w) : batch_gpu(q, w);
}

void describe_linalg_gemm_batched(registry& all)
{
    struct batched {
        std::size_t count = 1;
        form op_a = form::none, op_b = form::none;
        double alpha = 1, beta = 0;
        void describe(fields& f)
        {
            f("count", count, 0, 0x1p62, "", "products; the matrices of each side are stacked");
            f("op_a", op_a, form_names, "how each A enters its product");
            f("op_b", op_b, form_names, "how each B enters its product");
            f("alpha", alpha, -any_number, any_number, "", "factor");
            f("beta", beta, -any_number, any_number, "", "factor");
        }
    };
    all.add("linalg/gemm_batched", "C_i = alpha op(A_i) op(B_i) + beta C_i")
        .reads("a", operand_kind::matrix, "a_stack a_columns")
        .reads("b", operand_kind::matrix, "b_stack b_columns")
        .updates("c", operand_kind::matrix, "c_stack n")
        .types("f32, f64")
        .samples({"count=3 m=5 n=7 k=6", "count=50 m=13 n=18 k=29 op_b=transposed alpha=2 beta=1"})
        .completes([](const values& given, sizes& known) {
            const std::size_t count = given.at("count").natural();
            const auto stack = [&](const char* one, const char* pile) {
                if (known.count(pile) != 0) {
                    const std::size_t rows = known.at(pile);
                    require(count > 0 ? rows % count == 0 : rows == 0, rows, " rows are not ",
                            count, " matrices");
                    known.emplace(one, count > 0 ? rows / count : 0);
                }
            };
            stack("a_rows", "a_stack");
            stack("b_rows", "b_stack");
            relate(known, form_in(given, "op_a"), "m", "k", "a_rows", "a_columns");
            relate(known, form_in(given, "op_b"), "k", "n", "b_rows", "b_columns");
            constexpr const char* piles[][2] = {
                {"a_rows", "a_stack"}, {"b_rows", "b_stack"}, {"m", "c_stack"}};
            for (const auto& [one, pile] : piles)
                if (known.count(one) != 0) known.emplace(pile, area(count, known.at(one)));
        })
        .calls<batched>([](const queue& q, const batched& f, const operand* o) {
            const auto first = [&](const any_matrix& stack, const char* name) {
                require(f.count > 0 ? stack.rows % f.count == 0 : stack.rows == 0,
                        "linalg/gemm_batched: ", name, " has ", stack.rows, " rows, not ", f.count,
                        " matrices");
                any_matrix one = stack;
                one.rows = f.count > 0 ? stack.rows / f.count : 0;
                return one;
            };
            const any_matrix a = first(o[0].matrix(), "a"), b = first(o[1].matrix(), "b"),
                             c = first(o[2].matrix(), "c");
            return gemm_batched(q, f.count, as(f.op_a, a), area(a.rows, a.ld), as(f.op_b, b),
                                area(b.rows, b.ld), c, area(c.rows, c.ld), f.alpha, f.beta);
        });
}

}  // namespace kumiko::detail
