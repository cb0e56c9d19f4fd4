// SPDX-License-Identifier: Apache-2.0
// What a call costs the host, beside the same OpenCL calls made by hand: host time of 1,000 calls
// before the wait. By hand: all arguments set, enqueued, one event made and released.
#include <kumiko/parallel/reduce.hpp>
#include <kumiko/program.hpp>

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

#include <sstream>
#include <string>

#include "bench/bench.hpp"

namespace {

constexpr int batch = 1000;

/// A kernel file of the library as one text.
std::string whole(const std::string& file)
{
    std::istringstream lines(kumiko::source::library(file).text);
    std::string text;
    for (std::string line; std::getline(lines, line);)
        text += line.rfind("#include \"", 0) == 0 ? whole(line.substr(10, line.rfind('"') - 10))
                                                  : line + '\n';
    return text;
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
    return clCreateKernel(p, name, nullptr);
}

void raw_launch(const kumiko::queue& q, cl_kernel k, cl_mem x, cl_mem y)
{
    const int n = 256, at = 0;
    clSetKernelArg(k, 0, sizeof n, &n);
    clSetKernelArg(k, 1, sizeof x, &x);
    clSetKernelArg(k, 2, sizeof at, &at);
    clSetKernelArg(k, 3, sizeof y, &y);
    clSetKernelArg(k, 4, sizeof at, &at);
    const std::size_t one = 1;
    cl_event e = nullptr;
    clEnqueueNDRangeKernel(q.get(), k, 1, nullptr, &one, &one, 0, nullptr, &e);
    clReleaseEvent(e);
}

const char* const text =
    "kernel void empty(const int n, global const float* x, const int x_at, global float* y,"
    " const int y_at) {}\n";

/// The host's time of `calls` calls; what they enqueued is done outside it, by the other side's wait.
template <class Call>
bench::comparison host(const kumiko::queue& q, cl_kernel raw, Call call)
{
    const auto x = std::make_shared<kumiko::buffer<float>>(q, std::vector<float>(256, 1));
    const auto y = std::make_shared<kumiko::buffer<float>>(q, 256);
    bench::comparison c;
    c.work = batch;
    c.unit = "ns";
    c.batch = true;
    c.before = [=] { q.finish(); };
    c.ours = [=] {
        for (int i = 1; i < batch; ++i) (void)call(*x, *y);
        return call(*x, *y);
    };
    c.rivals = {{"raw", [=] {
                     for (int i = 0; i < batch; ++i)
                         raw_launch(q, raw, kumiko::handle(q, *x), kumiko::handle(q, *y));
                 }}};
    return c;
}

const bench::entry cases[] = {
    {"core/host/empty",
     [](const kumiko::queue& q) {
         const kumiko::kernel k(q, {"bench/empty.cl", text}, "empty");
         const cl_kernel raw = raw_kernel(q, text, "empty", "");
         return host(q, raw, [=](const kumiko::buffer<float>& x, const kumiko::buffer<float>& y) {
             return k(q, kumiko::groups(1), 256, x, y);
         });
     }},
    {"core/host/reduce/256",
     [](const kumiko::queue& any) {
         kumiko::queue_options o;
         o.force = kumiko::kind::cpu;
         const kumiko::queue q(any.device(), o);
         // The cpu kind's, as one work-item would run it on any device.
         const std::string lanes = std::to_string(q.device().lanes());
         const cl_kernel raw = raw_kernel(q, whole("parallel/reduce/cpu.cl"), "reduce",
                                          "-DE=float -DT=float" + lanes + " -DLANES=" + lanes +
                                              " -DOP=op_sum -DIDENTITY=0 -DINDEX=int");
         return host(q, raw, [=](const kumiko::buffer<float>& x, const kumiko::buffer<float>& y) {
             return kumiko::reduce(q, x, y.part(0, 1));
         });
     }},
};

}  // namespace
