// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>

/// Whether every combination is to be tested, and not only each pair of values: `tests/run --full` sets
/// KUMIKO_FULL.
inline bool full() { return std::getenv("KUMIKO_FULL") != nullptr; }
