// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/omatcopy.hpp>

#include "bench/traffic.hpp"

#if KUMIKO_HAS_OPENBLAS
#include <cblas.h>
#endif

namespace {

#if KUMIKO_HAS_OPENBLAS
void theirs(bool t, int n, const float* a, float* b)
{
    cblas_somatcopy(CblasRowMajor, t ? CblasTrans : CblasNoTrans, n, n, 1.5f, a, n, b, n);
}
void theirs(bool t, int n, const double* a, double* b)
{
    cblas_domatcopy(CblasRowMajor, t ? CblasTrans : CblasNoTrans, n, n, 1.5, a, n, b, n);
}
#endif

/// What one writes who knows caches: row by row, or blocks of 16 by 16; b's rows over all cores.
template <class T>
void blocked(bool t, std::size_t n, const T* a, T* b)
{
    const T alpha = static_cast<T>(1.5);
    constexpr std::size_t side = 16;
    const auto cores = static_cast<std::size_t>(bench::cores());
    bench::in_bands([&](int band) {
        const auto k = static_cast<std::size_t>(band);
        const std::size_t first = n * k / cores, last = n * (k + 1) / cores;
        if (!t) {
            for (std::size_t i = first * n; i < last * n; ++i) b[i] = alpha * a[i];
            return;
        }
        for (std::size_t top = first; top < last; top += side)
            for (std::size_t left = 0; left < n; left += side)
                for (std::size_t j = left; j < std::min(n, left + side); ++j)
                    for (std::size_t i = top; i < std::min(last, top + side); ++i)
                        b[i * n + j] = alpha * a[j * n + i];
    });
}

template <class T>
bench::comparison moved(const kumiko::queue& q, int n, bool t)
{
    const auto size = static_cast<std::size_t>(n);
    const std::vector<float> noise = bench::noise(size * size);
    const auto h = std::make_shared<std::vector<T>>(noise.begin(), noise.end());
    const auto a = std::make_shared<kumiko::buffer<T>>(q, *h);
    const auto b = std::make_shared<kumiko::buffer<T>>(q, *h);
    bench::comparison c;
    c.work = 2.0 * sizeof(T) * n * n;
    c.unit = "GB/s";
    c.ours = [=] {
        const kumiko::factor<T> f(*a, n, n);
        return omatcopy(q, static_cast<T>(1.5), t ? kumiko::transposed(f) : f, {*b, n, n});
    };
    auto from = bench::host_memory(q, a), to = bench::host_memory(q, b);
    if (from && to)
        c.roof_loop = [from, to,
                       run = bench::fastest(bench::traffic::move, from.get(), to.get(),
                                            a->size * sizeof(T))] { run(); };
    else
        c.roof_rate = bench::copy_rate(q, c.work);
    const auto copy = std::make_shared<std::vector<T>>(*h);
    if (!from) from = std::shared_ptr<T>(h, h->data());
    if (!to) to = std::shared_ptr<T>(copy, copy->data());
    c.rivals.push_back({"raw", [=] { blocked(t, size, from.get(), to.get()); }});
#if KUMIKO_HAS_OPENBLAS
    c.rivals.push_back({"openblas", [=] { theirs(t, n, from.get(), to.get()); }});
#endif
    return c;
}

const std::vector<bench::entry> cases = [] {
    std::vector<bench::entry> all;
    for (const bool t : {false, true})
        for (const int n : {512, 4000, 4096}) {
            const std::string rest = (t ? "/t/" : "/n/") + std::to_string(n);
            all.emplace_back("linalg/omatcopy/f32" + rest,
                             [=](const kumiko::queue& q) { return moved<float>(q, n, t); });
            all.emplace_back("linalg/omatcopy/f64" + rest,
                             [=](const kumiko::queue& q) { return moved<double>(q, n, t); });
        }
    return all;
}();

}  // namespace
