// SPDX-License-Identifier: Apache-2.0
// kumiko selftest - every operation, in both kinds, against a few lines that do the same slowly. The
// bounds are those that the operations' headers state.
#include <kumiko/image/gaussian.hpp>
#include <kumiko/linalg/blas.hpp>
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/linalg/gemm_batched.hpp>
#include <kumiko/linalg/gemm_quantized.hpp>
#include <kumiko/linalg/gemv.hpp>
#include <kumiko/linalg/ger.hpp>
#include <kumiko/linalg/level1.hpp>
#include <kumiko/linalg/omatcopy.hpp>
#include <kumiko/parallel/reduce.hpp>
#include <kumiko/probe.hpp>
#include <kumiko/video/convert.hpp>

#include "tool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <numeric>
#include <random>

namespace tool {
namespace {

std::vector<float> floats(std::size_t n)
{
    std::mt19937 g(1);
    std::vector<float> x(n);
    for (float& v : x) v = static_cast<float>(g() >> 8) * 0x1p-23f - 1;
    return x;
}

std::vector<std::uint8_t> codes(std::size_t n)
{
    std::mt19937 g(2);
    std::vector<std::uint8_t> x(n);
    for (std::uint8_t& v : x) v = static_cast<std::uint8_t>(g() >> 24);
    return x;
}

bool check_gemm(const kumiko::queue& q, std::size_t m, std::size_t n, std::size_t k)
{
    const std::vector<float> a = floats(m * k), b = floats(n * k);
    const kumiko::buffer<float> da(q, a), db(q, b), dc(q, m * n);
    kumiko::gemm(q, {da, m, k}, kumiko::transposed({db, n, k}), {dc, m, n});
    const std::vector<float> c = kumiko::read(q, dc);
    const double d = static_cast<double>(k + 2) * 0x1p-24, gamma = d / (1 - d);
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            double sum = 0, size = 0;
            for (std::size_t l = 0; l < k; ++l) {
                const double product =
                    static_cast<double>(a[i * k + l]) * static_cast<double>(b[j * k + l]);
                sum += product;
                size += std::abs(product);
            }
            if (!(std::abs(static_cast<double>(c[i * n + j]) - sum) <= gamma * size)) return false;
        }
    return true;
}

// One for each of the cpu kind's algorithms: few rows, long sums, nothing packed, panels.
bool check_gemm(const kumiko::queue& q)
{
    return check_gemm(q, 3, 300, 301) && check_gemm(q, 17, 18, 2100) &&
           check_gemm(q, 131, 97, 301) && check_gemm(q, 41, 307, 301);
}

// Whole numbers, for which every sum is exact.
std::vector<float> whole(std::size_t n)
{
    std::mt19937 g(3);
    std::vector<float> x(n);
    for (float& v : x) v = static_cast<float>(g() % 17) - 8;
    return x;
}

bool check_level1(const kumiko::queue& q)
{
    const std::vector<float> x = whole(100003), ones(x.size(), 1.0f);
    const kumiko::buffer<float> dx(q, x), dy(q, ones);
    float sum = 0, sizes = 0;
    double squares = 0;
    for (const float v : x) {
        sum += v;
        sizes += std::abs(v);
        squares += static_cast<double>(v * v);
    }
    const double norm = std::sqrt(squares), bound = (100003 / 16.0 + 40) * 0x1p-24 * norm;
    bool right = kumiko::dot(q, dx, dy) == sum && kumiko::asum(q, dx) == sizes &&
                 std::abs(static_cast<double>(kumiko::nrm2(q, dx)) - norm) <= bound;
    const auto smaller = [](float a, float b) { return std::abs(a) < std::abs(b); };
    right =
        right && kumiko::iamax(q, dx) == std::max_element(x.begin(), x.end(), smaller) - x.begin();
    kumiko::axpy(q, 2.0f, dx, dy);
    const std::vector<float> y = kumiko::read(q, dy);
    for (std::size_t i = 0; i < x.size(); ++i) right = right && y[i] == 1 + 2 * x[i];
    return right;
}

bool check_gemv(const kumiko::queue& q)
{
    const std::size_t m = 97, n = 301;
    const std::vector<float> a = whole(m * n), x = whole(n);
    const kumiko::buffer<float> da(q, a), dx(q, x), dy(q, m), dt(q, n);
    kumiko::gemv(q, {da, m, n}, dx, dy);
    kumiko::gemv(q, kumiko::transposed({da, m, n}), dy, dt);
    const std::vector<float> y = kumiko::read(q, dy), t = kumiko::read(q, dt);
    for (std::size_t i = 0; i < m; ++i) {
        float sum = 0;
        for (std::size_t j = 0; j < n; ++j) sum += a[i * n + j] * x[j];
        if (y[i] != sum) return false;
    }
    for (std::size_t j = 0; j < n; ++j) {
        float sum = 0;
        for (std::size_t i = 0; i < m; ++i) sum += a[i * n + j] * y[i];
        if (t[j] != sum) return false;
    }
    return true;
}

bool check_ger(const kumiko::queue& q)
{
    const std::size_t m = 97, n = 65;
    const std::vector<float> x = whole(m), y = whole(n), a = whole(m * n);
    const kumiko::buffer<float> da(q, a);
    kumiko::ger(q, 3.0f, kumiko::buffer<float>(q, x), kumiko::buffer<float>(q, y), {da, m, n});
    const std::vector<float> b = kumiko::read(q, da);
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (b[i * n + j] != a[i * n + j] + 3 * x[i] * y[j]) return false;
    return true;
}

bool check_omatcopy(const kumiko::queue& q)
{
    const std::size_t m = 97, n = 65;
    const std::vector<float> a = whole(m * n);
    const kumiko::buffer<float> da(q, a), db(q, m * n);
    kumiko::omatcopy(q, 2.0f, kumiko::transposed({da, m, n}), {db, n, m});
    const std::vector<float> b = kumiko::read(q, db);
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (b[j * m + i] != 2 * a[i * n + j]) return false;
    return true;
}

// a (m,k) times b (k,n)
std::vector<float> product(const float* a, const float* b, std::size_t m, std::size_t k,
                           std::size_t n)
{
    std::vector<float> c(m * n);
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t l = 0; l < k; ++l)
            for (std::size_t j = 0; j < n; ++j) c[i * n + j] += a[i * k + l] * b[l * n + j];
    return c;
}

bool check_batched(const kumiko::queue& q)
{
    const std::size_t count = 50, m = 13, k = 29, n = 18;
    const std::vector<float> a = whole(count * m * k), b = whole(count * k * n);
    const kumiko::buffer<float> da(q, a), db(q, b), dc(q, count * m * n);
    kumiko::gemm_batched(q, count, {da, m, k}, m * k, {db, k, n}, k * n, {dc, m, n}, m * n);
    const std::vector<float> c = kumiko::read(q, dc);
    for (std::size_t i = 0; i < count; ++i) {
        const std::vector<float> one = product(&a[i * m * k], &b[i * k * n], m, k, n);
        if (!std::equal(one.begin(), one.end(), &c[i * m * n])) return false;
    }
    return true;
}

bool check_quantized(const kumiko::queue& q)
{
    const std::size_t m = 37, k = 301, n = 65;
    const std::vector<std::uint8_t> a = codes(m * k), b = codes(k * n);
    const std::vector<std::int8_t> signed_b(b.begin(), b.end());
    const kumiko::buffer<std::uint8_t> da(q, a), dc(q, m * n);
    const kumiko::buffer<std::int8_t> db(q, signed_b);
    const kumiko::buffer<float> df(q, m * n);
    const kumiko::factor<std::uint8_t> fa(da, m, k);
    const kumiko::factor<std::int8_t> fb(db, k, n);
    kumiko::gemm_quantized(q, fa, {0.5f, 117}, fb, {0.25f, -3}, kumiko::matrix<float>(df, m, n));
    kumiko::gemm_quantized(q, fa, {0.5f, 117}, fb, {0.25f, -3},
                           kumiko::matrix<std::uint8_t>(dc, m, n), {256, 100});
    const std::vector<float> f = kumiko::read(q, df);
    const std::vector<std::uint8_t> c = kumiko::read(q, dc);
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            int sum = 0;
            for (std::size_t l = 0; l < k; ++l)
                sum += (a[i * k + l] - 117) * (signed_b[l * n + j] + 3);
            // Exact: a sum below 2^24, and scales that are powers of two.
            const float x = 0.125f * static_cast<float>(sum);
            const float byte = std::clamp(std::nearbyint(x / 256) + 100, 0.0f, 255.0f);
            if (f[i * n + j] != x || static_cast<float>(c[i * n + j]) != byte) return false;
        }
    return true;
}

// Of whole numbers; with ones on the diagonal of what is solved, so that all is whole.
bool check_blas(const kumiko::queue& q)
{
    using kumiko::uplo;
    const std::size_t n = 150, k = 9, diagonals = 2 * k + 1;
    constexpr auto unit = kumiko::diag::unit;
    constexpr auto left = kumiko::side::left;
    const std::vector<float> a = whole(n * n), x = whole(2 * n);
    std::vector<float> symmetric = a, triangle = a, ones = a, square = a, band(n * n), vector(n);
    for (std::size_t i = 0; i < n; ++i) {
        vector[i] = x[2 * i];
        for (std::size_t j = 0; j < n; ++j) {
            if (j < i) symmetric[i * n + j] = a[j * n + i];
            if (j < i) triangle[i * n + j] = 0;
            if (j <= i) ones[i * n + j] = i == j;  // with ones on its diagonal
            square[j * n + i] = a[i * n + j];      // transposed
            if (i <= j + k && j <= i + k) band[i * n + j] = a[i * diagonals + k + j - i];
        }
    }
    const auto times = [&](const std::vector<float>& f, const std::vector<float>& g) {
        return product(f.data(), g.data(), n, n, g.size() / n);
    };
    const auto is = [&](const kumiko::buffer<float>& got, const std::vector<float>& wanted) {
        return kumiko::read(q, got) == wanted;
    };
    const kumiko::buffer<float> da(q, a), dx(q, x), dy(q, n), db(q, a), dc(q, a);
    const kumiko::vector<float> every_other(dx, n, 2);
    const kumiko::matrix<float> ma(da, n, n), mb(db, n, n), mc(dc, n, n);

    kumiko::gbmv(q, k, k, {da, n, diagonals}, every_other, dy);
    bool right = is(dy, times(band, vector));
    kumiko::symv(q, uplo::upper, ma, every_other, dy);
    right = right && is(dy, times(symmetric, vector));
    kumiko::write(q, dy, vector);
    kumiko::trmv(q, uplo::upper, unit, ma, dy);
    right = right && is(dy, times(ones, vector));
    kumiko::trsv(q, uplo::upper, unit, ma, dy);
    right = right && is(dy, vector);
    kumiko::symm(q, left, uplo::upper, ma, mb, mc);
    right = right && is(dc, times(symmetric, a));
    kumiko::trmm(q, left, uplo::upper, kumiko::diag::non_unit, ma, mb);
    right = right && is(db, times(triangle, a));
    kumiko::write(q, db, times(ones, a));
    kumiko::trsm(q, left, uplo::upper, unit, ma, mb);
    right = right && is(db, a);

    const std::vector<float> whole_square = times(a, square);
    std::vector<float> of_rank_n = a, of_rank_1 = a;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = i; j < n; ++j) {
            of_rank_n[i * n + j] = whole_square[i * n + j];
            of_rank_1[i * n + j] += 3 * vector[i] * vector[j];
        }
    kumiko::write(q, dc, a);
    kumiko::syrk(q, uplo::upper, ma, mc);
    right = right && is(dc, of_rank_n);
    kumiko::syr(q, uplo::upper, 3.0f, every_other, ma);
    return right && is(da, of_rank_1);
}

bool check_reduce(const kumiko::queue& q)
{
    std::vector<std::int32_t> x(100003);
    std::iota(x.begin(), x.end(), -7);
    const std::uint32_t sum = std::accumulate(x.begin(), x.end(), 0u);  // modulo 2^32, as there
    const kumiko::buffer<std::int32_t> dx(q, x);
    const bool exact = static_cast<std::uint32_t>(kumiko::reduce(q, dx)) == sum &&
                       kumiko::reduce(q, dx, kumiko::fold::min) == x.front() &&
                       kumiko::reduce(q, dx, kumiko::fold::max) == x.back();
    const std::vector<float> y = floats(100003);
    double total = 0, size = 0;
    for (const float v : y) {
        total += static_cast<double>(v);
        size += std::abs(static_cast<double>(v));
    }
    const double bound = (static_cast<double>(y.size()) / 16 + 64) * 0x1p-24 * size;
    return exact && std::abs(static_cast<double>(kumiko::reduce(q, kumiko::buffer<float>(q, y))) -
                             total) <= bound;
}

bool check_gaussian(const kumiko::queue& q)
{
    const int w = 67, h = 41;
    const std::vector<std::uint8_t> x = codes(static_cast<std::size_t>(w * h));
    const kumiko::image<std::uint8_t> src(q, w, h, 1), dst(q, w, h, 1);
    kumiko::write(q, src, x.data());
    kumiko::apply(q, kumiko::gaussian{5}, src, dst);
    const std::vector<std::uint8_t> y = kumiko::read(q, dst);
    const auto mirrored = [](int i, int n) { return i < 0 ? -i : i >= n ? 2 * n - 2 - i : i; };
    const int weights[] = {16, 64, 96, 64, 16};
    for (int r = 0; r < h; ++r)
        for (int c = 0; c < w; ++c) {
            int sum = 1 << 15;
            for (int i = 0; i < 5; ++i)
                for (int j = 0; j < 5; ++j)
                    sum += weights[i] * weights[j] *
                           x[static_cast<std::size_t>(mirrored(r + i - 2, h) * w +
                                                      mirrored(c + j - 2, w))];
            if (y[static_cast<std::size_t>(r * w + c)] != sum >> 16) return false;
        }
    return true;
}

bool check_convert(const kumiko::queue& q)
{
    const int w = 62, h = 20;
    const kumiko::frame yuv(q, kumiko::pixel_format::nv12, w, h),
        rgb(q, kumiko::pixel_format::rgba, w, h);
    const std::vector<std::uint8_t> luma = codes(static_cast<std::size_t>(w * h)),
                                    chroma = codes(static_cast<std::size_t>(w * h / 2));
    using plane = kumiko::image_view<std::uint8_t>;
    kumiko::write(q, plane(yuv.planes[0]), luma.data());
    kumiko::write(q, plane(yuv.planes[1]), chroma.data());
    kumiko::apply(q, kumiko::convert{}, yuv, rgb);
    const std::vector<std::uint8_t> out =
        kumiko::read(q, kumiko::image_view<const std::uint8_t>(rgb.planes[0]));
    const double kr = 0.2126, kb = 0.0722, kg = 1 - kr - kb;  // BT.709, limited
    for (int r = 0; r < h; ++r)
        for (int c = 0; c < w; ++c) {
            const auto at = static_cast<std::size_t>(r * w + c);
            const auto uv = static_cast<std::size_t>(r / 2 * w + c / 2 * 2);
            const double y = (luma[at] - 16) / 219.0, u = (chroma[uv] - 128) / 224.0,
                         v = (chroma[uv + 1] - 128) / 224.0;
            const double red = y + 2 * (1 - kr) * v, blue = y + 2 * (1 - kb) * u,
                         green = (y - kr * red - kb * blue) / kg, exact[] = {red, green, blue};
            for (std::size_t i = 0; i < 3; ++i)
                if (!(std::abs(out[4 * at + i] - std::clamp(255 * exact[i], 0.0, 255.0)) <= 0.57))
                    return false;
            if (out[4 * at + 3] != 255) return false;
        }
    return true;
}

constexpr struct {
    const char* name;
    bool (*check)(const kumiko::queue&);
} operations[] = {
    {"linalg/gemm", check_gemm},
    {"linalg/gemm_batched", check_batched},
    {"linalg/gemm_quantized", check_quantized},
    {"linalg/gemv", check_gemv},
    {"linalg/ger", check_ger},
    {"linalg/level1", check_level1},
    {"linalg/omatcopy", check_omatcopy},
    {"linalg/blas", check_blas},
    {"parallel/reduce", check_reduce},
    {"image/gaussian", check_gaussian},
    {"video/convert", check_convert},
};

}  // namespace

int selftest(const selftest_options& o)
{
    using clock = std::chrono::steady_clock;
    const auto start = clock::now();
    const auto past = [](clock::time_point since) {
        return std::chrono::duration<double>(clock::now() - since).count();
    };
    int wrong = 0, left = 0;
    for (const kumiko::device& d : chosen(o.device)) {
        fmt::print("{} {}\n", d.index(), d.name());
        for (const kumiko::kind kind : {kumiko::kind::cpu, kumiko::kind::gpu})
            for (const auto& op : operations) {
                const std::string name =
                    fmt::format("{}, {} kind", op.name, kind == kumiko::kind::cpu ? "cpu" : "gpu");
                if (past(start) > o.seconds) {
                    ++left;
                    fmt::print("     {:<28} left out: {:g} s are over\n", name, o.seconds);
                    continue;
                }
                if (kind == kumiko::kind::cpu && !d.facts().long_loops) {
                    ++left;
                    fmt::print("     {:<28} left out: loops end early on this device\n", name);
                    continue;
                }
                const auto began = clock::now();
                std::string why = "wrong";
                bool right = false;
                try {
                    kumiko::queue_options options;
                    options.force = kind;
                    right = op.check(kumiko::queue(d, options));
                } catch (const std::exception& e) {
                    why = e.what();
                }
                wrong += !right;
                fmt::print("{} {:<28} {:6.2f} s{}{}\n", right ? "[ok]" : "[no]", name, past(began),
                           right ? "" : "  ", right ? "" : why);
                std::fflush(stdout);
            }
    }
    fmt::print("{} wrong, {} left out, {:.1f} s\n", wrong, left, past(start));
    return wrong == 0 ? 0 : 1;
}

}  // namespace tool
