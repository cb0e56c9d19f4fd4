// SPDX-License-Identifier: Apache-2.0
// The cache on disk. It keeps compiled programs, probed capabilities and measured roofs from one process to
// the next.
#pragma once

#include <kumiko/api.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace kumiko {

/// Where the cache is, and how large it may become.
struct cache_options {
    std::string folder;  ///< empty: the cache is off, nothing is written or read
    std::size_t limit = std::size_t{256} << 20;  ///< bytes; least recently used entries go first
};

/// The options in force. Until set_cache() is called they follow from the environment. KUMIKO_CACHE names
/// the folder, or is `off`. If it is not set, the folder is `kumiko` in the user's folder for caches
/// (XDG_CACHE_HOME or ~/.cache; ~/Library/Caches; %LOCALAPPDATA%). If there is no such folder either, the
/// cache is off.
[[nodiscard]] KUMIKO_API cache_options cache();

/// Use other options from now on, in the whole process. Any thread may call this function. A folder that
/// does not exist is created when the first entry is written.
KUMIKO_API void set_cache(const cache_options& options);

/// What the cache did in this process. An entry is used only if it is undamaged and its key is equal to the
/// one that is asked for: text, options, device, driver, platform and library version. A fault of the cache
/// is never an error: what cannot be read is made again, and what cannot be written is not kept.
struct cache_statistics {
    std::uint64_t hits = 0;    ///< entries read and used
    std::uint64_t misses = 0;  ///< entries asked for that did not exist
    std::uint64_t stored = 0;  ///< entries written
    /// Entries that were truncated, corrupt, of another key, or refused by the driver. Each was removed, if
    /// that was possible, and made again.
    std::uint64_t damaged = 0;
    std::uint64_t unwritable = 0;  ///< entries that could not be written
    std::uint64_t evicted = 0;     ///< entries removed to stay within the limit
};
[[nodiscard]] KUMIKO_API cache_statistics cache_stats();

/// What the cache's folder holds.
struct cache_usage {
    std::size_t programs = 0;  ///< compiled programs
    std::size_t notes = 0;     ///< probes and roofs: one entry of each per device
    std::size_t damaged = 0;   ///< files that are named like entries but are not valid ones
    std::size_t bytes = 0;     ///< size of all files
    std::string problem;       ///< why nothing can be written; empty if writing works
};
/// Read every entry of the cache. Cost: all files of the folder are read once.
[[nodiscard]] KUMIKO_API cache_usage examine_cache();

/// Remove every entry, including those of other devices and versions.
/// @return the number of entries removed
KUMIKO_API std::size_t clear_cache();

}  // namespace kumiko
