// SPDX-License-Identifier: Apache-2.0
#include <kumiko/parallel/reduce.hpp>
#include <kumiko/program.hpp>
#include <kumiko/roofs.hpp>

#include <algorithm>
#include <chrono>

#include "core/cache.hpp"
#include "core/check.hpp"
#include "core/index.hpp"
#include "core/launch.hpp"
#include "core/queue_state.hpp"

namespace kumiko {
namespace {

/// Wall seconds of `work`, which waits for its commands: the best of several runs after a warm-up.
template <class Work>
double best_of(int runs, Work work)
{
    work();
    double best = 1e30;
    for (int i = 0; i < runs; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        best = std::min(best, took.count());
    }
    return best;
}

struct shape {
    std::size_t groups, wg;
};

struct key {
    std::string_view type, kernel;  // string literals, which are never freed
    kind form;
    index at;
};
const detail::memo<key, std::shared_ptr<kernel>> kernels;

/// The kernel for elements of `bytes` each; null if the device does not have the type.
std::shared_ptr<kernel> find(const queue& q, const char* name, const char* type, std::size_t bytes,
                             std::size_t wg, index at)
{
    const kind form = detail::kind_of(q);
    return kernels.get(q.state().shared, {type, name, form, at}, [&]() -> std::shared_ptr<kernel> {
        // Ask first, because PoCL writes to stderr when a build fails. CPUs with half report it.
        const device& d = q.device();
        if (bytes == 2 && d.is_cpu() && !d.facts().reported_fp16) return nullptr;
        source src = detail::kernels_of("roofs", form);
        if (bytes == 2) src.text = "#pragma OPENCL EXTENSION cl_khr_fp16 : enable\n" + src.text;
        std::vector<define> defines = {{"E", type}, {"INDEX", at}};
        if (form == kind::cpu) {
            const int wide = d.lanes() * 4 / static_cast<int>(bytes);
            defines.insert(defines.end(), {{"LANES", std::min(wide, 16)}, {"CHAINS", 10}});
        } else {
            defines.insert(defines.end(), {{"CHAINS", 8}, {"WG", wg}});
        }
        try {
            return std::make_shared<kernel>(q, src, name, defines);
        } catch (const build_error&) {
            if (bytes == 4) throw;  // every device has float
            return nullptr;
        }
    });
}

double copy_rate(const queue& q, const shape& s, std::size_t bytes)
{
    const std::size_t n = bytes / 4;
    const buffer<float> x(q, n), y(q, n);
    fill(q, x, 1.0f);
    fill(q, y, 0.0f);  // the first write makes the system provide the pages
    const index at = detail::index_of(n, std::size_t{1} << 24);
    const std::shared_ptr<kernel> k = find(q, "copy", "float", 4, s.wg, at);
    return 8.0 * static_cast<double>(n) /
           best_of(7, [&] { (*k)(q, groups(s.groups).of(s.wg), n, x, y).wait(); });
}

double read_rate(const queue& q, std::size_t bytes)
{
    const std::size_t n = bytes / 4;
    const buffer<std::int32_t> x(q, n), y(q, 1);
    fill(q, x, 1);
    return 4.0 * static_cast<double>(n) / best_of(7, [&] { reduce(q, x, y, fold::max).wait(); });
}

double fma_rate(const queue& q, const shape& s, const char* type, std::size_t bytes)
{
    const std::shared_ptr<kernel> k = find(q, "arithmetic", type, bytes, s.wg, index::narrow);
    if (!k) return 0;
    const std::size_t items = s.groups * s.wg;
    const buffer<std::uint8_t> memory(q, items * bytes);
    any_view y = memory;  // its values do not matter; its type must be the kernel's
    y.type = bytes == 4 ? element::f32 : bytes == 8 ? element::f64 : element::f16;
    y.size = items;
    const bool cpu = detail::kind_of(q) == kind::cpu;
    const int wide = std::min(q.device().lanes() * 4 / static_cast<int>(bytes), 16);
    const double a_step = static_cast<double>(items) * 2 * (cpu ? 10.0 * wide : 8.0);
    int steps = 1024;
    double took = 0;
    for (;; steps *= 4) {  // until the launch itself takes a negligible share
        took = best_of(
            3, [&] { (*k)(q, groups(s.groups).of(s.wg), steps, 0.999f, 0.001f, y).wait(); });
        if (took > 5e-3 || steps >= 1 << 26) break;
    }
    return a_step * steps / took;
}

/// The names under which roofs are remembered.
constexpr std::pair<const char*, double roofs::*> table[] = {
    {"copy", &roofs::copy},
    {"read", &roofs::read},
    {"f32", &roofs::f32},
    {"f64", &roofs::f64},
    {"f16", &roofs::f16},
    {"launch_batched", &roofs::launch_batched},
    {"launch_wait", &roofs::launch_wait},
};

}  // namespace

roofs measure(const queue& q, std::size_t bytes)
{
    const device& d = q.device();
    const bool cpu = detail::kind_of(q) == kind::cpu;
    const auto units = static_cast<std::size_t>(d.compute_units());
    const std::size_t wg = detail::group_of(d);
    const shape s = cpu ? shape{4 * units, 1} : shape{16 * units, wg};

    roofs r;
    r.copy = copy_rate(q, s, bytes);
    r.read = read_rate(q, bytes);
    r.f32 = fma_rate(q, s, "float", 4);
    r.f64 = fma_rate(q, s, "double", 8);
    r.f16 = fma_rate(q, s, "half", 2);

    const kernel empty(q, {"roofs/empty.cl", "kernel void empty(void) {}\n"}, "empty");
    constexpr int batch = 1000;
    r.launch_batched = best_of(3,
                               [&] {
                                   for (int i = 0; i < batch; ++i) empty(q, groups(1));
                                   q.finish();
                               }) /
                       batch;
    r.launch_wait = best_of(50, [&] { empty(q, groups(1)).wait(); });
    if (bytes == usual_bytes) {
        detail::numbers found;
        for (const auto& [name, value] : table) found[name] = r.*value;
        detail::remember(detail::entry::roofs, d.facts(), found);
    }
    return r;
}

std::optional<roofs> remembered(const device& d)
{
    const detail::numbers known = detail::recall(detail::entry::roofs, d.facts());
    roofs r;
    for (const auto& [name, value] : table) {
        const auto found = known.find(name);
        if (found == known.end()) return std::nullopt;
        r.*value = found->second;
    }
    return r;
}

}  // namespace kumiko
