// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/gemm.hpp>

#include <algorithm>
#include <cmath>

#include "core/index.hpp"
#include "core/operands.hpp"
#include "linalg/described.hpp"
#include "linalg/gemm/product.hpp"
#include "tuning/gemm.hpp"

namespace kumiko::detail {

/// INDEX is int if every address fits one, also that of a tile beyond the last row. Addresses of
/// packed numbers always fit.
index index_for(const product& p)
{
    std::size_t end = 0, step = 0;
    for (const any_matrix& x : {p.a.stored, p.b.stored, p.c, p.then.residual}) {
        if (x.rows > 0) end = std::max(end, x.data.offset + (x.rows - 1) * x.ld + x.cols);
        step = std::max(step, x.ld);
    }
    for (const any_view& v : {p.then.row_bias, p.then.column_bias})
        end = std::max(end, v.offset + v.size);
    return index_of(end, area(128, step));
}

/// Rows [row, row + rows) and columns [col, col + cols) of op(f).
any_factor part_of(const any_factor& f, std::size_t row, std::size_t col, std::size_t rows,
                   std::size_t cols)
{
    return {
        f.transposed ? part(f.stored, col, row, cols, rows) : part(f.stored, row, col, rows, cols),
        f.transposed, f.conjugated};
}

namespace {

bool is_byte(element e) { return e == element::s8 || e == element::u8; }

/// The type in which products of a's and b's elements are summed before they are stored as c's.
element sums_of(element a, element b, element c)
{
    if (is_byte(a) && is_byte(b) && c == element::s32) return element::s32;
    if (a == b) {
        if (a == c && (a == element::f64 || a == element::c32 || a == element::c64)) return a;
        const bool stored = c == element::f32 || c == a ||
                            (a == element::f32 && (c == element::f16 || c == element::bf16));
        if (stored && (a == element::f32 || a == element::f16 || a == element::bf16))
            return element::f32;
    }
    throw std::invalid_argument(
        text("gemm: no product of ", name(a), " and ", name(b), " to ", name(c)));
}

void check_epilogue(const queue& q, const product& p)
{
    const epilogue& e = p.then;
    if (trivial(e)) return;
    require(p.sums == element::f32 || p.sums == element::f64,
            "gemm: an epilogue is for real products, not for ", name(p.c.data.type));
    require(e.row_bias.size == 0 || e.row_bias.size == p.m, "gemm: row_bias has ", e.row_bias.size,
            " elements, c has ", p.m, " rows");
    require(e.column_bias.size == 0 || e.column_bias.size == p.n, "gemm: column_bias has ",
            e.column_bias.size, " elements, c has ", p.n, " columns");
    for (const any_view* v : {&e.row_bias, &e.column_bias}) {
        if (v->size == 0) continue;
        require(v->type == p.sums, "gemm: a bias is of ", name(v->type), ", not ", name(p.sums));
        memory_of(*v, q.state().shared);
        require_disjoint("gemm", p.c, "c", *v, v == &e.row_bias ? "row_bias" : "column_bias");
    }
    const any_matrix& r = e.residual;
    if (r.rows > 0) {
        require(r.rows == p.m && r.cols == p.n, "gemm: residual is (", r.rows, ",", r.cols,
                "), c is (", p.m, ",", p.n, ")");
        require(r.data.type == p.c.data.type, "gemm: residual is of ", name(r.data.type),
                ", c is of ", name(p.c.data.type));
        memory_of(r.data, q.state().shared);
        const bool same =
            r.data.block == p.c.data.block && r.data.offset == p.c.data.offset && r.ld == p.c.ld;
        if (!same) require_disjoint("gemm", p.c, "c", r, "residual");
    }
    require(e.then != activation::clamp || e.low <= e.high, "gemm: clamp between ", e.low, " and ",
            e.high);
}

product validate(const queue& q, const any_factor& a, const any_factor& b, const any_matrix& c,
                 scalar alpha, scalar beta, const epilogue& then)
{
    const element sums = sums_of(a.stored.data.type, b.stored.data.type, c.data.type);
    require_double("gemm", q, sums);
    if (a.cols() != b.rows())
        throw std::invalid_argument(
            text("gemm: a is ", shape(a), ", b is ", shape(b), "; ", a.cols(), " != ", b.rows()));
    if (c.rows != a.rows() || c.cols != b.cols())
        throw std::invalid_argument(text("gemm: a is ", shape(a), ", b is ", shape(b), ": c is (",
                                         a.rows(), ",", b.cols(), "), not (", c.rows, ",", c.cols,
                                         ")"));
    require_disjoint("gemm", c, "c", a.stored, "a");
    require_disjoint("gemm", c, "c", b.stored, "b");
    for (const any_view& v : {a.stored.data, b.stored.data, c.data}) memory_of(v, q.state().shared);
    product p = {a, b, c, c.rows, c.cols, a.cols(), alpha, beta, then, sums};
    if (alpha == 0) p.k = 0;  // as in BLAS: the factors, and a NaN in them, are not read
    check_epilogue(q, p);
    return p;
}

// ---- the algorithms
// --------------------------------------------------------------------------------

bool is_skinny(const product& p)
{
    return std::min(p.m, p.n) <= tuning::gemm_few &&
           std::max(p.m, p.n) >= tuning::gemm_skinny_side && p.k >= tuning::gemm_skinny_steps;
}
bool is_deep(const product& p)
{
    const std::size_t side = std::max(p.m, p.n);
    return side <= tuning::gemm_deep_side && p.k >= tuning::gemm_deep_ratio * side &&
           p.k >= 2 * tuning::gemm_least_slice;
}
bool is_small(const product& p)
{
    const bool plain = p.a.stored.data.type == p.sums && trivial(p.then);
    const double side = plain && p.m >= tuning::gemm_direct_rows ? tuning::gemm_direct_side
                                                                 : tuning::gemm_direct_side_small;
    return static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k) <=
           side * side * side;
}
bool is_any(const product&) { return true; }

bool panels_take(const queue& q, const product&) { return kind_of(q) == kind::cpu; }
bool tiles_take(const queue& q, const product&) { return kind_of(q) == kind::gpu; }

struct algorithm {
    const char* name;
    bool (*takes)(const queue&, const product&);  // can compute the product
    bool (*suits)(const product&);                // and is faster than those below
    event (*run)(const queue&, const product&);
    std::string (*sizes)(const queue&, const product&);
    const char* why;
};
const algorithm algorithms[] = {
    {"skinny", skinny_takes, is_skinny, gemm_skinny, sizes_of_skinny,
     "C has few rows or columns, so the large factor is read once, at the speed of memory"},
    {"deep", deep_takes, is_deep, gemm_deep, sizes_of_deep,
     "C is small and k large, so k is sliced, and the slices are added in order"},
    {"direct", direct_takes, is_small, gemm_direct, sizes_of_direct,
     "m n k is small, so packing would not pay"},
    {"panels", panels_take, is_any, gemm_cpu, sizes_of_cpu,
     "the factors are worth packing into panels for the caches"},
    {"mma", mma_takes, is_any, gemm_mma, sizes_of_mma,
     "the device has matrix units for such numbers, and its kernel for them multiplies right"},
    {"dot4", dot4_takes, is_any, gemm_dot4, sizes_of_dot4,
     "the device has dot products of four bytes, and its kernel for them multiplies right"},
    {"tiles", tiles_take, is_any, gemm_gpu, sizes_of_gpu,
     "the device is a GPU, or is treated as one: tiles in local memory"},
};

/// The first algorithm that can compute the product and suits its shape. The last two can always.
const algorithm& choose(const queue& q, const product& p)
{
    const algorithm* one = algorithms;
    while (!(one->takes(q, p) && one->suits(p))) ++one;
    return *one;
}

}  // namespace

event gemm(const queue& q, const any_factor& a, const any_factor& b, const any_matrix& c,
           scalar alpha, scalar beta, const epilogue& e)
{
    const product p = validate(q, a, b, c, alpha, beta, e);
    if (p.m == 0 || p.n == 0) return {};
    return choose(q, p).run(q, p);
}

bool gemm_by(const char* name, const queue& q, const any_factor& a, const any_factor& b,
             const any_matrix& c, scalar alpha, scalar beta, const epilogue& e)
{
    const product p = validate(q, a, b, c, alpha, beta, e);
    for (const algorithm& one : algorithms)
        if (std::string(one.name) == name && p.m > 0 && p.n > 0 && one.takes(q, p)) {
            one.run(q, p);
            return true;
        }
    return false;
}

}  // namespace kumiko::detail

namespace kumiko {

std::string explain(const queue& q, const gemm_shape& s)
{
    using detail::text;
    const auto factor = [](element e, std::size_t rows, std::size_t cols, bool transposed) {
        any_factor f;
        f.stored = {any_view{}, transposed ? cols : rows, transposed ? rows : cols,
                    transposed ? rows : cols};
        f.stored.data.type = e, f.transposed = transposed;
        return f;
    };
    detail::product p = {};
    p.a = factor(s.a, s.m, s.k, s.a_transposed), p.b = factor(s.b, s.k, s.n, s.b_transposed);
    p.c = factor(s.c, s.m, s.n, false).stored;
    p.m = s.m, p.n = s.n, p.k = s.k, p.alpha = 1;
    p.sums = detail::sums_of(s.a, s.b, s.c);
    const detail::algorithm& one = detail::choose(q, p);
    return text("gemm of ", name(s.a), " and ", name(s.b), " to ", name(s.c), ", m = ", s.m,
                ", n = ", s.n, ", k = ", s.k, s.a_transposed ? ", A transposed" : "",
                s.b_transposed ? ", B transposed" : "", ", on ", q.device().name(),
                "\nkernel: ", one.name, "\nsizes: ", one.sizes(q, p), "\nwhy: ", one.why, "\n");
}

}  // namespace kumiko

namespace kumiko::detail {

void describe_linalg_gemm(registry& all)
{
    struct multiplication : with_alpha_beta {
        form op_a = form::none, op_b = form::none;
        activation then = activation::none;
        double low = 0, high = any_number, scale = 1;
        void describe(fields& f)
        {
            f("op_a", op_a, form_names, "how A enters the product");
            f("op_b", op_b, form_names, "how B enters the product");
            with_alpha_beta::describe(f);
            f("then", then, activation_names, "the function before the store");
            f("low", low, -any_number, any_number, "", "of clamp, the lower end");
            f("high", high, -any_number, any_number, "", "of clamp, the upper end");
            f("scale", scale, -any_number, any_number, "", "of what is stored, at the end");
        }
    };
    all.add("linalg/gemm", "C = alpha op(A) op(B) + beta C, with an epilogue")
        .reads("a", operand_kind::matrix, "a_rows a_columns")
        .reads("b", operand_kind::matrix, "b_rows b_columns")
        .updates("c", operand_kind::matrix, "m n")
        .reads("row_bias", operand_kind::vector, "m")
        .optional()
        .reads("column_bias", operand_kind::vector, "n")
        .optional()
        .reads("residual", operand_kind::matrix, "m n")
        .optional()
        .types(
            "f32, f64, c32, c64, f32 f32 f16 f32 f32 f16, f32 f32 bf16 f32 f32 bf16,"
            "f16 f16 f16 f32 f32 f16, f16 f16 f32 f32 f32 f32,"
            "bf16 bf16 bf16 f32 f32 bf16, bf16 bf16 f32 f32 f32 f32,"
            "s8 s8 s32 s32 s32 s32, s8 u8 s32 s32 s32 s32, u8 s8 s32 s32 s32 s32,"
            "u8 u8 s32 s32 s32 s32")
        // The samples reach, in the cpu kind: direct, few rows in both layouts of B, long sums, panels, and an epilogue.
        .samples({"m=9 n=17 k=12", "f32|f64: m=3 n=300 k=301 beta=1",
                  "f32: m=3 n=300 k=301 op_b=transposed", "f32|f64: m=17 n=18 k=2100",
                  "m=41 n=307 k=301 op_b=transposed alpha=2",
                  "f32: m=41 n=307 k=301 op_a=transposed then=gelu scale=2 +column_bias +residual"})
        .completes([](const values& all_fields, sizes& known) {
            relate(known, form_in(all_fields, "op_a"), "m", "k", "a_rows", "a_columns");
            relate(known, form_in(all_fields, "op_b"), "k", "n", "b_rows", "b_columns");
        })
        .calls<multiplication>([](const queue& q, const multiplication& f, const operand* o) {
            epilogue e;
            e.row_bias = o[3].view_or_none();
            e.column_bias = o[4].view_or_none();
            e.residual = o[5].matrix_or_none();
            e.then = f.then, e.low = f.low, e.high = f.high, e.scale = f.scale;
            const element type = o[0].type();
            return gemm(q, as(f.op_a, o[0].matrix()), as(f.op_b, o[1].matrix()), o[2].matrix(),
                        f.alpha.of(type, "gemm"), f.beta.of(type, "gemm"), e);
        });
}

}  // namespace kumiko::detail
