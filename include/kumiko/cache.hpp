// SPDX-License-Identifier: Apache-2.0
// What is kept on disk between processes: compiled programs, probed capabilities, measured roofs.
#pragma once

#include <kumiko/api.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace kumiko {

/// Where things are kept, and how much of them.
struct cache_options {
    std::string folder;                          ///< empty: nothing is kept and nothing is read
    std::size_t limit = std::size_t{256} << 20;  ///< bytes; the least recently used go first
};

/// The options in force. At first those of the environment: KUMIKO_CACHE is a folder, or `off`;
/// where it is not set, `kumiko` in the user's folder for caches (XDG_CACHE_HOME or ~/.cache;
/// ~/Library/Caches; %LOCALAPPDATA%), and where there is none of these, nothing is kept.
[[nodiscard]] KUMIKO_API cache_options cache();

/// Use others, for all of this process and from now on. Any thread may call it; a folder that does
/// not exist is made when the first entry is written.
KUMIKO_API void set_cache(const cache_options& options);

/// What the cache did in this process. An entry is used only where it is whole and its key equals
/// what is asked for: text, options, device, driver, platform and library version. Nothing that goes
/// wrong with it is an error: what cannot be read is made anew, what cannot be written is not kept.
struct cache_statistics {
    std::uint64_t hits = 0;     ///< entries read and used
    std::uint64_t misses = 0;   ///< entries asked for and not there
    std::uint64_t stored = 0;   ///< entries written
    std::uint64_t damaged = 0;  ///< entries found torn, corrupt, foreign or refused by the driver;
                                ///< each was removed, where that was possible, and made anew
    std::uint64_t unwritable = 0;  ///< entries that could not be written
    std::uint64_t evicted = 0;     ///< entries removed to stay below the limit
};
[[nodiscard]] KUMIKO_API cache_statistics cache_stats();

/// The cache as it is on disk.
struct cache_usage {
    std::size_t programs = 0;  ///< compiled programs
    std::size_t notes = 0;     ///< probes and roofs, an entry a device
    std::size_t damaged = 0;   ///< files that are named as entries and are none
    std::size_t bytes = 0;     ///< of all files
    std::string problem;       ///< why nothing can be written; empty where it can
};
/// Reads every entry. Cost: a pass over the folder's files.
[[nodiscard]] KUMIKO_API cache_usage examine_cache();

/// Remove every entry, those of other devices and versions too.
/// @return how many
KUMIKO_API std::size_t clear_cache();

}  // namespace kumiko
