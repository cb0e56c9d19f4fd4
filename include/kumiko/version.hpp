// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/api.hpp>

/// The version of these headers. CMakeLists.txt reads it from here: this is the only place that states it.
#define KUMIKO_VERSION_MAJOR 0
#define KUMIKO_VERSION_MINOR 1
#define KUMIKO_VERSION_PATCH 0

/// The version as one number for comparisons: 10203 is version 1.2.3.
#define KUMIKO_VERSION \
    (KUMIKO_VERSION_MAJOR * 10000 + KUMIKO_VERSION_MINOR * 100 + KUMIKO_VERSION_PATCH)

/// "1.2.3"
#define KUMIKO_VERSION_STRING         \
    KUMIKO_TEXT(KUMIKO_VERSION_MAJOR) \
    "." KUMIKO_TEXT(KUMIKO_VERSION_MINOR) "." KUMIKO_TEXT(KUMIKO_VERSION_PATCH)
#define KUMIKO_TEXT(number) KUMIKO_TEXT_OF(number)
#define KUMIKO_TEXT_OF(number) #number

namespace kumiko {

/// The version of the library that the program runs with, as a number like KUMIKO_VERSION. If the two differ, the
/// program was compiled with the headers of another version. Until 1.0 the minor versions must be equal.
/// Example:
///     if (kumiko::version() / 100 != KUMIKO_VERSION / 100) throw std::runtime_error("wrong libkumiko");
[[nodiscard]] KUMIKO_API int version() noexcept;

/// The same version as text, "1.2.3".
[[nodiscard]] KUMIKO_API const char* version_string() noexcept;

}  // namespace kumiko
