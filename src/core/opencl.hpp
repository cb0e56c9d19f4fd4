// SPDX-License-Identifier: Apache-2.0
// CLHPP as src/ uses it: handles and getInfo, statuses through check().
#pragma once

#define CL_USE_DEPRECATED_OPENCL_1_1_APIS  // clGetExtensionFunctionAddress asks the loader itself
#define CL_HPP_TARGET_OPENCL_VERSION 120
#define CL_HPP_MINIMUM_OPENCL_VERSION 120
#include <CL/opencl.hpp>

#include <CL/cl_half.h>  // after: it would settle the version

#include "core/check.hpp"
