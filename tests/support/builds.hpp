// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// Programs that the test cases of a file have made the library compile, or load from the
/// cache on disk, in this process, the running
/// case included. An operation's last test case holds it to 12 for each kind and element type:
///
///     CHECK(builds_in(__FILE__) <= 12 * 2 * 5);  // 2 kinds, 5 types
///
/// What varies between programs of one type belongs into arguments and tables: a program costs
/// about a second on some devices.
std::uint64_t builds_in(const char* file);
