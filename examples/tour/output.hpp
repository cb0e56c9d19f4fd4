// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tour {

/// The files of one run. Each is written under a temporary name, and all are given their names
/// by commit(): a run that fails leaves nothing behind, and what an earlier one made as it was.
class output {
public:
    /// @throws std::runtime_error  the folder cannot be made
    explicit output(const std::filesystem::path& folder);
    output(const output&) = delete;
    output& operator=(const output&) = delete;
    ~output();

    /// Where to write what will be called `name`.
    std::string stage(const std::string& name);
    /// @throws std::runtime_error  it cannot be written
    void write(const std::string& name, const void* bytes, std::size_t size);
    void commit();

    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_;
    std::vector<std::filesystem::path> made_;  ///< folders that were not there, innermost first
    std::vector<std::string> staged_;
};

/// A whole file. @throws std::runtime_error  it cannot be read (says why)
std::vector<unsigned char> read_file(const std::string& path);

/// @throws std::runtime_error  there is no file of that name, it is empty, or may not be read
void require_file(const std::string& path);

}  // namespace tour
