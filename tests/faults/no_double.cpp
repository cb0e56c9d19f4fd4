// SPDX-License-Identifier: Apache-2.0
// A device without double: this program defines clGetDeviceInfo, which the library calls instead of
// the loader's. Every operation that takes double must refuse it before anything is enqueued, and
// still work with float.
#include <kumiko/parallel/reduce.hpp>
#include <kumiko/registry.hpp>

#include "reference/reference.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <dlfcn.h>

#include <cstdlib>
#include <cstring>

using namespace kumiko;
using Catch::Matchers::ContainsSubstring;

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

TEST_CASE("double is refused on a device that has none, and float is not")
{
    // The loader is linked into this program, so the library finds this program's functions first.
    cl_uint platforms = 0;
    REQUIRE(clGetPlatformIDs(0, nullptr, &platforms) == CL_SUCCESS);

    for (const queue& q : test_queues()) {
        REQUIRE_FALSE(q.device().facts().reported_fp64);
        for (const operation& op : operations())
            for (const reference::trial& t : reference::trials_of(op)) {
                CAPTURE(kind_name(q), t.name());
                const reference::placed on_device(q, op, t.inputs(), 0);
                const auto before = stats(q).enqueues;
                if (!t.has_double()) continue;
                CHECK_THROWS_WITH(apply(q, op.name, t.with->fields, on_device.operands()),
                                  ContainsSubstring(": " + q.device().name() + " has no double"));
                CHECK(stats(q).enqueues == before);
            }
        CHECK(reduce(q, buffer<float>(q, {1, 2, 3})) == 6);
    }
}
