// SPDX-License-Identifier: Apache-2.0
// What to tell a person whose machine has no device: by vendor, and by system.
#pragma once

#include <string>
#include <vector>

namespace kumiko::detail {

/// What to do about a platform that has no device; empty if nothing is known.
std::string about_empty(const std::string& runtime);

/// What to install on a system of system_family(), or on each where it is not known.
std::vector<std::string> about_installing(const std::string& family);

/// What to install where OpenCL's loader is missing, likewise.
std::vector<std::string> about_loader(const std::string& family);

/// Device nodes that GPU drivers open: the folder, and how the node's name starts.
struct node_pattern {
    const char* folder;
    const char* start;
};
const std::vector<node_pattern>& node_patterns();

/// What to do where there is such a node but no driver's library among `libraries`; empty if
/// nothing is missing.
std::string about_node(const std::string& node, const std::vector<std::string>& libraries);

/// Environment variables that choose or hide devices.
const std::vector<const char*>& variables();

}  // namespace kumiko::detail
