// SPDX-License-Identifier: Apache-2.0
#include "core/loader.hpp"

#include "core/system.hpp"

#ifdef _WIN32
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace kumiko::detail {
namespace {

#if defined(_WIN32)
constexpr const char* loader_name = "OpenCL.dll";
#elif defined(__MACH__)
constexpr const char* loader_name = "/System/Library/Frameworks/OpenCL.framework/OpenCL";
#else
constexpr const char* loader_name = "libOpenCL.so.1";
#endif

}  // namespace

#ifdef _WIN32

any_function opencl_function(const char* name)
{
    static const HMODULE loader = LoadLibraryA(loader_name);
    return loader ? reinterpret_cast<any_function>(GetProcAddress(loader, name)) : nullptr;
}

std::string loader_error() { return load_error(loader_name); }

#else

namespace {

/// Whether the process has OpenCL's functions already, because the program is linked with a loader
/// or a library was preloaded (LD_PRELOAD). Then those are called, as if this library were linked
/// with the loader, too. Ask before a driver is loaded: drivers have functions of these names.
bool present()
{
    static const bool is = dlsym(RTLD_DEFAULT, "clGetPlatformIDs") != nullptr;
    return is;
}

}  // namespace

any_function opencl_function(const char* name)
{
    if (present()) return reinterpret_cast<any_function>(dlsym(RTLD_DEFAULT, name));
    static void* const loader = dlopen(loader_name, RTLD_LAZY | RTLD_LOCAL);
    return loader ? reinterpret_cast<any_function>(dlsym(loader, name)) : nullptr;
}

std::string loader_error() { return present() ? std::string() : load_error(loader_name); }

#endif

}  // namespace kumiko::detail
