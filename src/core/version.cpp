// SPDX-License-Identifier: Apache-2.0
// The only file of the library that is compiled with the version's numbers. The others call these
// functions.
#include <kumiko/version.hpp>

namespace kumiko {

int version() noexcept { return KUMIKO_VERSION; }

const char* version_string() noexcept { return KUMIKO_VERSION_STRING; }

}  // namespace kumiko
