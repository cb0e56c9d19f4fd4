// SPDX-License-Identifier: Apache-2.0
// Tuning data as text. A file is
//
//     kumiko tuning 1
//     # a comment
//     gemm cpu f32 any             lanes=16 vectors=2 rows=12 ...
//     gemm cpu f32 1024x1024x1024  lanes=16 vectors=2 rows=14 ...   # 215 GF/s
//
// an operation, a kind, an element type or `any`, a shape or `any`, then the fields of the struct of
// sizes that the operation has for the kind (gemm.hpp beside this). Files are shipped (priors: src/tuning/*.txt, by
// architecture) or measured on this machine by tune(); those also name their device, driver and
// library, and are read with no other. A line that cannot be understood is left out and told by
// examine_tuning(): it is never an error.
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

/// The shape that sizes are for: m, n, k of a product. {}: any.
using extents = std::array<std::size_t, 3>;

struct line {
    std::string operation;
    kind form = kind::cpu;
    std::optional<element> type;  ///< none: any
    extents at{};
    std::vector<std::pair<std::string, int>> sizes;  ///< by field, in the file's order
    std::string note;                                ///< what stands behind #
    int number = 0;                                  ///< where it stands, from 1
};

struct file {
    std::string from;                  ///< its path, or its name in src/tuning/
    std::string head;                  ///< the lines that say whose it is; empty in a prior
    std::vector<line> lines;           ///< those that can be read
    std::vector<std::string> refused;  ///< "line 7: ...", those that cannot
};

file parse(std::string from, std::string_view text);
std::string print(const line& l);

/// What a measured file must say to be read with a device: names and versions, a line each.
std::string head_of(const device_facts& f);
/// Where the measured file of a device is; empty where none is kept.
std::string path_of(const device_facts& f);

/// The shipped files that hold for a device, from its own architecture's to generic.txt.
std::vector<file> priors(const device_facts& f);
/// What tune() found on a device, in this process or an earlier one.
file measured(const device_facts& f);
/// Keep lines of more shapes, or better ones for the same, and use them from now on.
/// @return whether they are also on disk
bool remember(const device_facts& f, const std::vector<line>& lines);
/// Forget what was measured. @return whether there was anything
bool forget(const device_facts& f);

/// One more whenever files are to be looked at anew: by remember, forget and set_cache.
std::atomic<unsigned>& generation();

}  // namespace kumiko::tuning
