// SPDX-License-Identifier: Apache-2.0
#include "faults/faults.hpp"

#define CL_TARGET_OPENCL_VERSION 120
#define CL_USE_DEPRECATED_OPENCL_1_1_APIS
#include <CL/cl.h>
#include <dlfcn.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>

namespace {

std::atomic<long> references{0};

struct {
    faults::where kind{};
    int left = 0, armed = 0;  // 0: not armed
    const char* failed = nullptr;
} thread_local plan;
thread_local int inside = 0;  // calls of the driver that run now

/// As long as it lives, the running code is the driver's and not the library's.
struct visit {
    visit() { ++inside; }
    ~visit() { --inside; }
};

bool fails(faults::where kind, const char* name)
{
    if (inside > 0 || plan.left == 0 || plan.kind != kind || --plan.left > 0) return false;
    plan.failed = name;
    return true;
}

template <class F>
F* next(const char* name)
{
    void* f = dlsym(RTLD_NEXT, name);
    if (!f) std::abort();
    return reinterpret_cast<F*>(f);
}

void counted(const void* made, long n = 1)
{
    if (made) references += n;
}

}  // namespace

namespace faults {

void arm(where w, int n)
{
    plan.kind = w;
    plan.failed = nullptr;
    plan.left = plan.armed = n;
}

std::string disarm()
{
    plan.left = 0;
    return plan.failed ? plan.failed : "";
}

int passed() { return plan.armed - plan.left; }

long live() { return references; }

}  // namespace faults

// The C++ library's other allocation functions call these. Those of the address sanitizer do not.
void* operator new(std::size_t n, const std::nothrow_t&) noexcept
{
    return fails(faults::where::memory, "operator new") ? nullptr : std::malloc(n ? n : 1);
}
void* operator new(std::size_t n)
{
    void* p = operator new(n, std::nothrow);
    if (!p) throw std::bad_alloc();
    return p;
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

// Macros for a function that returns its status, for one that makes an object, for one that may
// make an event `e`, and for those that count references.
#define STATUS(name, parameters, arguments)                                    \
    extern "C" cl_int CL_API_CALL name parameters                              \
    {                                                                          \
        static auto* const real = next<cl_int parameters>(#name);              \
        if (fails(faults::where::opencl, #name)) return CL_OUT_OF_HOST_MEMORY; \
        const visit there;                                                     \
        return real arguments;                                                 \
    }
#define MAKE(type, name, parameters, arguments)                     \
    extern "C" type CL_API_CALL name parameters                     \
    {                                                               \
        static auto* const real = next<type parameters>(#name);     \
        if (fails(faults::where::opencl, #name)) {                  \
            if (status) *status = CL_MEM_OBJECT_ALLOCATION_FAILURE; \
            return nullptr;                                         \
        }                                                           \
        const visit there;                                          \
        const type made = real arguments;                           \
        counted(made);                                              \
        return made;                                                \
    }
#define ENQUEUE(name, parameters, arguments)                                              \
    extern "C" cl_int CL_API_CALL name parameters                                         \
    {                                                                                     \
        static auto* const real = next<cl_int parameters>(#name);                         \
        if (fails(faults::where::opencl, #name)) return CL_MEM_OBJECT_ALLOCATION_FAILURE; \
        const visit there;                                                                \
        const cl_int status = real arguments;                                             \
        if (status == CL_SUCCESS && e) counted(*e);                                       \
        return status;                                                                    \
    }
#define COUNT(name, type, by)                                \
    extern "C" cl_int CL_API_CALL name(type object)          \
    {                                                        \
        static auto* const real = next<cl_int(type)>(#name); \
        const visit there;                                   \
        counted(object, by);                                 \
        return real(object);                                 \
    }

using callback_p = void(CL_CALLBACK*)(cl_program, void*);
using callback_c = void(CL_CALLBACK*)(const char*, const void*, std::size_t, void*);
using callback_e = void(CL_CALLBACK*)(cl_event, cl_int, void*);
using events = const cl_event*;
using sizes = const std::size_t*;
using size = std::size_t;

STATUS(clGetPlatformIDs, (cl_uint n, cl_platform_id* p, cl_uint* m), (n, p, m))
STATUS(clGetPlatformInfo, (cl_platform_id o, cl_platform_info w, size n, void* p, size* m),
       (o, w, n, p, m))
STATUS(clGetDeviceIDs, (cl_platform_id p, cl_device_type t, cl_uint n, cl_device_id* d, cl_uint* m),
       (p, t, n, d, m))
STATUS(clGetDeviceInfo, (cl_device_id d, cl_device_info w, size n, void* p, size* m),
       (d, w, n, p, m))
STATUS(clGetContextInfo, (cl_context c, cl_context_info w, size n, void* p, size* m),
       (c, w, n, p, m))
STATUS(clGetCommandQueueInfo,
       (cl_command_queue q, cl_command_queue_info w, size n, void* p, size* m), (q, w, n, p, m))
STATUS(clGetMemObjectInfo, (cl_mem o, cl_mem_info w, size n, void* p, size* m), (o, w, n, p, m))
STATUS(clGetProgramInfo, (cl_program o, cl_program_info w, size n, void* p, size* m),
       (o, w, n, p, m))
STATUS(clGetProgramBuildInfo,
       (cl_program o, cl_device_id d, cl_program_build_info w, size n, void* p, size* m),
       (o, d, w, n, p, m))
STATUS(clGetKernelInfo, (cl_kernel o, cl_kernel_info w, size n, void* p, size* m), (o, w, n, p, m))
STATUS(clGetKernelArgInfo, (cl_kernel o, cl_uint i, cl_kernel_arg_info w, size n, void* p, size* m),
       (o, i, w, n, p, m))
STATUS(clGetKernelWorkGroupInfo,
       (cl_kernel o, cl_device_id d, cl_kernel_work_group_info w, size n, void* p, size* m),
       (o, d, w, n, p, m))
STATUS(clGetEventInfo, (cl_event o, cl_event_info w, size n, void* p, size* m), (o, w, n, p, m))
STATUS(clGetEventProfilingInfo, (cl_event o, cl_profiling_info w, size n, void* p, size* m),
       (o, w, n, p, m))
STATUS(clBuildProgram,
       (cl_program o, cl_uint n, const cl_device_id* d, const char* s, callback_p f, void* p),
       (o, n, d, s, f, p))
STATUS(clSetKernelArg, (cl_kernel k, cl_uint i, size n, const void* p), (k, i, n, p))
STATUS(clFlush, (cl_command_queue q), (q))
STATUS(clFinish, (cl_command_queue q), (q))
STATUS(clWaitForEvents, (cl_uint n, events l), (n, l))
STATUS(clSetEventCallback, (cl_event o, cl_int s, callback_e f, void* p), (o, s, f, p))

MAKE(cl_context, clCreateContext,
     (const cl_context_properties* s, cl_uint n, const cl_device_id* d, callback_c f, void* p,
      cl_int* status),
     (s, n, d, f, p, status))
MAKE(cl_command_queue, clCreateCommandQueue,
     (cl_context c, cl_device_id d, cl_command_queue_properties s, cl_int* status),
     (c, d, s, status))
MAKE(cl_mem, clCreateBuffer, (cl_context c, cl_mem_flags f, size n, void* p, cl_int* status),
     (c, f, n, p, status))
MAKE(cl_program, clCreateProgramWithSource,
     (cl_context c, cl_uint n, const char** s, sizes l, cl_int* status), (c, n, s, l, status))
MAKE(cl_program, clCreateProgramWithBinary,
     (cl_context c, cl_uint n, const cl_device_id* d, sizes l, const unsigned char** s,
      cl_int* each, cl_int* status),
     (c, n, d, l, s, each, status))
MAKE(cl_kernel, clCreateKernel, (cl_program o, const char* s, cl_int* status), (o, s, status))

ENQUEUE(clEnqueueNDRangeKernel,
        (cl_command_queue q, cl_kernel k, cl_uint d, sizes o, sizes g, sizes l, cl_uint n, events w,
         cl_event* e),
        (q, k, d, o, g, l, n, w, e))
ENQUEUE(clEnqueueReadBuffer,
        (cl_command_queue q, cl_mem m, cl_bool b, size o, size s, void* p, cl_uint n, events w,
         cl_event* e),
        (q, m, b, o, s, p, n, w, e))
ENQUEUE(clEnqueueWriteBuffer,
        (cl_command_queue q, cl_mem m, cl_bool b, size o, size s, const void* p, cl_uint n,
         events w, cl_event* e),
        (q, m, b, o, s, p, n, w, e))
ENQUEUE(clEnqueueCopyBuffer,
        (cl_command_queue q, cl_mem m, cl_mem t, size o, size u, size s, cl_uint n, events w,
         cl_event* e),
        (q, m, t, o, u, s, n, w, e))
ENQUEUE(clEnqueueFillBuffer,
        (cl_command_queue q, cl_mem m, const void* p, size z, size o, size s, cl_uint n, events w,
         cl_event* e),
        (q, m, p, z, o, s, n, w, e))
ENQUEUE(clEnqueueReadBufferRect,
        (cl_command_queue q, cl_mem m, cl_bool b, sizes o, sizes h, sizes r, size a, size c, size d,
         size f, void* p, cl_uint n, events w, cl_event* e),
        (q, m, b, o, h, r, a, c, d, f, p, n, w, e))
ENQUEUE(clEnqueueWriteBufferRect,
        (cl_command_queue q, cl_mem m, cl_bool b, sizes o, sizes h, sizes r, size a, size c, size d,
         size f, const void* p, cl_uint n, events w, cl_event* e),
        (q, m, b, o, h, r, a, c, d, f, p, n, w, e))
ENQUEUE(clEnqueueCopyBufferRect,
        (cl_command_queue q, cl_mem m, cl_mem t, sizes o, sizes h, sizes r, size a, size c, size d,
         size f, cl_uint n, events w, cl_event* e),
        (q, m, t, o, h, r, a, c, d, f, n, w, e))
ENQUEUE(clEnqueueBarrierWithWaitList, (cl_command_queue q, cl_uint n, events w, cl_event* e),
        (q, n, w, e))

extern "C" cl_int CL_API_CALL clEnqueueUnmapMemObject(cl_command_queue q, cl_mem m, void* p,
                                                      cl_uint n, events w, cl_event* e)
{
    // It always succeeds, like a release: if it failed, the library could not try again.
    static auto* const real =
        next<cl_int(cl_command_queue, cl_mem, void*, cl_uint, events, cl_event*)>(
            "clEnqueueUnmapMemObject");
    const visit there;
    const cl_int status = real(q, m, p, n, w, e);
    if (status == CL_SUCCESS && e) counted(*e);
    return status;
}
extern "C" void* CL_API_CALL clEnqueueMapBuffer(cl_command_queue q, cl_mem m, cl_bool b,
                                                cl_map_flags f, size o, size s, cl_uint n, events w,
                                                cl_event* e, cl_int* status)
{
    static auto* const real =
        next<void*(cl_command_queue, cl_mem, cl_bool, cl_map_flags, size, size, cl_uint, events,
                   cl_event*, cl_int*)>("clEnqueueMapBuffer");
    if (fails(faults::where::opencl, "clEnqueueMapBuffer")) {
        *status = CL_MAP_FAILURE;
        return nullptr;
    }
    const visit there;
    return real(q, m, b, f, o, s, n, w, e, status);
}

COUNT(clRetainContext, cl_context, 1)
COUNT(clRetainCommandQueue, cl_command_queue, 1)
COUNT(clRetainMemObject, cl_mem, 1)
COUNT(clRetainEvent, cl_event, 1)
COUNT(clReleaseContext, cl_context, -1)
COUNT(clReleaseCommandQueue, cl_command_queue, -1)
COUNT(clReleaseMemObject, cl_mem, -1)
COUNT(clReleaseEvent, cl_event, -1)
COUNT(clReleaseKernel, cl_kernel, -1)
COUNT(clReleaseProgram, cl_program, -1)
