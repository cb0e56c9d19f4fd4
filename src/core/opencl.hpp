// SPDX-License-Identifier: Apache-2.0
// CLHPP as src/ uses it: for handles and getInfo; statuses go through check(). OpenCL's functions
// are called through the loader that is found at run time (core/loader.hpp).
#pragma once

#include "core/loader.hpp"

#define CL_HPP_TARGET_OPENCL_VERSION 120
#define CL_HPP_MINIMUM_OPENCL_VERSION 120
// CLHPP's classes get a namespace of our own. A consumer of the static library may use CLHPP with
// other settings, exceptions for example, and the linker keeps only one of two inline functions of
// the same name.
#define cl kumiko_cl
#include <CL/opencl.hpp>
#undef cl
namespace kumiko {
namespace cl = ::kumiko_cl;
}

#include <CL/cl_half.h>  // after CLHPP: it would fix the version of the headers

#include "core/check.hpp"
