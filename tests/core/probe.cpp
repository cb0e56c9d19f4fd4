// SPDX-License-Identifier: Apache-2.0
#include <kumiko/probe.hpp>
#include <kumiko/program.hpp>
#include <kumiko/roofs.hpp>

#include <algorithm>
#include <set>
#include <string>

#include "support/catch.hpp"
#include "support/device.hpp"

using kumiko::capability;

namespace {

bool reports(const char* extension)
{
    return test_queue().device().facts().extensions.find(extension) != std::string::npos;
}

}  // namespace

TEST_CASE("each capability has a name of its own", "[small]")
{
    std::set<std::string> names;
    for (const capability c : kumiko::capabilities) names.insert(kumiko::name(c));
    CHECK(names.size() == std::size(kumiko::capabilities));
    CHECK(kumiko::name(capability::int64_atomics) == std::string("int64_atomics"));
}

TEST_CASE("a probe gives the same answer each time, and builds nothing the second time")
{
    const kumiko::queue& q = test_queue();
    for (const capability c : kumiko::capabilities) {
        const bool first = kumiko::supports(q, c);
        const auto builds = kumiko::stats(q).builds, enqueues = kumiko::stats(q).enqueues;
        CAPTURE(kumiko::name(c));
        CHECK(kumiko::supports(q, c) == first);
        CHECK(kumiko::stats(q).builds == builds);
        CHECK(kumiko::stats(q).enqueues == enqueues);
    }
}

TEST_CASE("what a device can do is what a kernel shows that uses it")
{
    // If a probe says yes, another kernel confirms it.
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<double> y(q, 1);
    if (kumiko::supports(q, capability::f64)) {
        const kumiko::kernel k(
            q, {"third.cl", "kernel void third(global double* y) { y[0] = 1.0 / 3; }\n"}, "third");
        k(q, kumiko::groups(1), y);
        CHECK(kumiko::read(q, y)[0] == 1.0 / 3);
    }
    // If a probe says no although the device reports the extension, the driver is at fault. None of
    // the implementations that were tested has that fault.
    CHECK(kumiko::supports(q, capability::f64) == q.device().facts().reported_fp64);
    CHECK(kumiko::supports(q, capability::int64_atomics) == reports("cl_khr_int64_base_atomics"));
}

TEST_CASE("the local memory that can be used is near what is reported")
{
    const kumiko::queue& q = test_queue();
    const std::size_t reported = q.device().local_memory();
    const std::size_t usable = kumiko::usable_local_memory(q);
    CHECK(usable > 0);
    CHECK(usable <= 4 * reported);
    // A group really gets that much.
    const kumiko::kernel k(q,
                           {"last.cl",
                            "kernel void last(int n, local int* x, global int* y)"
                            " { x[n - 1] = 41; x[0] = 1; y[0] = x[n - 1] + x[0]; }\n"},
                           "last");
    const kumiko::buffer<int> y(q, 1);
    const std::size_t n = usable / sizeof(int);
    k(q, kumiko::groups(1), static_cast<int>(n), kumiko::local_memory<int>{n}, y);
    CHECK(kumiko::read(q, y)[0] == 42);
}

TEST_CASE("the order of devices follows what was measured of them")
{
    const std::vector<kumiko::device> all = kumiko::devices();
    if (all.size() < 2) {
        WARN("skipped: there is one device only");
        return;
    }
    const auto speed = [](const kumiko::device& d) {
        const std::optional<kumiko::roofs> r = kumiko::remembered(d);
        return r ? r->copy * r->f32 : 0;
    };
    for (const kumiko::device& d : all) (void)kumiko::measure(kumiko::queue(d));
    const std::vector<kumiko::device> ordered = kumiko::devices();
    CHECK(std::is_sorted(
        ordered.begin(), ordered.end(),
        [&](const kumiko::device& a, const kumiko::device& b) { return speed(a) > speed(b); }));
    CHECK(ordered.size() == all.size());
}
