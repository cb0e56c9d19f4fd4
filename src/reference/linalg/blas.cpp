// SPDX-License-Identifier: Apache-2.0
// Every matrix is first written out in full; then it is multiplied.
#include "reference/linalg/product.hpp"

#include <string>

namespace kumiko::reference {
namespace {

enum class storage { full, banded, packed };
constexpr int upper = 0;

/// Where element (i, j) of a stored triangle of n rows is; false where it is not stored.
bool find(const array& a, storage s, int uplo, std::size_t n, std::size_t i, std::size_t j,
          std::size_t& at)
{
    if (uplo == upper ? j < i : j > i) return false;
    if (s == storage::full) {
        at = i * n + j;
        return true;
    }
    if (s == storage::packed) {
        at = uplo == upper ? i * n - i * (i + 1) / 2 + j : i * (i + 1) / 2 + j;
        return true;
    }
    const std::size_t k = a.cols() - 1;
    if (uplo == upper ? j > i + k : i > j + k) return false;
    at = uplo == upper ? i * (k + 1) + j - i : i * (k + 1) + k + j - i;
    return true;
}

array square(const array& like, std::size_t n)
{
    array full;
    full.is = operand_kind::matrix;
    full.type = like.type;
    full.shape = {n, n};
    full.x.assign(n * n, 0);
    return full;
}

/// A symmetric or Hermitian matrix in full.
array symmetric(const array& a, storage s, int uplo, std::size_t n, bool hermitian)
{
    array full = square(a, n);
    std::size_t at = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            if (find(a, s, uplo, n, i, j, at))
                full(i, j) = i == j && hermitian ? number(a.x[at].real()) : a.x[at];
            else if (find(a, s, uplo, n, j, i, at))
                full(i, j) = hermitian ? std::conj(a.x[at]) : a.x[at];
        }
    return full;
}

/// A triangular matrix in full, as it enters.
array triangular(const settings& f, const array& a, storage s, std::size_t n)
{
    array full = square(a, n);
    std::size_t at = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (i == j && f.choice("diag") == 1)
                full(i, j) = 1;
            else if (find(a, s, f.choice("uplo"), n, i, j, at))
                full(i, j) = a.x[at];
    return as(full, f.choice("op_a"));
}

/// d of the header's Accuracy, for sums of k terms.
double terms(double k, element e) { return detail::is_complex_element(e) ? 2 * k + 10 : k + 10; }

number alpha_of(const settings& f) { return f.complex("alpha", "alpha_imaginary"); }
number beta_of(const settings& f) { return f.complex("beta", "beta_imaginary"); }

void band_product(const settings& f, const arrays& before, arrays&, arrays& wanted)
{
    const array& a = before[0];
    const auto kl = static_cast<std::size_t>(f["kl"]);
    const bool turned = f.choice("op_a") % 2 == 1;
    array full;
    full.type = a.type;
    full.shape = {a.rows(), turned ? wanted[2].rows() : before[1].rows()};
    full.x.assign(full.count(), 0);
    for (std::size_t i = 0; i < full.rows(); ++i)
        for (std::size_t d = 0; d < a.cols(); ++d)
            if (i + d >= kl && i + d - kl < full.cols()) full(i, i + d - kl) = a(i, d);
    const array entering = as(full, f.choice("op_a"));
    multiply(alpha_of(f), entering, before[1], beta_of(f), wanted[2]);
    bound(wanted[2], terms(static_cast<double>(a.cols()), a.type), unit(a.type));
}

template <storage S, bool Hermitian>
void symmetric_product(const settings& f, const arrays& before, arrays&, arrays& wanted)
{
    const std::size_t n = before[1].rows();
    multiply(alpha_of(f), symmetric(before[0], S, f.choice("uplo"), n, Hermitian), before[1],
             beta_of(f), wanted[2]);
    bound(wanted[2], terms(static_cast<double>(n), before[0].type), unit(before[0].type));
}

template <storage S, bool Inverse>
void triangular_product(const settings& f, const arrays& before, arrays& got, arrays& wanted)
{
    const std::size_t n = before[1].rows();
    const array a = triangular(f, before[0], S, n);
    const double d = terms(static_cast<double>(n), a.type);
    if (!Inverse) {
        multiply(1, a, before[1], 0, wanted[1]);
        bound(wanted[1], d, unit(a.type));
        return;
    }
    // |b - op(A) x| <= gamma_d (|op(A)||x| + |b|)
    multiply(1, a, array(got[1]), 0, got[1]);
    wanted[1].error = got[1].error;
    for (std::size_t i = 0; i < n; ++i) wanted[1].error[i] += size_of_number(before[1].x[i]);
    bound(wanted[1], d, unit(a.type));
}

template <storage S, bool Hermitian, bool Two>
void update(const settings& f, const arrays& before, arrays&, arrays& wanted)
{
    const array &x = before[0], &y = before[Two ? 1 : 0];
    array& a = wanted[Two ? 2 : 1];
    const number alpha = alpha_of(f);
    const auto second = [](const number& z) { return Hermitian ? std::conj(z) : z; };
    a.error.assign(a.x.size(), 0);
    std::size_t at = 0;
    for (std::size_t i = 0; i < x.rows(); ++i)
        for (std::size_t j = 0; j < x.rows(); ++j) {
            if (!find(a, S, f.choice("uplo"), x.rows(), i, j, at)) continue;
            number& z = a.x[at];
            if (Hermitian && i == j) z = z.real();
            double sizes = size_of_number(alpha) * size_of_number(x.x[i]) * size_of_number(y.x[j]);
            number sum = alpha * x.x[i] * second(y.x[j]);
            if (Two) {
                sizes += size_of_number(alpha) * size_of_number(y.x[i]) * size_of_number(x.x[j]);
                sum += (Hermitian ? std::conj(alpha) : alpha) * y.x[i] * second(x.x[j]);
            }
            a.error[at] = sizes + size_of_number(z);
            z += sum;
            if (Hermitian && i == j) z = z.real();
        }
    bound(a, terms(2, a.type), unit(a.type));
}

template <bool Hermitian>
void sided_product(const settings& f, const arrays& before, arrays&, arrays& wanted)
{
    const std::size_t n = before[0].rows();
    const array a = symmetric(before[0], storage::full, f.choice("uplo"), n, Hermitian);
    const bool left = f.choice("side") == 0;
    multiply(alpha_of(f), left ? a : before[1], left ? before[1] : a, beta_of(f), wanted[2]);
    bound(wanted[2], terms(static_cast<double>(n), a.type), unit(a.type));
}

template <bool Hermitian, bool Two>
void rank_k_update(const settings& f, const arrays& before, arrays&, arrays& wanted)
{
    const array a = as(before[0], f.choice("op_a")), b = as(before[Two ? 1 : 0], f.choice("op_a"));
    array& c = wanted[Two ? 2 : 1];
    const number alpha = alpha_of(f), beta = beta_of(f);
    constexpr int turned = Hermitian ? 3 : 1;
    array first = c, second = c;
    if (Hermitian)
        for (std::size_t i = 0; i < c.rows(); ++i) first(i, i) = first(i, i).real();
    multiply(alpha, a, as(b, turned), beta, first);
    multiply(Hermitian ? std::conj(alpha) : alpha, b, as(a, turned), 0, second);
    c.error.assign(c.x.size(), 0);
    std::size_t at = 0;
    for (std::size_t i = 0; i < c.rows(); ++i)
        for (std::size_t j = 0; j < c.rows(); ++j) {
            if (!find(c, storage::full, f.choice("uplo"), c.rows(), i, j, at)) continue;
            c.x[at] = first.x[at] + (Two ? second.x[at] : 0.0);
            c.error[at] = first.error[at] + (Two ? second.error[at] : 0.0);
            if (Hermitian && i == j) c.x[at] = c.x[at].real();
        }
    bound(c, terms(static_cast<double>(a.cols()) * (Two ? 2 : 1), c.type), unit(c.type));
}

template <bool Inverse>
void triangular_with_matrix(const settings& f, const arrays& before, arrays& got, arrays& wanted)
{
    const std::size_t n = before[0].rows();
    const array a = triangular(f, before[0], storage::full, n);
    const bool left = f.choice("side") == 0;
    const number alpha = alpha_of(f);
    const double d = terms(static_cast<double>(n), a.type);
    array& b = wanted[1];
    if (!Inverse) {
        multiply(alpha, left ? a : before[1], left ? before[1] : a, 0, b);
        bound(b, d, unit(a.type));
        return;
    }
    // |alpha b - op(A) x| <= gamma_d (|op(A)||x| + |alpha b|)
    const array x = got[1];
    multiply(1, left ? a : x, left ? x : a, 0, got[1]);
    b.error = got[1].error;
    for (std::size_t i = 0; i < b.x.size(); ++i) {
        b.x[i] *= alpha;
        b.error[i] += size_of_number(b.x[i]);
    }
    bound(b, d, unit(a.type));
}

}  // namespace

void reference_linalg_blas(references& all)
{
    constexpr auto full = storage::full, banded = storage::banded, packed = storage::packed;
    all.add("linalg/gbmv", band_product);
    all.add("linalg/symv", symmetric_product<full, false>);
    all.add("linalg/sbmv", symmetric_product<banded, false>);
    all.add("linalg/spmv", symmetric_product<packed, false>);
    all.add("linalg/hemv", symmetric_product<full, true>);
    all.add("linalg/hbmv", symmetric_product<banded, true>);
    all.add("linalg/hpmv", symmetric_product<packed, true>);
    all.add("linalg/trmv", triangular_product<full, false>);
    all.add("linalg/tbmv", triangular_product<banded, false>);
    all.add("linalg/tpmv", triangular_product<packed, false>);
    all.add("linalg/trsv", triangular_product<full, true>);
    all.add("linalg/tbsv", triangular_product<banded, true>);
    all.add("linalg/tpsv", triangular_product<packed, true>);
    all.add("linalg/syr", update<full, false, false>);
    all.add("linalg/spr", update<packed, false, false>);
    all.add("linalg/syr2", update<full, false, true>);
    all.add("linalg/spr2", update<packed, false, true>);
    all.add("linalg/her", update<full, true, false>);
    all.add("linalg/hpr", update<packed, true, false>);
    all.add("linalg/her2", update<full, true, true>);
    all.add("linalg/hpr2", update<packed, true, true>);
    all.add("linalg/symm", sided_product<false>);
    all.add("linalg/hemm", sided_product<true>);
    all.add("linalg/syrk", rank_k_update<false, false>);
    all.add("linalg/syr2k", rank_k_update<false, true>);
    all.add("linalg/herk", rank_k_update<true, false>);
    all.add("linalg/her2k", rank_k_update<true, true>);
    all.add("linalg/trmm", triangular_with_matrix<false>);
    all.add("linalg/trsm", triangular_with_matrix<true>);
}

}  // namespace kumiko::reference
