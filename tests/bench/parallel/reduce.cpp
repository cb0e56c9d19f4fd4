// SPDX-License-Identifier: Apache-2.0
#include <kumiko/parallel/reduce.hpp>

#include <algorithm>
#include <numeric>

#include "bench/boost_compute.hpp"
#include "bench/traffic.hpp"

namespace {

template <class T>
bench::comparison sum(const kumiko::queue& q, std::size_t bytes)
{
    const std::size_t n = bytes / sizeof(T);
    const auto h = std::make_shared<std::vector<T>>(n, T{1});
    const auto x = std::make_shared<kumiko::buffer<T>>(q, *h);
    const auto y = std::make_shared<kumiko::buffer<T>>(q, 1);
    bench::comparison c;
    c.work = static_cast<double>(bytes);
    c.unit = "GB/s";
    c.ours = [=] { return kumiko::reduce(q, *x, *y); };
    c.rivals.push_back(
        {"std", [=] {
             [[maybe_unused]] static volatile T result;
             if (bytes < std::size_t{1} << 18) {
                 result = std::reduce(h->begin(), h->end());
                 return;
             }
             std::vector<T> parts(static_cast<std::size_t>(bench::cores()));
             const std::size_t each = n / parts.size();
             bench::in_bands([&](int band) {
                 const auto b = static_cast<std::size_t>(band);
                 const auto from = h->begin() + static_cast<std::ptrdiff_t>(b * each);
                 parts[b] = std::reduce(from, b + 1 == parts.size()
                                                  ? h->end()
                                                  : from + static_cast<std::ptrdiff_t>(each));
             });
             result = std::reduce(parts.begin(), parts.end());
         }});
#if KUMIKO_HAS_BOOST_COMPUTE
    c.rivals.push_back({"boost.compute", [=] {
                            [[maybe_unused]] static volatile T result;
                            result = bench::sum_by_boost_compute<T>(q, *x);
                        }});
#endif
    if (!q.device().is_cpu()) {
        c.roof_rate = measure(q, bytes).read;
        return c;
    }
    if (const auto memory = bench::host_memory(q, x))
        c.roof_loop = [memory, run = bench::fastest(bench::traffic::read, memory.get(), nullptr,
                                                    bytes)] { run(); };
    return c;
}

template <class T>
void add(std::vector<bench::entry>& all, const std::string& type)
{
    const std::pair<const char*, std::size_t> sizes[] = {
        {"1KB", 1 << 10},  {"16KB", 1 << 14},  {"256KB", 1 << 18}, {"4MB", 1 << 22},
        {"64MB", 1 << 26}, {"256MB", 1 << 28}, {"1GB", 1 << 30}};
    for (const auto& [name, bytes] : sizes)
        all.emplace_back("parallel/reduce/" + type + "/sum/" + name,
                         [n = bytes](const kumiko::queue& q) { return sum<T>(q, n); });
}

const std::vector<bench::entry> cases = [] {
    std::vector<bench::entry> all;
    add<float>(all, "f32");
    add<double>(all, "f64");
    add<std::int32_t>(all, "s32");
    return all;
}();

}  // namespace
