// SPDX-License-Identifier: Apache-2.0
// What differs by operating system.
#pragma once

#include <string>
#include <vector>

namespace kumiko::detail {

std::string lower(std::string ascii);

/// An environment variable's value; empty where it is not set.
std::string environment(const char* name);

/// Tries to load a library, and keeps it: an OpenCL driver does not survive being unloaded.
/// Empty, or the system's reason why not.
std::string load_error(const std::string& library);

/// Files in a folder whose names end in `ending`, sorted, as paths. Empty where there is none.
std::vector<std::string> files_in(const std::string& folder, const std::string& ending);
bool is_folder(const std::string& path);
bool is_file(const std::string& path);

/// The first line of a file without blanks around it.
std::string first_line(const std::string& path);

/// Where the loader finds drivers: a file or a registry value that names a library, or a library
/// given directly.
struct driver {
    std::string from;     ///< "/etc/OpenCL/vendors/pocl.icd", "$OCL_ICD_FILENAMES"
    std::string library;  ///< "libpocl.so.2"; empty if `from` is empty or cannot be read
};
struct driver_places {
    std::vector<std::string> looked;  ///< "/etc/OpenCL/vendors: 3 .icd files"
    std::vector<driver> drivers;
};
driver_places find_drivers();

/// A device node that a GPU driver opens.
struct node {
    std::string path;
    bool usable = false;  ///< may be read and written by this process
    std::string group;    ///< whose members may
};
bool has_device_nodes();  ///< does this system give its drivers any?
std::vector<node> device_nodes();

/// "debian", "fedora", "arch", "macos", "windows", or "" where it cannot be told.
std::string system_family();

}  // namespace kumiko::detail
