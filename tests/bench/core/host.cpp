// SPDX-License-Identifier: Apache-2.0
// What a call costs the host, beside the same OpenCL calls made by hand: host time of 1,000 calls
// before the wait. By hand: all arguments set, enqueued, one event made and released; where the call
// returns a value, one blocking read behind that, and both sides wait each time.
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/parallel/reduce.hpp>
#include <kumiko/program.hpp>

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

#include <functional>
#include <memory>
#include <set>
#include <sstream>
#include <string>

#include "bench/bench.hpp"

namespace {

constexpr int batch = 1000;

/// A kernel file of the library as one text, each file in it once.
std::string whole(const std::string& file, std::set<std::string>& seen)
{
    if (!seen.insert(file).second) return {};
    std::istringstream lines(kumiko::source::library(file).text);
    std::string text;
    for (std::string line; std::getline(lines, line);)
        text += line.rfind("#include \"", 0) == 0
                    ? whole(line.substr(10, line.rfind('"') - 10), seen)
                    : line + '\n';
    return text;
}

std::string whole(const std::string& file)
{
    std::set<std::string> seen;
    return whole(file, seen);
}

/// A program with this kernel alone, built without us; kept to the end of the process.
cl_kernel raw_kernel(const kumiko::queue& q, const std::string& text, const char* name,
                     const std::string& options)
{
    cl_context c = nullptr;
    clGetCommandQueueInfo(q.get(), CL_QUEUE_CONTEXT, sizeof c, &c, nullptr);
    const char* t = text.c_str();
    const cl_program p = clCreateProgramWithSource(c, 1, &t, nullptr, nullptr);
    const cl_device_id d = q.device().get();
    clBuildProgram(p, 1, &d, options.c_str(), nullptr, nullptr);
    cl_int status = 0;
    const cl_kernel k = clCreateKernel(p, name, &status);
    if (status != CL_SUCCESS) throw kumiko::error(status, std::string("clCreateKernel of ") + name);
    return k;
}

/// Enqueue one work-item with these arguments, and drop its event.
template <class... Args>
void raw_launch(const kumiko::queue& q, cl_kernel k, const Args&... args)
{
    cl_uint at = 0;
    (clSetKernelArg(k, at++, sizeof args, &args), ...);
    const std::size_t one = 1;
    cl_event e = nullptr;
    const cl_int status =
        clEnqueueNDRangeKernel(q.get(), k, 1, nullptr, &one, &one, 0, nullptr, &e);
    if (status != CL_SUCCESS) throw kumiko::error(status, "clEnqueueNDRangeKernel by hand");
    clReleaseEvent(e);
}

const char* const text =
    "kernel void empty(const int n, global const float* x, const int x_at, global float* y,"
    " const int y_at) {}\n";

/// The host's time of a batch of calls; what they enqueued is done outside it, before the next.
bench::comparison host(const kumiko::queue& q, std::function<void()> ours,
                       std::function<void()> raw)
{
    bench::comparison c;
    c.work = batch;
    c.unit = "ns";
    c.batch = true;
    c.before = [=] { q.finish(); };
    c.ours = [=] {
        for (int i = 0; i < batch; ++i) ours();
        return kumiko::event();
    };
    c.rivals = {{"raw", [=] {
                     for (int i = 0; i < batch; ++i) raw();
                 }}};
    return c;
}

/// A queue for the cpu kind, whose kernels one work-item runs on any device.
kumiko::queue cpu_kind(const kumiko::queue& any)
{
    kumiko::queue_options o;
    o.force = kumiko::kind::cpu;
    return kumiko::queue(any.device(), o);
}

cl_kernel raw_reduce(const kumiko::queue& q)
{
    const std::string lanes = std::to_string(q.device().lanes());
    return raw_kernel(q, whole("parallel/reduce/cpu.cl"), "reduce",
                      "-DE=float -DT=float" + lanes + " -DLANES=" + lanes +
                          " -DOP=op_sum -DIDENTITY=0 -DINDEX=int");
}

/// What a product of 16 x 16 is: a batch of one, nothing packed.
cl_kernel raw_gemm(const kumiko::queue& q)
{
    const int lanes = q.device().lanes();
    return raw_kernel(q, whole("linalg/gemm_batched/cpu.cl"), "gemm_batched",
                      "-DE=float -DVALUE=float -DFACTOR=float -DFORMAT=plain -DRESULT=float"
                      " -DSTORED_AS=plain -DACTIVATION=act_none -DEPILOGUE=0 -DDEPTH=256"
                      " -DINDEX=int -DPREFETCH=" +
                          std::to_string(q.device().is_cpu() && lanes >= 8) +
                          " -DLANES=" + std::to_string(lanes) +
                          (lanes == 16 ? " -DVECTORS=1 -DROWS=8" : " -DVECTORS=2 -DROWS=6"));
}

struct vectors {
    kumiko::buffer<float> x, y;
    explicit vectors(const kumiko::queue& q) : x(q, std::vector<float>(256, 1)), y(q, 256) {}
};

const bench::entry cases[] = {
    {"core/host/empty",
     [](const kumiko::queue& q) {
         const auto v = std::make_shared<vectors>(q);
         const cl_mem x = kumiko::handle(q, v->x), y = kumiko::handle(q, v->y);
         const kumiko::kernel k(q, {"bench/empty.cl", text}, "empty");
         const cl_kernel raw = raw_kernel(q, text, "empty", "");
         return host(
             q, [=] { (void)k(q, kumiko::groups(1), 256, v->x, v->y); },
             [=] { raw_launch(q, raw, 256, x, 0, y, 0); });
     }},
    {"core/host/gemm/16",
     [](const kumiko::queue& any) {
         const kumiko::queue q = cpu_kind(any);
         const auto v = std::make_shared<vectors>(q);
         const auto c = std::make_shared<kumiko::buffer<float>>(q, 256);
         const cl_mem x = kumiko::handle(q, v->x), y = kumiko::handle(q, v->y),
                      z = kumiko::handle(q, *c);
         kumiko::fill(q, v->y, 1.0f);
         const cl_kernel raw = raw_gemm(q);
         return host(
             q,
             [=] {
                 (void)kumiko::gemm(q, {v->x, 16, 16}, {v->y, 16, 16}, {*c, 16, 16});
             },
             [=] {
                 raw_launch(q, raw, 1, 16, 16, 16, 16, 1.0f, x, 0, 16, 0, 0, 0, x, 0, y, 0, 16, 0,
                            0, 0, x, 0, 0.0f, z, 0, 16, 0, 0, x, 0, x, 0, 0);
             });
     }},
    {"core/host/reduce/256",
     [](const kumiko::queue& any) {
         const kumiko::queue q = cpu_kind(any);
         const auto v = std::make_shared<vectors>(q);
         const cl_mem x = kumiko::handle(q, v->x), y = kumiko::handle(q, v->y);
         const cl_kernel raw = raw_reduce(q);
         return host(
             q, [=] { (void)kumiko::reduce(q, v->x, v->y.part(0, 1)); },
             [=] { raw_launch(q, raw, 256, x, 0, y, 0); });
     }},
    {"core/host/reduce_value/256",
     [](const kumiko::queue& any) {
         const kumiko::queue q = cpu_kind(any);
         const auto v = std::make_shared<vectors>(q);
         const cl_mem x = kumiko::handle(q, v->x), y = kumiko::handle(q, v->y);
         const cl_kernel raw = raw_reduce(q);
         return host(
             q, [=] { (void)kumiko::reduce(q, v->x); },
             [=] {
                 raw_launch(q, raw, 256, x, 0, y, 0);
                 float sum = 0;
                 clEnqueueReadBuffer(q.get(), y, CL_TRUE, 0, sizeof sum, &sum, 0, nullptr, nullptr);
             });
     }},
};

}  // namespace
