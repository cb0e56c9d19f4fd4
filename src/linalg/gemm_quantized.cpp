// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/linalg/gemm_quantized.hpp>
#include <kumiko/program.hpp>

#include <algorithm>
#include <utility>

#include "core/launch.hpp"
#include "core/operands.hpp"
#include "linalg/described.hpp"

namespace kumiko::detail {
namespace {

constexpr std::size_t most_products = std::size_t{16} << 20;  // 64 MiB of scratch

struct key {
    index at;
    kind shape;
    element result;
};
struct plan {
    kernel line_sums, finish;
    kind shape;
    std::size_t group, bands;
};
const memo<key, plan> plans;

/// cpu kind: a few bands per core. gpu kind: one work-item per line, and enough bands of rows to
/// fill every unit.
plan choose(const queue& q, const key& k)
{
    const device& d = q.device();
    const bool cpu = k.shape == kind::cpu;
    const std::size_t group =
        std::min<std::size_t>(64, static_cast<std::size_t>(d.max_work_group()));
    const source text = kernels_of("linalg/gemm_quantized", k.shape);
    std::vector<define> defines = {{"RESULT", k.result}, {"INDEX", k.at}};
    if (cpu)
        defines.insert(defines.end(), {{"E", element::f32}, {"LANES", d.lanes()}});
    else
        defines.emplace_back("WG", group);
    return {kernel(q, text, "line_sums", defines), kernel(q, text, "finish", defines), k.shape,
            group, 4 * units_of(q)};
}

grid over_lines(const plan& with, std::size_t lines)
{
    return with.shape == kind::cpu ? groups(with.bands) : items(lines).of(with.group);
}
grid over_elements(const plan& with, std::size_t rows, std::size_t columns)
{
    return with.shape == kind::cpu
               ? groups(with.bands)
               : items(columns, std::min<std::size_t>(rows, 64)).of(with.group, 1);
}

/// Checks the type and the length of the scales and zeros of a factor or of C.
void check(const queue& q, const quantization& s, const char* of, std::size_t lines,
           const char* name_of_lines, const any_matrix& c)
{
    for (const bool is_scale : {true, false}) {
        const any_view& v = is_scale ? s.scales : s.zeros;
        const char* what = is_scale ? "scales" : "zeros";
        if (v.size == 0) continue;
        const element wanted = is_scale ? element::f32 : element::s32;
        require(v.type == wanted, "gemm_quantized: ", what, " of ", of, " are of ", name(v.type),
                ", not ", name(wanted));
        require(v.size == lines, "gemm_quantized: ", of, " has ", v.size, " ", what, " and ", lines,
                " ", name_of_lines);
        memory_of(v, q.state().shared);
        require_disjoint("gemm_quantized", c, "c", v, what);
    }
}

bool has_zeros(const quantization& s) { return s.zero != 0 || s.zeros.size > 0; }

any_matrix as_bytes(any_matrix x)
{
    x.data.type = element::u8;
    return x;
}

/// Computes the sums of a factor's lines: rows of op(A), columns of op(B).
event sum_lines(const queue& q, const plan& with, const any_factor& f, bool of_a,
                const any_view& sums)
{
    const std::size_t lines = of_a ? f.rows() : f.cols(), steps = of_a ? f.cols() : f.rows();
    return with.line_sums(q, over_lines(with, lines), lines, steps, as_bytes(f.stored),
                          int{f.transposed == of_a}, f.stored.data.type == element::s8 ? 128 : 0,
                          sums);
}

any_factor rows_of(const any_factor& f, std::size_t row, std::size_t rows)
{
    any_factor y = f;
    y.stored = f.transposed ? part(f.stored, 0, row, f.stored.rows, rows)
                            : part(f.stored, row, 0, rows, f.stored.cols);
    return y;
}

}  // namespace

event gemm_quantized(const queue& q, const any_factor& a, const quantization& of_a,
                     const any_factor& b, const quantization& of_b, const any_matrix& c,
                     const quantization& of_c)
{
    const std::size_t m = c.rows, n = c.cols, k = a.cols();
    if (k != b.rows())
        throw std::invalid_argument(text("gemm_quantized: a is ", shape(a), ", b is ", shape(b),
                                         "; ", a.cols(), " != ", b.rows()));
    if (m != a.rows() || n != b.cols())
        throw std::invalid_argument(text("gemm_quantized: a is ", shape(a), ", b is ", shape(b),
                                         ": c is (", a.rows(), ",", b.cols(), "), not (", m, ",", n,
                                         ")"));
    require_disjoint("gemm_quantized", c, "c", a.stored, "a");
    require_disjoint("gemm_quantized", c, "c", b.stored, "b");
    for (const any_view& v : {a.stored.data, b.stored.data, c.data}) memory_of(v, q.state().shared);
    check(q, of_a, "a", m, "rows", c);
    check(q, of_b, "b", n, "columns", c);
    const bool to_bytes = size_of(c.data.type) == 1;
    require(!to_bytes || (of_c.scales.size == 0 && of_c.zeros.size == 0),
            "gemm_quantized: c has one scale and one zero, not vectors");
    require(!to_bytes || of_c.scale > 0, "gemm_quantized: c's scale is ", of_c.scale,
            ", must be positive");
    require(k <= std::numeric_limits<int>::max(), "gemm_quantized: k is ", k);
    if (m == 0 || n == 0) return {};

    std::size_t end = 0, step = 0;
    for (const any_matrix& x : {a.stored, b.stored, c}) {
        if (x.rows > 0) end = std::max(end, x.data.offset + (x.rows - 1) * x.ld + x.cols);
        step = std::max(step, x.ld);
    }
    const key chosen = {index_of(end, area(64, step)), kind_of(q), c.data.type};
    const plan& with = plans.get(q, chosen, choose);

    // Zeros of B need the sums of A's rows; zeros of A need the sums of B's columns.
    const scratch row_sums(q, element::s32, m), column_sums(q, element::s32, n);
    event first, last;
    const auto then = [&](event e) {
        if (!first.get()) first = e;
        last = std::move(e);
    };
    if (has_zeros(of_b)) then(sum_lines(q, with, a, true, row_sums));
    if (has_zeros(of_a)) then(sum_lines(q, with, b, false, column_sums));

    const std::size_t rows = std::clamp<std::size_t>(most_products / n, 1, m);
    const scratch products(q, element::s32, rows * n);
    const auto given = [](const any_view& v, const any_view& otherwise, std::size_t from,
                          std::size_t count) {
        return v.size > 0 ? part(v, from, count) : otherwise;
    };
    any_view floats = row_sums;  // passed instead of scales that are not given
    floats.type = element::f32;
    for (std::size_t row = 0; row < m; row += rows) {
        const std::size_t here = std::min(rows, m - row);
        const any_matrix sums = {products, here, n, n};
        event product = gemm(q, rows_of(a, row, here), b, sums, 1, 0, {});
        if (product.get()) then(std::move(product));
        then(with.finish(
            q, over_elements(with, here, n), here, n, static_cast<int>(k), sums,
            part(row_sums, row, here), int{has_zeros(of_b)}, column_sums, int{has_zeros(of_a)},
            of_a.scale, of_a.zero, given(of_a.scales, floats, row, here), int{of_a.scales.size > 0},
            given(of_a.zeros, row_sums, row, here), int{of_a.zeros.size > 0}, of_b.scale, of_b.zero,
            given(of_b.scales, floats, 0, n), int{of_b.scales.size > 0},
            given(of_b.zeros, column_sums, 0, n), int{of_b.zeros.size > 0},
            to_bytes ? 1 / of_c.scale : 1.0f, of_c.zero, part(c, row, 0, here, n)));
    }
    return {first, last};
}

void describe_linalg_gemm_quantized(registry& all)
{
    struct multiplication {
        form op_a = form::none, op_b = form::none;
        quantization a, b, c;
        void describe(fields& f)
        {
            f("op_a", op_a, form_names, "how A enters the product");
            f("op_b", op_b, form_names, "how B enters the product");
            const auto of = [&](quantization& x, const char* scale, const char* zero) {
                f(scale, x.scale, -any_number, any_number, "",
                  "what one step of a byte stands for");
                f(zero, x.zero, -0x1p31, 0x1p31, "", "the byte that stands for 0");
            };
            of(a, "a_scale", "a_zero");
            of(b, "b_scale", "b_zero");
            of(c, "c_scale", "c_zero");
        }
    };
    all.add("linalg/gemm_quantized", "C = A B of numbers that are stored as bytes")
        .reads("a", operand_kind::matrix, "a_rows a_columns")
        .reads("b", operand_kind::matrix, "b_rows b_columns")
        .writes("c", operand_kind::matrix, "m n")
        .reads("a_scales", operand_kind::vector, "m")
        .optional()
        .reads("a_zeros", operand_kind::vector, "m")
        .optional()
        .reads("b_scales", operand_kind::vector, "n")
        .optional()
        .reads("b_zeros", operand_kind::vector, "n")
        .optional()
        .types(
            "s8 s8 f32 f32 s32 f32 s32, s8 u8 f32 f32 s32 f32 s32, u8 s8 f32 f32 s32 f32 s32,"
            "u8 u8 f32 f32 s32 f32 s32, s8 s8 f16 f32 s32 f32 s32, s8 u8 f16 f32 s32 f32 s32,"
            "u8 s8 f16 f32 s32 f32 s32, u8 u8 f16 f32 s32 f32 s32, s8 s8 s8 f32 s32 f32 s32,"
            "s8 u8 s8 f32 s32 f32 s32, u8 s8 s8 f32 s32 f32 s32, u8 u8 s8 f32 s32 f32 s32,"
            "s8 s8 u8 f32 s32 f32 s32, s8 u8 u8 f32 s32 f32 s32, u8 s8 u8 f32 s32 f32 s32,"
            "u8 u8 u8 f32 s32 f32 s32")
        .samples(
            {"m=7 n=17 k=12 a_scale=0.5 a_zero=3 b_scale=0.25 b_zero=-3 c_scale=16 c_zero=5",
             "m=37 n=65 k=301 op_b=transposed a_scale=0.0009765625 c_scale=0.5 +b_scales +b_zeros"})
        .completes([](const values& given, sizes& known) {
            relate(known, form_in(given, "op_a"), "m", "k", "a_rows", "a_columns");
            relate(known, form_in(given, "op_b"), "k", "n", "b_rows", "b_columns");
        })
        .calls<multiplication>([](const queue& q, const multiplication& f, const operand* o) {
            quantization a = f.a, b = f.b;
            a.scales = o[3].view_or_none(), a.zeros = o[4].view_or_none();
            b.scales = o[5].view_or_none(), b.zeros = o[6].view_or_none();
            return gemm_quantized(q, as(f.op_a, o[0].matrix()), a, as(f.op_b, o[1].matrix()), b,
                                  o[2].matrix(), f.c);
        });
}

}  // namespace kumiko::detail
