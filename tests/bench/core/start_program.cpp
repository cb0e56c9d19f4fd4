// SPDX-License-Identifier: Apache-2.0
// The process that core/start times: `empty`, `gemm`, or `kept`, which is gemm with its program's
// binary in the cache on disk wherever the driver stands to that.
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/program.hpp>

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

#include <string>
#include <vector>

namespace {

int empty()
{
    cl_uint n = 0;
    clGetPlatformIDs(0, nullptr, &n);
    std::vector<cl_platform_id> platforms(n);
    clGetPlatformIDs(n, platforms.data(), nullptr);
    for (cl_platform_id p : platforms) {
        cl_device_id d = nullptr;
        if (clGetDeviceIDs(p, CL_DEVICE_TYPE_ALL, 1, &d, nullptr) != CL_SUCCESS) continue;
        cl_context c = clCreateContext(nullptr, 1, &d, nullptr, nullptr, nullptr);
        cl_command_queue q = clCreateCommandQueue(c, d, 0, nullptr);
        const int status = clFinish(q);
        clReleaseCommandQueue(q);
        clReleaseContext(c);
        return status;
    }
    return 1;
}

int gemm(bool keep)
{
    const kumiko::queue q;
    const kumiko::buffer<float> a(q, std::vector<float>(256, 1)), c(q, 256);
    kumiko::gemm(q, {a, 16, 16}, {a, 16, 16}, {c, 16, 16});
    const bool right = kumiko::read(q, c)[255] == 16;
    if (keep) kumiko::keep_programs(q);
    return right ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv)
{
    const std::string what = argc > 1 ? argv[1] : "";
    return what == "empty" ? empty() : gemm(what == "kept");
}
