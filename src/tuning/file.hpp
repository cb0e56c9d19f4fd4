// SPDX-License-Identifier: Apache-2.0
// Tuning data as text. A file is
//
//     kumiko tuning 1
//     # a comment
//     gemm cpu f32 any             lanes=16 vectors=2 rows=12 ...
//     gemm cpu f32 1024x1024x1024  lanes=16 vectors=2 rows=14 ...   # 215 GF/s
//
// A line holds an operation, a kind, an element type or `any`, a problem or `any`, then the fields
// of the struct of sizes that the operation has for the kind (gemm.hpp beside this file). Priors,
// src/tuning/*.txt, are shipped by architecture. Other files are measured on this machine by
// tune(); they also name their device, driver and library, and are used with no other. A line that
// cannot be understood is left out and reported by examine_tuning(). It is never an error.
#pragma once

#include <kumiko/element.hpp>
#include <kumiko/queue.hpp>

#include <array>
#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kumiko::tuning {

/// The problem that sizes are for: m, n, k of a product. {} means any.
using extents = std::array<std::size_t, 3>;

struct line {
    std::string operation;
    kind form = kind::cpu;
    std::optional<element> type;  ///< nullopt: any
    extents at{};
    std::vector<std::pair<std::string, int>> sizes;  ///< by field, in the file's order
    std::string note;                                ///< the text after #
    int number = 0;                                  ///< its number in the file, from 1
};

struct file {
    std::string from;                  ///< the file's path, or its name in src/tuning/
    std::string head;                  ///< the lines that name its device; empty in a prior
    std::vector<line> lines;           ///< the lines that can be read
    std::vector<std::string> refused;  ///< "line 7: ...": why the others cannot
};

file parse(std::string from, std::string_view text);
std::string print(const line& l);

/// The lines that a measured file must begin with to be used with a device: names and versions.
std::string head_of(const device_facts& f);
/// The path of a device's measured file; empty if none is kept.
std::string path_of(const device_facts& f);

/// The shipped files that apply to a device, from its own architecture's to generic.txt.
std::vector<file> priors(const device_facts& f);
/// The lines that tune() measured on a device, in this process or an earlier one.
file measured(const device_facts& f);
/// Keeps measured lines and uses them from now on. A line replaces an older one of its problem.
/// @return whether they are also on disk
bool remember(const device_facts& f, const std::vector<line>& lines);
/// Forgets the measured lines. @return whether there were any
bool forget(const device_facts& f);

/// A counter that remember, forget and set_cache increase. If it has changed, files are read again.
std::atomic<unsigned>& generation();

}  // namespace kumiko::tuning
