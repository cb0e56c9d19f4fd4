// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>

/// Whether to test every combination of values instead of every pair of values. `tests/run --full`
/// sets KUMIKO_FULL.
inline bool full() { return std::getenv("KUMIKO_FULL") != nullptr; }
