// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/gemm.hpp>

#include "bench/bench.hpp"

#if KUMIKO_HAS_OPENBLAS
#include <cblas.h>
#endif
#if KUMIKO_HAS_CLBLAST
#define CL_TARGET_OPENCL_VERSION 120
#include <clblast_c.h>
#endif

namespace {

/// Of floats or doubles: c is (m,n), the factors stored as they are or transposed.
template <class T>
bench::comparison product(const kumiko::queue& q, int m, int n, int k, bool a_transposed,
                          bool b_transposed)
{
    const auto data = [&q](int rows, int cols) {
        const std::vector<float> x =
            bench::noise(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
        const auto host = std::make_shared<std::vector<T>>(x.begin(), x.end());
        return std::make_pair(host, std::make_shared<kumiko::buffer<T>>(q, *host));
    };
    const auto [host_a, a] = data(m, k);
    const auto [host_b, b] = data(k, n);
    const auto [host_c, c] = data(m, n);
    const auto factor = [](const kumiko::buffer<T>& x, int rows, int cols, bool flip) {
        return flip ? kumiko::transposed(kumiko::factor<T>(x, cols, rows))
                    : kumiko::factor<T>(x, rows, cols);
    };

    bench::comparison one;
    one.work = 2.0 * m * n * k;
    one.unit = "GF/s";
    // One pass over the factors, or one fused multiply-add after the other.
    const double bytes = sizeof(T) * (1.0 * m * k + 1.0 * k * n);
    const double fma = bench::fma_rate(q) * sizeof(float) / sizeof(T);
    one.roof_rate = std::min(fma, one.work * bench::read_rate(q, bytes) / bytes);
    one.ours = [=, a = a, b = b, c = c] {
        return kumiko::gemm(q, factor(*a, m, k, a_transposed), factor(*b, k, n, b_transposed),
                            kumiko::matrix<T>(*c, m, n));
    };
    const int lda = a_transposed ? m : k, ldb = b_transposed ? k : n;
#if KUMIKO_HAS_OPENBLAS
    one.rivals.push_back({"openblas", [=, a = host_a, b = host_b, c = host_c] {
                              const auto ta = a_transposed ? CblasTrans : CblasNoTrans;
                              const auto tb = b_transposed ? CblasTrans : CblasNoTrans;
                              if constexpr (std::is_same_v<T, float>)
                                  cblas_sgemm(CblasRowMajor, ta, tb, m, n, k, 1, a->data(), lda,
                                              b->data(), ldb, 0, c->data(), n);
                              else
                                  cblas_dgemm(CblasRowMajor, ta, tb, m, n, k, 1, a->data(), lda,
                                              b->data(), ldb, 0, c->data(), n);
                          }});
#endif
#if KUMIKO_HAS_CLBLAST
    if constexpr (std::is_same_v<T, float>)
        one.rivals.push_back(
            {"clblast", [=, a = a, b = b, c = c] {
                 const auto size = [](int x) { return static_cast<std::size_t>(x); };
                 cl_command_queue queue = q.get();
                 CLBlastSgemm(
                     CLBlastLayoutRowMajor, a_transposed ? CLBlastTransposeYes : CLBlastTransposeNo,
                     b_transposed ? CLBlastTransposeYes : CLBlastTransposeNo, size(m), size(n),
                     size(k), 1, kumiko::handle(q, *a), 0, size(lda), kumiko::handle(q, *b), 0,
                     size(ldb), 0, kumiko::handle(q, *c), 0, size(n), &queue, nullptr);
                 q.finish();
             }});
#endif
    return one;
}

struct size {
    int m, n, k;
};

const std::vector<bench::entry> cases = [] {
    std::vector<bench::entry> all;
    const auto add = [&all](const std::string& op, const std::string& name, const size& s) {
        const bool ta = op[0] == 't', tb = op[1] == 't';
        all.emplace_back("linalg/gemm/f32/" + op + "/" + name, [s, ta, tb](const kumiko::queue& q) {
            return product<float>(q, s.m, s.n, s.k, ta, tb);
        });
        all.emplace_back("linalg/gemm/f64/" + op + "/" + name, [s, ta, tb](const kumiko::queue& q) {
            return product<double>(q, s.m, s.n, s.k, ta, tb);
        });
    };
    for (const char* op : {"nn", "tn", "nt", "tt"})
        for (const int n : {256, 512, 1024, 2048}) add(op, std::to_string(n), {n, n, n});
    const auto sized = [](const size& s) {
        return std::to_string(s.m) + "x" + std::to_string(s.n) + "x" + std::to_string(s.k);
    };
    for (const char* op : {"nn", "nt"})  // few rows, and small ones
        for (const size& s : {size{1, 4096, 4096}, size{2, 4096, 4096}, size{4, 4096, 4096},
                              size{8, 4096, 4096}, size{16, 4096, 4096}, size{16, 16, 16},
                              size{32, 32, 32}, size{64, 64, 64}, size{128, 128, 128}})
            add(op, sized(s), s);
    for (const size& s : {size{4096, 4, 4096}, size{4096, 16, 4096},  // few columns
                          size{32, 32, 65536}, size{64, 64, 16384}})  // deep
        add("nn", sized(s), s);
    return all;
}();

}  // namespace
