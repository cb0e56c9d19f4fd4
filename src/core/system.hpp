// SPDX-License-Identifier: Apache-2.0
// What differs by operating system.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kumiko::detail {

std::string lower(std::string ascii);

/// An environment variable's value; empty if it is not set.
std::string environment(const char* name);

/// Tries to load a library. It stays loaded, because an OpenCL driver does not survive unloading.
/// @return the system's reason why it cannot be loaded; empty if it was
std::string load_error(const std::string& library);

/// The paths of the files in a folder whose names end in `ending`, sorted. Empty if there are none.
std::vector<std::string> files_in(const std::string& folder, const std::string& ending);
bool is_folder(const std::string& path);
bool is_file(const std::string& path);

/// The first line of a file, without the blanks around it.
std::string first_line(const std::string& path);

/// The user's folder for caches; empty if there is none.
std::string cache_home();

std::optional<std::string> read_file(const std::string& path);
/// Writes a file so that others see it whole or not at all, whatever happens meanwhile. Makes the
/// folder, for this user alone. @return whether it succeeded
bool write_whole(const std::string& folder, const std::string& path, std::string_view bytes);
/// Marks a file as used just now.
void touch(const std::string& path);
bool remove_file(const std::string& path);

struct file_facts {
    std::string path;
    std::size_t bytes = 0;
};
/// The files of a folder whose names end in `ending`, the least recently used first. Files that a
/// killed process left half written are removed.
std::vector<file_facts> files_by_age(const std::string& folder, const std::string& ending);

/// Why no file can be written to the folder; empty if one can. Makes the folder.
std::string why_not_writable(const std::string& folder);

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
    bool usable = false;  ///< this process may read and write it
    std::string group;    ///< the group whose members may
};
bool has_device_nodes();  ///< whether this system has device nodes at all
std::vector<node> device_nodes();

/// "debian", "fedora", "arch", "macos", "windows", or "" if the family is not known.
std::string system_family();

}  // namespace kumiko::detail
