// SPDX-License-Identifier: Apache-2.0
// Transfers between host and device memory: mapped, wrapped and staged; from device to device;
// beyond 2^31 elements.
#include <kumiko/kumiko.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <numeric>
#include <thread>

using Catch::Matchers::ContainsSubstring;

namespace {

std::vector<std::int32_t> counted(std::size_t n)
{
    std::vector<std::int32_t> x(n);
    std::iota(x.begin(), x.end(), 1);
    return x;
}

/// The address of x as a kernel sees it.
std::uintptr_t address_on_device(const kumiko::queue& q, const kumiko::view<const std::int32_t>& x)
{
    const kumiko::kernel where(q,
                               {"where.cl",
                                "kernel void where(global const int* x, global ulong* at)\n"
                                "{\n"
                                "    *at = (ulong)x;\n"
                                "}\n"},
                               "where");
    const kumiko::buffer<std::uint64_t> at(q, 1);
    where(q, kumiko::items(1), x, at);
    return static_cast<std::uintptr_t>(read(q, at)[0]);
}

kumiko::queue with(kumiko::transfer way)
{
    kumiko::queue_options o;
    o.large = way;
    return kumiko::queue(test_queue().device(), o);
}

}  // namespace

TEST_CASE("mapped memory is read and written in place", "[transfer][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<std::int32_t> x(q, {1, 2, 3, 4});
    {
        const kumiko::mapped<const std::int32_t> m = map(q, kumiko::view<const std::int32_t>(x));
        CHECK(std::vector<std::int32_t>(m.begin(), m.end()) ==
              std::vector<std::int32_t>{1, 2, 3, 4});
    }
    {
        const kumiko::mapped<std::int32_t> m = map(q, x.part(1, 2));
        CHECK(m.size() == 2);
        CHECK(m[0] == 2);
        m[1] = 30;
    }
    CHECK(read(q, x) == std::vector<std::int32_t>{1, 2, 30, 4});
    kumiko::mapped<std::int32_t> m = map_discarding(q, x);
    std::fill(m.begin(), m.end(), 7);
    m.unmap().wait();
    CHECK(m.size() == 0);
    CHECK(m.data() == nullptr);
    CHECK_NOTHROW(m.unmap().wait());  // nothing is left to do
    CHECK(read(q, x) == std::vector<std::int32_t>(4, 7));
}

TEST_CASE("a mapping comes after what was enqueued, and goes before what is", "[transfer][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<std::int32_t> x(q, 5000);
    for (int round = 1; round < 4; ++round) {
        fill(q, x, round);
        kumiko::mapped<std::int32_t> m = map(q, x);
        CHECK(std::accumulate(m.begin(), m.end(), 0) == 5000 * round);
        m[4999] = 0;
        m.unmap();
        CHECK(kumiko::reduce(q, x) == 4999 * round);
    }
}

TEST_CASE("a mapping moves, outlives its buffer, and may be of nothing", "[transfer][small]")
{
    const kumiko::queue& q = test_queue();
    auto x = std::make_unique<kumiko::buffer<std::int32_t>>(q, std::vector<std::int32_t>{1, 2});
    kumiko::mapped<std::int32_t> a = map(q, *x);
    kumiko::mapped<std::int32_t> b = std::move(a);
    CHECK(a.size() == 0);
    x.reset();
    CHECK(b[1] == 2);
    a = std::move(b);
    CHECK(a[0] == 1);
    const kumiko::buffer<float> none(q, 0);
    CHECK(map(q, none).size() == 0);
    CHECK_THROWS_WITH(
        map(q, kumiko::view<const int>(kumiko::any_view{nullptr, 0, kumiko::element::s32, 0, 1})),
        "a view of no memory");
}

TEST_CASE("wrapped memory is the host's own", "[transfer][small]")
{
    const kumiko::queue& q = test_queue();
    alignas(4096) static std::array<std::int32_t, 8192> host;
    std::iota(host.begin(), host.end(), 0);
    const kumiko::buffer<std::int32_t> x = wrap(q, host);
    CHECK(x.size == host.size());
    CHECK(kumiko::reduce(q, x) == 8192 * 8191 / 2);
    fill(q, x.part(100, 8000), -1);
    {
        const kumiko::mapped<std::int32_t> m = map(q, x);
        CHECK(m.data() == host.data());  // the OpenCL standard promises it for CL_MEM_USE_HOST_PTR
        CHECK(host[99] == 99);
        CHECK(host[100] == -1);
        host[0] = 5;
    }
    CHECK(read(q, x.part(0, 1)) == std::vector<std::int32_t>{5});
}

TEST_CASE("anything like std::span is wrapped and copied", "[transfer][small]")
{
    struct span {
        std::int16_t* first;
        std::size_t n;
        std::int16_t* data() const { return first; }
        std::size_t size() const { return n; }
    };
    const kumiko::queue& q = test_queue();
    alignas(64) std::int16_t host[] = {1, 2, 3, 4};
    const span three{host, 3};
    CHECK(read(q, kumiko::buffer(q, three)) == std::vector<std::int16_t>{1, 2, 3});
    {
        const kumiko::buffer<std::int16_t> x = wrap(q, three);
        std::int16_t other[] = {2, 3, 4};
        write(q, x, span{other, 3});
        const auto m = map(q, x);
        CHECK(m[2] == 4);
    }
    CHECK(host[0] == 2);
    CHECK(host[3] == 4);
}

TEST_CASE("a device that shares the host's memory copies nothing", "[transfer]")
{
    const kumiko::queue& q = test_queue();
    const std::string runtime = q.device().facts().runtime;
    if (!q.device().is_cpu() || (runtime != "pocl" && runtime != "intel")) {
        WARN("skipped: " << runtime << "'s addresses are not the host's");
        return;
    }
    std::vector<std::int32_t> host = counted(1 << 20);
    const kumiko::buffer<std::int32_t> x = wrap(q, host.data() + 1, host.size() - 1);
    CHECK(address_on_device(q, x) == reinterpret_cast<std::uintptr_t>(host.data() + 1));
    // Mapping does not copy either. A buffer of the device is mapped where it lies.
    CHECK(map(q, x).data() == host.data() + 1);
    const kumiko::buffer<std::int32_t> own(q, host);
    CHECK(reinterpret_cast<std::uintptr_t>(map(q, own).data()) == address_on_device(q, own));
    // The host sees what a kernel wrote, without a copy in between.
    fill(q, x, 3).wait();
    CHECK(host[0] == 1);
    CHECK(host[1] == 3);
    CHECK(host.back() == 3);
}

TEST_CASE("const memory is wrapped to be read", "[transfer][small]")
{
    const kumiko::queue& q = test_queue();
    const std::vector<std::int32_t> host = counted(1000);
    const auto x = wrap(q, host);
    STATIC_REQUIRE(std::is_same_v<decltype(x), const kumiko::buffer<const std::int32_t>>);
    STATIC_REQUIRE(!std::is_convertible_v<decltype(x), kumiko::view<std::int32_t>>);
    CHECK(kumiko::reduce(q, x) == 500500);
    const kumiko::buffer<std::int32_t> y(q, host.size());
    copy(q, x.part(1, 999), y.part(0, 999));
    CHECK(read(q, y.part(998, 1)) == std::vector<std::int32_t>{1000});
    {
        const auto m = map(q, x);
        STATIC_REQUIRE(std::is_same_v<decltype(m), const kumiko::mapped<const std::int32_t>>);
        CHECK(m.data() == host.data());
        CHECK(m[999] == 1000);
    }
    const auto part = wrap(q, host.data() + 4, 3);
    CHECK(read(q, part) == std::vector<std::int32_t>{5, 6, 7});
    CHECK_THROWS_WITH(wrap(q, static_cast<const float*>(nullptr), 3),
                      "wrap: the host memory is null");
    CHECK(wrap(q, std::as_const(host).data(), 0).size == 0);
    // A user's kernel takes the bytes as the type of its parameter.
    const kumiko::kernel twice(
        q, {"twice.cl", "kernel void twice(global const int* x, global int* y) { *y = 2 * x[9]; }"},
        "twice");
    twice(q, kumiko::items(1), x, y);
    CHECK(read(q, y.part(0, 1)) == std::vector<std::int32_t>{20});
    CHECK(host == counted(1000));
}

TEST_CASE("two wraps of one array overlap", "[transfer][small]")
{
    const kumiko::queue& q = test_queue();
    alignas(4096) static std::array<std::int32_t, 64> host{};
    const kumiko::buffer<std::int32_t> a = wrap(q, host.data(), 40),
                                       b = wrap(q, host.data() + 32, 32);
    CHECK_THROWS_WITH(copy(q, a.part(8, 32), b), "copy: the destination overlaps the source");
    CHECK_NOTHROW(copy(q, a.part(0, 8), b.part(24, 8)).wait());
    const auto c = wrap(q, std::as_const(host));  // also if it was wrapped as const
    CHECK_THROWS_WITH(copy(q, c.part(8, 32), b), "copy: the destination overlaps the source");
}

TEST_CASE("what cannot be wrapped is refused", "[transfer][small]")
{
    const kumiko::queue& q = test_queue();
    std::array<std::int32_t, 4> host{};
    CHECK_THROWS_WITH(wrap(q, static_cast<float*>(nullptr), 3), "wrap: the host memory is null");
    CHECK_THROWS_WITH(wrap(q, host.data(), -1), "a size is -1, must not be negative");
    auto* odd = reinterpret_cast<std::int32_t*>(reinterpret_cast<std::uintptr_t>(host.data()) + 2);
    CHECK_THROWS_WITH(wrap(q, odd, 2),
                      "wrap: the host memory is not aligned to s32, which are 4 bytes");
    CHECK(wrap(q, static_cast<float*>(nullptr), 0).size == 0);
}

TEST_CASE("staged transfers bring the same bytes", "[transfer]")
{
    const kumiko::queue direct = with(kumiko::transfer::direct),
                        staged = with(kumiko::transfer::staged);
    // 8 MiB go in two pieces; more go in more, the last a small one. Fewer are never staged.
    for (const std::size_t n : {std::size_t{1} << 21, (std::size_t{1} << 21) + 1,
                                (std::size_t{5} << 20) + 12345, (std::size_t{1} << 21) - 1}) {
        const std::vector<std::int32_t> x = counted(n);
        const kumiko::buffer<std::int32_t> y(staged, n + 3);
        const bool large = n >= std::size_t{1} << 21;
        fill(staged, y, -5);
        auto before = stats(staged);
        write(staged, y.part(1, n), x);
        CHECK(stats(staged).enqueues - before.enqueues ==
              (large ? (4 * n + (4 << 20) - 1) >> 22 : 1));
        CHECK(read(direct, y.part(1, n)) == x);
        CHECK(read(staged, y.part(1, n)) == x);
        CHECK(read(direct, y.part(0, 1))[0] == -5);
        CHECK(read(direct, y.part(n + 1, 2)) == std::vector<std::int32_t>{-5, -5});
    }
    const std::uint64_t before = stats(staged).allocations;
    const kumiko::buffer<std::int32_t> y(staged, std::size_t{1} << 21);
    (void)read(staged, y);
    CHECK(stats(staged).allocations == before + 1);  // the page-locked memory exists already
    staged.trim();
    (void)read(staged, y);
    CHECK(stats(staged).allocations == before + 3);
}

TEST_CASE("transfers are staged where memory is not shared, unless told", "[transfer]")
{
    const bool unified = test_queue().device().facts().unified_memory;
    const std::size_t n = std::size_t{8} << 20;
    const auto commands = [&](kumiko::transfer way) {
        const kumiko::queue q = with(way);
        const kumiko::buffer<std::uint8_t> x(q, n);
        (void)read(q, x);
        return stats(q).enqueues;
    };
    CHECK(commands(kumiko::transfer::automatic) == (unified ? 1 : 2));
    CHECK(commands(kumiko::transfer::direct) == 1);
    CHECK(commands(kumiko::transfer::staged) == 2);
}

TEST_CASE("staged transfers of several threads", "[transfer][threads]")
{
    const kumiko::queue q = with(kumiko::transfer::staged);
    std::array<int, 3> wrong{};
    std::vector<std::thread> all;
    for (std::size_t t = 0; t < wrong.size(); ++t)
        all.emplace_back([&, t] {
            const std::size_t n = (std::size_t{5} << 19) + 1000 * t;
            std::vector<std::int32_t> x(n, static_cast<std::int32_t>(t));
            const kumiko::buffer<std::int32_t> y(q, n);
            for (int round = 0; round < 3; ++round) {
                x[n / 2] = round;
                write(q, y, x);
                wrong[t] += read(q, y) != x;
            }
        });
    for (std::thread& t : all) t.join();
    CHECK(wrong == std::array<int, 3>{});
}

TEST_CASE("memory goes from device to device", "[transfer]")
{
    const kumiko::queue& q = test_queue();
    const std::vector<std::int32_t> x = counted((64 << 18) + 77);  // more than one piece
    const kumiko::buffer<std::int32_t> from(q, x);
    for (const kumiko::device& d : kumiko::devices()) {
        const kumiko::queue other(d);
        CAPTURE(d.name());
        const kumiko::buffer<std::int32_t> to(other, x.size() + 1);
        fill(other, to, 0);
        copy_across(q, from, other, to.part(1, x.size()));
        CHECK(read(other, to.part(1, x.size())) == x);
        CHECK(read(other, to.part(0, 1))[0] == 0);
        CHECK_THROWS_WITH(copy_across(q, from, other, to),
                          ContainsSubstring("copy_across: from 16777293 elements to 16777294"));
    }
}

TEST_CASE("more than 2^31 elements", "[transfer]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::device_facts& f = q.device().facts();
    const std::size_t n = (std::size_t{1} << 31) + 4099;
    if (f.largest_allocation < n || f.global_memory < 3 * n) {
        WARN("skipped: " << f.name << " allows " << f.largest_allocation << " of "
                         << f.global_memory << " bytes");
        return;
    }
    const kumiko::buffer<std::uint8_t> x(q, n);
    fill(q, x, 1);
    const kumiko::kernel add(
        q,
        {"add.cl",
         "kernel void add(const long n, global uchar* x, const long x_at)\n"
         "{\n"
         "    const long i = get_global_id(0);\n"
         "    if (16 * i + 15 < n)\n"
         "        vstore16(vload16(i, x + x_at) + (uchar16)(i % 8), i, x + x_at);\n"
         "}\n"},
        "add");
    const kumiko::view<std::uint8_t> all = x.part(3, n - 3);  // 2^31 + 4096
    add(q, kumiko::items(all.size / 16), static_cast<std::int64_t>(all.size), all);
    const auto at = [&](std::size_t i) { return int{read(q, x.part(i, 1))[0]}; };
    CHECK(at(2) == 1);
    CHECK(at(3 + 16 * 7) == 8);
    CHECK(at(n - 1) == 8);
    CHECK(at(n - 17) == 7);
    CHECK(at((std::size_t{1} << 31) + 2) == 8);
    CHECK(at((std::size_t{1} << 31) + 3) == 1);
    copy(q, x.part(n - 4096, 4096), x.part(0, 4096));
    CHECK(at(4095) == 8);
    const kumiko::mapped<std::uint8_t> m = map(q, x.part(n - 2, 2));
    CHECK(m[1] == 8);
}
