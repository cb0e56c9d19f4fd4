// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/queue.hpp>

#include <string>
#include <vector>

namespace kumiko {

/// Compile the programs that the operations use by default on q's device, so that their first calls need not
/// compile. The programs are kept in this process and in the cache on disk (cache.hpp). Installers and
/// start-up screens can call this.
///
/// @param progress  called before each step with its name ("gemm f32"), the number of steps done and the
///                  number of all steps; may be null
/// @param names     only these operations, by the names that `kumiko describe` lists; empty: all operations
/// @return the number of programs compiled or loaded
/// @throws std::invalid_argument  there is no operation of such a name
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost     a second or two for each program on a CPU if the cache is empty, and there are more than a hundred;
///          otherwise about a second
/// Example  kumiko cache prewarm
KUMIKO_API std::size_t prewarm(const queue& q,
                               void (*progress)(const char* what, int done, int all) = nullptr,
                               const std::vector<std::string>& names = {});

}  // namespace kumiko
