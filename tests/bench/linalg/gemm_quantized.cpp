// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/linalg/gemm_quantized.hpp>

#include "bench/bench.hpp"

namespace {

/// Against the product of as many floats, ours.
template <class C>
bench::comparison against_floats(const kumiko::queue& q, std::size_t n)
{
    const std::vector<float> h = bench::noise(n * n);
    std::vector<std::int8_t> bytes(n * n);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::int8_t>(255 * h[i] - 128);
    const auto a = std::make_shared<kumiko::buffer<std::int8_t>>(q, bytes);
    const auto c = std::make_shared<kumiko::buffer<C>>(q, n * n);
    const auto x = std::make_shared<kumiko::buffer<float>>(q, h);
    const auto y = std::make_shared<kumiko::buffer<float>>(q, n * n);
    bench::comparison one;
    one.work = 2.0 * static_cast<double>(n * n * n);
    one.unit = "Gop/s";
    one.roof_rate = bench::fma_rate(q);
    one.ours = [=] {
        const kumiko::factor<std::int8_t> f(*a, n, n);
        return kumiko::gemm_quantized(q, f, {0.02f, 3}, f, {0.01f, -5}, kumiko::matrix<C>(*c, n, n),
                                      {0.5f, 7});
    };
    one.rivals.push_back({"f32", [=] {
                              kumiko::gemm(q, {*x, n, n}, {*x, n, n}, {*y, n, n}).wait();
                          }});
    return one;
}

const std::vector<bench::entry> cases = [] {
    std::vector<bench::entry> all;
    for (const std::size_t n : {1024, 2048}) {
        all.emplace_back("linalg/gemm_quantized/f32/" + std::to_string(n),
                         [=](const kumiko::queue& q) { return against_floats<float>(q, n); });
        all.emplace_back("linalg/gemm_quantized/s8/" + std::to_string(n),
                         [=](const kumiko::queue& q) { return against_floats<std::int8_t>(q, n); });
    }
    return all;
}();

}  // namespace
