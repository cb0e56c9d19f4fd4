// SPDX-License-Identifier: Apache-2.0
// The Fortran BLAS, levels 1 to 3, over Kumiko: a libblas.so.3 for Netlib's test programs. Each
// call copies its operands to the device, and the changed ones back. Illegal arguments are reported
// to XERBLA with the numbers of reference BLAS.
//
// Fortran's matrices are column-major. Read by rows they are A^T. So upper and lower triangles are
// exchanged, the factors of a product change places, and op(A) is read from A^T. A Hermitian matrix
// read by rows is conj(A), so vectors are conjugated before and after.
#include <kumiko/complex.hpp>
#include <kumiko/linalg/blas.hpp>
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/linalg/gemv.hpp>
#include <kumiko/linalg/ger.hpp>
#include <kumiko/linalg/level1.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

/// Weak: a program's own XERBLA replaces it.
EXPORT __attribute__((weak)) void xerbla_(const char* name, const int* argument, std::size_t length)
{
    std::fprintf(stderr, "%.*s: argument %d has an illegal value\n", static_cast<int>(length), name,
                 *argument);
    std::abort();
}

namespace {

using kumiko::buffer;
using kumiko::diag;
using kumiko::factor;
using kumiko::matrix;
using kumiko::side;
using kumiko::uplo;
using c32 = std::complex<float>;
using c64 = std::complex<double>;

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

const kumiko::queue& queue()
{
    static const auto& q = *new kumiko::queue;
    return q;
}

/// Ends the program if an exception is thrown, because none may pass through Fortran.
template <class F>
auto guarded(F call) -> decltype(call())
{
    try {
        return call();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        std::abort();
    }
}

// ---- arguments --------------------------------------------------------------------------------

/// Finds the first illegal argument. The destructor reports it to XERBLA.
class arguments {
public:
    explicit arguments(const char* routine) : name_(routine) {}
    arguments& need(int position, bool legal)
    {
        if (!legal && wrong_ == 0) wrong_ = position;
        return *this;
    }
    /// Whether all arguments are legal.
    bool legal() const
    {
        if (wrong_ != 0) xerbla_(name_, &wrong_, std::strlen(name_));
        return wrong_ == 0;
    }

private:
    const char* name_;
    int wrong_ = 0;
};

char upper(const char* c) { return *c >= 'a' ? static_cast<char>(*c - 'a' + 'A') : *c; }
bool one_of(const char* c, const char* letters) { return std::strchr(letters, upper(c)) && *c; }
int at_least_1(int n) { return std::max(1, n); }

uplo flipped(const char* u) { return upper(u) == 'U' ? uplo::lower : uplo::upper; }
side flipped_side(const char* s) { return upper(s) == 'L' ? side::right : side::left; }
diag diag_of(const char* d) { return upper(d) == 'U' ? diag::unit : diag::non_unit; }

template <class T>
factor<T> with(factor<T> f, bool transposed, bool conjugated)
{
    f.transposed = transposed;
    f.conjugated = is_complex<T> && conjugated;
    return f;
}
/// op(A) as a factor made from A^T, for a product with a vector: op(A) x.
template <class T>
factor<T> op(const char* trans, const factor<T>& a)
{
    return with(a, upper(trans) == 'N', upper(trans) == 'C');
}
/// op(A)^T as a factor made from A^T, for a product of matrices read by rows.
template <class T>
factor<T> turned_op(const char* trans, const factor<T>& a)
{
    return with(a, upper(trans) != 'N', upper(trans) == 'C');
}

// ---- operands on the device -------------------------------------------------------------------

std::size_t size(int n) { return n < 0 ? 0 : static_cast<std::size_t>(n); }

/// `rows` columns of a Fortran matrix: copied to the device, and back if they are changed.
template <class T>
class operand {
public:
    operand(const T* host, std::size_t n, bool conjugate = false)
        : host_(const_cast<T*>(host)),
          conjugate_(conjugate && is_complex<T>),
          copy_(host, host + n),
          memory_(queue(), conjugated())
    {
    }
    const buffer<T>& memory() const { return memory_; }
    void back()
    {
        copy_ = read(queue(), memory_);
        std::copy_n(conjugated().data(), copy_.size(), host_);
    }

private:
    const std::vector<T>& conjugated()
    {
        if constexpr (is_complex<T>)
            if (conjugate_)
                for (T& z : copy_) z = std::conj(z);
        return copy_;
    }
    T* host_;
    bool conjugate_;
    std::vector<T> copy_;
    buffer<T> memory_;
};

/// A column-major (m,n) matrix, which read by rows is (n,m).
template <class T>
struct columns : operand<T> {
    std::size_t m, n, ld;
    columns(const T* a, int rows, int cols, int leading)
        : operand<T>(a, rows > 0 && cols > 0 ? size(cols - 1) * size(leading) + size(rows) : 0),
          m(size(rows)),
          n(size(cols)),
          ld(size(leading))
    {
    }
    operator matrix<T>() const { return {this->memory(), n, m, std::max(ld, m)}; }
    operator factor<T>() const { return matrix<T>(*this); }
};

/// A vector of stride 0 that is only read. Kumiko refuses it, so its number is copied n times.
template <class T>
std::vector<T> repeated(const T* x, int count)
{
    return std::vector<T>(size(count), count > 0 ? *x : T(0));
}
template <class T>
struct strided : operand<T> {
    std::size_t n;
    std::ptrdiff_t stride;
    strided(const T* x, int count, int step, bool conjugate = false)
        : operand<T>(step == 0 ? repeated(x, count).data() : x,
                     count <= 0  ? 0
                     : step == 0 ? size(count)
                                 : size(count - 1) * size(std::abs(step)) + 1,
                     conjugate),
          n(size(count)),
          stride(step == 0 ? 1 : step)
    {
    }
    operator kumiko::vector<T>() const { return {this->memory(), n, stride}; }
    operator kumiko::vector<const T>() const { return {this->memory(), n, stride}; }
};

// ---- level 3 ----------------------------------------------------------------------------------

template <class T>
void gemm(const char* name, const char* ta, const char* tb, int m, int n, int k, T alpha,
          const T* a, int lda, const T* b, int ldb, T beta, T* c, int ldc)
{
    const bool na = upper(ta) == 'N', nb = upper(tb) == 'N';
    if (!arguments(name)
             .need(1, one_of(ta, "NTC"))
             .need(2, one_of(tb, "NTC"))
             .need(3, m >= 0)
             .need(4, n >= 0)
             .need(5, k >= 0)
             .need(8, lda >= at_least_1(na ? m : k))
             .need(10, ldb >= at_least_1(nb ? k : n))
             .need(13, ldc >= at_least_1(m))
             .legal())
        return;
    if (m == 0 || n == 0) return;
    const columns<T> da(a, na ? m : k, na ? k : m, lda), db(b, nb ? k : n, nb ? n : k, ldb);
    columns<T> dc(c, m, n, ldc);
    kumiko::gemm(queue(), turned_op<T>(tb, db), turned_op<T>(ta, da), dc, alpha, beta);
    dc.back();
}

template <class T>
void symm(const char* name, bool hermitian, const char* s, const char* u, int m, int n, T alpha,
          const T* a, int lda, const T* b, int ldb, T beta, T* c, int ldc)
{
    const int order = upper(s) == 'L' ? m : n;
    if (!arguments(name)
             .need(1, one_of(s, "LR"))
             .need(2, one_of(u, "UL"))
             .need(3, m >= 0)
             .need(4, n >= 0)
             .need(7, lda >= at_least_1(order))
             .need(9, ldb >= at_least_1(m))
             .need(12, ldc >= at_least_1(m))
             .legal())
        return;
    if (m == 0 || n == 0) return;
    const columns<T> da(a, order, order, lda), db(b, m, n, ldb);
    columns<T> dc(c, m, n, ldc);
    if constexpr (is_complex<T>)
        if (hermitian)
            kumiko::hemm(queue(), flipped_side(s), flipped(u), matrix<T>(da), matrix<T>(db), dc,
                         alpha, beta);
    if (!hermitian)
        kumiko::symm(queue(), flipped_side(s), flipped(u), matrix<T>(da), matrix<T>(db), dc, alpha,
                     beta);
    dc.back();
}

/// syrk and herk; if b is given, syr2k and her2k.
template <class T>
void rank_k(const char* name, bool hermitian, const char* u, const char* t, int n, int k, T alpha,
            const T* a, int lda, const T* b, int ldb, T beta, T* c, int ldc)
{
    const bool none = upper(t) == 'N';
    const int rows = none ? n : k, cols = none ? k : n;
    if (!arguments(name)
             .need(1, one_of(u, "UL"))
             .need(2, one_of(t, hermitian       ? "NC"
                                : is_complex<T> ? "NT"
                                                : "NTC"))
             .need(3, n >= 0)
             .need(4, k >= 0)
             .need(7, lda >= at_least_1(rows))
             .need(9, !b || ldb >= at_least_1(rows))
             .need(b ? 12 : 10, ldc >= at_least_1(n))
             .legal())
        return;
    if (n == 0) return;
    const columns<T> da(a, rows, cols, lda), db(b ? b : a, rows, cols, b ? ldb : lda);
    columns<T> dc(c, n, n, ldc);
    const factor<T> fa = with<T>(da, none, none && hermitian);
    const factor<T> fb = with<T>(db, none, none && hermitian);
    if constexpr (is_complex<T>) {
        if (hermitian && !b)
            kumiko::herk(queue(), flipped(u), fa, dc, alpha.real(), beta.real());
        else if (hermitian)
            kumiko::her2k(queue(), flipped(u), fb, fa, dc, alpha, beta.real());
    }
    if (!hermitian && !b) kumiko::syrk(queue(), flipped(u), fa, dc, alpha, beta);
    if (!hermitian && b) kumiko::syr2k(queue(), flipped(u), fa, fb, dc, alpha, beta);
    dc.back();
}

template <class T>
void trmm(const char* name, bool inverse, const char* s, const char* u, const char* t,
          const char* d, int m, int n, T alpha, const T* a, int lda, T* b, int ldb)
{
    const int order = upper(s) == 'L' ? m : n;
    if (!arguments(name)
             .need(1, one_of(s, "LR"))
             .need(2, one_of(u, "UL"))
             .need(3, one_of(t, "NTC"))
             .need(4, one_of(d, "UN"))
             .need(5, m >= 0)
             .need(6, n >= 0)
             .need(9, lda >= at_least_1(order))
             .need(11, ldb >= at_least_1(m))
             .legal())
        return;
    if (m == 0 || n == 0) return;
    const columns<T> da(a, order, order, lda);
    columns<T> db(b, m, n, ldb);
    const factor<T> f = turned_op<T>(t, da);
    if (inverse)
        kumiko::trsm(queue(), flipped_side(s), flipped(u), diag_of(d), f, db, alpha);
    else
        kumiko::trmm(queue(), flipped_side(s), flipped(u), diag_of(d), f, db, alpha);
    db.back();
}

// ---- level 2 ----------------------------------------------------------------------------------

template <class T>
void gemv(const char* name, const char* t, int m, int n, T alpha, const T* a, int lda, const T* x,
          int incx, T beta, T* y, int incy)
{
    if (!arguments(name)
             .need(1, one_of(t, "NTC"))
             .need(2, m >= 0)
             .need(3, n >= 0)
             .need(6, lda >= at_least_1(m))
             .need(8, incx != 0)
             .need(11, incy != 0)
             .legal())
        return;
    if (m == 0 || n == 0) return;
    const bool none = upper(t) == 'N';
    const columns<T> da(a, m, n, lda);
    const strided<T> dx(x, none ? n : m, incx);
    strided<T> dy(y, none ? m : n, incy);
    kumiko::gemv(queue(), op<T>(t, da), dx, dy, alpha, beta);
    dy.back();
}

template <class T>
void gbmv(const char* name, const char* t, int m, int n, int kl, int ku, T alpha, const T* a,
          int lda, const T* x, int incx, T beta, T* y, int incy)
{
    if (!arguments(name)
             .need(1, one_of(t, "NTC"))
             .need(2, m >= 0)
             .need(3, n >= 0)
             .need(4, kl >= 0)
             .need(5, ku >= 0)
             .need(8, lda >= kl + ku + 1)
             .need(10, incx != 0)
             .need(13, incy != 0)
             .legal())
        return;
    if (m == 0 || n == 0) return;
    const bool none = upper(t) == 'N';
    const columns<T> da(a, kl + ku + 1, n, lda);
    const strided<T> dx(x, none ? n : m, incx);
    strided<T> dy(y, none ? m : n, incy);
    kumiko::gbmv(queue(), size(ku), size(kl), op<T>(t, da), dx, dy, alpha, beta);
    dy.back();
}

enum class form { full, banded, packed };

/// A square Fortran matrix in one of its storage forms.
template <class T>
columns<T> square_of(form f, const T* a, int n, int k, int lda)
{
    if (f == form::packed) {
        const int all = n * (n + 1) / 2;
        return {a, all, 1, at_least_1(all)};
    }
    return {a, f == form::banded ? k + 1 : n, n, lda};
}

template <class T>
void symv(const char* name, form f, const char* u, int n, int k, T alpha, const T* a, int lda,
          const T* x, int incx, T beta, T* y, int incy)
{
    const int banded = f == form::banded ? 1 : 0, packed = f == form::packed ? 1 : 0;
    if (!arguments(name)
             .need(1, one_of(u, "UL"))
             .need(2, n >= 0)
             .need(3, k >= 0)
             .need(5 + banded, packed || lda >= (banded ? k + 1 : at_least_1(n)))
             .need(7 + banded - packed, incx != 0)
             .need(10 + banded - packed, incy != 0)
             .legal())
        return;
    if (n == 0) return;
    const columns<T> da = square_of(f, a, n, k, lda);
    const strided<T> dx(x, n, incx, true);
    strided<T> dy(y, n, incy, true);
    const uplo which = flipped(u);
    const matrix<T> full = da;
    const kumiko::view<T>& ap = da.memory();
    if constexpr (is_complex<T>) {
        alpha = std::conj(alpha), beta = std::conj(beta);
        if (f == form::full) kumiko::hemv(queue(), which, full, dx, dy, alpha, beta);
        if (f == form::banded) kumiko::hbmv(queue(), which, full, dx, dy, alpha, beta);
        if (f == form::packed) kumiko::hpmv(queue(), which, ap, dx, dy, alpha, beta);
    } else {
        if (f == form::full) kumiko::symv(queue(), which, full, dx, dy, alpha, beta);
        if (f == form::banded) kumiko::sbmv(queue(), which, full, dx, dy, alpha, beta);
        if (f == form::packed) kumiko::spmv(queue(), which, ap, dx, dy, alpha, beta);
    }
    dy.back();
}

template <class T>
void trmv(const char* name, form f, bool inverse, const char* u, const char* t, const char* d,
          int n, int k, const T* a, int lda, T* x, int incx)
{
    const int banded = f == form::banded ? 1 : 0, packed = f == form::packed ? 1 : 0;
    if (!arguments(name)
             .need(1, one_of(u, "UL"))
             .need(2, one_of(t, "NTC"))
             .need(3, one_of(d, "UN"))
             .need(4, n >= 0)
             .need(5, k >= 0)
             .need(6 + banded, packed || lda >= (banded ? k + 1 : at_least_1(n)))
             .need(8 + banded - packed, incx != 0)
             .legal())
        return;
    if (n == 0) return;
    const columns<T> da = square_of(f, a, n, k, lda);
    strided<T> dx(x, n, incx);
    const factor<T> op_a = op<T>(t, da);
    const uplo which = flipped(u);
    const diag ones = diag_of(d);
    if (f == form::full && inverse) kumiko::trsv(queue(), which, ones, op_a, dx);
    if (f == form::banded && inverse) kumiko::tbsv(queue(), which, ones, op_a, dx);
    if (f == form::packed && inverse) kumiko::tpsv(queue(), which, ones, op_a, dx);
    if (f == form::full && !inverse) kumiko::trmv(queue(), which, ones, op_a, dx);
    if (f == form::banded && !inverse) kumiko::tbmv(queue(), which, ones, op_a, dx);
    if (f == form::packed && !inverse) kumiko::tpmv(queue(), which, ones, op_a, dx);
    dx.back();
}

template <class T>
void ger(const char* name, bool conjugate, int m, int n, T alpha, const T* x, int incx, const T* y,
         int incy, T* a, int lda)
{
    if (!arguments(name)
             .need(1, m >= 0)
             .need(2, n >= 0)
             .need(5, incx != 0)
             .need(7, incy != 0)
             .need(9, lda >= at_least_1(m))
             .legal())
        return;
    if (m == 0 || n == 0) return;
    // A^T += alpha y x^T; y is conjugated while it is copied.
    const strided<T> dx(x, m, incx), dy(y, n, incy, conjugate);
    columns<T> da(a, m, n, lda);
    if constexpr (is_complex<T>)
        kumiko::geru(queue(), alpha, dy, dx, da);
    else
        kumiko::ger(queue(), alpha, dy, dx, da);
    da.back();
}

/// syr and her; if y is given, syr2 and her2.
template <class T>
void syr(const char* name, form f, const char* u, int n, T alpha, const T* x, int incx, const T* y,
         int incy, T* a, int lda)
{
    const bool packed = f == form::packed;
    if (!arguments(name)
             .need(1, one_of(u, "UL"))
             .need(2, n >= 0)
             .need(5, incx != 0)
             .need(7, !y || incy != 0)
             .need(y ? 9 : 7, packed || lda >= at_least_1(n))
             .legal())
        return;
    if (n == 0) return;
    const strided<T> dx(x, n, incx, true), dy(y ? y : x, n, y ? incy : incx, true);
    columns<T> da = square_of(f, a, n, 0, lda);
    const uplo which = flipped(u);
    const matrix<T> full = da;
    const kumiko::view<T>& ap = da.memory();
    if constexpr (is_complex<T>) {  // conj(A) += alpha conj(y) x^T + ...
        if (!y && packed) kumiko::hpr(queue(), which, alpha.real(), dx, ap);
        if (!y && !packed) kumiko::her(queue(), which, alpha.real(), dx, full);
        if (y && packed) kumiko::hpr2(queue(), which, alpha, dy, dx, ap);
        if (y && !packed) kumiko::her2(queue(), which, alpha, dy, dx, full);
    } else {
        if (!y && packed) kumiko::spr(queue(), which, alpha, dx, ap);
        if (!y && !packed) kumiko::syr(queue(), which, alpha, dx, full);
        if (y && packed) kumiko::spr2(queue(), which, alpha, dx, dy, ap);
        if (y && !packed) kumiko::syr2(queue(), which, alpha, dx, dy, full);
    }
    da.back();
}

}  // namespace

// ---- Fortran's names --------------------------------------------------------------------------
// The lengths of character arguments come last, and are ignored.

#define LEVEL_3(p, P, T)                                                                           \
    EXPORT void p##gemm_(const char* ta, const char* tb, const int* m, const int* n, const int* k, \
                         const T* alpha, const T* a, const int* lda, const T* b, const int* ldb,   \
                         const T* beta, T* c, const int* ldc)                                      \
    {                                                                                              \
        guarded([&] {                                                                              \
            gemm(P "GEMM ", ta, tb, *m, *n, *k, *alpha, a, *lda, b, *ldb, *beta, c, *ldc);         \
        });                                                                                        \
    }                                                                                              \
    SYMM(p##symm_, P "SYMM ", false, T)                                                            \
    RANK_K(p##syrk_, P "SYRK ", false, T, T)                                                       \
    RANK_2K(p##syr2k_, P "SYR2K", false, T, T)                                                     \
    TRMM(p##trmm_, P "TRMM ", false, T)                                                            \
    TRMM(p##trsm_, P "TRSM ", true, T)
#define SYMM(name, NAME, hermitian, T)                                                            \
    EXPORT void name(const char* s, const char* u, const int* m, const int* n, const T* alpha,    \
                     const T* a, const int* lda, const T* b, const int* ldb, const T* beta, T* c, \
                     const int* ldc)                                                              \
    {                                                                                             \
        guarded([&] {                                                                             \
            symm(NAME, hermitian, s, u, *m, *n, *alpha, a, *lda, b, *ldb, *beta, c, *ldc);        \
        });                                                                                       \
    }
#define RANK_K(name, NAME, hermitian, T, S)                                                        \
    EXPORT void name(const char* u, const char* t, const int* n, const int* k, const S* alpha,     \
                     const T* a, const int* lda, const S* beta, T* c, const int* ldc)              \
    {                                                                                              \
        guarded([&] {                                                                              \
            rank_k<T>(NAME, hermitian, u, t, *n, *k, *alpha, a, *lda, nullptr, 0, *beta, c, *ldc); \
        });                                                                                        \
    }
#define RANK_2K(name, NAME, hermitian, T, S)                                                      \
    EXPORT void name(const char* u, const char* t, const int* n, const int* k, const T* alpha,    \
                     const T* a, const int* lda, const T* b, const int* ldb, const S* beta, T* c, \
                     const int* ldc)                                                              \
    {                                                                                             \
        guarded([&] {                                                                             \
            rank_k<T>(NAME, hermitian, u, t, *n, *k, *alpha, a, *lda, b, *ldb, *beta, c, *ldc);   \
        });                                                                                       \
    }
#define TRMM(name, NAME, inverse, T)                                                           \
    EXPORT void name(const char* s, const char* u, const char* t, const char* d, const int* m, \
                     const int* n, const T* alpha, const T* a, const int* lda, T* b,           \
                     const int* ldb)                                                           \
    {                                                                                          \
        guarded([&] { trmm(NAME, inverse, s, u, t, d, *m, *n, *alpha, a, *lda, b, *ldb); });   \
    }

#define LEVEL_2(p, P, T)                                                                          \
    EXPORT void p##gemv_(const char* t, const int* m, const int* n, const T* alpha, const T* a,   \
                         const int* lda, const T* x, const int* incx, const T* beta, T* y,        \
                         const int* incy)                                                         \
    {                                                                                             \
        guarded([&] { gemv(P "GEMV ", t, *m, *n, *alpha, a, *lda, x, *incx, *beta, y, *incy); }); \
    }                                                                                             \
    EXPORT void p##gbmv_(const char* t, const int* m, const int* n, const int* kl, const int* ku, \
                         const T* alpha, const T* a, const int* lda, const T* x, const int* incx, \
                         const T* beta, T* y, const int* incy)                                    \
    {                                                                                             \
        guarded([&] {                                                                             \
            gbmv(P "GBMV ", t, *m, *n, *kl, *ku, *alpha, a, *lda, x, *incx, *beta, y, *incy);     \
        });                                                                                       \
    }                                                                                             \
    TRMV(p, trmv_, P "TRMV ", false, T)                                                           \
    TRMV(p, trsv_, P "TRSV ", true, T)                                                            \
    TBMV(p##tbmv_, P "TBMV ", false, T)                                                           \
    TBMV(p##tbsv_, P "TBSV ", true, T)                                                            \
    TPMV(p##tpmv_, P "TPMV ", false, T)                                                           \
    TPMV(p##tpsv_, P "TPSV ", true, T)
#define TRMV(p, name, NAME, inverse, T)                                                        \
    EXPORT void p##name(const char* u, const char* t, const char* d, const int* n, const T* a, \
                        const int* lda, T* x, const int* incx)                                 \
    {                                                                                          \
        guarded([&] { trmv(NAME, form::full, inverse, u, t, d, *n, 0, a, *lda, x, *incx); });  \
    }
#define TBMV(name, NAME, inverse, T)                                                             \
    EXPORT void name(const char* u, const char* t, const char* d, const int* n, const int* k,    \
                     const T* a, const int* lda, T* x, const int* incx)                          \
    {                                                                                            \
        guarded([&] { trmv(NAME, form::banded, inverse, u, t, d, *n, *k, a, *lda, x, *incx); }); \
    }
#define TPMV(name, NAME, inverse, T)                                                               \
    EXPORT void name(const char* u, const char* t, const char* d, const int* n, const T* ap, T* x, \
                     const int* incx)                                                              \
    {                                                                                              \
        guarded([&] { trmv(NAME, form::packed, inverse, u, t, d, *n, 0, ap, 0, x, *incx); });      \
    }
/// Symmetric matrices of real numbers, Hermitian ones of complex numbers.
#define LEVEL_2_SYMMETRIC(mv, bmv, pmv, r, pr, r2, pr2, MV, BMV, PMV, R, PR, R2, PR2, T, S)        \
    EXPORT void mv(const char* u, const int* n, const T* alpha, const T* a, const int* lda,        \
                   const T* x, const int* incx, const T* beta, T* y, const int* incy)              \
    {                                                                                              \
        guarded(                                                                                   \
            [&] { symv(MV, form::full, u, *n, 0, *alpha, a, *lda, x, *incx, *beta, y, *incy); });  \
    }                                                                                              \
    EXPORT void bmv(const char* u, const int* n, const int* k, const T* alpha, const T* a,         \
                    const int* lda, const T* x, const int* incx, const T* beta, T* y,              \
                    const int* incy)                                                               \
    {                                                                                              \
        guarded([&] {                                                                              \
            symv(BMV, form::banded, u, *n, *k, *alpha, a, *lda, x, *incx, *beta, y, *incy);        \
        });                                                                                        \
    }                                                                                              \
    EXPORT void pmv(const char* u, const int* n, const T* alpha, const T* ap, const T* x,          \
                    const int* incx, const T* beta, T* y, const int* incy)                         \
    {                                                                                              \
        guarded(                                                                                   \
            [&] { symv(PMV, form::packed, u, *n, 0, *alpha, ap, 0, x, *incx, *beta, y, *incy); }); \
    }                                                                                              \
    EXPORT void r(const char* u, const int* n, const S* alpha, const T* x, const int* incx, T* a,  \
                  const int* lda)                                                                  \
    {                                                                                              \
        guarded([&] { syr<T>(R, form::full, u, *n, *alpha, x, *incx, nullptr, 1, a, *lda); });     \
    }                                                                                              \
    EXPORT void pr(const char* u, const int* n, const S* alpha, const T* x, const int* incx,       \
                   T* ap)                                                                          \
    {                                                                                              \
        guarded([&] { syr<T>(PR, form::packed, u, *n, *alpha, x, *incx, nullptr, 1, ap, 0); });    \
    }                                                                                              \
    EXPORT void r2(const char* u, const int* n, const T* alpha, const T* x, const int* incx,       \
                   const T* y, const int* incy, T* a, const int* lda)                              \
    {                                                                                              \
        guarded([&] { syr<T>(R2, form::full, u, *n, *alpha, x, *incx, y, *incy, a, *lda); });      \
    }                                                                                              \
    EXPORT void pr2(const char* u, const int* n, const T* alpha, const T* x, const int* incx,      \
                    const T* y, const int* incy, T* ap)                                            \
    {                                                                                              \
        guarded([&] { syr<T>(PR2, form::packed, u, *n, *alpha, x, *incx, y, *incy, ap, 0); });     \
    }
#define GER(name, NAME, conjugate, T)                                                         \
    EXPORT void name(const int* m, const int* n, const T* alpha, const T* x, const int* incx, \
                     const T* y, const int* incy, T* a, const int* lda)                       \
    {                                                                                         \
        guarded([&] { ger(NAME, conjugate, *m, *n, *alpha, x, *incx, y, *incy, a, *lda); });  \
    }

LEVEL_3(s, "S", float)
LEVEL_3(d, "D", double)
LEVEL_3(c, "C", c32)
LEVEL_3(z, "Z", c64)
SYMM(chemm_, "CHEMM ", true, c32)
SYMM(zhemm_, "ZHEMM ", true, c64)
RANK_K(cherk_, "CHERK ", true, c32, float)
RANK_K(zherk_, "ZHERK ", true, c64, double)
RANK_2K(cher2k_, "CHER2K", true, c32, float)
RANK_2K(zher2k_, "ZHER2K", true, c64, double)
LEVEL_2(s, "S", float)
LEVEL_2(d, "D", double)
LEVEL_2(c, "C", c32)
LEVEL_2(z, "Z", c64)
LEVEL_2_SYMMETRIC(ssymv_, ssbmv_, sspmv_, ssyr_, sspr_, ssyr2_, sspr2_, "SSYMV ", "SSBMV ",
                  "SSPMV ", "SSYR  ", "SSPR  ", "SSYR2 ", "SSPR2 ", float, float)
LEVEL_2_SYMMETRIC(dsymv_, dsbmv_, dspmv_, dsyr_, dspr_, dsyr2_, dspr2_, "DSYMV ", "DSBMV ",
                  "DSPMV ", "DSYR  ", "DSPR  ", "DSYR2 ", "DSPR2 ", double, double)
LEVEL_2_SYMMETRIC(chemv_, chbmv_, chpmv_, cher_, chpr_, cher2_, chpr2_, "CHEMV ", "CHBMV ",
                  "CHPMV ", "CHER  ", "CHPR  ", "CHER2 ", "CHPR2 ", c32, float)
LEVEL_2_SYMMETRIC(zhemv_, zhbmv_, zhpmv_, zher_, zhpr_, zher2_, zhpr2_, "ZHEMV ", "ZHBMV ",
                  "ZHPMV ", "ZHER  ", "ZHPR  ", "ZHER2 ", "ZHPR2 ", c64, double)
GER(sger_, "SGER  ", false, float)
GER(dger_, "DGER  ", false, double)
GER(cgeru_, "CGERU ", false, c32)
GER(zgeru_, "ZGERU ", false, c64)
GER(cgerc_, "CGERC ", true, c32)
GER(zgerc_, "ZGERC ", true, c64)

// ---- level 1 ----------------------------------------------------------------------------------

namespace {

template <class T>
void axpy(int n, T alpha, const T* x, int incx, T* y, int incy)
{
    if (n <= 0 || alpha == T(0)) return;
    const strided<T> dx(x, n, incx);
    strided<T> dy(y, n, incy);
    kumiko::axpy(queue(), alpha, dx, dy);
    dy.back();
}
template <class S, class T>
void scal(int n, S alpha, T* x, int incx)
{
    if (n <= 0 || incx <= 0) return;
    strided<T> dx(x, n, incx);
    kumiko::scal(queue(), alpha, dx);
    dx.back();
}
template <class T>
void copy(int n, const T* x, int incx, T* y, int incy)
{
    if (n <= 0) return;
    if (incy == 0)
        return copy(1, incx > 0 ? x + (n - 1) * incx : x, 1, y,
                    1);  // the last one stays
    const strided<T> dx(x, n, incx);
    strided<T> dy(y, n, incy);
    kumiko::copy(queue(), dx, dy);
    dy.back();
}
/// swap, rot and rotm change both vectors.
template <class T, class F>
void both(int n, T* x, int incx, T* y, int incy, F change)
{
    if (n <= 0) return;
    strided<T> dx(x, n, incx), dy(y, n, incy);
    change(kumiko::vector<T>(dx), kumiko::vector<T>(dy));
    dx.back();
    dy.back();
}
/// A number computed from one or two vectors.
template <class T, class F>
auto of_two(int n, const T* x, int incx, const T* y, int incy, F value)
{
    const strided<T> dx(x, n, incx), dy(y, n, incy);
    return value(kumiko::vector<const T>(dx), kumiko::vector<const T>(dy));
}
template <class T, class F>
auto of_one(int n, const T* x, int incx, F value)
{
    const strided<T> dx(x, n, incx);
    return value(kumiko::vector<const T>(dx));
}

}  // namespace

#define VECTORS(p, T)                                                                              \
    EXPORT void p##axpy_(const int* n, const T* alpha, const T* x, const int* incx, T* y,          \
                         const int* incy)                                                          \
    {                                                                                              \
        guarded([&] { axpy(*n, *alpha, x, *incx, y, *incy); });                                    \
    }                                                                                              \
    EXPORT void p##copy_(const int* n, const T* x, const int* incx, T* y, const int* incy)         \
    {                                                                                              \
        guarded([&] { copy(*n, x, *incx, y, *incy); });                                            \
    }                                                                                              \
    EXPORT void p##swap_(const int* n, T* x, const int* incx, T* y, const int* incy)               \
    {                                                                                              \
        guarded([&] {                                                                              \
            both(*n, x, *incx, y, *incy, [](auto a, auto b) { kumiko::swap(queue(), a, b); });     \
        });                                                                                        \
    }                                                                                              \
    EXPORT void p##scal_(const int* n, const T* alpha, T* x, const int* incx)                      \
    {                                                                                              \
        guarded([&] { scal(*n, *alpha, x, *incx); });                                              \
    }                                                                                              \
    EXPORT int i##p##amax_(const int* n, const T* x, const int* incx)                              \
    {                                                                                              \
        return guarded([&] {                                                                       \
            if (*n < 1 || *incx <= 0) return 0;                                                    \
            return 1 + static_cast<int>(of_one(*n, x, *incx,                                       \
                                               [](auto a) { return kumiko::iamax(queue(), a); })); \
        });                                                                                        \
    }
#define NORMS(ASUM, NRM2, T, R)                                                           \
    EXPORT R ASUM(const int* n, const T* x, const int* incx)                              \
    {                                                                                     \
        return guarded([&] {                                                              \
            if (*n < 1 || *incx <= 0) return R(0);                                        \
            return of_one(*n, x, *incx, [](auto a) { return kumiko::asum(queue(), a); }); \
        });                                                                               \
    }                                                                                     \
    EXPORT R NRM2(const int* n, const T* x, const int* incx)                              \
    {                                                                                     \
        return guarded([&] {                                                              \
            return of_one(*n, x, *incx, [](auto a) { return kumiko::nrm2(queue(), a); }); \
        });                                                                               \
    }
#define DOT(name, T, R, call)                                                             \
    EXPORT R name(const int* n, const T* x, const int* incx, const T* y, const int* incy) \
    {                                                                                     \
        return guarded([&] {                                                              \
            return of_two(*n, x, *incx, y, *incy,                                         \
                          [](auto a, auto b) { return kumiko::call(queue(), a, b); });    \
        });                                                                               \
    }
#define ROTATIONS(p, T)                                                                          \
    EXPORT void p##rotg_(T* a, T* b, T* c, T* s) { kumiko::rotg(*a, *b, *c, *s); }               \
    EXPORT void p##rotmg_(T* d1, T* d2, T* x1, const T* y1, T* h)                                \
    {                                                                                            \
        const kumiko::modified_rotation<T> r = kumiko::rotmg(*d1, *d2, *x1, *y1);                \
        h[0] = r.flag;                                                                           \
        if (r.flag == -1) h[1] = r.h11, h[4] = r.h22;                                            \
        if (r.flag == -1 || r.flag == 0) h[2] = r.h21, h[3] = r.h12;                             \
        if (r.flag == 1) h[1] = r.h11, h[4] = r.h22;                                             \
    }                                                                                            \
    EXPORT void p##rotm_(const int* n, T* x, const int* incx, T* y, const int* incy, const T* h) \
    {                                                                                            \
        guarded([&] {                                                                            \
            both(*n, x, *incx, y, *incy, [&](auto a, auto b) {                                   \
                kumiko::rotm(queue(), a, b, {h[0], h[1], h[2], h[3], h[4]});                     \
            });                                                                                  \
        });                                                                                      \
    }
#define ROT(name, T, R)                                                                      \
    EXPORT void name(const int* n, T* x, const int* incx, T* y, const int* incy, const R* c, \
                     const R* s)                                                             \
    {                                                                                        \
        guarded([&] {                                                                        \
            both(*n, x, *incx, y, *incy,                                                     \
                 [&](auto a, auto b) { kumiko::rot(queue(), a, b, *c, *s); });               \
        });                                                                                  \
    }
#define SCAL_BY_REAL(name, T, R)                                          \
    EXPORT void name(const int* n, const R* alpha, T* x, const int* incx) \
    {                                                                     \
        guarded([&] { scal(*n, *alpha, x, *incx); });                     \
    }

VECTORS(s, float)
VECTORS(d, double)
VECTORS(c, c32)
VECTORS(z, c64)
NORMS(sasum_, snrm2_, float, float)
NORMS(dasum_, dnrm2_, double, double)
NORMS(scasum_, scnrm2_, c32, float)
NORMS(dzasum_, dznrm2_, c64, double)
DOT(sdot_, float, float, dot)
DOT(ddot_, double, double, dot)
DOT(dsdot_, float, double, dsdot)
DOT(cdotu_, c32, c32, dotu)
DOT(cdotc_, c32, c32, dotc)
DOT(zdotu_, c64, c64, dotu)
DOT(zdotc_, c64, c64, dotc)
EXPORT float sdsdot_(const int* n, const float* b, const float* x, const int* incx, const float* y,
                     const int* incy)
{
    return guarded([&] {
        return of_two(*n, x, *incx, y, *incy,
                      [&](auto u, auto v) { return kumiko::sdsdot(queue(), *b, u, v); });
    });
}
ROTATIONS(s, float)
ROTATIONS(d, double)
EXPORT void crotg_(c32* a, const c32* b, float* c, c32* s) { kumiko::rotg(*a, *b, *c, *s); }
EXPORT void zrotg_(c64* a, const c64* b, double* c, c64* s) { kumiko::rotg(*a, *b, *c, *s); }
ROT(srot_, float, float)
ROT(drot_, double, double)
ROT(csrot_, c32, float)
ROT(zdrot_, c64, double)
SCAL_BY_REAL(csscal_, c32, float)
SCAL_BY_REAL(zdscal_, c64, double)
