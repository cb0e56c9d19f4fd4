// SPDX-License-Identifier: Apache-2.0
#include <kumiko/complex.hpp>
#include <kumiko/linalg/gemv.hpp>

#include "bench/traffic.hpp"

#if KUMIKO_HAS_OPENBLAS
#include <cblas.h>
#endif

namespace {

#if KUMIKO_HAS_OPENBLAS
void theirs(CBLAS_TRANSPOSE op, int m, int n, const float* a, const float* x, float* y)
{
    cblas_sgemv(CblasRowMajor, op, m, n, 1, a, n, x, 1, 0, y, 1);
}
void theirs(CBLAS_TRANSPOSE op, int m, int n, const double* a, const double* x, double* y)
{
    cblas_dgemv(CblasRowMajor, op, m, n, 1, a, n, x, 1, 0, y, 1);
}
void theirs(CBLAS_TRANSPOSE op, int m, int n, const std::complex<float>* a,
            const std::complex<float>* x, std::complex<float>* y)
{
    const std::complex<float> one = 1, zero = 0;
    cblas_cgemv(CblasRowMajor, op, m, n, &one, a, n, x, 1, &zero, y, 1);
}
#endif

/// A is stored (m,n).
template <class T>
bench::comparison product(const kumiko::queue& q, int m, int n, bool transposed)
{
    const auto size = [](int k) { return static_cast<std::size_t>(k); };
    const std::vector<float> noise = bench::noise(size(m) * size(n));
    const std::vector<T> h(noise.begin(), noise.end());
    const std::vector<T> hx(noise.begin(), noise.begin() + std::max(m, n));
    const auto a = std::make_shared<kumiko::buffer<T>>(q, h);
    const auto x = std::make_shared<kumiko::buffer<T>>(q, hx);
    const auto y = std::make_shared<kumiko::buffer<T>>(q, size(std::max(m, n)));
    const int rows = transposed ? n : m, cols = transposed ? m : n;
    bench::comparison c;
    c.work = static_cast<double>(sizeof(T)) * m * n;
    c.unit = "GB/s";
    c.ours = [=] {
        const kumiko::factor<T> f(*a, m, n);
        return gemv(q, transposed ? kumiko::transposed(f) : f, {*x, cols}, {*y, rows});
    };
    auto memory = bench::host_memory(q, a);
    if (memory)
        c.roof_loop = [memory, run = bench::fastest(bench::traffic::read, memory.get(), nullptr,
                                                    a->size * sizeof(T))] { run(); };
    else
        c.roof_rate = measure(q, a->size * sizeof(T)).read;
#if KUMIKO_HAS_OPENBLAS
    const auto copy = std::make_shared<std::vector<T>>(memory ? std::vector<T>() : h);
    if (!memory) memory = std::shared_ptr<T>(copy, copy->data());
    const auto from = std::make_shared<std::vector<T>>(hx);
    const auto to = std::make_shared<std::vector<T>>(y->size);
    c.rivals.push_back({"openblas", [=] {
                            theirs(transposed ? CblasTrans : CblasNoTrans, m, n, memory.get(),
                                   from->data(), to->data());
                        }});
#endif
    return c;
}

template <class T>
void add(std::vector<bench::entry>& all, const std::string& type)
{
    for (const bool t : {false, true})
        for (const auto& [m, n] :
             {std::pair(256, 256), std::pair(1024, 1024), std::pair(4096, 4096),
              std::pair(16, 65536), std::pair(65536, 16)})
            all.emplace_back(
                "linalg/gemv/" + type + (t ? "/t/" : "/n/") + std::to_string(m) + "x" +
                    std::to_string(n),
                [m = m, n = n, t](const kumiko::queue& q) { return product<T>(q, m, n, t); });
}

const std::vector<bench::entry> cases = [] {
    std::vector<bench::entry> all;
    add<float>(all, "f32");
    add<double>(all, "f64");
    add<std::complex<float>>(all, "c32");
    return all;
}();

}  // namespace
