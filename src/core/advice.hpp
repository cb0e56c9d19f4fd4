// SPDX-License-Identifier: Apache-2.0
// Advice for a person whose machine has no device, by vendor and by operating system.
#pragma once

#include <string>
#include <vector>

namespace kumiko::detail {

/// What the user can do about a platform that has no device; empty if no advice is known.
std::string about_empty(const std::string& runtime);

/// What to install on a system of that family (system_family()). If the family is not known, the
/// advice for every family.
std::vector<std::string> about_installing(const std::string& family);

/// What to install if OpenCL's loader is missing; families as above.
std::vector<std::string> about_loader(const std::string& family);

/// A device node that GPU drivers open: its folder, and the start of its name.
struct node_pattern {
    const char* folder;
    const char* start;
};
const std::vector<node_pattern>& node_patterns();

/// What to do if there is such a node, but `libraries` holds no library of a driver for it. Empty
/// if nothing is missing.
std::string about_node(const std::string& node, const std::vector<std::string>& libraries);

/// The environment variables that choose or hide devices.
const std::vector<const char*>& variables();

}  // namespace kumiko::detail
