// SPDX-License-Identifier: Apache-2.0
#include <kumiko/complex.hpp>
#include <kumiko/linalg/blas.hpp>

#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/full.hpp"

using Catch::Matchers::ContainsSubstring;
using kumiko::diag;
using kumiko::side;
using kumiko::uplo;
using kumiko::detail::storage;

namespace {

using wide = std::complex<long double>;  // the oracle's numbers
template <class T>
constexpr bool is_complex = !std::is_floating_point_v<T>;
template <class T>
struct part_of {
    using type = T;
};
template <class R>
struct part_of<std::complex<R>> {
    using type = R;
};
template <class T>
using part = typename part_of<T>::type;

template <class T>
T narrow(wide z)
{
    if constexpr (is_complex<T>)
        return {static_cast<part<T>>(z.real()), static_cast<part<T>>(z.imag())};
    else
        return static_cast<T>(z.real());
}
template <class T>
wide widen(T x)
{
    if constexpr (is_complex<T>)
        return {x.real(), x.imag()};
    else
        return x;
}
template <class T>
const T nan_of = narrow<T>({std::numeric_limits<long double>::quiet_NaN(),
                            std::numeric_limits<long double>::quiet_NaN()});

// ---- the oracle: full matrices, naive loops ---------------------------------------------------

struct table {
    std::size_t m, n;
    std::vector<wide> all;
    table(std::size_t rows, std::size_t cols) : m(rows), n(cols), all(rows * cols) {}
    wide& at(std::size_t i, std::size_t j) { return all[i * n + j]; }
    wide at(std::size_t i, std::size_t j) const { return all[i * n + j]; }
};

table op(const table& a, bool transposed, bool conjugated)
{
    table b(transposed ? a.n : a.m, transposed ? a.m : a.n);
    for (std::size_t i = 0; i < b.m; ++i)
        for (std::size_t j = 0; j < b.n; ++j) {
            const wide z = transposed ? a.at(j, i) : a.at(i, j);
            b.at(i, j) = conjugated ? std::conj(z) : z;
        }
    return b;
}

/// alpha a b + beta c. Operands that BLAS does not read are not read here. Numbers are finite, so
/// products are computed by parts: the compiler's complex product takes several times as long,
/// because it checks for infinities.
table product(wide alpha, const table& a, const table& b, wide beta, const table& c)
{
    table y(a.m, b.n);
    for (std::size_t i = 0; i < y.m; ++i)
        for (std::size_t j = 0; j < y.n; ++j) {
            long double re = 0, im = 0;
            for (std::size_t k = 0; k < a.n; ++k) {
                const wide p = a.at(i, k), q = b.at(k, j);
                re += p.real() * q.real() - p.imag() * q.imag();
                im += p.real() * q.imag() + p.imag() * q.real();
            }
            y.at(i, j) = alpha * wide(re, im) + (beta == wide(0) ? 0 : beta * c.at(i, j));
        }
    return y;
}
table times(wide alpha, table a)
{
    for (wide& z : a.all) z *= alpha;
    return a;
}

table moduli(table a)
{
    for (wide& z : a.all) z = std::abs(z.real()) + std::abs(z.imag());
    return a;
}

// ---- matrices and vectors in memory, with NaN around them -------------------------------------

struct spot {  // where a matrix or vector lies, and how
    std::size_t offset = 0, gap = 0;
    std::ptrdiff_t stride = 1;
};

template <class T>
struct placed {
    std::vector<T> memory;
    std::size_t offset, ld = 0;
    bool operator==(const placed& o) const  // NaNs by their bits; -0 equals 0
    {
        if (memory.size() != o.memory.size()) return false;
        for (std::size_t i = 0; i < memory.size(); ++i)
            if (memory[i] != o.memory[i] && std::memcmp(&memory[i], &o.memory[i], sizeof(T)) != 0)
                return false;
        return true;
    }
};

/// Whether a triangle stores (i, j), and where.
bool stored(storage s, uplo u, std::size_t k, std::size_t i, std::size_t j)
{
    if (u == uplo::upper ? i > j : i < j) return false;
    return s != storage::banded || (i < j ? j - i : i - j) <= k;
}
std::size_t place(storage s, uplo u, std::size_t n, std::size_t k, std::size_t ld, std::size_t i,
                  std::size_t j)
{
    if (s == storage::full) return i * ld + j;
    if (s == storage::banded) return i * ld + (u == uplo::upper ? j - i : k + j - i);
    return u == uplo::upper ? i * (2 * n - i - 1) / 2 + j : i * (i + 1) / 2 + j;
}

struct triangle {  // how a table is stored
    storage s;
    uplo u;
    std::size_t n, k;
    std::size_t rows() const { return s == storage::packed ? 1 : n; }
    std::size_t cols() const
    {
        return s == storage::full ? n : s == storage::banded ? k + 1 : n * (n + 1) / 2;
    }
};

template <class T>
placed<T> put(const triangle& t, const table& a, const spot& at)
{
    placed<T> p;
    p.offset = at.offset;
    p.ld = t.cols() + (t.s == storage::packed ? 0 : at.gap);
    p.memory.assign(at.offset + t.rows() * p.ld + 3, nan_of<T>);
    for (std::size_t i = 0; i < t.n; ++i)
        for (std::size_t j = 0; j < t.n; ++j)
            if (stored(t.s, t.u, t.k, i, j))
                p.memory[at.offset + place(t.s, t.u, t.n, t.k, p.ld, i, j)] = narrow<T>(a.at(i, j));
    return p;
}
template <class T>
placed<T> put(const table& a, const spot& at)
{
    placed<T> p;
    p.offset = at.offset;
    p.ld = a.n + at.gap;
    p.memory.assign(at.offset + a.m * p.ld + 3, nan_of<T>);
    for (std::size_t i = 0; i < a.m; ++i)
        for (std::size_t j = 0; j < a.n; ++j)
            p.memory[at.offset + i * p.ld + j] = narrow<T>(a.at(i, j));
    return p;
}
/// A table of one column as a vector.
template <class T>
placed<T> put_vector(const table& x, const spot& at)
{
    placed<T> p;
    p.offset = at.offset;
    const auto step = static_cast<std::size_t>(std::abs(at.stride));
    p.memory.assign(at.offset + x.m * step + 3, nan_of<T>);
    for (std::size_t i = 0; i < x.m; ++i)
        p.memory[at.offset + (at.stride < 0 ? x.m - 1 - i : i) * step] = narrow<T>(x.at(i, 0));
    return p;
}

template <class T>
kumiko::view<T> from(const kumiko::buffer<T>& b, std::size_t offset)
{
    return b.part(offset, b.size - offset);
}
template <class T>
kumiko::matrix<T> matrix_in(const kumiko::buffer<T>& b, const placed<T>& p, std::size_t m,
                            std::size_t n)
{
    return {from(b, p.offset), m, n, p.ld};
}
template <class T>
kumiko::vector<T> vector_in(const kumiko::buffer<T>& b, const spot& at, std::size_t n)
{
    return {from(b, at.offset), n, at.stride};
}
template <class T>
kumiko::factor<T> op(kumiko::factor<T> f, bool transposed, bool conjugated)
{
    f.transposed = transposed;
    f.conjugated = conjugated;
    return f;
}

/// Small integers: sums of them are exact in any order.
template <class T>
struct integers {
    std::mt19937 g{7};
    wide operator()(int most = 3)
    {
        const auto one = [&] { return static_cast<int>(g() % unsigned(2 * most + 1)) - most; };
        const int re = one();
        return {static_cast<long double>(re), static_cast<long double>(is_complex<T> ? one() : 0)};
    }
    table operator()(std::size_t m, std::size_t n)
    {
        table a(m, n);
        for (wide& z : a.all) z = (*this)();
        return a;
    }
};

/// One triangle of `a`, and 0 elsewhere. The diagonal has ones, or units that divide exactly.
template <class T>
table triangular(table a, const triangle& t, diag d, bool divides)
{
    const wide units[] = {1, -1, is_complex<T> ? wide(0, 1) : 1, is_complex<T> ? wide(0, -1) : -1};
    for (std::size_t i = 0; i < t.n; ++i)
        for (std::size_t j = 0; j < t.n; ++j) {
            if (!stored(t.s, t.u, t.k, i, j)) a.at(i, j) = 0;
            if (i == j && divides) a.at(i, j) = units[i % 4];
            if (i == j && d == diag::unit) a.at(i, j) = 1;
        }
    return a;
}
table mirrored(table a, const triangle& t, bool hermitian)
{
    for (std::size_t i = 0; i < t.n; ++i)
        for (std::size_t j = 0; j < t.n; ++j) {
            if (!stored(t.s, t.u, t.k, i, j))
                a.at(i, j) = !stored(t.s, t.u, t.k, j, i) ? 0
                             : hermitian                  ? std::conj(a.at(j, i))
                                                          : a.at(j, i);
            if (hermitian && i == j) a.at(i, i) = a.at(i, i).real();
        }
    return a;
}
/// Sets the unread places of a stored triangle to NaN: a unit diagonal, or the imaginary part of a
/// Hermitian one.
template <class T>
void hide_diagonal(placed<T>& p, const triangle& t, bool whole)
{
    for (std::size_t i = 0; i < t.n; ++i) {
        T& d = p.memory[p.offset + place(t.s, t.u, t.n, t.k, p.ld, i, i)];
        if constexpr (is_complex<T>) d.imag(nan_of<part<T>>);
        if (whole) d = nan_of<T>;
    }
}

// ---- the routines by their storage ------------------------------------------------------------

#define BY_STORAGE(s, full_call, banded_call, packed_call) \
    if ((s) == storage::full) return full_call;            \
    if ((s) == storage::banded) return banded_call;        \
    return packed_call

template <class T>
kumiko::event symmetric(const kumiko::queue& q, storage s, uplo u, const kumiko::matrix<T>& a,
                        const kumiko::vector<T>& x, const kumiko::vector<T>& y, T alpha, T beta)
{
    const kumiko::view<T> ap(a.data);
    if constexpr (is_complex<T>) {
        BY_STORAGE(s, hemv(q, u, a, x, y, alpha, beta), hbmv(q, u, a, x, y, alpha, beta),
                   hpmv(q, u, ap, x, y, alpha, beta));
    } else {
        BY_STORAGE(s, symv(q, u, a, x, y, alpha, beta), sbmv(q, u, a, x, y, alpha, beta),
                   spmv(q, u, ap, x, y, alpha, beta));
    }
}
template <class T>
kumiko::event triangular(const kumiko::queue& q, storage s, bool inverse, uplo u, diag d,
                         const kumiko::factor<T>& a, const kumiko::vector<T>& x)
{
    if (inverse) {
        BY_STORAGE(s, trsv(q, u, d, a, x), tbsv(q, u, d, a, x), tpsv(q, u, d, a, x));
    }
    BY_STORAGE(s, trmv(q, u, d, a, x), tbmv(q, u, d, a, x), tpmv(q, u, d, a, x));
}
template <class T>
kumiko::event update(const kumiko::queue& q, storage s, uplo u, T alpha, const kumiko::vector<T>& x,
                     const kumiko::vector<T>* y, const kumiko::matrix<T>& a)
{
    const kumiko::view<T> ap(a.data);
    const bool full = s == storage::full;
    if constexpr (is_complex<T>) {
        if (y) return full ? her2(q, u, alpha, x, *y, a) : hpr2(q, u, alpha, x, *y, ap);
        return full ? her(q, u, alpha.real(), x, a) : hpr(q, u, alpha.real(), x, ap);
    } else {
        if (y) return full ? syr2(q, u, alpha, x, *y, a) : spr2(q, u, alpha, x, *y, ap);
        return full ? syr(q, u, alpha, x, a) : spr(q, u, alpha, x, ap);
    }
}

// ---- exact tests ------------------------------------------------------------------------------

/// The parameters of a test's cases: levels of an orthogonal array (Bose, 1938), so that each pair
/// of values of any two parameters occurs.
struct levels {
    unsigned x, y, count;
    std::size_t operator()(unsigned parameter, std::size_t values) const
    {
        return (x + parameter * y) % count % values;
    }
};
template <class T, class F>
void pairwise(unsigned count, F check, bool gpu = true)
{
    for (unsigned x = 0; x < count; ++x)
        for (unsigned y = 0; y < count; ++y)
            for (const kumiko::queue& q : test_queues()) {
                if (std::is_same_v<part<T>, double> && !q.device().facts().reported_fp64) return;
                if (!gpu && &q == &test_queues()[1]) continue;
                CAPTURE(kind_name(q), kumiko::name(kumiko::element_of<T>), x, y);
                check(q, levels{x, y, count}, integers<T>());
            }
}

template <class T>
T scalar_of(std::size_t level)  // 1, 0, -2, 2 - i
{
    return narrow<T>(level == 3 ? wide(2, -1) : level == 2 ? wide(-2) : wide(level == 0));
}
constexpr std::ptrdiff_t strides[] = {1, -1, 3, -2};
const storage storages[] = {storage::full, storage::banded, storage::packed};

template <class T>
void check_gbmv(const kumiko::queue& q, const levels& of, integers<T> some,
                const std::vector<std::size_t>& sizes)
{
    const std::size_t m = sizes[of(0, sizes.size())], n = sizes[of(1, sizes.size())];
    const std::size_t kl = of(2, 4), ku = 2 * of(3, 4);
    const bool transposed = of(4, 2) != 0, conjugated = is_complex<T> && of(5, 3) == 1;
    const T alpha = scalar_of<T>(of(6, 4)), beta = scalar_of<T>(of(7, 4));
    const spot at_a = {of(8, 2) * 5, of(8, 3), 1}, at_x = {1, 0, strides[of(9, 4)]},
               at_y = {2, 0, strides[of(10, 4)]};
    CAPTURE(m, n, kl, ku, transposed, conjugated, at_x.stride, at_y.stride);
    table a = some(m, n);
    table ab(m, kl + ku + 1);
    for (wide& z : ab.all) z = widen(nan_of<T>);  // the corners are not read
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (j + kl >= i && j <= i + ku)
                ab.at(i, kl + j - i) = a.at(i, j);
            else
                a.at(i, j) = 0;
    const table x = some(transposed ? m : n, 1), y = some(transposed ? n : m, 1);
    const table wanted = product(widen(alpha), op(a, transposed, conjugated), x, widen(beta), y);

    const placed<T> pa = put<T>(ab, at_a), px = put_vector<T>(x, at_x);
    placed<T> py = put_vector<T>(y, at_y);
    if (beta == T(0)) py.memory.assign(py.memory.size(), nan_of<T>);
    const kumiko::buffer<T> da(q, pa.memory), dx(q, px.memory), dy(q, py.memory);
    gbmv(q, kl, ku, op<T>(matrix_in(da, pa, m, ab.n), transposed, conjugated),
         vector_in(dx, at_x, x.m), vector_in(dy, at_y, y.m), alpha, beta);
    py.memory = read(q, dy);
    const bool equal = py == put_vector<T>(wanted, at_y);
    REQUIRE(equal);
}

template <class T>
void check_symmetric(const kumiko::queue& q, const levels& of, integers<T> some,
                     const std::vector<std::size_t>& sizes)
{
    const std::size_t n = sizes[of(0, sizes.size())];
    const triangle t = {storages[of(1, 3)], of(2, 2) ? uplo::lower : uplo::upper, n, of(3, 4) * 3};
    const T alpha = scalar_of<T>(of(4, 4)), beta = scalar_of<T>(of(5, 4));
    const spot at_a = {of(6, 2) * 5, of(6, 3), 1}, at_x = {1, 0, strides[of(7, 4)]},
               at_y = {2, 0, strides[of(8, 4)]};
    CAPTURE(n, static_cast<int>(t.s), static_cast<int>(t.u), t.k, at_x.stride, at_y.stride);
    const table a = mirrored(some(n, n), t, is_complex<T>), x = some(n, 1), y = some(n, 1);
    const table wanted = product(widen(alpha), a, x, widen(beta), y);

    placed<T> pa = put<T>(t, a, at_a), py = put_vector<T>(y, at_y);
    hide_diagonal(pa, t, false);
    if (beta == T(0)) py.memory.assign(py.memory.size(), nan_of<T>);
    const kumiko::buffer<T> da(q, pa.memory), dx(q, put_vector<T>(x, at_x).memory),
        dy(q, py.memory);
    symmetric(q, t.s, t.u,
              kumiko::matrix<T>(da.part(pa.offset, t.rows() * pa.ld), t.rows(), t.cols(), pa.ld),
              vector_in(dx, at_x, n), vector_in(dy, at_y, n), alpha, beta);
    py.memory = read(q, dy);
    const bool equal = py == put_vector<T>(wanted, at_y);
    REQUIRE(equal);
}

template <class T>
void check_triangular(const kumiko::queue& q, const levels& of, integers<T> some, bool inverse,
                      const std::vector<std::size_t>& sizes)
{
    const std::size_t n = sizes[of(0, sizes.size())];
    const triangle t = {storages[of(1, 3)], of(2, 2) ? uplo::lower : uplo::upper, n, of(3, 4) * 3};
    const bool transposed = of(4, 2) != 0, conjugated = is_complex<T> && of(5, 2) != 0;
    const diag d = of(6, 2) ? diag::unit : diag::non_unit;
    const spot at_a = {of(7, 2) * 5, of(7, 3), 1}, at_x = {1, 0, strides[of(8, 4)]};
    CAPTURE(n, static_cast<int>(t.s), static_cast<int>(t.u), t.k, transposed, conjugated,
            static_cast<int>(d), at_x.stride, inverse);
    const table a = triangular<T>(some(n, n), t, d, inverse), x = some(n, 1);
    const table y = product(1, op(a, transposed, conjugated), x, 0, x);

    placed<T> pa = put<T>(t, a, at_a), px = put_vector<T>(inverse ? y : x, at_x);
    if (d == diag::unit) hide_diagonal(pa, t, true);
    const kumiko::buffer<T> da(q, pa.memory), dx(q, px.memory);
    triangular(q, t.s, inverse, t.u, d,
               op<T>(matrix_in(da, pa, t.rows(), t.cols()), transposed, conjugated),
               vector_in(dx, at_x, n));
    px.memory = read(q, dx);
    const placed<T> wanted = put_vector<T>(inverse ? x : y, at_x);
    const bool equal = px == wanted;
    REQUIRE(equal);
}

template <class T>
void check_update(const kumiko::queue& q, const levels& of, integers<T> some,
                  const std::vector<std::size_t>& sizes)
{
    const std::size_t n = sizes[of(0, sizes.size())];
    const triangle t = {of(1, 2) ? storage::packed : storage::full,
                        of(2, 2) ? uplo::lower : uplo::upper, n, 0};
    const bool twice = of(3, 2) != 0;
    T alpha = scalar_of<T>(of(4, 4));
    if (!twice) alpha = narrow<T>(widen(alpha).real());
    const spot at_a = {of(5, 2) * 5, of(5, 3), 1}, at_x = {1, 0, strides[of(6, 4)]},
               at_y = {2, 0, strides[of(7, 4)]};
    CAPTURE(n, static_cast<int>(t.s), static_cast<int>(t.u), twice, at_x.stride, at_y.stride);
    const table a = mirrored(some(n, n), t, is_complex<T>), x = some(n, 1), y = some(n, 1);
    const table& z = twice ? y : x;
    table wanted = product(widen(alpha), x, op(z, true, is_complex<T>), 1, a);
    if (twice)
        wanted = product(is_complex<T> ? std::conj(widen(alpha)) : widen(alpha), y,
                         op(x, true, is_complex<T>), 1, wanted);

    placed<T> pa = put<T>(t, a, at_a);
    if (alpha != T(0)) hide_diagonal(pa, t, false);
    const kumiko::buffer<T> da(q, pa.memory), dx(q, put_vector<T>(x, at_x).memory),
        dy(q, put_vector<T>(y, at_y).memory);
    const kumiko::vector<T> vx = vector_in(dx, at_x, n), vy = vector_in(dy, at_y, n);
    update(q, t.s, t.u, alpha, vx, twice ? &vy : nullptr,
           kumiko::matrix<T>(da.part(pa.offset, t.rows() * pa.ld), t.rows(), t.cols(), pa.ld));
    pa.memory = read(q, da);
    const bool equal = pa == put<T>(t, wanted, at_a);
    REQUIRE(equal);
}

template <class T>
void check_symm(const kumiko::queue& q, const levels& of, integers<T> some,
                const std::vector<std::size_t>& sizes)
{
    const std::size_t m = sizes[of(0, sizes.size())], n = sizes[of(1, sizes.size())];
    const bool left = of(2, 2) != 0, hermitian = is_complex<T> && of(6, 2) != 0;
    const triangle t = {storage::full, of(3, 2) ? uplo::lower : uplo::upper, left ? m : n, 0};
    const T alpha = scalar_of<T>(of(4, 4)), beta = scalar_of<T>(of(5, 4));
    const spot at = {of(6, 2) * 5, of(6, 3), 1};
    CAPTURE(m, n, left, static_cast<int>(t.u), hermitian);
    const table a = mirrored(some(t.n, t.n), t, hermitian), b = some(m, n), c = some(m, n);
    const table wanted = left ? product(widen(alpha), a, b, widen(beta), c)
                              : product(widen(alpha), b, a, widen(beta), c);
    placed<T> pa = put<T>(t, a, at), pc = put<T>(c, at);
    const placed<T> pb = put<T>(b, at);
    if (hermitian) hide_diagonal(pa, t, false);
    if (beta == T(0)) pc.memory.assign(pc.memory.size(), nan_of<T>);
    const kumiko::buffer<T> da(q, pa.memory), db(q, pb.memory), dc(q, pc.memory);
    const kumiko::matrix<T> ma = matrix_in(da, pa, t.n, t.n), mb = matrix_in(db, pb, m, n),
                            mc = matrix_in(dc, pc, m, n);
    const side s = left ? side::left : side::right;
    if constexpr (is_complex<T>) {
        if (hermitian)
            hemm(q, s, t.u, ma, mb, mc, alpha, beta);
        else
            symm(q, s, t.u, ma, mb, mc, alpha, beta);
    } else {
        symm(q, s, t.u, ma, mb, mc, alpha, beta);
    }
    pc.memory = read(q, dc);
    const bool equal = pc == put<T>(wanted, at);
    REQUIRE(equal);
}

template <class T>
void check_rank(const kumiko::queue& q, const levels& of, integers<T> some,
                const std::vector<std::size_t>& sizes)
{
    const std::size_t n = sizes[of(0, sizes.size())], k = sizes[of(1, sizes.size())] / 2;
    const bool twice = of(2, 2) != 0, hermitian = is_complex<T> && of(3, 2) != 0;
    const triangle t = {storage::full, of(4, 2) ? uplo::lower : uplo::upper, n, 0};
    const bool transposed = of(5, 2) != 0;
    T alpha = scalar_of<T>(of(6, 4)), beta = scalar_of<T>(of(7, 4));
    if (hermitian) beta = narrow<T>(widen(beta).real());
    if (hermitian && !twice) alpha = narrow<T>(widen(alpha).real());
    const spot at = {of(8, 2) * 5, of(8, 3), 1};
    CAPTURE(n, k, twice, hermitian, static_cast<int>(t.u), transposed);
    const table a = some(n, k), b = some(n, k), c = mirrored(some(n, n), t, hermitian);
    table wanted = product(widen(alpha), a, op(twice ? b : a, true, hermitian), widen(beta), c);
    if (twice)
        wanted = product(hermitian ? std::conj(widen(alpha)) : widen(alpha), b,
                         op(a, true, hermitian), 1, wanted);
    const bool quick = (alpha == T(0) || k == 0) && beta == T(1);
    const placed<T> pa = put<T>(op(a, transposed, transposed && hermitian), at),
                    pb = put<T>(op(b, transposed, transposed && hermitian), at);
    placed<T> pc = put<T>(t, c, at);
    if (hermitian && !quick) hide_diagonal(pc, t, false);
    if (beta == T(0)) pc.memory.assign(pc.memory.size(), nan_of<T>);
    const kumiko::buffer<T> da(q, pa.memory), db(q, pb.memory), dc(q, pc.memory);
    const auto factor_in = [&](const kumiko::buffer<T>& x, const placed<T>& p) {
        return op<T>(transposed ? matrix_in(x, p, k, n) : matrix_in(x, p, n, k), transposed,
                     transposed && hermitian);
    };
    const kumiko::factor<T> fa = factor_in(da, pa), fb = factor_in(db, pb);
    const kumiko::matrix<T> mc = matrix_in(dc, pc, n, n);
    if constexpr (is_complex<T>) {
        if (hermitian && twice)
            her2k(q, t.u, fa, fb, mc, alpha, beta.real());
        else if (hermitian)
            herk(q, t.u, fa, mc, alpha.real(), beta.real());
    }
    if (!hermitian && twice)
        syr2k(q, t.u, fa, fb, mc, alpha, beta);
    else if (!hermitian)
        syrk(q, t.u, fa, mc, alpha, beta);
    pc.memory = read(q, dc);
    const bool equal = pc == put<T>(t, wanted, at);
    REQUIRE(equal);
}

template <class T>
void check_trmm(const kumiko::queue& q, const levels& of, integers<T> some, bool inverse,
                const std::vector<std::size_t>& sizes)
{
    const std::size_t m = sizes[of(0, sizes.size())], n = sizes[of(1, sizes.size())];
    const bool left = of(2, 2) != 0, transposed = of(3, 2) != 0;
    const bool conjugated = is_complex<T> && of(4, 2) != 0;
    const triangle t = {storage::full, of(5, 2) ? uplo::lower : uplo::upper, left ? m : n, 0};
    const diag d = of(6, 2) ? diag::unit : diag::non_unit;
    const T alpha = scalar_of<T>(of(7, 4));
    const spot at = {of(8, 2) * 5, of(8, 3), 1};
    CAPTURE(m, n, left, transposed, conjugated, static_cast<int>(t.u), static_cast<int>(d),
            inverse);
    const table a = triangular<T>(some(t.n, t.n), t, d, inverse), x = some(m, n);
    const table f = op(a, transposed, conjugated);
    const table ax = left ? product(1, f, x, 0, x) : product(1, x, f, 0, x);
    // Inverse: alpha op(A)^-1 (op(A) X) = alpha X.
    const table wanted = times(widen(alpha), inverse ? x : ax);
    placed<T> pa = put<T>(t, a, at), pb = put<T>(inverse ? ax : x, at);
    if (d == diag::unit) hide_diagonal(pa, t, true);
    if (alpha == T(0)) pa.memory.assign(pa.memory.size(), nan_of<T>);
    const kumiko::buffer<T> da(q, pa.memory), db(q, pb.memory);
    const kumiko::factor<T> fa = op<T>(matrix_in(da, pa, t.n, t.n), transposed, conjugated);
    const kumiko::matrix<T> mb = matrix_in(db, pb, m, n);
    const side s = left ? side::left : side::right;
    if (inverse)
        trsm(q, s, t.u, d, fa, mb, alpha);
    else
        trmm(q, s, t.u, d, fa, mb, alpha);
    pb.memory = read(q, db);
    const bool equal = pb == put<T>(wanted, at);
    REQUIRE(equal);
}

template <class T>
void check_level2(unsigned count, const std::vector<std::size_t>& sizes)
{
    pairwise<T>(count, [&](const kumiko::queue& q, const levels& of, const integers<T>& some) {
        check_gbmv<T>(q, of, some, sizes);
        check_symmetric<T>(q, of, some, sizes);
        check_triangular<T>(q, of, some, false, sizes);
        check_triangular<T>(q, of, some, true, sizes);
        check_update<T>(q, of, some, sizes);
    });
}
template <class T>
void check_level3(unsigned count, const std::vector<std::size_t>& sizes)
{
    // Level 3 uses gemm's programs. On a CPU the gpu kind has those of two types.
    const bool gpu = full() || !test_queue().device().is_cpu() || std::is_same_v<T, float> ||
                     std::is_same_v<T, std::complex<double>>;
    pairwise<T>(
        count,
        [&](const kumiko::queue& q, const levels& of, const integers<T>& some) {
            check_symm<T>(q, of, some, sizes);
            check_rank<T>(q, of, some, sizes);
            check_trmm<T>(q, of, some, false, sizes);
            check_trmm<T>(q, of, some, true, sizes);
        },
        gpu);
}

using real_and_complex = std::tuple<float, double, std::complex<float>, std::complex<double>>;

}  // namespace

TEMPLATE_LIST_TEST_CASE("BLAS 2 of small integers is exact: bands, packed, symmetric, triangular",
                        "[linalg][blas]", real_and_complex)
{
    check_level2<TestType>(11, {0, 1, 2, 3, 8, 17, 33, 64, 65, 131, 300});
}

TEMPLATE_LIST_TEST_CASE("BLAS 3 of small integers is exact: symmetric, triangular, rank-k",
                        "[linalg][blas]", real_and_complex)
{
    if (std::is_same_v<TestType, float> || full())
        check_level3<TestType>(7, {0, 1, 5, 32, 65, 97, 130});
    else  // no narrow ones: they are other programs
        check_level3<TestType>(7, {0, 17, 32, 65, 130});
}

TEST_CASE("BLAS 2 and 3 of small integers are exact, a few", "[linalg][blas][small]")
{
    check_level2<float>(3, {1, 5, 18});
    check_level2<std::complex<float>>(3, {1, 4, 17});
    check_level3<float>(3, {1, 5, 18});
}

namespace {

/// Numbers in [-1, 1), rounded to T, so that the oracle has the same numbers.
template <class T>
struct reals {
    std::mt19937 g{11};
    table operator()(std::size_t m, std::size_t n)
    {
        std::uniform_real_distribution<part<T>> in(-1, 1);
        table a(m, n);
        for (wide& z : a.all) {
            const part<T> re = in(g);
            z = {re, is_complex<T> ? in(g) : 0};
        }
        return a;
    }
};

/// How many elements of a column differ from the wanted ones by more than gamma_d times the mass.
template <class T>
int outside(const std::vector<T>& got, const table& wanted, const table& mass, std::size_t terms)
{
    const long double d = static_cast<long double>(terms) * (is_complex<T> ? 2 : 1) + 10;
    const long double u = std::numeric_limits<part<T>>::epsilon() / 2;
    const long double gamma = d * u / (1 - d * u);
    int count = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const wide off = widen(got[i]) - wanted.all[i];
        const long double most = gamma * mass.all[i].real();
        count += !(std::abs(off.real()) <= most && std::abs(off.imag()) <= most);
    }
    return count;
}

/// alpha a b + beta c, and the same with the modulus of each part (the mass).
struct expected {
    table value, mass;
    expected(wide alpha, const table& a, const table& b, wide beta, const table& c)
        : value(product(alpha, a, b, beta, c)),
          mass(product(std::abs(alpha.real()) + std::abs(alpha.imag()), moduli(a), moduli(b),
                       std::abs(beta.real()) + std::abs(beta.imag()), moduli(c)))
    {
    }
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("BLAS 2 and 3 of reals stay inside their bounds, and repeat",
                        "[linalg][blas]", real_and_complex)
{
    using T = TestType;
    const T alpha = narrow<T>({0.7L, 0.4L}), beta = narrow<T>({-1.3L, 0.2L});
    const std::size_t n = 203, m = 97;
    reals<T> some;
    for (const kumiko::queue& q : test_queues()) {
        if (std::is_same_v<part<T>, double> && !q.device().facts().reported_fp64) return;
        CAPTURE(kind_name(q));
        const triangle t = {storage::full, uplo::lower, n, 0};
        const table h = mirrored(some(n, n), t, is_complex<T>), x = some(n, 1), y = some(n, 1);
        const table b = some(n, m), c = some(n, m), sum = some(n, n);
        const auto on_device = [&](const table& a) {
            return kumiko::buffer<T>(q, put<T>(a, {}).memory);
        };
        const kumiko::buffer<T> dh = on_device(h), dx = on_device(x), db = on_device(b);
        // Runs `call` on copies of `start` three times, and returns the result alone.
        const auto run = [&](const table& start, auto call) {
            std::vector<T> first;
            for (int i = 0; i < 3; ++i) {
                const kumiko::buffer<T> to = on_device(start);
                call(to);
                std::vector<T> got = read(q, to);
                got.resize(start.all.size());
                if (i > 0) CHECK(got == first);
                first = got;
            }
            return first;
        };
        const kumiko::matrix<T> mh(dh, n, n), mb(db, n, m);
        const kumiko::vector<T> vx(dx, n);

        const expected mv(widen(alpha), h, x, widen(beta), y);
        CHECK(outside(run(y,
                          [&](const kumiko::buffer<T>& to) {
                              symmetric<T>(q, storage::full, uplo::lower, mh, vx, {to, n, 1}, alpha,
                                           beta);
                          }),
                      mv.value, mv.mass, n) == 0);
        const expected mm(widen(alpha), h, b, widen(beta), c);
        CHECK(outside(run(c,
                          [&](const kumiko::buffer<T>& to) {
                              if constexpr (is_complex<T>)
                                  hemm(q, side::left, uplo::lower, mh, mb, {to, n, m}, alpha, beta);
                              else
                                  symm(q, side::left, uplo::lower, mh, mb, {to, n, m}, alpha, beta);
                          }),
                      mm.value, mm.mass, n) == 0);
        // All of C is compared: the triangle that is not written keeps its values.
        expected rk(widen(alpha), b, op(b, true, false), widen(beta), sum);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = i + 1; j < n; ++j) rk.value.at(i, j) = sum.at(i, j);
        CHECK(outside(run(sum,
                          [&](const kumiko::buffer<T>& to) {
                              syrk(q, uplo::lower, mb, {to, n, n}, alpha, beta);
                          }),
                      rk.value, rk.mass, m) == 0);

        // Triangular matrices: the residual of a solution, and a product. The diagonal is far from
        // 0.
        table f = h;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                f.at(i, j) = i < j ? 0 : i == j ? wide(3) : f.at(i, j) / 16.0L;
        for (wide& z : f.all) z = widen(narrow<T>(z));
        const kumiko::buffer<T> df = on_device(f);
        const kumiko::matrix<T> mf(df, n, n);
        const auto check_solution = [&](const std::vector<T>& got, const table& right,
                                        wide factor) {
            table solution = right;
            for (std::size_t i = 0; i < got.size(); ++i) solution.all[i] = widen(got[i]);
            const expected back(1, f, solution, 0, right);
            table wanted = right, mass = back.mass;
            for (std::size_t i = 0; i < got.size(); ++i) {
                wanted.all[i] = factor * right.all[i];
                mass.all[i] += std::abs(wanted.all[i]);  // alpha b is rounded, too
            }
            std::vector<T> zero(got.size());
            for (wide& z : wanted.all)
                z -= back.value.all[static_cast<std::size_t>(&z - wanted.all.data())];
            return outside(zero, wanted, mass, n);
        };
        CHECK(check_solution(run(x,
                                 [&](const kumiko::buffer<T>& to) {
                                     trsv(q, uplo::lower, diag::non_unit, mf, {to, n, 1});
                                 }),
                             x, 1) == 0);
        CHECK(check_solution(
                  run(b,
                      [&](const kumiko::buffer<T>& to) {
                          trsm(q, side::left, uplo::lower, diag::non_unit, mf, {to, n, m}, alpha);
                      }),
                  b, widen(alpha)) == 0);
        const expected trmm_(widen(alpha), f, b, 0, b);
        CHECK(
            outside(run(b,
                        [&](const kumiko::buffer<T>& to) {
                            trmm(q, side::left, uplo::lower, diag::non_unit, mf, {to, n, m}, alpha);
                        }),
                    trmm_.value, trmm_.mass, n) == 0);
    }
}

TEST_CASE("BLAS 3: a NaN reaches what it is multiplied with, and nothing else",
          "[linalg][blas][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const std::size_t n = 70;
        std::vector<float> a(n * n, 1), b(n * 2, 1);
        b[40 * 2] = nan_of<float>;  // row 40, column 0
        for (const bool inverse : {false, true}) {
            const kumiko::buffer<float> da(q, a), db(q, b);
            if (inverse)
                trsm(q, side::left, uplo::lower, diag::non_unit, {da, n, n}, {db, n, 2});
            else
                trmm(q, side::left, uplo::lower, diag::non_unit, {da, n, n}, {db, n, 2});
            const std::vector<float> got = read(q, db);
            bool right = true;
            for (std::size_t i = 0; i < n; ++i)
                right = right && std::isnan(got[2 * i]) == (i >= 40) && !std::isnan(got[2 * i + 1]);
            CHECK(right);
        }
    }
}

TEST_CASE("BLAS 2 and 3 refuse what they cannot do, before anything is enqueued",
          "[linalg][blas][small]")
{
    const kumiko::queue& q = test_queue();
    const std::vector<float> ones(64, 1);
    const kumiko::buffer<float> a(q, ones), x(q, ones), y(q, ones);
    const kumiko::buffer<std::complex<float>> z(q, 64);
    const kumiko::vector<float> v(x, 3), w(y, 3);
    const auto before = kumiko::stats(q).enqueues;
    CHECK_THROWS_WITH(gbmv(q, 1, 1, {a, 3, 4}, v, w),
                      "gbmv: a is (3,4), a band of 1 + 1 + 1 diagonals has 3 columns");
    CHECK_THROWS_WITH(gbmv(q, 1, 1, {a, 4, 3}, v, w), "gbmv: a is (4,3), y has 3 elements");
    CHECK_THROWS_WITH(gbmv(q, 1, 1, kumiko::transposed({a, 4, 3}), v, w),
                      "gbmv: a is (4,3) transposed, x has 3 elements");
    CHECK_THROWS_WITH(gbmv(q, 1, 1, {a, 3, 3}, v, v), "gbmv: y overlaps x");
    CHECK_THROWS_WITH(symv(q, uplo::upper, {a, 3, 4}, v, w), "symv: a is (3,4), not square");
    CHECK_THROWS_WITH(symv(q, uplo::upper, {a, 4, 4}, v, w), "symv: a is (4,4), x has 3 elements");
    CHECK_THROWS_WITH(symv(q, uplo::upper, {a, 3, 3}, v, {y, 4}),
                      "symv: x has 3 elements, y has 4");
    CHECK_THROWS_WITH(symv(q, uplo::upper, {a, 3, 3}, v, {a, 3}), "symv: y overlaps a");
    CHECK_THROWS_WITH(sbmv(q, uplo::upper, {a, 4, 2}, v, w), "sbmv: a is (4,2), x has 3 elements");
    CHECK_THROWS_WITH(spmv(q, uplo::upper, a, v, w),
                      "spmv: a packed triangle for x of 3 elements has 6, a is (1,64)");
    CHECK_THROWS_WITH(trmv(q, uplo::upper, diag::unit, {a, 3, 3}, {a, 3}), "trmv: x overlaps a");
    CHECK_THROWS_WITH(trsv(q, uplo::upper, diag::unit, {a, 4, 4}, v),
                      "trsv: a is (4,4), x has 3 elements");
    CHECK_THROWS_WITH(tpsv(q, uplo::upper, diag::unit, {a, 1, 5}, v),
                      "tpsv: a packed triangle for x of 3 elements has 6, a is (1,5)");
    CHECK_THROWS_WITH(tbsv(q, uplo::upper, diag::unit, {a, 3, 0}, v),
                      "tbsv: a is (3,0), x has 3 elements");
    CHECK_THROWS_WITH(syr(q, uplo::upper, 1, v, {x, 3, 3}), "syr: a overlaps x");
    CHECK_THROWS_WITH(syr2(q, uplo::upper, 1, v, {y, 4}, {a, 3, 3}),
                      "syr2: x has 3 elements, y has 4");
    CHECK_THROWS_WITH(symm(q, side::left, uplo::upper, {a, 3, 3}, {x, 4, 2}, {y, 4, 2}),
                      "symm: a is (3,3) on the left, b is (4,2)");
    CHECK_THROWS_WITH(symm(q, side::right, uplo::upper, {a, 2, 2}, {x, 4, 2}, {y, 2, 4}),
                      "symm: b is (4,2), c is (2,4)");
    CHECK_THROWS_WITH(symm(q, side::left, uplo::upper, {a, 2, 2}, {x, 2, 2}, {x, 2, 2}),
                      "symm: c overlaps b");
    CHECK_THROWS_WITH(hemm(q, side::left, uplo::upper, {z, 2, 3}, {z, 2, 2}, {z, 2, 2}),
                      "hemm: a is (2,3), not square");
    CHECK_THROWS_WITH(syrk(q, uplo::upper, {a, 3, 2}, {y, 3, 4}), "syrk: c is (3,4), not square");
    CHECK_THROWS_WITH(syrk(q, uplo::upper, {a, 3, 2}, {y, 4, 4}), "syrk: a is (3,2), c is (4,4)");
    CHECK_THROWS_WITH(syr2k(q, uplo::upper, {a, 3, 2}, {x, 3, 4}, {y, 3, 3}),
                      "syr2k: a is (3,2), b is (3,4)");
    CHECK_THROWS_WITH(syr2k(q, uplo::upper, {a, 3, 2}, {y, 3, 2}, {y, 3, 3}),
                      "syr2k: c overlaps b");
    CHECK_THROWS_WITH(trmm(q, side::right, uplo::upper, diag::unit, {a, 3, 3}, {y, 3, 4}),
                      "trmm: a is (3,3) on the right, b is (3,4)");
    CHECK_THROWS_WITH(trsm(q, side::left, uplo::upper, diag::unit, {a, 3, 3}, {a, 3, 4}),
                      "trsm: b overlaps a");
    const kumiko::buffer<double> d(q, 0);
    const kumiko::any_matrix mixed = kumiko::matrix<double>(d, 0, 0);
    const kumiko::any_vector none = kumiko::vector<float>(x, 0);
    CHECK_THROWS_WITH(kumiko::detail::symmetric_product(q, "symv", storage::full, false,
                                                        uplo::upper, mixed, none, none, 1, 0),
                      "symv: elements are of f32 and of f64");
    const auto gone = [&] {
        const kumiko::buffer<float> dead(q, 9);
        return kumiko::matrix<float>(dead, 3, 3);
    }();
    CHECK_THROWS_AS(symv(q, uplo::upper, gone, v, w), std::invalid_argument);
    CHECK_THROWS_AS(trsm(q, side::left, uplo::upper, diag::unit, gone, {y, 3, 4}),
                    std::invalid_argument);
    CHECK(kumiko::stats(q).enqueues == before);
    CHECK(read(q, y) == ones);
}

TEST_CASE("BLAS 2 and 3 allocate and build nothing once warm", "[linalg][blas]")
{
    for (const kumiko::queue& shape : test_queues()) {
        const kumiko::queue q(shape.device(), shape.options());  // its scratch is unused
        CAPTURE(kind_name(q));
        const std::vector<float> ones(90000, 1);
        const kumiko::buffer<float> a(q, ones), b(q, ones), c(q, ones);
        const auto all = [&] {
            symv(q, uplo::upper, {a, 300, 300}, {b, 300, 2}, {c, 300});
            trsv(q, uplo::upper, diag::unit, {a, 300, 300}, {b, 300, 2});
            syr(q, uplo::upper, 1, {b, 300}, {a, 300, 300});
            symm(q, side::left, uplo::upper, {a, 100, 100}, {b, 100, 100}, {c, 100, 100});
            syrk(q, uplo::upper, {a, 300, 100}, {c, 300, 300});
            trsm(q, side::left, uplo::upper, diag::unit, {a, 100, 100}, {c, 100, 100});
        };
        all();
        const auto warm = kumiko::stats(q);
        for (int i = 0; i < 3; ++i) all();
        const auto after = kumiko::stats(q);
        CHECK(after.allocations == warm.allocations);
        CHECK(after.builds + after.loads == warm.builds + warm.loads);
        CHECK(after.cache_hits == warm.cache_hits);
    }
}
