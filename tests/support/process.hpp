// SPDX-License-Identifier: Apache-2.0
// Runs programs from tests, and makes folders that are removed at the test's end. For POSIX only.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

/// How a command ended, and what it printed on both streams.
struct answer {
    int status;  ///< -1 if a signal ended it
    std::string text;
};

/// Runs a shell command and waits for its end.
inline answer run_command(const std::string& command)
{
    answer a{-1, ""};
    FILE* p = popen(("{ " + command + "; } 2>&1").c_str(), "r");
    if (!p) return a;
    char piece[512];
    while (std::fgets(piece, sizeof piece, p)) a.text += piece;
    const int status = pclose(p);
    a.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return a;
}

inline std::string contents(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class temporary_folder {
public:
    temporary_folder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "kumiko-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("mkdtemp " + name);
        path_ = name;
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder()
    {
        std::error_code e;
        std::filesystem::remove_all(path_, e);
    }
    std::string path() const { return path_.string(); }
    /// Writes a file in the folder. @return its path
    std::string file(const std::string& name, const std::string& text) const
    {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return (path_ / name).string();
    }

private:
    std::filesystem::path path_;
};
