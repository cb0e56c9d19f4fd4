// SPDX-License-Identifier: Apache-2.0
// How long a process takes from its start to its first result: of gemm with a warm cache, beside an
// OpenCL program that does nothing but make its context and queue and wait for them.
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "bench/bench.hpp"

namespace {

void run(const std::string& what)
{
    if (std::system((KUMIKO_START " " + what).c_str()) != 0)
        throw std::runtime_error("core/start: " + what + " failed");
}

bench::comparison start(const char* what)
{
    run(what);  // fills the caches
    bench::comparison c;
    c.work = 1;
    c.unit = "ms";
    c.ours = [=] {
        run(what);
        return kumiko::event();
    };
    c.rivals = {{"raw", [] { run("empty"); }}};
    return c;
}

const bench::entry cases[] = {
    {"core/start/gemm/16", [](const kumiko::queue&) { return start("gemm"); }},
    {"core/start/kept/gemm/16", [](const kumiko::queue&) { return start("kept"); }},
};

}  // namespace
