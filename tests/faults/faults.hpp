// SPDX-License-Identifier: Apache-2.0
// Faults on demand. The test program defines OpenCL's functions, which the linker prefers to the
// loader's, and operator new. The n-th call after arm() fails. Calls inside the driver do not.
#pragma once

#include <string>

namespace faults {

enum class where {
    opencl,  ///< an OpenCL call that the library makes; releases always succeed
    memory,  ///< an allocation of host memory that the library makes
};

/// Makes the n-th call from here on fail, on this thread; n counts from 1.
void arm(where w, int n);
/// No call fails any more. @return the call that failed; "" if none did, as there were fewer than n
std::string disarm();

/// The number of calls since arm() that could have failed and did not.
int passed();

/// The number of references to OpenCL objects that the program holds.
long live();

}  // namespace faults
