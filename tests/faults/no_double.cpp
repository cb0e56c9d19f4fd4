// SPDX-License-Identifier: Apache-2.0
// A device without double: the program's own clGetDeviceInfo, in front of the loader's, says so. Every
// operation that has double refuses it before anything is enqueued, and goes on in float.
#include <kumiko/complex.hpp>
#include <kumiko/kumiko.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <dlfcn.h>

#include <cstdlib>
#include <cstring>

using namespace kumiko;

extern "C" cl_int CL_API_CALL clGetDeviceInfo(cl_device_id d, cl_device_info what, std::size_t size,
                                              void* to, std::size_t* written)
{
    static auto* const real =
        reinterpret_cast<decltype(&clGetDeviceInfo)>(dlsym(RTLD_NEXT, "clGetDeviceInfo"));
    if (!real) std::abort();
    const cl_int status = real(d, what, size, to, written);
    if (status != CL_SUCCESS || !to) return status;
    if (what == CL_DEVICE_DOUBLE_FP_CONFIG) std::memset(to, 0, size);
    if (what == CL_DEVICE_EXTENSIONS)
        if (char* at = std::strstr(static_cast<char*>(to), "cl_khr_fp64"))
            std::memset(at, ' ', std::strlen("cl_khr_fp64"));
    return status;
}

namespace {

using complex = std::complex<double>;

struct operands {
    buffer<double> x, y, one, a;
    buffer<complex> z, c;
    explicit operands(const queue& q) : x(q, 4), y(q, 4), one(q, 1), a(q, 16), z(q, 4), c(q, 16) {}
};

using call = void (*)(const queue& q, const operands& o);
struct operation {
    const char* name;
    call run;
};
const operation operations[] = {
    {"reduce", [](const queue& q, const operands& o) { reduce(q, o.x, o.one); }},
    {"reduce", [](const queue& q, const operands& o) { (void)reduce(q, o.x); }},
    {"gemm",
     [](const queue& q, const operands& o) {
         gemm(q, {o.a, 2, 2}, {o.x, 2, 2}, {o.y, 2, 2});
     }},
    {"gemm",
     [](const queue& q, const operands& o) {
         gemm(q, {o.c, 2, 2}, {o.c, 2, 2}, {o.z, 2, 2});
     }},
    {"gemm_batched",
     [](const queue& q, const operands& o) {
         gemm_batched(q, 1, {o.a, 2, 2}, 4, {o.x, 2, 2}, 4, {o.y, 2, 2}, 4);
     }},
    {"gemv",
     [](const queue& q, const operands& o) {
         gemv(q, {o.a, 4, 4}, o.x, o.y);
     }},
    {"ger",
     [](const queue& q, const operands& o) {
         ger(q, 1, o.x, o.y, {o.a, 4, 4});
     }},
    {"symv",
     [](const queue& q, const operands& o) {
         symv(q, uplo::lower, {o.a, 4, 4}, o.x, o.y);
     }},
    {"omatcopy",
     [](const queue& q, const operands& o) {
         omatcopy(q, 1, transposed({o.x, 2, 2}), {o.y, 2, 2});
     }},
    {"axpy", [](const queue& q, const operands& o) { axpy(q, 1, o.x, o.y); }},
    {"scal", [](const queue& q, const operands& o) { scal(q, complex(2), o.z); }},
    {"dot", [](const queue& q, const operands& o) { (void)dot(q, o.x, o.y); }},
    {"nrm2", [](const queue& q, const operands& o) { (void)nrm2(q, o.z); }},
};

}  // namespace

TEST_CASE("double is refused on a device that has none, and float is not")
{
    // The loader is linked into this program, so the library finds this program's functions first.
    cl_uint platforms = 0;
    REQUIRE(clGetPlatformIDs(0, nullptr, &platforms) == CL_SUCCESS);

    for (const queue& q : test_queues()) {
        REQUIRE_FALSE(q.device().facts().reported_fp64);
        const operands o(q);
        const auto before = stats(q).enqueues;
        for (const operation& op : operations)
            CHECK_THROWS_WITH(op.run(q, o),
                              op.name + (": " + q.device().name() + " has no double"));
        CHECK(stats(q).enqueues == before);
        CHECK(reduce(q, buffer<float>(q, {1, 2, 3})) == 6);
    }
}
