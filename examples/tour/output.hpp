// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tour {

/// The files of one run. Each is written under a temporary name; commit() gives all their names. A
/// run that fails leaves nothing behind, and does not change the files of an earlier run.
class output {
public:
    /// @throws std::runtime_error  the folder cannot be made
    explicit output(const std::filesystem::path& folder);
    output(const output&) = delete;
    output& operator=(const output&) = delete;
    ~output();

    /// The temporary path of the file that will be called `name`.
    std::string stage(const std::string& name);
    /// @throws std::runtime_error  it cannot be written
    void write(const std::string& name, const void* bytes, std::size_t size);
    void commit();

    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_;
    std::vector<std::filesystem::path> made_;  ///< the folders that it made, innermost first
    std::vector<std::string> staged_;
};

/// The bytes of a file. @throws std::runtime_error  it cannot be read; the message says why
std::vector<unsigned char> read_file(const std::string& path);

/// @throws std::runtime_error  there is no such file, it is empty, or it may not be read
void require_file(const std::string& path);

}  // namespace tour
