// SPDX-License-Identifier: Apache-2.0
// Faults on demand. The test program defines the OpenCL functions itself, in front of the loader's, and
// operator new: the n-th call after arm() fails. What the driver does inside a call is left alone.
#pragma once

#include <string>

namespace faults {

enum class where {
    opencl,  ///< an OpenCL call that the library makes; releases always succeed
    memory,  ///< an allocation of host memory that the library makes
};

/// The n-th from here on fails, on this thread; n from 1.
void arm(where w, int n);
/// None fails any more. @return what failed, "" where nothing did: there were fewer than n
std::string disarm();

/// Points since arm() that could have failed, and did not.
int passed();

/// References to OpenCL objects that the program has made or retained and not released.
long live();

}  // namespace faults
