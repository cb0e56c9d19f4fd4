// SPDX-License-Identifier: Apache-2.0
// Sizes of kernels measured on this machine. An operation that can be tuned has an overload of
//
//     std::vector<tuned> tune(const queue& q, const std::vector<SHAPE>& shapes, const tune_options& o)
//
// beside it (linalg/gemm.hpp). What it finds is used at once, and kept in a file per device, driver
// and library version, to be read, changed or shipped by people; a device that was never tuned has
// the sizes that come with the library for its architecture.
#pragma once

#include <kumiko/queue.hpp>

#include <string>
#include <vector>

namespace kumiko {

/// How far tune() has come.
struct tuning_progress {
    const char* problem;  ///< "gemm f32 1024x1024x1024"
    double done;          ///< of the time that was given, 0 to 1
    int tried;            ///< candidates of this problem so far
    double best;          ///< flop/s of the best of them
    const char* sizes;    ///< of the best: "lanes=16 rows=12 ..."
};

struct tune_options {
    double seconds = 60;  ///< time to spend, on all shapes together: nothing is begun after it
    void (*progress)(const tuning_progress&) = nullptr;  ///< called after each candidate
};

/// What came out for one shape.
struct tuned {
    std::string problem;  ///< "gemm f32 1024x1024x1024"
    double before = 0;    ///< flop/s of the sizes that were in force
    double after = 0;     ///< of the best, timed beside them; they are in force now
    std::string sizes;    ///< the best; empty where another kernel, without sizes, serves the shape
    int tried = 0;        ///< candidates, those in force included
    int failed = 0;       ///< of them did not build, or the device did not allow them
    int wrong = 0;        ///< of them computed something else: none may win
};

/// A file of sizes, as it is read.
struct tuning_file {
    std::string path;                  ///< empty: none is kept
    std::vector<std::string> lines;    ///< in force
    std::vector<std::string> refused;  ///< why others are not: "line 7: rows is 0, must be 4 to 32"
};

/// What tune() found on a device, in this process or an earlier one. The file is in the cache's folder
/// (cache.hpp), or in $KUMIKO_TUNING, which may also be `off`: then nothing is kept or read. Clearing
/// the cache leaves it.
[[nodiscard]] KUMIKO_API tuning_file measured_tuning(const device& d);

/// Any such file: a measured one of another device, or one to be shipped (src/tuning/).
/// @throws std::invalid_argument  it cannot be read
[[nodiscard]] KUMIKO_API tuning_file examine_tuning(const std::string& path);

/// Forget what was measured on a device, on disk too. @return whether there was anything
KUMIKO_API bool clear_tuning(const device& d);

}  // namespace kumiko
