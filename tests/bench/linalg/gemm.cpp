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

bench::comparison product(const kumiko::queue& q, int n, bool a_transposed, bool b_transposed)
{
    const auto elements = static_cast<std::size_t>(n) * static_cast<std::size_t>(n);
    const auto h = std::make_shared<std::vector<float>>(bench::noise(elements));
    const auto a = std::make_shared<kumiko::buffer<float>>(q, *h);
    const auto b = std::make_shared<kumiko::buffer<float>>(q, *h);
    const auto c = std::make_shared<kumiko::buffer<float>>(q, elements);
    const auto factor = [n](const kumiko::buffer<float>& x, bool flip) {
        return flip ? kumiko::transposed({x, n, n}) : kumiko::factor<float>(x, n, n);
    };

    bench::comparison one;
    one.work = 2.0 * n * n * n;
    one.unit = "GF/s";
    one.roof_rate = bench::fma_rate(q);
    one.ours = [=] {
        return kumiko::gemm(q, factor(*a, a_transposed), factor(*b, b_transposed), {*c, n, n});
    };
#if KUMIKO_HAS_OPENBLAS
    const auto y = std::make_shared<std::vector<float>>(elements);
    one.rivals.push_back({"openblas", [=] {
                              cblas_sgemm(CblasRowMajor, a_transposed ? CblasTrans : CblasNoTrans,
                                          b_transposed ? CblasTrans : CblasNoTrans, n, n, n, 1,
                                          h->data(), n, h->data(), n, 0, y->data(), n);
                          }});
#endif
#if KUMIKO_HAS_CLBLAST
    one.rivals.push_back({"clblast", [=] {
                              const auto side = static_cast<std::size_t>(n);
                              cl_command_queue queue = q.get();
                              CLBlastSgemm(CLBlastLayoutRowMajor,
                                           a_transposed ? CLBlastTransposeYes : CLBlastTransposeNo,
                                           b_transposed ? CLBlastTransposeYes : CLBlastTransposeNo,
                                           side, side, side, 1, kumiko::handle(q, *a), 0, side,
                                           kumiko::handle(q, *b), 0, side, 0, kumiko::handle(q, *c),
                                           0, side, &queue, nullptr);
                              q.finish();
                          }});
#endif
    return one;
}

const std::vector<bench::entry> cases = [] {
    std::vector<bench::entry> all;
    for (const char* op : {"nn", "tn", "nt", "tt"})
        for (const int n : {256, 512, 1024, 2048})
            all.emplace_back(std::string("linalg/gemm/f32/") + op + "/" + std::to_string(n),
                             [n, op](const kumiko::queue& q) {
                                 return product(q, n, op[0] == 't', op[1] == 't');
                             });
    return all;
}();

}  // namespace
