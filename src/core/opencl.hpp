// SPDX-License-Identifier: Apache-2.0
// CLHPP as src/ uses it: handles and getInfo, statuses through check(). Functions are called through the loader
// that is found at run time: core/loader.hpp.
#pragma once

#include "core/loader.hpp"

#define CL_HPP_TARGET_OPENCL_VERSION 120
#define CL_HPP_MINIMUM_OPENCL_VERSION 120
// CLHPP's classes get a name of our own. A consumer of the static library may use CLHPP with other settings (with
// exceptions, say), and the linker keeps one of two inline functions of the same name.
#define cl kumiko_cl
#include <CL/opencl.hpp>
#undef cl
namespace kumiko {
namespace cl = ::kumiko_cl;
}

#include <CL/cl_half.h>  // after: it would settle the version

#include "core/check.hpp"
