// SPDX-License-Identifier: Apache-2.0
// Tuning: measuring which sizes of kernels are fastest on this machine. An operation that can be tuned has an
// overload of
//
//     std::vector<tuned> tune(const queue& q, const std::vector<SHAPE>& shapes, const tune_options& o)
//
// in its header (linalg/gemm.hpp). The sizes that it finds are used at once. They are also kept in a text file
// per device, driver and library version, which people may read, change or ship. A device that was never tuned
// uses the sizes that come with the library for its architecture.
#pragma once

#include <kumiko/queue.hpp>

#include <string>
#include <vector>

namespace kumiko {

/// The progress of tune().
struct tuning_progress {
    const char* problem;  ///< "gemm f32 1024x1024x1024"
    double done;          ///< share of the given time, 0 to 1
    int tried;            ///< candidates of this problem so far
    double best;          ///< flop/s of the best of them
    const char* sizes;    ///< sizes of the best candidate: "lanes=16 rows=12 ..."
};

struct tune_options {
    double seconds = 60;  ///< time for all shapes together: no candidate starts after it
    void (*progress)(const tuning_progress&) = nullptr;  ///< called after each candidate
};

/// The result for one shape.
struct tuned {
    std::string problem;  ///< "gemm f32 1024x1024x1024"
    double before = 0;    ///< flop/s of the sizes that were used so far
    double after = 0;     ///< flop/s of the best sizes, timed in turn with those; they are used now
    std::string sizes;    ///< the best sizes; empty if a kernel without sizes computes the shape
    int tried = 0;        ///< candidates, including the sizes used so far
    int failed = 0;       ///< candidates that did not build or that the device did not allow
    int wrong = 0;        ///< candidates with a wrong result; these are never chosen
};

/// The contents of a file of sizes.
struct tuning_file {
    std::string path;                  ///< empty: there is no file
    std::vector<std::string> lines;    ///< lines in force
    std::vector<std::string> refused;  ///< other lines: "line 7: rows is 0, must be 4 to 32"
};

/// What tune() found on a device, in this process or an earlier one. The file is in the cache's folder
/// (cache.hpp), or in the folder $KUMIKO_TUNING. If KUMIKO_TUNING is `off`, no file is written or read.
/// clear_cache() does not remove the file.
[[nodiscard]] KUMIKO_API tuning_file measured_tuning(const device& d);

/// Read any such file: one that was measured on another device, or one that is shipped (src/tuning/).
/// @throws std::invalid_argument  the file cannot be read
[[nodiscard]] KUMIKO_API tuning_file examine_tuning(const std::string& path);

/// Forget what was measured on a device, also on disk. @return whether anything had been measured
KUMIKO_API bool clear_tuning(const device& d);

}  // namespace kumiko
