// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/queue.hpp>

namespace kumiko {

/// Compile the programs that the operations use by default on q's device, so that their first calls need not
/// compile. The programs are kept in this process and in the cache on disk (cache.hpp). Installers and
/// start-up screens can call this.
///
/// @param progress  called before each step with its name ("gemm f32"), the number of steps done and the
///                  number of all steps; may be null
/// @return the number of programs compiled or loaded
/// @throws kumiko::error  an OpenCL call failed
///
/// Cost     40 seconds on a CPU of 2 cores if the cache is empty, otherwise less than a second
/// Example  kumiko cache prewarm
KUMIKO_API std::size_t prewarm(const queue& q,
                               void (*progress)(const char* what, int done, int all) = nullptr);

}  // namespace kumiko
