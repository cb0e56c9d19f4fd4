// SPDX-License-Identifier: Apache-2.0
#include <kumiko/roofs.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

TEST_CASE("a device's roofs are within what hardware can be", "[roofs]")
{
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q), q.device().name());
        const kumiko::roofs r = kumiko::measure(q, std::size_t{4} << 20);
        for (const double rate : {r.copy, r.read, r.f32}) CHECK(rate > 1e6);
        for (const double rate : {r.copy, r.read}) CHECK(rate < 1e14);
        for (const double rate : {r.f32, r.f64, r.f16}) CHECK(rate < 1e16);
        CHECK(r.launch_wait > 0);
        CHECK(r.launch_batched > 0);
        CHECK(r.launch_batched < 1);
    }
}

TEST_CASE("roofs are measured without building anew", "[roofs]")
{
    for (const kumiko::queue& q : test_queues()) {
        (void)kumiko::measure(q, 1 << 20);
        const auto builds = stats(q).builds;
        (void)kumiko::measure(q, 1 << 20);
        CHECK(stats(q).builds == builds);
    }
}
