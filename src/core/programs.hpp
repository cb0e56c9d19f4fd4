// SPDX-License-Identifier: Apache-2.0
// The programs of a context: compiled, or loaded from the cache on disk, once each.
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

/// The program of this text, which #includes nothing any more, and these options.
/// @throws kumiko::build_error  it does not compile; the message names `file`
std::shared_ptr<const built> program_of(context& c, const std::string& file, std::string text,
                                        const std::string& options);

/// Keep on disk every program that is not yet. @return how many were
std::size_t keep_programs(context& c);

}  // namespace kumiko::detail
