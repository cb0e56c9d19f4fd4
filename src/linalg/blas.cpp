// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/blas.hpp>
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/program.hpp>

#include <algorithm>
#include <optional>

#include "core/launch.hpp"
#include "core/operands.hpp"

namespace kumiko::detail {
namespace {

using signed_size = std::ptrdiff_t;

// ---- checks -----------------------------------------------------------------------------------

/// Checks that all views have one type, which the device has, and belong to the queue's context.
void check_memory(const queue& q, const char* call, std::initializer_list<any_view> all)
{
    const element e = all.begin()->type;
    require(e == element::f32 || e == element::f64 || is_complex_element(e), call, ": no ",
            name(e));
    for (const any_view& v : all)
        require(v.type == e, call, ": elements are of ", name(e), " and of ", name(v.type));
    require_double(call, q, e);
    for (const any_view& v : all) memory_of(v, q.state().shared);
}

// ---- one description of all matrices: cl/common/rows.cl ---------------------------------------

struct rows {
    any_view data;  // begins at row 0; row i begins at i * step + bend * i (i - 1) / 2
    std::size_t m, n;
    signed_size step, bend, below, above;
};

rows full(const any_matrix& a)
{
    return {a.data,
            a.rows,
            a.cols,
            static_cast<signed_size>(a.ld),
            0,
            static_cast<signed_size>(a.rows),
            static_cast<signed_size>(a.cols)};
}

/// The rows of a banded (m,n) matrix: element (i, j) is stored in column kl + j - i.
rows band(const any_matrix& ab, std::size_t n, std::size_t kl, std::size_t ku)
{
    rows r = {ab.data,
              ab.rows,
              n,
              static_cast<signed_size>(ab.ld) - 1,
              0,
              static_cast<signed_size>(kl),
              static_cast<signed_size>(ku)};
    r.data.offset += kl;
    return r;
}

/// The rows of one triangle of an (n,n) matrix.
/// @throws std::invalid_argument  a does not hold such a triangle
rows triangle_of(const char* call, storage s, uplo u, const any_matrix& a, std::size_t n,
                 const char* x)
{
    const bool upper = u == uplo::upper;
    rows r{};
    if (s == storage::packed) {
        require(a.rows == 1 && a.cols == area(n, n + 1) / 2, call, ": a packed triangle for ", x,
                " of ", n, " elements has ", n * (n + 1) / 2, ", a is ", shape(a));
        const auto side = static_cast<signed_size>(n);
        r = {a.data, n, n, upper ? side - 1 : 1, upper ? -1 : 1, side, side};
    } else if (s == storage::banded) {
        require(a.rows == n && a.cols > 0, call, ": a is ", shape(a), ", ", x, " has ", n,
                " elements");
        r = band(a, n, upper ? 0 : a.cols - 1, upper ? a.cols - 1 : 0);
    } else {
        require(a.rows == a.cols, call, ": a is ", shape(a), ", not square");
        require(a.rows == n, call, ": a is ", shape(a), ", ", x, " has ", n, " elements");
        r = full(a);
    }
    (upper ? r.below : r.above) = 0;
    return r;
}

// ---- kernels ----------------------------------------------------------------------------------

constexpr std::size_t tile = 16, small_tile = 8;  // gpu kind: work-items by work-items

struct plan {
    kernel products, combine, move, update, solve, expand, merge, triangle;
    bool by_tiles;              // the gpu kind
    std::size_t tile, workers;  // gpu kind: work-items of a tile's side; cpu kind: all work-items
    std::size_t strip;          // columns that a work-item of `triangle` has
    std::size_t leaf, step;     // rows of one `triangle`, unknowns of one `solve`
};
const memo<launch_key, plan> plans;

plan choose(const queue& q, const launch_key& k)
{
    const device& d = q.device();
    const bool gpu = k.shape == kind::gpu;
    const std::size_t side =
        d.max_work_group() >= static_cast<int>(tile * tile) ? tile : small_tile;
    const int lanes = is_double_element(k.type) ? std::max(2, d.lanes() / 2) : d.lanes();
    const std::size_t leaf = gpu ? 32 : 128;
    std::vector<define> defines = {{"E", is_double_element(k.type) ? "double" : "float"},
                                   {"PARTS", is_complex_element(k.type) ? 2 : 1},
                                   {"NB", leaf},
                                   {"INDEX", k.at}};
    defines.push_back(gpu ? define("TILE", side) : define("LANES", lanes));
    const source file = kernels_of("linalg/blas", k.shape);
    const auto get = [&](const char* what) { return kernel(q, file, what, defines); };
    return {get("products"),
            get("combine"),
            get("move"),
            get("update"),
            get("solve"),
            get("expand"),
            get("merge"),
            get("triangle"),
            gpu,
            side,
            2 * units_of(q),
            gpu ? 1 : static_cast<std::size_t>(is_complex_element(k.type) ? lanes : 2 * lanes),
            leaf,
            gpu ? std::size_t{128} : std::size_t{256}};
}

const plan& plan_for(const queue& q, element e, std::size_t end)
{
    // The factor 4: a number is up to two reals, and kernels compute i (i - 1) before halving it.
    const launch_key k = {e, index_of(area(4, end), 1 << 20), kind_of(q)};
    return plans.get(q, k, choose);
}

std::size_t end_of(const any_vector& x)
{
    const auto step = static_cast<std::size_t>(x.stride < 0 ? -x.stride : x.stride);
    return x.data.offset + x.size * step;
}
std::size_t end_of(const any_matrix& a) { return a.data.offset + (a.rows + 128) * (a.ld + 1); }

/// The grid for n elements, and for an n by n square below. gpu kind: small groups; cpu kind: no
/// more work-items than are of use.
grid line(const plan& p, std::size_t n)
{
    if (p.by_tiles) return groups(quotient_up(n, p.tile * p.tile)).of(p.tile * p.tile);
    return groups(std::max<std::size_t>(1, std::min(p.workers, n / 64)));
}
grid square(const plan& p, std::size_t n)
{
    const std::size_t side = quotient_up(n, p.tile);
    return p.by_tiles ? groups(side, side).of(p.tile, p.tile) : groups(n);
}
std::size_t row_workers(const plan& p, std::size_t m)
{
    return std::max<std::size_t>(1, std::min(p.workers, quotient_up(m, 16)));
}

/// Calls f with a zero of the type of a number's parts.
template <class F>
event by_part(element e, F f)
{
    return is_double_element(e) ? f(double{}) : f(float{});
}
template <class S>
S re(scalar z)
{
    return static_cast<S>(z.re);
}
template <class S>
S im(scalar z)
{
    return static_cast<S>(z.im);
}

scalar conjugate(scalar z)
{
    z.im = -z.im;
    return z;
}

/// The launches of a call so far.
struct launches {
    event all;
    void add(event e)
    {
        if (e.get()) all = all.get() ? event(all, e) : std::move(e);
    }
};

/// A view that begins at element 0 of a vector.
any_view from_first(const any_vector& x)
{
    any_view v = x.data;
    if (x.stride < 0 && x.size > 0) v.offset += (x.size - 1) * static_cast<std::size_t>(-x.stride);
    return v;
}

/// A vector without gaps: itself, or a copy in scratch.
class dense {
public:
    dense(const queue& q, const plan& p, const any_vector& x, launches& done) : data_(x.data)
    {
        if (x.stride == 1 || x.size < 2) return;
        copy_.emplace(q, x.data.type, x.size);
        data_ = *copy_;
        done.add(p.move(q, line(p, x.size), x.size, from_first(x), x.stride, data_, 1));
    }
    const any_view& data() const { return data_; }
    bool copied() const { return copy_.has_value(); }

private:
    any_view data_;
    std::optional<scratch> copy_;
};

enum class diagonal { as_stored, ones, once, real_once };  // cl/common/rows.cl

/// The rows and columns of a matrix that take part in a product.
struct window {
    std::size_t row, row_end, column, column_end;
};
/// How op(A) x is summed: by rows (A), by columns (A transposed), or by both (A symmetric).
struct reading {
    bool by_rows, by_columns, conjugate_rows, conjugate_columns;
    diagonal of;
};

/// y = alpha op(A) x + beta y over a window. x begins at its element 0, y at the window's first
/// result. y may be x, or may share memory with x if the elements written are not read. One launch
/// is enough if a work-item computes a whole result and may write it. Otherwise the sums go to
/// scratch and a second launch combines them.
void multiply(const queue& q, const plan& p, const rows& a, const window& w, const reading& how,
              const any_view& x, const any_view& y, signed_size y_stride, scalar alpha, scalar beta,
              launches& done)
{
    const std::size_t length = how.by_rows ? w.row_end - w.row : w.column_end - w.column;
    const std::size_t workers = row_workers(p, w.row_end - w.row);
    const bool shared = how.by_columns && !p.by_tiles,
               in_place = x.block == y.block && x.offset == y.offset;
    const bool direct = !shared && !in_place && alpha != 0;
    const std::size_t vectors = alpha == 0 ? 0 : shared ? workers : 1;
    const scratch sums(q, x.type, direct ? 0 : std::max<std::size_t>(1, vectors) * length);
    const grid over =
        p.by_tiles ? groups(quotient_up(length, p.tile), 1).of(p.tile, p.tile) : groups(workers);
    const auto add = [&](auto part) {
        using S = decltype(part);
        if (vectors > 0) {
            const scalar factor = direct ? alpha : 1, old = direct ? beta : 0;
            done.add(p.products(q, over, w.row, w.row_end, w.column, w.column_end, a.step, a.bend,
                                a.below, a.above, int{how.by_rows}, int{how.by_columns},
                                int{how.conjugate_rows}, int{how.conjugate_columns},
                                static_cast<int>(how.of), a.data, x, re<S>(factor), im<S>(factor),
                                re<S>(old), im<S>(old), direct ? y : any_view(sums),
                                direct ? y_stride : 1, length));
        }
        if (direct) return event{};
        return p.combine(q, line(p, length), length, vectors, re<S>(alpha), im<S>(alpha),
                         re<S>(beta), im<S>(beta), sums, y, y_stride);
    };
    done.add(by_part(x.type, add));
}

}  // namespace

// ---- level 2 ----------------------------------------------------------------------------------

event gbmv(const queue& q, std::size_t kl, std::size_t ku, const any_factor& a, const any_vector& x,
           const any_vector& y, scalar alpha, scalar beta)
{
    const std::size_t m = a.stored.rows, n = a.transposed ? y.size : x.size;
    check_memory(q, "gbmv", {y.data, a.stored.data, x.data});
    require(a.stored.cols == kl + ku + 1, "gbmv: a is ", shape(a.stored), ", a band of ", kl,
            " + 1 + ", ku, " diagonals has ", kl + ku + 1, " columns");
    require((a.transposed ? x.size : y.size) == m, "gbmv: a is ", shape(a), ", ",
            a.transposed ? "x has " : "y has ", a.transposed ? x.size : y.size, " elements");
    require_disjoint("gbmv", y, "y", a.stored, "a");
    require_disjoint("gbmv", y, "y", x, "x");
    if (y.size == 0 || (alpha == 0 && beta == 1)) return {};

    const plan& p = plan_for(q, y.data.type, std::max({end_of(a.stored), end_of(x), end_of(y)}));
    launches done;
    const dense from(q, p, x, done);
    multiply(q, p, band(a.stored, n, kl, ku), {0, m, 0, n},
             {!a.transposed, a.transposed, a.conjugated, a.conjugated, diagonal::as_stored},
             from.data(), from_first(y), y.stride, x.size == 0 ? 0.0 : alpha, beta, done);
    return done.all;
}

event symmetric_product(const queue& q, const char* call, storage s, bool hermitian, uplo u,
                        const any_matrix& a, const any_vector& x, const any_vector& y, scalar alpha,
                        scalar beta)
{
    const std::size_t n = x.size;
    check_memory(q, call, {y.data, a.data, x.data});
    require(y.size == n, call, ": x has ", n, " elements, y has ", y.size);
    const rows r = triangle_of(call, s, u, a, n, "x");
    require_disjoint(call, y, "y", a, "a");
    require_disjoint(call, y, "y", x, "x");
    if (n == 0 || (alpha == 0 && beta == 1)) return {};

    const plan& p = plan_for(q, y.data.type, std::max({end_of(a), end_of(x), end_of(y)}));
    launches done;
    const dense from(q, p, x, done);
    multiply(q, p, r, {0, n, 0, n},
             {true, true, false, hermitian, hermitian ? diagonal::real_once : diagonal::once},
             from.data(), from_first(y), y.stride, alpha, beta, done);
    return done.all;
}

event triangular_product(const queue& q, const char* call, storage s, bool inverse, uplo u, diag d,
                         const any_factor& a, const any_vector& x)
{
    const std::size_t n = x.size;
    check_memory(q, call, {x.data, a.stored.data});
    const rows r = triangle_of(call, s, u, a.stored, n, "x");
    require_disjoint(call, x, "x", a.stored, "a");
    if (n == 0) return {};

    const plan& p = plan_for(q, x.data.type, std::max(end_of(a.stored), end_of(x)));
    launches done;
    const dense v(q, p, x, done);
    const reading how = {!a.transposed, a.transposed, a.conjugated, a.conjugated,
                         diagonal::as_stored};
    if (!inverse) {
        reading all = how;
        if (d == diag::unit) all.of = diagonal::ones;
        multiply(q, p, r, {0, n, 0, n}, all, v.data(), from_first(x), x.stride, 1, 0, done);
        return done.all;
    }

    // Solve block by block, one worker a block. For A, all workers first subtract the products with
    // the unknowns already solved. For A^T, they afterwards subtract this block's share from the
    // rows still to be solved. Both read the block's rows of A. A narrow band is a single block.
    const bool forward = (u == uplo::lower) != a.transposed;
    const std::size_t reach = s == storage::banded ? a.stored.cols - 1 : n;
    const std::size_t step = !p.by_tiles && reach <= 2 * p.step ? n : p.step;
    for (std::size_t solved = 0; solved < n; solved += step) {
        const std::size_t count = std::min(step, n - solved);
        const std::size_t begin = forward ? solved : n - solved - count, end = begin + count;
        const bool below = forward != a.transposed;  // the columns left of the block take part
        const window beside = {begin, end, below ? begin - std::min(begin, reach) : end,
                               below ? begin : std::min(n, end + std::min(reach, n))};
        const auto take_off = [&](std::size_t first) {
            any_view y = v.data();
            y.offset += first;
            if (beside.column < beside.column_end)
                multiply(q, p, r, beside, how, v.data(), y, 1, -1, 1, done);
        };
        if (!a.transposed) take_off(begin);
        done.add(p.solve(q, p.by_tiles ? groups(1).of(p.tile * p.tile) : groups(1), begin, end,
                         r.step, r.bend, r.below, r.above, int{a.transposed}, int{a.conjugated},
                         int{d == diag::unit}, r.data, v.data()));
        if (a.transposed) take_off(beside.column);
    }
    if (v.copied()) done.add(p.move(q, line(p, n), n, v.data(), 1, from_first(x), x.stride));
    return done.all;
}

event symmetric_update(const queue& q, const char* call, storage s, bool hermitian, uplo u,
                       scalar alpha, const any_vector& x, const any_vector* y, const any_matrix& a)
{
    const std::size_t n = x.size;
    check_memory(q, call, {a.data, x.data, y ? y->data : x.data});
    require(!y || y->size == n, call, ": x has ", n, " elements, y has ", [&] { return y->size; });
    const rows r = triangle_of(call, s, u, a, n, "x");
    require_disjoint(call, a, "a", x, "x");
    if (y) require_disjoint(call, a, "a", *y, "y");
    if (n == 0 || alpha == 0) return {};

    const plan& p = plan_for(q, a.data.type, std::max({end_of(a), end_of(x), y ? end_of(*y) : 0}));
    launches done;
    const dense left(q, p, x, done), right(q, p, y ? *y : x, done);
    const scalar beta = hermitian ? conjugate(alpha) : alpha;
    done.add(by_part(a.data.type, [&](auto part) {
        using S = decltype(part);
        return p.update(q, p.by_tiles ? square(p, n) : groups(row_workers(p, n)), n, r.step, r.bend,
                        r.below, r.above, int{hermitian}, int{y != nullptr}, re<S>(alpha),
                        im<S>(alpha), re<S>(beta), im<S>(beta), left.data(), right.data(), r.data);
    }));
    return done.all;
}

// ---- level 3 ----------------------------------------------------------------------------------

namespace {

void check_square(const char* call, const any_matrix& a)
{
    require(a.rows == a.cols, call, ": a is ", shape(a), ", not square");
}

/// Checks that a is square and fits that side of b (m,n).
void check_side(const char* call, side s, const any_matrix& a, const any_matrix& b)
{
    check_square(call, a);
    require(a.rows == (s == side::left ? b.rows : b.cols), call, ": a is ", shape(a), " on the ",
            s == side::left ? "left" : "right", ", b is ", shape(b));
}

any_factor turned(any_factor f, bool conjugate)
{
    f.transposed = !f.transposed;
    f.conjugated = f.conjugated != conjugate;
    return f;
}

/// The part of op(f) with these rows and columns.
any_factor part(const any_factor& f, std::size_t row, std::size_t col, std::size_t rows,
                std::size_t cols)
{
    any_factor g = f;
    g.stored = f.transposed ? detail::part(f.stored, col, row, cols, rows)
                            : detail::part(f.stored, row, col, rows, cols);
    return g;
}

/// C = beta C.
event scale(const queue& q, const any_matrix& c, scalar beta)
{
    return gemm(q, any_factor{detail::part(c, 0, 0, c.rows, 0)},
                any_factor{detail::part(c, 0, 0, 0, c.cols)}, c, 0, beta, {});
}

/// Where a square of n > leaf is cut: near the middle, at a multiple of `leaf`.
std::size_t half_of(std::size_t n, std::size_t leaf) { return quotient_up(n, 2 * leaf) * leaf; }

}  // namespace

event symmetric_product(const queue& q, const char* call, bool hermitian, side s, uplo u,
                        const any_matrix& a, const any_matrix& b, const any_matrix& c, scalar alpha,
                        scalar beta)
{
    check_memory(q, call, {c.data, a.data, b.data});
    check_side(call, s, a, b);
    require(b.rows == c.rows && b.cols == c.cols, call, ": b is ", shape(b), ", c is ", shape(c));
    require_disjoint(call, c, "c", a, "a");
    require_disjoint(call, c, "c", b, "b");
    if (c.rows == 0 || c.cols == 0 || (alpha == 0 && beta == 1)) return {};
    if (alpha == 0) return scale(q, c, beta);

    const std::size_t n = a.rows;
    const plan& p = plan_for(q, c.data.type, std::max({end_of(a), end_of(c), n * n}));
    const scratch whole(q, c.data.type, n * n);
    launches done;
    done.add(p.expand(q, square(p, n), n, int{u == uplo::upper}, int{hermitian}, a, whole));
    const any_factor f = {{whole, n, n, n}}, g = {b};
    done.add(s == side::left ? gemm(q, f, g, c, alpha, beta, {})
                             : gemm(q, g, f, c, alpha, beta, {}));
    return done.all;
}

namespace {

/// One of the products that are added to a triangle. If there are two, the second is the transpose
/// of the first, conjugated if C is Hermitian.
struct term {
    any_factor left, right;
    scalar alpha;
};

/// Adds to the n by n triangle of C that begins at row and column `at`. A large one is cut into two
/// triangles and a square, which gemm computes. For a small one the whole square product is
/// computed and the triangle taken from it. With one term the other half is wasted; with two terms
/// it is the second term's.
void add_to_triangle(const queue& q, const plan& p, bool hermitian, uplo u,
                     const std::vector<term>& terms, const any_matrix& c, scalar beta,
                     std::size_t at, std::size_t n, launches& done)
{
    const std::size_t leaf = terms.size() == 2 ? 256 : 128;
    const auto multiply = [&](const term& t, std::size_t row, std::size_t col, const any_matrix& to,
                              scalar b) {
        done.add(gemm(q, part(t.left, row, 0, to.rows, t.left.cols()),
                      part(t.right, 0, col, t.right.rows(), to.cols), to, t.alpha, b, {}));
    };
    if (n <= leaf) {
        const scratch product(q, c.data.type, n * n);
        multiply(terms[0], at, at, {product, n, n, n}, 0);
        done.add(by_part(c.data.type, [&](auto s) {
            using S = decltype(s);
            return p.merge(q, square(p, n), n, int{u == uplo::upper}, int{hermitian}, 0,
                           int{terms.size() == 2}, re<S>(beta), im<S>(beta),
                           any_matrix{product, n, n, n}, detail::part(c, at, at, n, n));
        }));
        return;
    }
    const std::size_t half = half_of(n, 64), rest = n - half;
    add_to_triangle(q, p, hermitian, u, terms, c, beta, at, half, done);
    const bool upper = u == uplo::upper;
    const std::size_t row = upper ? at : at + half, col = upper ? at + half : at;
    const any_matrix square = detail::part(c, row, col, upper ? half : rest, upper ? rest : half);
    for (const term& t : terms) multiply(t, row, col, square, &t == &terms[0] ? beta : 1);
    add_to_triangle(q, p, hermitian, u, terms, c, beta, at + half, rest, done);
}

}  // namespace

event symmetric_update(const queue& q, const char* call, bool hermitian, uplo u,
                       const any_factor& a, const any_factor* b, const any_matrix& c, scalar alpha,
                       scalar beta)
{
    check_memory(q, call, {c.data, a.stored.data, b ? b->stored.data : a.stored.data});
    require(c.rows == c.cols, call, ": c is ", shape(c), ", not square");
    require(a.rows() == c.rows, call, ": a is ", shape(a), ", c is ", shape(c));
    if (b)
        require(b->rows() == a.rows() && b->cols() == a.cols(), call, ": a is ", shape(a),
                ", b is ", shape(*b));
    require_disjoint(call, c, "c", a.stored, "a");
    if (b) require_disjoint(call, c, "c", b->stored, "b");
    const std::size_t n = c.rows;
    const bool nothing = alpha == 0 || a.cols() == 0;
    if (n == 0 || (nothing && beta == 1)) return {};

    const plan& p = plan_for(q, c.data.type, end_of(c));
    launches done;
    if (nothing) {
        done.add(by_part(c.data.type, [&](auto s) {
            using S = decltype(s);
            return p.merge(q, square(p, n), n, int{u == uplo::upper}, int{hermitian}, 1, 0,
                           re<S>(beta), im<S>(beta), c, c);
        }));
        return done.all;
    }
    std::vector<term> terms = {{a, turned(b ? *b : a, hermitian), alpha}};
    if (b) terms.push_back({*b, turned(a, hermitian), hermitian ? conjugate(alpha) : alpha});
    add_to_triangle(q, p, hermitian, u, terms, c, beta, 0, n, done);
    return done.all;
}

namespace {

struct triangular {
    const queue& q;
    const plan& p;
    bool inverse, left, lower, unit;  // lower: op(A) is; on the right: its transpose is
    any_factor a;
    any_matrix b;
    launches done;

    any_matrix rows(std::size_t at, std::size_t n) const
    {
        return left ? detail::part(b, at, 0, n, b.cols) : detail::part(b, 0, at, b.rows, n);
    }

    /// Computes rows (left) or columns (right) at .. at + n - 1 of B with the triangle of A beside
    /// them. Each is halved. One half, the target, also depends on the other, the source, through
    /// the square of A between them. A product adds that share after the target's own triangle is
    /// done; a solution subtracts it after the source is solved.
    void run(std::size_t at, std::size_t n, scalar alpha)
    {
        if (n <= p.leaf) return leaf(at, n, alpha);
        const std::size_t half = half_of(n, p.leaf), rest = n - half;
        const auto part_at = [&](bool second) { return second ? at + half : at; };
        const auto part_size = [&](bool second) { return second ? rest : half; };
        const bool target = lower, source = !lower;
        const std::size_t to = part_at(target), to_size = part_size(target);
        const std::size_t from = part_at(source), from_size = part_size(source);
        run(inverse ? from : to, inverse ? from_size : to_size, alpha);
        const scalar factor = inverse ? scalar(-1) : alpha, beta = inverse ? alpha : scalar(1);
        const any_factor b_from = {rows(from, from_size)};
        if (left)
            done.add(gemm(q, part(a, to, from, to_size, from_size), b_from, rows(to, to_size),
                          factor, beta, {}));
        else
            done.add(gemm(q, b_from, part(a, from, to, from_size, to_size), rows(to, to_size),
                          factor, beta, {}));
        if (inverse)
            run(to, to_size, 1);
        else
            run(from, from_size, alpha);
    }

    void leaf(std::size_t at, std::size_t n, scalar alpha)
    {
        const any_matrix corner = part(a, at, at, n, n).stored, strip = rows(at, n);
        const std::size_t columns = left ? b.cols : b.rows;
        const std::size_t along = left ? b.ld : 1, across = left ? 1 : b.ld;
        const grid over = p.by_tiles ? line(p, columns) : groups(quotient_up(columns, p.strip));
        done.add(by_part(b.data.type, [&](auto s) {
            using S = decltype(s);
            return p.triangle(q, over, n, columns, int{inverse}, int{lower},
                              int{a.transposed == left}, int{a.conjugated}, int{unit}, re<S>(alpha),
                              im<S>(alpha), corner, strip.data, along, across);
        }));
    }
};

}  // namespace

event triangular_product(const queue& q, const char* call, bool inverse, side s, uplo u, diag d,
                         const any_factor& a, const any_matrix& b, scalar alpha)
{
    check_memory(q, call, {b.data, a.stored.data});
    check_side(call, s, a.stored, b);
    require_disjoint(call, b, "b", a.stored, "a");
    if (b.rows == 0 || b.cols == 0) return {};
    if (alpha == 0) return scale(q, b, 0);

    const plan& p = plan_for(q, b.data.type, std::max(end_of(a.stored), end_of(b)));
    const bool left = s == side::left, op_is_lower = (u == uplo::lower) != a.transposed;
    triangular t = {q, p, inverse, left, left == op_is_lower, d == diag::unit, a, b, {}};
    t.run(0, a.stored.rows, alpha);
    return t.done.all;
}

}  // namespace kumiko::detail
