// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/queue.hpp>

namespace kumiko {

/// Compile what the operations use by default on q's device, so that their first calls need not: into
/// this process and into the cache on disk (see cache.hpp). For installers, and for start-up screens.
///
/// @param progress  called before each step with what it is ("gemm f32"), how many are done and how
///                  many there are; may be null
/// @return programs compiled or loaded
/// @throws kumiko::error  an OpenCL call failed
///
/// Cost     with an empty cache 40 seconds on a CPU of 2 cores, else below a second
/// Example  kumiko cache prewarm
KUMIKO_API std::size_t prewarm(const queue& q,
                               void (*progress)(const char* what, int done, int all) = nullptr);

}  // namespace kumiko
