// SPDX-License-Identifier: Apache-2.0
// Handles of OpenCL and objects of CLHPP: from them to Kumiko, and back.
#define CL_HPP_TARGET_OPENCL_VERSION 120
#define CL_HPP_MINIMUM_OPENCL_VERSION 120
#include <kumiko/interop/clhpp.hpp>
#include <kumiko/kumiko.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

#include <chrono>
#include <numeric>
#include <optional>
#include <thread>

using Catch::Matchers::ContainsSubstring;

namespace {

/// The OpenCL objects of an application that does not know Kumiko.
struct application {
    cl::Device device = kumiko::to_clhpp(test_queue().device());
    cl::Context context{device};
    cl::CommandQueue queue{context, device};
};

cl_uint references(const cl::Context& c) { return c.getInfo<CL_CONTEXT_REFERENCE_COUNT>(); }

}  // namespace

TEST_CASE("operations run on an application's queue and memory", "[interop][small]")
{
    const application app;
    const std::vector<float> ones(1000, 1.0f);
    cl::Buffer theirs(app.context, CL_MEM_READ_WRITE, 4000);
    app.queue.enqueueWriteBuffer(theirs, CL_FALSE, 0, 4000, ones.data());

    const kumiko::queue q = kumiko::wrap(app.queue);
    CHECK(q.get() == app.queue());
    CHECK(kumiko::context_of(q) == app.context());
    CHECK(q.device().get() == app.device());
    const kumiko::buffer<float> x = kumiko::wrap<float>(q, theirs);
    CHECK(x.size == 1000);
    CHECK(kumiko::handle(q, x) == theirs());  // nothing was copied
    CHECK(kumiko::reduce(q, x) == 1000.0f);
    const kumiko::buffer<float> y(q, 1000);  // our buffer in the application's context
    copy(q, x, y);
    fill(q, x.part(0, 500), 3.0f);
    CHECK(kumiko::reduce(q, y) == 1000.0f);
    float back[2];
    app.queue.enqueueReadBuffer(theirs, CL_TRUE, 499 * 4, 8, back);
    CHECK(back[0] == 3.0f);
    CHECK(back[1] == 1.0f);
    const cl::Buffer ours = kumiko::to_clhpp(q, y);
    app.queue.enqueueReadBuffer(ours, CL_TRUE, 0, 8, back);
    CHECK(back[1] == 1.0f);
}

TEST_CASE("an application goes on with our context and queue", "[interop][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<float> x(q, {1, 2, 3, 4});
    const cl::CommandQueue queue = kumiko::to_clhpp(q);
    const cl::Buffer memory = kumiko::to_clhpp(q, x);
    const float nine = 9;
    queue.enqueueWriteBuffer(memory, CL_TRUE, 4, 4, &nine);
    CHECK(read(q, x) == std::vector<float>{1, 9, 3, 4});
    CHECK(kumiko::clhpp_context_of(q)() == kumiko::context_of(q));
    // Our own context is recognised: its kernels are not compiled a second time.
    const kumiko::queue again = kumiko::wrap(queue);
    CHECK(kumiko::reduce(q, x) == 17.0f);
    const auto builds = stats(q).builds + stats(q).loads;
    CHECK(kumiko::reduce(again, x) == 17.0f);
    CHECK(stats(again).builds + stats(again).loads == builds);
}

TEST_CASE("a new queue in an application's context", "[interop][small]")
{
    const application app;
    const kumiko::queue q = kumiko::queue_in(app.context),
                        other = kumiko::queue_in(app.context, app.device);
    CHECK(kumiko::context_of(q) == app.context());
    CHECK(q.get() != app.queue());
    const kumiko::buffer<int> x(q, {1, 2, 3});
    CHECK(kumiko::reduce(other, x) == 6);
    CHECK(kumiko::reduce(kumiko::wrap(app.queue), x) == 6);
}

TEST_CASE("a context is retained while a queue, memory or a kernel of it lives, and no longer",
          "[interop]")
{
    const application app;
    const cl_uint before = references(app.context);
    std::optional<kumiko::buffer<int>> x;
    {
        const kumiko::queue q = kumiko::wrap(app.queue);
        CHECK(references(app.context) > before);
        x.emplace(q, std::vector<int>{1, 2, 3});
        CHECK(kumiko::reduce(q, *x) == 6);  // it remembers programs, kernels and scratch
    }
    // Memory outlives the queues, and the next queue can use it.
    CHECK(kumiko::reduce(kumiko::queue_in(app.context), *x) == 6);
    x.reset();
    app.queue.finish();
    // PoCL's worker first reports that a command is finished, and then releases its event.
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (references(app.context) != before && std::chrono::steady_clock::now() < end)
        std::this_thread::yield();
    CHECK(references(app.context) == before);
}

TEST_CASE("many contexts, one after the other", "[interop]")
{
    for (int i = 0; i < 20; ++i) {
        const application app;
        const kumiko::queue q = kumiko::wrap(app.queue);
        CHECK(kumiko::reduce(q, kumiko::buffer<int>(q, {i, 1})) == i + 1);
    }
}

TEST_CASE("memory and kernels of one context are refused in another", "[interop][small]")
{
    const application app;
    const kumiko::queue& q = test_queue();
    const kumiko::queue theirs = kumiko::wrap(app.queue);
    const std::string name = q.device().name();
    const kumiko::buffer<int> x(q, {1, 2}), y(theirs, {3, 4});
    CHECK_THROWS_WITH(read(q, y), "memory is of another context than the queue, both on " + name);
    CHECK_THROWS_WITH(kumiko::reduce(theirs, x), ContainsSubstring("another context"));
    CHECK_THROWS_WITH(kumiko::wrap<int>(q, kumiko::to_clhpp(theirs, y)),
                      "wrap: the memory is of another context than the queue, which is on " + name);
    const kumiko::kernel k(q, {"one.cl", "kernel void one(global int* x) { *x = 1; }"}, "one");
    CHECK_THROWS_WITH(k(theirs, kumiko::items(1), y), ContainsSubstring("another context"));
    CHECK_THROWS_WITH(theirs.wait(fill(q, x, 5)), ContainsSubstring("another context"));
    // But copy_across can copy it.
    copy_across(theirs, y, q, x);
    CHECK(read(q, x) == std::vector<int>{3, 4});
}

TEST_CASE("events go both ways", "[interop]")
{
    const application app;
    const kumiko::queue q = kumiko::wrap(app.queue), other = kumiko::queue_in(app.context);
    const kumiko::buffer<int> x(q, {0, 0}), y(q, {1, 1});
    cl::UserEvent go(app.context);
    // q waits for the application, and the application waits for q.
    q.wait(kumiko::wrap(go));
    const kumiko::event filled = fill(q, x, 7);
    CHECK(kumiko::wrap(go).state() != kumiko::progress::complete);
    CHECK_THROWS_AS(kumiko::wrap(go).seconds(), std::logic_error);
    std::vector<cl::Event> after{kumiko::to_clhpp(filled)};
    app.queue.flush();
    CHECK(filled.state() != kumiko::progress::complete);
    go.setStatus(CL_COMPLETE);
    int got[2] = {};
    kumiko::to_clhpp(other).enqueueReadBuffer(kumiko::to_clhpp(q, x), CL_TRUE, 0, 8, got, &after);
    CHECK(got[1] == 7);
    const kumiko::event same = kumiko::wrap(after[0]);
    same.wait();
    CHECK(same.get() == filled.get());
}

TEST_CASE("sub-buffers are known as parts of their whole", "[interop][small]")
{
    const application app;
    const kumiko::queue q = kumiko::wrap(app.queue);
    cl::Buffer whole(app.context, CL_MEM_READ_WRITE, 65536);
    cl_buffer_region region{32768, 32768};  // aligned for any device
    cl::Buffer half =
        whole.createSubBuffer(CL_MEM_READ_WRITE, CL_BUFFER_CREATE_TYPE_REGION, &region);
    const kumiko::buffer<int> a = kumiko::wrap<int>(q, whole), b = kumiko::wrap<int>(q, half);
    CHECK(b.size == 8192);
    fill(q, a, 1);
    fill(q, b, 2);
    CHECK(kumiko::reduce(q, a) == 3 * 8192);
    CHECK_THROWS_WITH(copy(q, a.part(8192, 8192), b), "copy: the destination overlaps the source");
    copy(q, a.part(0, 8192), b);
    CHECK(kumiko::reduce(q, a) == 2 * 8192);
}

TEST_CASE("memory is wrapped as what it was made for", "[interop][small]")
{
    const application app;
    const kumiko::queue q = kumiko::wrap(app.queue);
    std::vector<int> ones(16384, 1);
    const cl::Buffer input(app.context, CL_MEM_READ_ONLY | CL_MEM_COPY_HOST_PTR, std::size_t{65536},
                           ones.data()),
        output(app.context, CL_MEM_WRITE_ONLY, 65536), both(app.context, CL_MEM_READ_WRITE, 65536);

    const auto x = kumiko::wrap<const int>(q, input);
    STATIC_REQUIRE(std::is_same_v<decltype(x), const kumiko::buffer<const int>>);
    CHECK(kumiko::reduce(q, x) == 16384);
    copy(q, x, kumiko::wrap<int>(q, output));
    copy(q, x, kumiko::wrap<int>(q, both));
    CHECK(kumiko::reduce(q, kumiko::wrap<const int>(q, both)) == 16384);
    std::vector<int> got(16384);
    app.queue.enqueueReadBuffer(output, CL_TRUE, 0, 65536, got.data());
    CHECK(got == ones);

    CHECK_THROWS_WITH(
        kumiko::wrap<int>(q, input),
        "wrap: the memory was made CL_MEM_READ_ONLY, so it is wrapped as const: wrap<const T>");
    CHECK_THROWS_WITH(
        kumiko::wrap<const int>(q, output),
        "wrap: the memory was made CL_MEM_WRITE_ONLY, so it cannot be read as const T");
    // A sub-buffer inherits its parent's access, and may restrict it.
    cl_buffer_region region{32768, 32768};
    cl::Buffer whole(both);
    const cl::Buffer half =
        whole.createSubBuffer(CL_MEM_READ_ONLY, CL_BUFFER_CREATE_TYPE_REGION, &region);
    CHECK_THROWS_AS(kumiko::wrap<int>(q, half), std::invalid_argument);
    CHECK(kumiko::reduce(q, kumiko::wrap<const int>(q, half)) == 8192);
}

TEST_CASE("what is no queue, context, memory or event of use is refused", "[interop][small]")
{
    const application app;
    CHECK_THROWS_WITH(kumiko::wrap(cl_command_queue{}), "wrap: the queue is null");
    CHECK_THROWS_WITH(kumiko::queue_in(cl_context{}), "queue_in: the context is null");
    CHECK_THROWS_WITH(kumiko::wrap(cl_event{}), "wrap: the event is null");
    CHECK_THROWS_WITH(kumiko::wrap<int>(test_queue(), cl_mem{}), "wrap: the memory is null");
    for (const kumiko::device& d : kumiko::devices())
        if (d.get() != app.device())
            CHECK_THROWS_WITH(kumiko::queue_in(app.context(), d),
                              "queue_in: the context has no device " + d.name());
    cl_int status = 0;
    const cl::CommandQueue loose(app.context, app.device, CL_QUEUE_OUT_OF_ORDER_EXEC_MODE_ENABLE,
                                 &status);
    if (status == CL_SUCCESS)
        CHECK_THROWS_WITH(kumiko::wrap(loose),
                          "wrap: the queue is out of order, Kumiko's calls rely on order");
    if (app.device.getInfo<CL_DEVICE_IMAGE_SUPPORT>()) {
        const cl::Image2D picture(app.context, CL_MEM_READ_WRITE, {CL_RGBA, CL_UNSIGNED_INT8}, 4, 4,
                                  0, nullptr, &status);
        if (status == CL_SUCCESS)
            CHECK_THROWS_WITH(kumiko::wrap<int>(kumiko::wrap(app.queue), picture()),
                              "wrap: the memory is no buffer");
    }
}

TEST_CASE("an application's profiled queue tells times", "[interop]")
{
    const application app;
    const cl::CommandQueue profiled(app.context, app.device, CL_QUEUE_PROFILING_ENABLE);
    const kumiko::queue q = kumiko::wrap(profiled);
    CHECK(q.options().profile);
    CHECK(fill(q, kumiko::buffer<int>(q, 1000), 1).seconds() >= 0);
    CHECK_FALSE(kumiko::wrap(app.queue).options().profile);
}
