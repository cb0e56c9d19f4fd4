// SPDX-License-Identifier: Apache-2.0
#include <kumiko/parallel/reduce.hpp>

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

#include <algorithm>
#include <chrono>
#include <numeric>

#include "bench/bench.hpp"

#if KUMIKO_HAS_BOOST_COMPUTE
#include <boost/compute/algorithm/reduce.hpp>
#include <boost/compute/iterator/buffer_iterator.hpp>
#endif

namespace {

// The read roof: the fastest native loop over the very same memory. 64 bytes at a time, as the
// processor has them, from 1, 4 or 8 places in turn.
typedef std::uint64_t line __attribute__((vector_size(64), aligned(8)));

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define EACH_PROCESSOR
#endif

EACH_PROCESSOR void read_lines(const line* x, std::size_t n, std::size_t streams, line* sink)
{
    line s[8] = {};
    const std::size_t length = n / 8 * 8 / streams;
    if (streams == 8) {
        for (std::size_t i = 0; i < length; ++i)
            for (std::size_t k = 0; k < 8; ++k) s[k] |= x[k * length + i];
    } else if (streams == 4) {
        for (std::size_t i = 0; i + 2 <= length; i += 2)
            for (std::size_t k = 0; k < 4; ++k) {
                s[2 * k] |= x[k * length + i];
                s[2 * k + 1] |= x[k * length + i + 1];
            }
    } else {
        for (std::size_t i = 0; i + 8 <= n; i += 8)
            for (std::size_t k = 0; k < 8; ++k) s[k] |= x[i + k];
    }
    for (const line& v : s) *sink |= v;
}

void read_all(const void* x, std::size_t bytes, std::size_t streams)
{
    static line sinks[256];
    const std::size_t lines = bytes / sizeof(line), each = lines / bench::cores();
    const auto* from = static_cast<const line*>(x);
    if (bytes < std::size_t{1} << 18) return read_lines(from, lines, streams, sinks);
    bench::in_bands([&](int band) {
        const auto b = static_cast<std::size_t>(band);
        read_lines(from + b * each, each, streams, sinks + b % 256);
    });
}

std::function<void()> fastest_read(const void* x, std::size_t bytes)
{
    std::size_t best = 1;
    double least = 1e30;
    for (const std::size_t streams : {1u, 4u, 8u})
        for (int i = 0; i < 5; ++i) {
            const auto start = std::chrono::steady_clock::now();
            read_all(x, bytes, streams);
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
            if (took.count() < least) {
                least = took.count();
                best = streams;
            }
        }
    return [=] { read_all(x, bytes, best); };
}

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
                            namespace bc = boost::compute;
                            bc::command_queue queue(q.get());
                            const bc::buffer memory(kumiko::handle(q, *x));
                            [[maybe_unused]] static volatile T result;
                            T value{};
                            bc::reduce(bc::make_buffer_iterator<T>(memory, 0),
                                       bc::make_buffer_iterator<T>(memory, n), &value,
                                       bc::plus<T>(), queue);
                            result = value;
                        }});
#endif
    if (!q.device().is_cpu()) {
        c.roof_rate = measure(q, bytes).read;
        return c;
    }
    cl_int status = 0;
    const void* mapped = clEnqueueMapBuffer(q.get(), kumiko::handle(q, *x), CL_TRUE, CL_MAP_READ, 0,
                                            bytes, 0, nullptr, nullptr, &status);
    if (mapped) {
        const std::shared_ptr<const void> held(mapped, [q, x](const void* p) {
            clEnqueueUnmapMemObject(q.get(), kumiko::handle(q, *x), const_cast<void*>(p), 0,
                                    nullptr, nullptr);
            q.finish();
        });
        c.roof_loop = [held, run = fastest_read(mapped, bytes)] { run(); };
    }
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
