// SPDX-License-Identifier: Apache-2.0
#include "output.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace fs = std::filesystem;

namespace tour {
namespace {

using file = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

[[noreturn]] void failed(const std::string& path)
{
    throw std::runtime_error(path + ": " + std::strerror(errno));
}

fs::path temporary(const fs::path& folder, const std::string& name)
{
    return folder / ("." + name + ".part");
}

}  // namespace

output::output(const fs::path& folder) : folder_(fs::absolute(folder).lexically_normal())
{
    std::error_code bad;
    for (fs::path p = folder_; !p.empty() && !fs::exists(p, bad); p = p.parent_path())
        made_.push_back(p);
    fs::create_directories(folder_, bad);
    if (bad || !fs::is_directory(folder_, bad))
        throw std::runtime_error(folder_.string() + ": cannot make this folder" +
                                 (bad ? ": " + bad.message() : ""));
}

output::~output()
{
    std::error_code ignored;
    for (const std::string& name : staged_) fs::remove(temporary(folder_, name), ignored);
    for (const fs::path& p : made_) fs::remove(p, ignored);  // does nothing unless it is empty
}

std::string output::stage(const std::string& name)
{
    staged_.push_back(name);
    return temporary(folder_, name).string();
}

void output::write(const std::string& name, const void* bytes, std::size_t size)
{
    const std::string path = stage(name);
    file f(std::fopen(path.c_str(), "wb"), std::fclose);
    if (!f || std::fwrite(bytes, 1, size, f.get()) != size) failed(path);
    if (std::fclose(f.release()) != 0) failed(path);
}

void output::commit()
{
    for (const std::string& name : staged_) fs::rename(temporary(folder_, name), folder_ / name);
    staged_.clear();
    made_.clear();
}

std::vector<unsigned char> read_file(const std::string& path)
{
    const file f(std::fopen(path.c_str(), "rb"), std::fclose);
    if (!f) failed(path);
    std::vector<unsigned char> bytes;
    unsigned char part[1 << 16];
    while (const std::size_t n = std::fread(part, 1, sizeof part, f.get()))
        bytes.insert(bytes.end(), part, part + n);
    if (std::ferror(f.get())) failed(path);
    return bytes;
}

void require_file(const std::string& path)
{
    const file f(std::fopen(path.c_str(), "rb"), std::fclose);
    if (!f) failed(path);
    const bool empty = std::fgetc(f.get()) == EOF;
    if (std::ferror(f.get())) failed(path);
    if (empty) throw std::runtime_error(path + ": the file is empty");
}

}  // namespace tour
