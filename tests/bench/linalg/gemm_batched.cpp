// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/gemm_batched.hpp>

#include "bench/bench.hpp"

#if KUMIKO_HAS_OPENBLAS
#include <cblas.h>
#endif
#if KUMIKO_HAS_CLBLAST
#define CL_TARGET_OPENCL_VERSION 120
#include <clblast_c.h>
#endif

namespace {

/// `count` products of n x n matrices, one after the other in memory.
template <class T>
bench::comparison strided(const kumiko::queue& q, int count, int n)
{
    const auto each = static_cast<std::size_t>(n) * static_cast<std::size_t>(n);
    const std::size_t elements = each * static_cast<std::size_t>(count);
    const std::vector<float> x = bench::noise(elements);
    const auto host_a = std::make_shared<std::vector<T>>(x.begin(), x.end());
    const auto host_b = std::make_shared<std::vector<T>>(x.rbegin(), x.rend());
    const auto a = std::make_shared<kumiko::buffer<T>>(q, *host_a);
    const auto b = std::make_shared<kumiko::buffer<T>>(q, *host_b);
    const auto c = std::make_shared<kumiko::buffer<T>>(q, elements);

    bench::comparison one;
    one.work = 2.0 * count * n * n * n;
    one.unit = "GF/s";
    one.roof_rate = bench::fma_rate(q) * sizeof(float) / sizeof(T);
    one.ours = [=] {
        return kumiko::gemm_batched(q, static_cast<std::size_t>(count), {*a, n, n}, each,
                                    {*b, n, n}, each, {*c, n, n}, each);
    };
#if KUMIKO_HAS_OPENBLAS
    const auto y = std::make_shared<std::vector<T>>(elements);
    one.rivals.push_back({"openblas", [=] {
                              for (std::size_t at = 0; at < elements; at += each)
                                  if constexpr (std::is_same_v<T, float>)
                                      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n,
                                                  n, 1, host_a->data() + at, n, host_b->data() + at,
                                                  n, 0, y->data() + at, n);
                                  else
                                      cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n,
                                                  n, 1, host_a->data() + at, n, host_b->data() + at,
                                                  n, 0, y->data() + at, n);
                          }});
#endif
#if KUMIKO_HAS_CLBLAST
    if constexpr (std::is_same_v<T, float>)
        one.rivals.push_back({"clblast", [=] {
                                  const auto side = static_cast<std::size_t>(n);
                                  cl_command_queue queue = q.get();
                                  CLBlastSgemmStridedBatched(
                                      CLBlastLayoutRowMajor, CLBlastTransposeNo, CLBlastTransposeNo,
                                      side, side, side, 1, kumiko::handle(q, *a), 0, side, each,
                                      kumiko::handle(q, *b), 0, side, each, 0,
                                      kumiko::handle(q, *c), 0, side, each,
                                      static_cast<std::size_t>(count), &queue, nullptr);
                                  q.finish();
                              }});
#endif
    return one;
}

const std::vector<bench::entry> cases = [] {
    std::vector<bench::entry> all;
    for (const int n : {4, 8, 16, 32, 64, 128}) {
        const std::string size = "strided/1000x" + std::to_string(n);
        all.emplace_back("linalg/gemm_batched/f32/" + size,
                         [n](const kumiko::queue& q) { return strided<float>(q, 1000, n); });
        all.emplace_back("linalg/gemm_batched/f64/" + size,
                         [n](const kumiko::queue& q) { return strided<double>(q, 1000, n); });
    }
    return all;
}();

}  // namespace
