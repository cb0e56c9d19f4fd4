// SPDX-License-Identifier: Apache-2.0
// The same cases as a Google Benchmark program: ours alone, device time by events, wall beside it.
#include <benchmark/benchmark.h>

#include <chrono>

#include "bench.hpp"

namespace {

void run(benchmark::State& state, const bench::entry& e)
{
    kumiko::queue_options o;
    o.profile = true;
    const kumiko::queue q(kumiko::default_device(), o);
    const bench::comparison c = e.make(q);
    if (!c.batch) c.ours().wait();
    double wall = 0;
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        const kumiko::event done = c.ours();
        done.wait();
        const double took =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        wall += took;
        const double device = done.seconds();
        state.SetIterationTime(device > 0 ? device : took);  // some devices' clocks stand still
    }
    const auto n = static_cast<double>(state.iterations());
    state.counters["wall_us"] = 1e6 * wall / n;
    if (c.unit != "ns" && c.unit != "ms")
        state.counters[c.unit] = benchmark::Counter(1e-9 * c.work * n, benchmark::Counter::kIsRate);
}

}  // namespace

int main(int argc, char** argv)
{
    for (const bench::entry& e : bench::entries())
        benchmark::RegisterBenchmark(e.name.c_str(), [&e](benchmark::State& s) { run(s, e); })
            ->UseManualTime()
            ->Unit(benchmark::kMicrosecond);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
