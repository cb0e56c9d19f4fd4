// SPDX-License-Identifier: Apache-2.0
// Every OpenCL call and every allocation of a task fails in turn. Each time the task must throw
// what the library's headers say, or give the right result. It must leave no OpenCL object behind,
// and succeed when it is run again.
#include <kumiko/interop/opencl.hpp>
#include <kumiko/kumiko.hpp>
#include <kumiko/registry.hpp>

#include "faults/faults.hpp"
#include "reference/reference.hpp"
#include "support/catch.hpp"
#include "support/process.hpp"

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <thread>

namespace {

struct tally {
    int injected = 0, reported = 0, absorbed = 0;
};
tally total;

/// A context that has compiled nothing yet. It is destroyed with the object.
class fresh_context {
public:
    fresh_context() : device_(kumiko::default_device())
    {
        const cl_device_id d = device_.get();
        cl_int status = 0;
        handle_ = clCreateContext(nullptr, 1, &d, nullptr, nullptr, &status);
        REQUIRE(status == CL_SUCCESS);
    }
    fresh_context(const fresh_context&) = delete;
    fresh_context& operator=(const fresh_context&) = delete;
    ~fresh_context() { clReleaseContext(handle_); }
    kumiko::queue queue(const kumiko::queue_options& o = {}) const
    {
        return kumiko::queue_in(handle_, o);
    }
    cl_context get() const { return handle_; }

private:
    kumiko::device device_;
    cl_context handle_;
};

/// A task returns whether its result is right. `prepare` makes its operands before anything fails.
using task = std::function<bool()>;
using prepare = std::function<task(const fresh_context&)>;

/// How many calls fail in turn, and the step between them. With KUMIKO_FULL each fails, otherwise
/// as many as take about a second.
struct walk {
    int points, step;
};
walk walk_of(faults::where kind, const task& run)
{
    const auto start = std::chrono::steady_clock::now();
    faults::arm(kind, std::numeric_limits<int>::max());
    CHECK(run());
    const int points = faults::passed();
    (void)faults::disarm();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const bool all = std::getenv("KUMIKO_FULL") != nullptr;
    return {points, all ? 1 : std::max(1, static_cast<int>(points * took.count()))};
}

void fail_each(faults::where kind, const std::string& name, const prepare& make)
{
    tally t;
    std::map<std::string, int> kinds;
    const walk over = [&] {
        const fresh_context c;
        return walk_of(kind, make(c));
    }();
    for (int n = 1;; n += over.step) {
        const long before = faults::live();
        std::string failed;
        {
            const fresh_context c;
            const task run = make(c);
            INFO(name << ", failure number " << n);
            bool right = true, thrown = true;
            std::string said;
            faults::arm(kind, n);
            try {
                right = run();
                thrown = false;
                failed = faults::disarm();
            } catch (const kumiko::error& e) {
                failed = faults::disarm();
                said = e.what();
                CHECK(kind == faults::where::opencl);
                CHECK_THAT(said, Catch::Matchers::ContainsSubstring("CL_"));
            } catch (const std::bad_alloc&) {
                failed = faults::disarm();
                CHECK(kind == faults::where::memory);
            }
            INFO("failed: " << failed << ", said: " << said);
            CHECK(right);
            if (failed.empty()) {
                CHECK_FALSE(thrown);
            } else {
                ++t.injected;
                ++(thrown ? t.reported : t.absorbed);
                if (!thrown) ++kinds[failed];
                CHECK(run());  // nothing is lost
            }
        }
        CHECK(faults::live() == before);
        if (failed.empty()) break;
        // If this fails, each failure leaves something that makes the next run longer.
        REQUIRE(n < 2 * over.points + 100);
    }
    std::cout << "  " << name << ": " << t.injected << " failures of "
              << (kind == faults::where::opencl ? "OpenCL calls" : "allocations") << ", "
              << t.reported << " reported, " << t.absorbed << " absorbed";
    for (const auto& [what, count] : kinds) std::cout << "; " << what << ' ' << count;
    std::cout << '\n';
    total.injected += t.injected;
    total.reported += t.reported;
    total.absorbed += t.absorbed;
    CHECK((t.injected > 0 || kind == faults::where::memory));  // some tasks allocate nothing
}

std::vector<std::int32_t> counted(std::size_t n)
{
    std::vector<std::int32_t> x(n);
    std::iota(x.begin(), x.end(), 1);
    return x;
}

const std::map<std::string, prepare>& tasks()
{
    using namespace kumiko;
    static const std::map<std::string, prepare> all = {
        {"devices",
         [](const fresh_context&) -> task {
             const std::size_t n = devices().size();
             return [n] {
                 const std::size_t found = devices().size();
                 return found <= n;  // a device that does not answer is left out
             };
         }},
        {"examination",
         [](const fresh_context&) -> task { return [] { return !explain_devices().empty(); }; }},
        {"queue",
         [](const fresh_context& c) -> task {
             return [&c] {
                 const kumiko::queue a = c.queue(), b = c.queue();
                 const buffer<int> x(a, {1, 2, 3});
                 const event e = fill(a, x, 7);
                 b.wait(e);
                 const bool right = read(b, x) == std::vector<int>(3, 7);
                 e.wait();
                 a.flush();
                 a.finish();
                 return right && e.state() == progress::complete;
             };
         }},
        {"memory",
         [](const fresh_context& c) -> task {
             return [q = c.queue()] {
                 const std::vector<std::int32_t> x = counted(1000);
                 const buffer<std::int32_t> a(q, x), b(q, 1000);
                 copy(q, a, b);
                 fill(q, b.part(10, 10), 5);
                 write(q, b.part(0, 2), std::vector<std::int32_t>{8, 9});
                 const matrix<std::int32_t> m(b, 10, 50, 100), n(a, 10, 50, 100);
                 copy(q, m, n);
                 const auto r = read(q, matrix<const std::int32_t>(a, 3, 2, 100));
                 return r == std::vector<std::int32_t>{8, 9, 101, 102, 201, 202};
             };
         }},
        {"map and wrap",
         [](const fresh_context& c) -> task {
             return [q = c.queue()] {
                 alignas(4096) static std::array<std::int32_t, 1024> host;
                 host.fill(1);
                 const buffer<std::int32_t> x = wrap(q, host), y(q, 1024);
                 {
                     const auto m = map(q, y);
                     m[0] = 3;
                 }
                 copy(q, y.part(0, 1), x.part(1, 1));
                 const auto m = map(q, view<const std::int32_t>(x));
                 return m[0] == 1 && m[1] == 3;
             };
         }},
        {"staged transfers",
         [](const fresh_context& c) -> task {
             queue_options o;
             o.large = transfer::staged;
             return [q = c.queue(o)] {
                 static const std::vector<std::int32_t> x = counted((8 << 18) + 100);
                 const buffer<std::int32_t> y(q, x.size());
                 write(q, y, x);
                 const bool right = read(q, y) == x;
                 q.trim();
                 return right;
             };
         }},
        {"interop",
         [](const fresh_context& c) -> task {
             return [q = c.queue()] {
                 const buffer<float> x(q, {1, 2});
                 const kumiko::queue again = kumiko::wrap(q.get());
                 const buffer<float> y = kumiko::wrap<float>(again, handle(q, x));
                 const event e = kumiko::wrap(fill(again, y, 3.0f).get());
                 e.wait();
                 return read(q, x) == std::vector<float>{3, 3};
             };
         }},
        {"own kernel",
         [](const fresh_context& c) -> task {
             return [q = c.queue()] {
                 const kumiko::kernel k(
                     q,
                     {"add.cl",
                      "kernel void add(const int n, global int* x, local int* y)\n"
                      "{\n"
                      "    const int i = get_global_id(0);\n"
                      "    y[get_local_id(0)] = n;\n"
                      "    if (i < n) x[i] += y[get_local_id(0)];\n"
                      "}\n"},
                     "add");
                 const buffer<int> x(q, {1, 2, 3});
                 k(q, items(3).of(1), 3, x, local_memory<int>{1});
                 return read(q, x) == std::vector<int>{4, 5, 6};
             };
         }},
        {"a device's times",
         [](const fresh_context& c) -> task {
             queue_options o;
             o.profile = true;
             return [q = c.queue(o)] {
                 const buffer<int> x(q, 100);
                 return fill(q, x, 1).seconds() >= 0;
             };
         }},
        {"event callback",
         [](const fresh_context& c) -> task {
             return [q = c.queue()] {
                 static std::atomic<int> called;
                 called = 0;
                 const buffer<int> x(q, 100);
                 const event e = fill(q, x, 1);
                 e.then([](int status) { called = status == 0 ? 1 : -1; });
                 while (called == 0) std::this_thread::yield();
                 return called == 1;
             };
         }},
        {"copy across",
         [](const fresh_context& c) -> task {
             return [from = kumiko::queue(), to = c.queue()] {
                 const std::vector<std::int32_t> x = counted(5000);
                 const buffer<std::int32_t> a(from, x), b(to, 5000);
                 copy_across(from, a, to, b);
                 return read(to, b) == x;
             };
         }},
    };
    return all;
}

/// The first trial of an operation in one kind. Afterwards memory must hold the same as after a run
/// in which nothing failed.
prepare trial_of(const kumiko::operation& op, kumiko::kind k)
{
    return [&op, k](const fresh_context& c) -> task {
        kumiko::queue_options o;
        o.force = k;
        const kumiko::queue q = c.queue(o);
        const kumiko::reference::trial t = kumiko::reference::trials_of(op).front();
        const auto run = [q, t, inputs = t.inputs()] {
            const kumiko::reference::placed on_device(q, *t.op, inputs, 1);
            kumiko::apply(q, t.op->name, t.with->fields, on_device.operands()).wait();
            return on_device.bytes(q);
        };
        static std::map<std::string, std::vector<std::vector<unsigned char>>> right;
        const std::string key = op.name + (k == kumiko::kind::cpu ? ", cpu kind" : ", gpu kind");
        if (right.count(key) == 0) {
            // Use a separate context, because this one must not have compiled anything yet.
            const fresh_context other;
            kumiko::queue_options same;
            same.force = k;
            const kumiko::queue there = other.queue(same);
            const kumiko::reference::placed on_device(there, op, t.inputs(), 1);
            kumiko::apply(there, op.name, t.with->fields, on_device.operands()).wait();
            right[key] = on_device.bytes(there);
        }
        return [run, &wanted = right[key]] { return run() == wanted; };
    };
}

/// The first operation of each header, in one kind, which takes turns; with KUMIKO_FULL all operations in each.
void fail_operations(faults::where where)
{
    std::set<std::string> headers;
    for (const kumiko::operation& op : kumiko::operations()) {
        if (!headers.insert(op.header).second && std::getenv("KUMIKO_FULL") == nullptr) continue;
        for (const kumiko::kind k : op.kinds) {
            const bool turn = (headers.size() % 2 == 0) == (k == kumiko::kind::gpu);
            if (!turn && op.kinds.size() > 1 && std::getenv("KUMIKO_FULL") == nullptr) continue;
            fail_each(where, op.name + (k == kumiko::kind::cpu ? ", cpu kind" : ", gpu kind"),
                      trial_of(op, k));
        }
    }
}

/// Sets the library's cache on disk ("": none). The destructor switches it off.
struct with_cache {
    explicit with_cache(const std::string& folder) { kumiko::set_cache({folder}); }
    ~with_cache() { kumiko::set_cache({""}); }
};

}  // namespace

TEST_CASE("every OpenCL call fails in turn")
{
    const with_cache off("");
    const kumiko::queue first;  // the library's own context is never destroyed
    for (const auto& [name, make] : tasks()) fail_each(faults::where::opencl, name, make);
    fail_operations(faults::where::opencl);
}

TEST_CASE("every allocation fails in turn")
{
    const with_cache off("");
    for (const auto& [name, make] : tasks())
        if (name != "examination")  // it loads drivers, whose allocations are not ours
            fail_each(faults::where::memory, name, make);
    fail_operations(faults::where::memory);
}

TEST_CASE("every call and allocation fails in turn while programs are kept on disk and loaded")
{
    const temporary_folder folder;
    const with_cache on(folder.path());
    const prepare keep = [](const fresh_context& c) -> task {
        return [q = c.queue()] {
            kumiko::clear_cache();
            const bool right = kumiko::reduce(q, kumiko::buffer<int>(q, {1, 2, 3})) == 6;
            (void)kumiko::keep_programs(q);
            return right;
        };
    };
    const prepare load = [](const fresh_context& c) -> task {
        {
            const fresh_context other;
            const kumiko::queue q = other.queue();
            (void)kumiko::reduce(q, kumiko::buffer<int>(q, {1, 2, 3}));
            (void)kumiko::keep_programs(q);
        }
        return [q = c.queue()] {
            return kumiko::reduce(q, kumiko::buffer<int>(q, {1, 2, 3})) == 6;
        };
    };
    for (const faults::where kind : {faults::where::opencl, faults::where::memory}) {
        fail_each(kind, "keep", keep);
        fail_each(kind, "load", load);
    }
    CHECK(kumiko::examine_cache().damaged == 0);
    for (const auto& f : std::filesystem::directory_iterator(folder.path()))
        CHECK(f.path().extension() != ".part");  // a file left half written
}

TEST_CASE("no probe takes a moment without memory for an answer")
{
    const with_cache off("");
    std::map<kumiko::capability, bool> truth;
    // This process remembers nothing yet, so the answers after all failures come from the probes.
    for (const faults::where kind : {faults::where::opencl, faults::where::memory})
        for (const kumiko::capability c : kumiko::capabilities) {
            int failures = 0;
            const int few = kind == faults::where::opencl ? 3 : 13;
            const int step = std::getenv("KUMIKO_FULL") ? 1 : few;
            for (int n = 1; n < 2000; n += step) {
                const fresh_context fresh;
                const kumiko::queue q = fresh.queue();
                faults::arm(kind, n);
                std::optional<bool> answer;
                try {
                    answer = kumiko::supports(q, c);
                } catch (const std::exception&) {
                }
                failures += !faults::disarm().empty();
                if (!answer) continue;
                const auto [at, first] = truth.try_emplace(c, *answer);
                CHECK(at->second == *answer);
                break;
            }
            total.injected += failures;
            total.reported += failures;
        }
    // The answers must be the same when nothing fails.
    for (const kumiko::capability c : kumiko::capabilities)
        CHECK(kumiko::supports(kumiko::queue(), c) == truth[c]);
}

TEST_CASE("a device that reports an error in the middle")
{
    const with_cache off("");
    const fresh_context c;
    const kumiko::queue q = c.queue();
    const kumiko::buffer<int> x(q, {1, 2, 3});
    cl_int status = 0;
    const cl_event broken = clCreateUserEvent(c.get(), &status);
    REQUIRE(status == CL_SUCCESS);
    const long before = faults::live();
    {
        const kumiko::event cause = kumiko::wrap(broken);
        const kumiko::queue unlucky = c.queue();
        unlucky.wait(cause);
        const kumiko::event first = fill(unlucky, x, 7),
                            last = kumiko::copy(unlucky, x.part(0, 1), x.part(1, 1));
        std::atomic<int> told{1};
        // PoCL 3.1 calls callbacks only after success: see src/core/quirks.cpp.
        const bool pocl = q.device().facts().runtime == "pocl";
        if (!pocl) cause.then([&](int s) { told = s; });
        clSetUserEventStatus(broken, CL_OUT_OF_RESOURCES);
        CHECK_THROWS_AS(cause.wait(), kumiko::error);
        CHECK_THROWS_AS(cause.state(), kumiko::error);
        // The implementation decides about commands after one that failed: either all of them fail
        // and write nothing, or all of them run.
        bool failed = false;
        try {
            last.wait();
        } catch (const kumiko::error&) {
            failed = true;
        }
        if (pocl) CHECK(failed);
        if (failed) {
            CHECK_THROWS_AS(first.wait(), kumiko::error);
            CHECK_THROWS_AS(last.state(), kumiko::error);
        } else {
            CHECK_NOTHROW(first.wait());
            CHECK(last.state() == kumiko::progress::complete);
        }
        for (int i = 0; !pocl && i < 1000 && told == 1; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        CHECK((told < 0) == !pocl);
        try {
            unlucky.finish();  // some drivers report it here, too
        } catch (const kumiko::error&) {
        }
        CHECK(read(q, x) == (failed ? std::vector<int>{1, 2, 3} : std::vector<int>{7, 7, 7}));
    }
    CHECK(faults::live() == before);
    CHECK(kumiko::reduce(q, kumiko::buffer<int>(q, {1, 2, 3})) == 6);
    clReleaseEvent(broken);
}

TEST_CASE("the sum of it")
{
    std::cout << "faults: " << total.injected << " injected, " << total.reported << " reported, "
              << total.absorbed << " absorbed, all survived\n";
    CHECK(total.injected > 0);
}
