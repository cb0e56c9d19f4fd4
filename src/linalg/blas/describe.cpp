// SPDX-License-Identifier: Apache-2.0
// The descriptions of blas.hpp: the BLAS without gemm, gemv, ger and level 1.
#include <kumiko/linalg/blas.hpp>

#include "linalg/described.hpp"

namespace kumiko::detail {
namespace {

constexpr const char* uplo_names = "upper|lower";
constexpr const char* diag_names = "non_unit|unit";
constexpr const char* side_names = "left|right";
constexpr const char* real = "f32, f64";
constexpr const char* complex = "c32, c64";
constexpr const char* both = "f32, f64, c32, c64";

constexpr auto vector = operand_kind::vector;
constexpr auto matrix = operand_kind::matrix;

struct triangle {
    uplo stored = uplo::upper;
    void describe(fields& f) { f("uplo", stored, uplo_names, "the triangle of A that is stored"); }
};

/// The sizes of a matrix that is stored full, as a band of k more diagonals, or packed.
const char* shape_in(storage s)
{
    constexpr const char* shapes[] = {"n n", "n diagonals", "packed"};
    return shapes[static_cast<int>(s)];
}
operand_kind kind_in(storage s) { return s == storage::packed ? vector : matrix; }
any_matrix stored(const operand& a)
{
    return a.is(operand_kind::matrix) ? a.matrix() : one_row(a.view());
}
/// The length of a packed triangle follows from n.
void pack(const values&, sizes& known)
{
    const auto n = known.find("n");
    if (n != known.end()) known.emplace("packed", area(n->second, n->second + 1) / 2);
}

// ---- level 2 ------------------------------------------------------------------------------------

struct band_product : with_alpha_beta {
    form op_a = form::none;
    std::size_t kl = 0, ku = 0;
    void describe(fields& f)
    {
        f("kl", kl, 0, 0x1p62, "diagonals", "below the main one");
        f("ku", ku, 0, 0x1p62, "diagonals", "above the main one");
        f("op_a", op_a, form_names, "how A enters the product");
        with_alpha_beta::describe(f);
    }
};

void describe_gbmv(registry& all)
{
    all.add("linalg/gbmv", "y = alpha op(A) x + beta y, A a band matrix")
        .reads("a", matrix, "a_rows diagonals")
        .reads("x", vector, "n")
        .updates("y", vector, "m")
        .types(both)
        .samples({"kl=2 ku=1 diagonals=4 m=40 n=37 alpha=2",
                  "op_a=transposed kl=1 ku=3 diagonals=5 m=40 n=41 beta=0.5"})
        .completes([](const values& given, sizes& known) {
            same_size(known, is_transposed(form_in(given, "op_a")) ? "n" : "m", "a_rows");
        })
        .calls<band_product>([](const queue& q, const band_product& f, const operand* o) {
            const element e = o[0].type();
            return gbmv(q, f.kl, f.ku, as(f.op_a, o[0].matrix()), o[1].vector(), o[2].vector(),
                        f.alpha.of(e, "gbmv"), f.beta.of(e, "gbmv"));
        });
}

struct symmetric_fields : triangle, with_alpha_beta {
    void describe(fields& f)
    {
        triangle::describe(f);
        with_alpha_beta::describe(f);
    }
};
template <storage S, bool Hermitian>
event symmetric(const queue& q, const symmetric_fields& f, const operand* o)
{
    const char* call = Hermitian ? "hemv" : "symv";
    const element e = o[0].type();
    return symmetric_product(q, call, S, Hermitian, f.stored, stored(o[0]), o[1].vector(),
                             o[2].vector(), f.alpha.of(e, call), f.beta.of(e, call));
}
template <storage S, bool Hermitian>
void describe_product(registry& all, const char* name, const char* title)
{
    all.add(name, title)
        .reads("a", kind_in(S), shape_in(S))
        .reads("x", vector, "n")
        .updates("y", vector, "n")
        .types(Hermitian ? complex : real)
        .samples({"n=37 diagonals=4", "uplo=lower alpha=2 beta=0.5 n=37 diagonals=4"})
        .completes(pack)
        .calls<symmetric_fields>(symmetric<S, Hermitian>);
}

struct triangular_fields : triangle {
    diag ones = diag::non_unit;
    form op_a = form::none;
    void describe(fields& f)
    {
        triangle::describe(f);
        f("diag", ones, diag_names, "whether the diagonal is taken for ones");
        f("op_a", op_a, form_names, "how A enters");
    }
};
template <storage S, bool Inverse>
event triangular(const queue& q, const triangular_fields& f, const operand* o)
{
    return triangular_product(q, Inverse ? "trsv" : "trmv", S, Inverse, f.stored, f.ones,
                              as(f.op_a, stored(o[0])), o[1].vector());
}
template <storage S, bool Inverse>
void describe_triangular(registry& all, const char* name, const char* title)
{
    all.add(name, title)
        .reads("a", kind_in(S), shape_in(S))
        .updates("x", vector, "n")
        .types(both)
        .samples({"n=37 diagonals=4", "uplo=lower diag=unit op_a=transposed n=37 diagonals=4"})
        .completes(pack)
        .calls<triangular_fields>(triangular<S, Inverse>);
}

struct update_fields : triangle, with_alpha {
    void describe(fields& f)
    {
        triangle::describe(f);
        with_alpha::describe(f);
    }
};
template <storage S, bool Hermitian, bool Two>
event update(const queue& q, const update_fields& f, const operand* o)
{
    const char* call = Hermitian ? (Two ? "her2" : "her") : Two ? "syr2" : "syr";
    const any_vector y = o[Two ? 1 : 0].vector();
    const bool real_alpha = Hermitian && !Two;
    return symmetric_update(q, call, S, Hermitian, f.stored,
                            f.alpha.of(real_alpha ? element::f64 : o[0].type(), call),
                            o[0].vector(), Two ? &y : nullptr, stored(o[Two ? 2 : 1]));
}
template <storage S, bool Hermitian, bool Two>
void describe_update(registry& all, const char* name, const char* title)
{
    description d = all.add(name, title);
    d.reads("x", vector, "n");
    if (Two) d.reads("y", vector, "n");
    d.updates("a", kind_in(S), shape_in(S))
        .types(Hermitian ? complex : real)
        .samples({"n=37", "uplo=lower alpha=0.5 n=37"})
        .completes(pack)
        .calls<update_fields>(update<S, Hermitian, Two>);
}

// ---- level 3 ------------------------------------------------------------------------------------

struct sided_fields : triangle, with_alpha_beta {
    side where = side::left;
    void describe(fields& f)
    {
        f("side", where, side_names, "on which side of B A stands");
        triangle::describe(f);
        with_alpha_beta::describe(f);
    }
};
void square_of_side(const values& given, sizes& known)
{
    same_size(known, given.at("side").natural() == 0 ? "m" : "n", "a_rows");
}
template <bool Hermitian>
event sided(const queue& q, const sided_fields& f, const operand* o)
{
    const char* call = Hermitian ? "hemm" : "symm";
    const element e = o[0].type();
    return symmetric_product(q, call, Hermitian, f.where, f.stored, o[0].matrix(), o[1].matrix(),
                             o[2].matrix(), f.alpha.of(e, call), f.beta.of(e, call));
}
template <bool Hermitian>
void describe_sided(registry& all, const char* name, const char* title)
{
    all.add(name, title)
        .reads("a", matrix, "a_rows a_rows")
        .reads("b", matrix, "m n")
        .updates("c", matrix, "m n")
        .types(Hermitian ? complex : both)
        .samples({"m=21 n=37", "side=right uplo=lower alpha=2 beta=0.5 m=21 n=37"})
        .completes(square_of_side)
        .calls<sided_fields>(sided<Hermitian>);
}

struct rank_k_fields : symmetric_fields {
    form op_a = form::none;
    void describe(fields& f)
    {
        symmetric_fields::describe(f);
        f("op_a", op_a, form_names, "how A and B enter");
    }
};
template <bool Hermitian, bool Two>
event rank_k(const queue& q, const rank_k_fields& f, const operand* o)
{
    const char* call = Hermitian ? (Two ? "her2k" : "herk") : Two ? "syr2k" : "syrk";
    const element e = o[0].type();
    const any_factor b = as(f.op_a, o[Two ? 1 : 0].matrix());
    return symmetric_update(q, call, Hermitian, f.stored, as(f.op_a, o[0].matrix()),
                            Two ? &b : nullptr, o[Two ? 2 : 1].matrix(),
                            f.alpha.of(Hermitian && !Two ? element::f64 : e, call),
                            f.beta.of(Hermitian ? element::f64 : e, call));
}
template <bool Hermitian, bool Two>
void describe_rank_k(registry& all, const char* name, const char* title)
{
    constexpr const char* other = Hermitian
                                      ? "uplo=lower op_a=adjoint alpha=2 beta=0.5 n=37 k=9"
                                      : "uplo=lower op_a=transposed alpha=2 beta=0.5 n=37 k=9";
    description d = all.add(name, title);
    d.reads("a", matrix, "a_rows a_columns");
    if (Two) d.reads("b", matrix, "a_rows a_columns");
    d.updates("c", matrix, "n n")
        .types(Hermitian ? complex : both)
        .samples({"n=37 k=9", other})
        .completes([](const values& given, sizes& known) {
            relate(known, form_in(given, "op_a"), "n", "k", "a_rows", "a_columns");
        })
        .template calls<rank_k_fields>(rank_k<Hermitian, Two>);
}

struct solve_fields : triangular_fields, with_alpha {
    side where = side::left;
    void describe(fields& f)
    {
        f("side", where, side_names, "on which side of B A stands");
        triangular_fields::describe(f);
        with_alpha::describe(f);
    }
};
template <bool Inverse>
event many(const queue& q, const solve_fields& f, const operand* o)
{
    const char* call = Inverse ? "trsm" : "trmm";
    return triangular_product(q, call, Inverse, f.where, f.stored, f.ones,
                              as(f.op_a, o[0].matrix()), o[1].matrix(),
                              f.alpha.of(o[0].type(), call));
}
template <bool Inverse>
void describe_many(registry& all, const char* name, const char* title)
{
    all.add(name, title)
        .reads("a", matrix, "a_rows a_rows")
        .updates("b", matrix, "m n")
        .types(both)
        .samples({"m=37 n=21", "side=right uplo=lower diag=unit op_a=transposed alpha=2 m=21 n=37"})
        .completes(square_of_side)
        .calls<solve_fields>(many<Inverse>);
}

}  // namespace

void describe_linalg_blas(registry& all)
{
    constexpr auto full = storage::full, banded = storage::banded, packed = storage::packed;
    describe_gbmv(all);
    describe_product<full, false>(all, "linalg/symv", "y = alpha A x + beta y, A symmetric");
    describe_product<banded, false>(all, "linalg/sbmv",
                                    "y = alpha A x + beta y, A a symmetric band");
    describe_product<packed, false>(all, "linalg/spmv",
                                    "y = alpha A x + beta y, A symmetric and packed");
    describe_product<full, true>(all, "linalg/hemv", "y = alpha A x + beta y, A Hermitian");
    describe_product<banded, true>(all, "linalg/hbmv",
                                   "y = alpha A x + beta y, A a Hermitian band");
    describe_product<packed, true>(all, "linalg/hpmv",
                                   "y = alpha A x + beta y, A Hermitian and packed");
    describe_triangular<full, false>(all, "linalg/trmv", "x = op(A) x, A triangular");
    describe_triangular<banded, false>(all, "linalg/tbmv", "x = op(A) x, A a triangular band");
    describe_triangular<packed, false>(all, "linalg/tpmv", "x = op(A) x, A triangular and packed");
    describe_triangular<full, true>(all, "linalg/trsv", "x = op(A)^-1 x, A triangular");
    describe_triangular<banded, true>(all, "linalg/tbsv", "x = op(A)^-1 x, A a triangular band");
    describe_triangular<packed, true>(all, "linalg/tpsv",
                                      "x = op(A)^-1 x, A triangular and packed");
    describe_update<full, false, false>(all, "linalg/syr", "A += alpha x x^T, A symmetric");
    describe_update<packed, false, false>(all, "linalg/spr",
                                          "A += alpha x x^T, A symmetric and packed");
    describe_update<full, false, true>(all, "linalg/syr2",
                                       "A += alpha (x y^T + y x^T), A symmetric");
    describe_update<packed, false, true>(all, "linalg/spr2",
                                         "A += alpha (x y^T + y x^T), A symmetric and packed");
    describe_update<full, true, false>(all, "linalg/her", "A += alpha x x^H, A Hermitian");
    describe_update<packed, true, false>(all, "linalg/hpr",
                                         "A += alpha x x^H, A Hermitian and packed");
    describe_update<full, true, true>(all, "linalg/her2",
                                      "A += alpha x y^H + conj(alpha) y x^H, A Hermitian");
    describe_update<packed, true, true>(
        all, "linalg/hpr2", "A += alpha x y^H + conj(alpha) y x^H, A Hermitian and packed");
    describe_sided<false>(all, "linalg/symm",
                          "C = alpha A B + beta C or alpha B A + beta C, A symmetric");
    describe_sided<true>(all, "linalg/hemm",
                         "C = alpha A B + beta C or alpha B A + beta C, A Hermitian");
    describe_rank_k<false, false>(all, "linalg/syrk",
                                  "C = alpha op(A) op(A)^T + beta C, C symmetric");
    describe_rank_k<false, true>(all, "linalg/syr2k",
                                 "C = alpha (op(A) op(B)^T + op(B) op(A)^T) + beta C, C symmetric");
    describe_rank_k<true, false>(all, "linalg/herk",
                                 "C = alpha op(A) op(A)^H + beta C, C Hermitian");
    describe_rank_k<true, true>(
        all, "linalg/her2k",
        "C = alpha op(A) op(B)^H + conj(alpha) op(B) op(A)^H + beta C, C Hermitian");
    describe_many<false>(all, "linalg/trmm", "B = alpha op(A) B or alpha B op(A), A triangular");
    describe_many<true>(all, "linalg/trsm",
                        "B = alpha op(A)^-1 B or alpha B op(A)^-1, A triangular");
}

}  // namespace kumiko::detail
