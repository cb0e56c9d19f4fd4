// SPDX-License-Identifier: Apache-2.0
// Queries that a driver may not know. A missing answer is not an error.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/opencl.hpp"

namespace kumiko::detail {

/// The number that the driver answers, or `otherwise` if it does not know the query.
template <class T>
T info(cl_device_id d, cl_device_info what, T otherwise = {})
{
    T v{};
    return clGetDeviceInfo(d, what, sizeof v, &v, nullptr) == CL_SUCCESS ? v : otherwise;
}

template <class T>
std::vector<T> list(cl_device_id d, cl_device_info what)
{
    std::size_t bytes = 0;
    if (clGetDeviceInfo(d, what, 0, nullptr, &bytes) != CL_SUCCESS) return {};
    std::vector<T> v(bytes / sizeof(T));
    if (v.empty() || clGetDeviceInfo(d, what, bytes, v.data(), nullptr) != CL_SUCCESS) return {};
    return v;
}

inline std::string text_info(cl_device_id d, cl_device_info what)
{
    const std::vector<char> v = list<char>(d, what);
    return {v.begin(), std::find(v.begin(), v.end(), '\0')};
}

/// A list from a driver, and the status of the call.
template <class T>
struct listed {
    std::vector<T> ids;
    cl_int status;
};

/// Lets one thread of the process ask at a time. PoCL makes its devices in the first call without a
/// lock, and a second thread that asks meanwhile is told that there are none.
listed<cl_platform_id> platforms();
listed<cl_device_id> devices_of(cl_platform_id p);

}  // namespace kumiko::detail
