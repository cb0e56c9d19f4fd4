// SPDX-License-Identifier: Apache-2.0
// The programs of a context. Each is compiled, or loaded from the cache on disk, once.
#pragma once

#include <memory>
#include <string>

#include "core/context.hpp"
#include "core/signature.hpp"

namespace kumiko::detail {

struct built {
    cl::Program program;
    std::optional<detail::signatures> signatures;
    std::atomic<bool> kept{false};  ///< its binary is on disk
};

/// The program of this text, in which every #include is already replaced, with these options.
/// @throws kumiko::build_error  it does not compile; the message names `file`
std::shared_ptr<const built> program_of(context& c, const std::string& file, std::string text,
                                        const std::string& options);

/// Writes to the disk cache every program that is not there yet; returns how many it wrote.
std::size_t keep_programs(context& c);

}  // namespace kumiko::detail
