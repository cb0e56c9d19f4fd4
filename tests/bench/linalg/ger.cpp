// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/ger.hpp>

#include "bench/traffic.hpp"

#if KUMIKO_HAS_OPENBLAS
#include <cblas.h>
#endif

namespace {

#if KUMIKO_HAS_OPENBLAS
void theirs(int n, float alpha, const float* x, float* a)
{
    cblas_sger(CblasRowMajor, n, n, alpha, x, 1, x, 1, a, n);
}
void theirs(int n, double alpha, const double* x, double* a)
{
    cblas_dger(CblasRowMajor, n, n, alpha, x, 1, x, 1, a, n);
}
#endif

template <class T>
bench::comparison update(const kumiko::queue& q, int n)
{
    const auto size = static_cast<std::size_t>(n);
    const std::vector<float> noise = bench::noise(size * size);
    const std::vector<T> h(noise.begin(), noise.end());
    const auto hx = std::make_shared<std::vector<T>>(h.begin(), h.begin() + n);
    const auto a = std::make_shared<kumiko::buffer<T>>(q, h);
    const auto x = std::make_shared<kumiko::buffer<T>>(q, *hx);
    const T alpha = static_cast<T>(1e-6);
    bench::comparison c;
    c.work = 2.0 * sizeof(T) * n * n;  // read and written
    c.unit = "GB/s";
    c.ours = [=] { return ger(q, alpha, *x, *x, {*a, n, n}); };
    auto memory = bench::host_memory(q, a);
    if (memory)
        c.roof_loop = [memory, run = bench::fastest(bench::traffic::update, memory.get(), nullptr,
                                                    a->size * sizeof(T))] { run(); };
    else
        c.roof_rate = bench::copy_rate(q, c.work);
#if KUMIKO_HAS_OPENBLAS
    const auto copy = std::make_shared<std::vector<T>>(memory ? std::vector<T>() : h);
    if (!memory) memory = std::shared_ptr<T>(copy, copy->data());
    c.rivals.push_back({"openblas", [=] { theirs(n, alpha, hx->data(), memory.get()); }});
#endif
    return c;
}

const std::vector<bench::entry> cases = [] {
    std::vector<bench::entry> all;
    for (const int n : {512, 4096}) {
        all.emplace_back("linalg/ger/f32/" + std::to_string(n),
                         [n](const kumiko::queue& q) { return update<float>(q, n); });
        all.emplace_back("linalg/ger/f64/" + std::to_string(n),
                         [n](const kumiko::queue& q) { return update<double>(q, n); });
    }
    return all;
}();

}  // namespace
