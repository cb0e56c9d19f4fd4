// SPDX-License-Identifier: Apache-2.0
#include <kumiko/kumiko.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

#include <chrono>
#include <future>
#include <numeric>

namespace {

kumiko::queue profiled()
{
    kumiko::queue_options o;
    o.profile = true;
    return kumiko::queue(test_queue().device(), o);
}

double wall_seconds(std::chrono::steady_clock::time_point since)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

}  // namespace

TEST_CASE("queues of a device share memory, and wait for each other", "[queue][small]")
{
    const kumiko::queue a(test_queue().device()), b(test_queue().device());
    const kumiko::buffer<float> x(a, std::vector<float>(1000, 1)), y(a, 1), z(b, 1);
    b.wait(reduce(a, x, y));
    reduce(b, y, z);
    CHECK(read(b, z).front() == 1000);
}

TEST_CASE("waiting for another queue's event starts it", "[queue]")
{
    const kumiko::queue a(test_queue().device()), b(test_queue().device());
    const kumiko::buffer<int> x(a, std::vector<int>(1 << 20, 1)), y(a, 1);
    for (int i = 0; i < 100; ++i) {  // the test never flushes a: b.wait must do it
        b.wait(reduce(a, x, y));
        CHECK(read(b, y).front() == 1 << 20);
    }
}

TEST_CASE("an event tells how far its call has come", "[queue][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<int> x(q, {1, 2, 3}), y(q, 1);
    const kumiko::event e = reduce(q, x, y);
    (void)e.state();  // any answer is right here
    e.wait();
    CHECK(e.state() == kumiko::progress::complete);
    CHECK(kumiko::event().state() == kumiko::progress::complete);
    kumiko::event().wait();

    kumiko::event copy = e;  // copies share the completion and outlive the original
    kumiko::event moved = std::move(copy);
    copy = moved;
    CHECK(copy.get() == e.get());
}

TEST_CASE("an event calls back once, with the status", "[queue][threads]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<int> x(q, {1, 2, 3}), y(q, 1);
    auto called = std::make_shared<std::promise<int>>();
    std::future<int> status = called->get_future();
    reduce(q, x, y).then([called](int s) { called->set_value(s); });
    REQUIRE(status.wait_for(std::chrono::seconds(60)) == std::future_status::ready);
    CHECK(status.get() == 0);

    int at_once = -1;
    kumiko::event().then([&](int s) { at_once = s; });
    CHECK(at_once == 0);
}

TEST_CASE("an event's device time spans its launches and fits the wall's", "[queue]")
{
    const kumiko::queue q = profiled();
    const std::size_t n = std::size_t{1} << 22;
    const kumiko::buffer<float> x(q, std::vector<float>(n, 1)), y(q, 1);
    reduce(q, x, y).wait();
    const auto start = std::chrono::steady_clock::now();
    const double device = reduce(q, x, y).seconds();
    const double wall = wall_seconds(start);
    CHECK(device >= 0);
    CHECK(device <= wall);
    if (device < 1e-7) {
        WARN("this device's clock does not run");  // Oclgrind, llvmpipe
        return;
    }
    CHECK(device > 4.0 * static_cast<double>(n) / 1e13);  // no device reads 10 TB/s
}

TEST_CASE("device time needs a profiled queue", "[queue][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<int> x(q, {1}), y(q, 1);
    const kumiko::event e = reduce(q, x, y);
    CHECK_THROWS_WITH(e.seconds(), "event: its queue is not profiled (queue_options::profile)");
    CHECK(kumiko::event().seconds() == 0);
    e.wait();  // the event is still usable
}

TEST_CASE("a warmed-up operation allocates and builds nothing", "[queue][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<float> x(q, std::vector<float>(5000, 1)), y(q, 1);
        reduce(q, x, y);
        const kumiko::statistics before = stats(q);
        for (int i = 0; i < 20; ++i) reduce(q, x, y);
        const kumiko::statistics after = stats(q);
        CHECK(after.allocations == before.allocations);
        CHECK(after.builds == before.builds);
        CHECK(after.cache_hits == before.cache_hits);
        CHECK(after.enqueues > before.enqueues);
        q.finish();
    }
}

TEST_CASE("scratch is kept up to the cap, and trimmed on request", "[queue][small]")
{
    const kumiko::device d = test_queue().device();
    const kumiko::queue q(d);
    const kumiko::buffer<float> x(q, std::vector<float>(5000, 1));
    CHECK(kumiko::reduce(q, x) == 5000);
    CHECK(stats(q).scratch_buffers > 0);
    CHECK(stats(q).scratch_bytes > 0);
    q.trim();
    CHECK(stats(q).scratch_buffers == 0);
    CHECK(stats(q).scratch_bytes == 0);
    CHECK(kumiko::reduce(q, x) == 5000);

    kumiko::queue_options none;
    none.scratch_cap = 0;
    const kumiko::queue r(d, none);
    CHECK(kumiko::reduce(r, x) == 5000);
    CHECK(stats(r).scratch_bytes == 0);
}

TEST_CASE("two queues alternating operations of several launches keep their scratch apart",
          "[queue]")
{
    // 10,000 calls, each of two launches with scratch between them. If the queues shared a pool,
    // they would use the same scratch.
    const kumiko::queue a(test_queue().device()), b(test_queue().device());
    std::vector<int> up(3000), down(3001);
    std::iota(up.begin(), up.end(), 1);
    for (std::size_t i = 0; i < down.size(); ++i) down[i] = -static_cast<int>(i % 7);
    const int sum_up = std::accumulate(up.begin(), up.end(), 0);
    const int sum_down = std::accumulate(down.begin(), down.end(), 0);

    const std::size_t calls = 5000;
    const kumiko::buffer<int> xa(a, up), ya(a, calls), xb(b, down), yb(b, calls);
    for (std::size_t i = 0; i < calls; ++i) {
        reduce(a, xa, ya.part(i, 1));
        reduce(b, xb, yb.part(i, 1));
        if (i % 500 == 499) {
            a.finish();
            b.finish();
        }
    }
    CHECK(read(a, ya) == std::vector<int>(calls, sum_up));
    CHECK(read(b, yb) == std::vector<int>(calls, sum_down));
}

TEST_CASE("a refused call enqueues nothing and leaves everything usable", "[queue][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<int> x(q, {1, 2, 3});
    kumiko::buffer<int> y(q, 2);
    kumiko::reduce(q, x, y.part(0, 1));
    const auto before = stats(q).enqueues;
    CHECK_THROWS_AS(kumiko::reduce(q, x, y), std::invalid_argument);
    CHECK_THROWS_AS(kumiko::copy(q, x, y), std::invalid_argument);
    CHECK_THROWS_AS(kumiko::write(q, x, std::vector<int>(4)), std::invalid_argument);
    CHECK(stats(q).enqueues == before);
    CHECK(kumiko::reduce(q, x) == 6);
}

TEST_CASE("a queue forced to a kind runs it on any device", "[queue][small]")
{
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        CHECK(kumiko::reduce(q, kumiko::buffer<int>(q, {1, 2, 3})) == 6);
    }
}

TEST_CASE("memory and events of another device are refused by name", "[queue]")
{
    const std::vector<kumiko::device> all = kumiko::devices();
    if (all.size() < 2) {
        WARN("skipped: there is one device only");
        return;
    }
    const kumiko::queue a(all[0]), b(all[1]);
    const kumiko::buffer<int> x(a, {1, 2}), y(a, 1);
    CHECK_THROWS_WITH(kumiko::reduce(b, x),
                      "memory is on " + a.device().name() + ", the queue on " + b.device().name());
    CHECK_THROWS_WITH(
        b.wait(reduce(a, x, y)),
        "queue: the event to wait for is of another device than " + b.device().name());
}
