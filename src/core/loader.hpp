// SPDX-License-Identifier: Apache-2.0
// OpenCL's functions. Each is looked up in OpenCL's loader (libOpenCL.so.1, OpenCL.dll) when it is
// first called. The library is not linked with the loader: a program that uses Kumiko starts
// without it, finds no device, and is told what to install.
#pragma once

#define CL_TARGET_OPENCL_VERSION 120
#define CL_USE_DEPRECATED_OPENCL_1_1_APIS  // clGetExtensionFunctionAddress asks the loader itself
#ifdef __MACH__
#include <OpenCL/opencl.h>
#else
#include <CL/opencl.h>
#endif

#include <string>
#include <type_traits>

namespace kumiko::detail {

using any_function = void (*)();

/// OpenCL's function of this name; null if the loader is missing or has no such function.
any_function opencl_function(const char* name);

/// Why the loader is missing, in the system's words; empty if it is there.
std::string loader_error();

constexpr cl_int no_loader =
    -1001;  // CL_PLATFORM_NOT_FOUND_KHR: the status that a loader without drivers returns

template <class T>
void set_status(T)
{
}
inline void set_status(cl_int* status)
{
    if (status) *status = no_loader;
}

/// A function with the parameters of F that calls OpenCL's function Name::text.
template <class Name, class F>
struct forwarded;

template <class Name, class R, class... A>
struct forwarded<Name, R CL_API_CALL(A...)> {
    static R CL_API_CALL call(A... a)
    {
        using function = R(CL_API_CALL*)(A...);
        static const auto f = reinterpret_cast<function>(opencl_function(Name::text));
        if (f) return f(a...);
        (set_status(a), ...);
        if constexpr (std::is_same_v<R, cl_int>)
            return no_loader;
        else
            return R();
    }
};

}  // namespace kumiko::detail

// Each function that src/ calls, directly or through CLHPP, stands in two lists, because a macro
// cannot define a macro. A call of any other function is undefined when a program is linked.
namespace kumiko::opencl {
#define KUMIKO_FORWARD(name)                \
    struct name##_name {                    \
        static constexpr auto text = #name; \
    };                                      \
    inline constexpr auto& name = detail::forwarded<name##_name, decltype(::name)>::call;
KUMIKO_FORWARD(clBuildProgram)
KUMIKO_FORWARD(clCreateBuffer)
KUMIKO_FORWARD(clCreateCommandQueue)
KUMIKO_FORWARD(clCreateContext)
KUMIKO_FORWARD(clCreateKernel)
KUMIKO_FORWARD(clCreateProgramWithBinary)
KUMIKO_FORWARD(clCreateProgramWithSource)
KUMIKO_FORWARD(clEnqueueBarrierWithWaitList)
KUMIKO_FORWARD(clEnqueueCopyBuffer)
KUMIKO_FORWARD(clEnqueueCopyBufferRect)
KUMIKO_FORWARD(clEnqueueFillBuffer)
KUMIKO_FORWARD(clEnqueueMapBuffer)
KUMIKO_FORWARD(clEnqueueNDRangeKernel)
KUMIKO_FORWARD(clEnqueueReadBuffer)
KUMIKO_FORWARD(clEnqueueReadBufferRect)
KUMIKO_FORWARD(clEnqueueUnmapMemObject)
KUMIKO_FORWARD(clEnqueueWriteBuffer)
KUMIKO_FORWARD(clEnqueueWriteBufferRect)
KUMIKO_FORWARD(clFinish)
KUMIKO_FORWARD(clFlush)
KUMIKO_FORWARD(clGetCommandQueueInfo)
KUMIKO_FORWARD(clGetContextInfo)
KUMIKO_FORWARD(clGetDeviceIDs)
KUMIKO_FORWARD(clGetDeviceInfo)
KUMIKO_FORWARD(clGetEventInfo)
KUMIKO_FORWARD(clGetEventProfilingInfo)
KUMIKO_FORWARD(clGetExtensionFunctionAddress)
KUMIKO_FORWARD(clGetKernelArgInfo)
KUMIKO_FORWARD(clGetKernelInfo)
KUMIKO_FORWARD(clGetKernelWorkGroupInfo)
KUMIKO_FORWARD(clGetMemObjectInfo)
KUMIKO_FORWARD(clGetPlatformIDs)
KUMIKO_FORWARD(clGetPlatformInfo)
KUMIKO_FORWARD(clGetProgramBuildInfo)
KUMIKO_FORWARD(clGetProgramInfo)
KUMIKO_FORWARD(clReleaseCommandQueue)
KUMIKO_FORWARD(clReleaseContext)
KUMIKO_FORWARD(clReleaseDevice)
KUMIKO_FORWARD(clReleaseEvent)
KUMIKO_FORWARD(clReleaseKernel)
KUMIKO_FORWARD(clReleaseMemObject)
KUMIKO_FORWARD(clReleaseProgram)
KUMIKO_FORWARD(clRetainCommandQueue)
KUMIKO_FORWARD(clRetainContext)
KUMIKO_FORWARD(clRetainDevice)
KUMIKO_FORWARD(clRetainEvent)
KUMIKO_FORWARD(clRetainMemObject)
KUMIKO_FORWARD(clSetEventCallback)
KUMIKO_FORWARD(clSetKernelArg)
KUMIKO_FORWARD(clWaitForEvents)
#undef KUMIKO_FORWARD
}  // namespace kumiko::opencl

#define clBuildProgram kumiko::opencl::clBuildProgram
#define clCreateBuffer kumiko::opencl::clCreateBuffer
#define clCreateCommandQueue kumiko::opencl::clCreateCommandQueue
#define clCreateContext kumiko::opencl::clCreateContext
#define clCreateKernel kumiko::opencl::clCreateKernel
#define clCreateProgramWithBinary kumiko::opencl::clCreateProgramWithBinary
#define clCreateProgramWithSource kumiko::opencl::clCreateProgramWithSource
#define clEnqueueBarrierWithWaitList kumiko::opencl::clEnqueueBarrierWithWaitList
#define clEnqueueCopyBuffer kumiko::opencl::clEnqueueCopyBuffer
#define clEnqueueCopyBufferRect kumiko::opencl::clEnqueueCopyBufferRect
#define clEnqueueFillBuffer kumiko::opencl::clEnqueueFillBuffer
#define clEnqueueMapBuffer kumiko::opencl::clEnqueueMapBuffer
#define clEnqueueNDRangeKernel kumiko::opencl::clEnqueueNDRangeKernel
#define clEnqueueReadBuffer kumiko::opencl::clEnqueueReadBuffer
#define clEnqueueReadBufferRect kumiko::opencl::clEnqueueReadBufferRect
#define clEnqueueUnmapMemObject kumiko::opencl::clEnqueueUnmapMemObject
#define clEnqueueWriteBuffer kumiko::opencl::clEnqueueWriteBuffer
#define clEnqueueWriteBufferRect kumiko::opencl::clEnqueueWriteBufferRect
#define clFinish kumiko::opencl::clFinish
#define clFlush kumiko::opencl::clFlush
#define clGetCommandQueueInfo kumiko::opencl::clGetCommandQueueInfo
#define clGetContextInfo kumiko::opencl::clGetContextInfo
#define clGetDeviceIDs kumiko::opencl::clGetDeviceIDs
#define clGetDeviceInfo kumiko::opencl::clGetDeviceInfo
#define clGetEventInfo kumiko::opencl::clGetEventInfo
#define clGetEventProfilingInfo kumiko::opencl::clGetEventProfilingInfo
#define clGetExtensionFunctionAddress kumiko::opencl::clGetExtensionFunctionAddress
#define clGetKernelArgInfo kumiko::opencl::clGetKernelArgInfo
#define clGetKernelInfo kumiko::opencl::clGetKernelInfo
#define clGetKernelWorkGroupInfo kumiko::opencl::clGetKernelWorkGroupInfo
#define clGetMemObjectInfo kumiko::opencl::clGetMemObjectInfo
#define clGetPlatformIDs kumiko::opencl::clGetPlatformIDs
#define clGetPlatformInfo kumiko::opencl::clGetPlatformInfo
#define clGetProgramBuildInfo kumiko::opencl::clGetProgramBuildInfo
#define clGetProgramInfo kumiko::opencl::clGetProgramInfo
#define clReleaseCommandQueue kumiko::opencl::clReleaseCommandQueue
#define clReleaseContext kumiko::opencl::clReleaseContext
#define clReleaseDevice kumiko::opencl::clReleaseDevice
#define clReleaseEvent kumiko::opencl::clReleaseEvent
#define clReleaseKernel kumiko::opencl::clReleaseKernel
#define clReleaseMemObject kumiko::opencl::clReleaseMemObject
#define clReleaseProgram kumiko::opencl::clReleaseProgram
#define clRetainCommandQueue kumiko::opencl::clRetainCommandQueue
#define clRetainContext kumiko::opencl::clRetainContext
#define clRetainDevice kumiko::opencl::clRetainDevice
#define clRetainEvent kumiko::opencl::clRetainEvent
#define clRetainMemObject kumiko::opencl::clRetainMemObject
#define clSetEventCallback kumiko::opencl::clSetEventCallback
#define clSetKernelArg kumiko::opencl::clSetKernelArg
#define clWaitForEvents kumiko::opencl::clWaitForEvents
