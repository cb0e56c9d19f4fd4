// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <numeric>

#include "bench/bench.hpp"
#include "bench/boost_compute.hpp"

namespace {

using kumiko::element;

/// Each core sums up its part, then scans it behind the parts before.
template <class T>
void by_std(const bench::operands& o)
{
    const T* x = o.at<T>(0);
    T* y = o.at<T>(1);
    const std::size_t n = o.count(0), cores = static_cast<std::size_t>(bench::cores());
    const auto first = [&](int band) { return static_cast<std::size_t>(band) * n / cores; };
    std::vector<T> before(cores + 1);
    bench::in_bands([&](int b) {
        before[static_cast<std::size_t>(b) + 1] = std::reduce(x + first(b), x + first(b + 1));
    });
    std::partial_sum(before.begin(), before.end(), before.begin());
    bench::in_bands([&](int b) {
        std::inclusive_scan(x + first(b), x + first(b + 1), y + first(b), std::plus<>(),
                            before[static_cast<std::size_t>(b)]);
    });
}

template <class T>
void add(std::vector<bench::usual>& all)
{
    const element type = kumiko::element_of<T>;
    bench::usual_rivals rivals = {{"std", by_std<T>}};
#if KUMIKO_HAS_BOOST_COMPUTE
    rivals.emplace_back("boost.compute", [](const bench::operands& o) {
        bench::scan_by_boost_compute<T>(o.q, o.device[0].memory(), o.device[1].memory());
    });
#endif
    for (const auto& [size, bytes] : {std::pair("64KB", 1u << 16), std::pair("1MB", 1u << 20),
                                      std::pair("16MB", 1u << 24), std::pair("64MB", 1u << 26)})
        all.emplace_back("parallel/inclusive_scan", name(type) + ("/sum/" + std::string(size)),
                         type, kumiko::values{}, kumiko::sizes{{"n", bytes / sizeof(T)}}, rivals);
}

const std::vector<bench::usual> cases = [] {
    std::vector<bench::usual> all;
    add<float>(all);
    add<double>(all);
    add<std::int32_t>(all);
    add<std::int64_t>(all);
    return all;
}();

}  // namespace
