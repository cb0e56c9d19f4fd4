// SPDX-License-Identifier: Apache-2.0
#include "core/system.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "core/advice.hpp"

#ifdef _WIN32
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
#else
#include <dirent.h>
#include <dlfcn.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace kumiko::detail {
namespace {

namespace fs = std::filesystem;

bool ends_with(const std::string& s, const std::string& end)
{
    return s.size() >= end.size() && s.compare(s.size() - end.size(), end.size(), end) == 0;
}

std::string trimmed(const std::string& s)
{
    const char* blanks = " \t\r\n";
    const std::size_t first = s.find_first_not_of(blanks);
    return first == std::string::npos ? ""
                                      : s.substr(first, s.find_last_not_of(blanks) - first + 1);
}

constexpr const char* part_ending = ".part";

long process_id()
{
#ifdef _WIN32
    return static_cast<long>(GetCurrentProcessId());
#else
    return static_cast<long>(getpid());
#endif
}

/// Makes a folder that this user alone can write to. Compiled programs in it are run unchecked, so
/// nobody else may put any there.
bool make_private_folder(const std::string& folder)
{
    std::error_code e;
    if (fs::create_directories(folder, e)) fs::permissions(folder, fs::perms::owner_all, e);
    return fs::is_directory(folder, e);
}

/// The entries of a folder; none if the folder cannot be read.
std::vector<fs::path> entries_of(const std::string& folder)
{
    std::vector<fs::path> all;
#ifdef _WIN32
    std::error_code e;
    for (fs::directory_iterator i(folder, e), end; !e && i != end; i.increment(e))
        all.push_back(i->path());
#else  // libstdc++'s directory iterator ends the program if it finds no memory
    const auto close = [](DIR* d) { closedir(d); };
    const std::unique_ptr<DIR, decltype(close)> dir(opendir(folder.c_str()), close);
    while (const dirent* e = dir ? readdir(dir.get()) : nullptr)
        if (e->d_name[0] != '.') all.push_back(fs::path(folder) / e->d_name);
#endif
    return all;
}

}  // namespace

std::string lower(std::string ascii)
{
    for (char& c : ascii)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return ascii;
}

std::string environment(const char* name)
{
    const char* v = std::getenv(name);
    return v ? v : "";
}

bool is_folder(const std::string& path)
{
    std::error_code e;
    return fs::is_directory(path, e);
}

bool is_file(const std::string& path)
{
    std::error_code e;
    return fs::is_regular_file(path, e);
}

std::vector<std::string> files_in(const std::string& folder, const std::string& ending)
{
    std::vector<std::string> found;
    for (const fs::path& path : entries_of(folder))
        if (ends_with(path.string(), ending)) found.push_back(path.string());
    std::sort(found.begin(), found.end());
    return found;
}

std::string first_line(const std::string& path)
{
    const std::string all = read_file(path).value_or("");
    return trimmed(all.substr(0, all.find('\n')));
}

std::optional<std::string> read_file(const std::string& path)
{
    std::error_code e;
    if (!fs::is_regular_file(path, e)) return std::nullopt;  // reading a pipe could wait for ever
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (in.bad()) return std::nullopt;
    return bytes;
}

bool write_whole(const std::string& folder, const std::string& path, std::string_view bytes)
{
    if (!make_private_folder(folder)) return false;
    // Each writer uses a temporary name of its own. The last step, a rename, is atomic.
    static std::atomic<unsigned> count{0};
    const std::string part =
        path + "." + std::to_string(process_id()) + "." + std::to_string(count++) + part_ending;
    struct leftover {  // removes the file, also if memory runs out: nothing here may allocate
        const std::string& path;
        ~leftover() { std::remove(path.c_str()); }
    } const sweep{part};
    std::error_code e;
    std::ofstream out(part, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (out) fs::rename(part, path, e);
    return out && !e;
}

void touch(const std::string& path)
{
    std::error_code e;
    fs::last_write_time(path, fs::file_time_type::clock::now(), e);
}

bool remove_file(const std::string& path)
{
    std::error_code e;
    return fs::remove(path, e);
}

std::vector<file_facts> files_by_age(const std::string& folder, const std::string& ending)
{
    struct aged {
        fs::file_time_type used;
        file_facts facts;
    };
    std::vector<aged> found;
    const auto now = fs::file_time_type::clock::now();
    for (const fs::path& entry : entries_of(folder)) {
        // The path begins as `folder` does, also on Windows, so that callers can compare paths.
        const std::string path = folder + '/' + entry.filename().string();
        std::error_code gone;  // another process may remove the file meanwhile
        const fs::file_time_type used = fs::last_write_time(path, gone);
        if (gone) continue;
        if (ends_with(path, part_ending) && now - used > std::chrono::minutes(10))
            fs::remove(path, gone);
        if (!ends_with(path, ending)) continue;
        const auto bytes = fs::is_regular_file(entry, gone) ? fs::file_size(path, gone) : 0;
        found.push_back({used, {path, gone ? 0 : static_cast<std::size_t>(bytes)}});
    }
    std::sort(found.begin(), found.end(),
              [](const aged& a, const aged& b) { return a.used < b.used; });
    std::vector<file_facts> files;
    for (aged& f : found) files.push_back(std::move(f.facts));
    return files;
}

std::string why_not_writable(const std::string& folder)
{
    if (!make_private_folder(folder)) return "the folder cannot be made";
    const std::string path = folder + "/try";
    if (!write_whole(folder, path, "x")) return "no file can be written there";
    remove_file(path);
    return {};
}

#ifdef _WIN32

std::string cache_home() { return environment("LOCALAPPDATA"); }

std::string load_error(const std::string& library)
{
    if (LoadLibraryA(library.c_str())) return {};
    const DWORD code = GetLastError();
    char text[512] = "";
    FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr, code, 0,
                   text, sizeof text, nullptr);
    return library + ": " + trimmed(text) + " (" + std::to_string(code) + ")";
}

driver_places find_drivers()
{
    driver_places places;
    const char* key = "SOFTWARE\\Khronos\\OpenCL\\Vendors";
    HKEY open = nullptr;
    if (RegOpenKeyExA(HKEY_LOCAL_MACHINE, key, 0, KEY_READ, &open) == ERROR_SUCCESS) {
        char name[1024];
        DWORD size = sizeof name;
        for (DWORD i = 0; RegEnumValueA(open, i, name, &size, nullptr, nullptr, nullptr, nullptr) ==
                          ERROR_SUCCESS;
             ++i, size = sizeof name)
            places.drivers.push_back({std::string("HKLM\\") + key, std::string(name, size)});
        RegCloseKey(open);
    }
    places.looked.push_back(std::string("registry HKLM\\") + key + ": " +
                            std::to_string(places.drivers.size()) +
                            " drivers (display drivers register elsewhere too)");
    return places;
}

bool has_device_nodes() { return false; }
std::vector<node> device_nodes() { return {}; }

std::string system_family() { return "windows"; }

#else

std::string cache_home()
{
    const std::string home = environment("HOME");
#ifdef __MACH__
    return home.empty() ? "" : home + "/Library/Caches";
#else
    const std::string xdg = environment("XDG_CACHE_HOME");
    // The XDG Base Directory Specification says that a relative path is to be ignored.
    if (!xdg.empty() && xdg.front() == '/') return xdg;
    return home.empty() ? "" : home + "/.cache";
#endif
}

std::string load_error(const std::string& library)
{
    if (dlopen(library.c_str(), RTLD_LAZY | RTLD_LOCAL)) return {};
    const char* why = dlerror();
    return why ? why : "cannot be loaded";
}

driver_places find_drivers()
{
    driver_places places;
    const auto look_in = [&](const std::string& folder, const std::string& why) {
        const std::string told = folder + (why.empty() ? "" : " ($" + why + ")");
        if (!is_folder(folder)) {
            places.looked.push_back(told + ": no such folder");
            return;
        }
        const std::vector<std::string> files = files_in(folder, ".icd");
        places.looked.push_back(told + ": " + std::to_string(files.size()) +
                                (files.size() == 1 ? " .icd file" : " .icd files"));
        for (const std::string& f : files) places.drivers.push_back({f, first_line(f)});
    };

    // The loaders differ. Both take a folder in OCL_ICD_VENDORS. ocl-icd also takes an .icd file or
    // a library there; Khronos' loader takes further libraries in OCL_ICD_FILENAMES.
    const std::string vendors = environment("OCL_ICD_VENDORS");
    const std::string path = environment("OPENCL_VENDOR_PATH");
    const std::string usual = "/etc/OpenCL/vendors";
    if (!vendors.empty() && ends_with(vendors, ".icd")) {
        const std::string file = is_file(vendors) ? vendors : usual + "/" + vendors;
        places.looked.push_back(file + " ($OCL_ICD_VENDORS)" +
                                (is_file(file) ? "" : ": no such file"));
        if (is_file(file)) places.drivers.push_back({file, first_line(file)});
    } else if (!vendors.empty() && !is_folder(vendors) &&
               vendors.find(".so") != std::string::npos) {
        places.looked.push_back(vendors + " ($OCL_ICD_VENDORS): a library");
        places.drivers.push_back({"$OCL_ICD_VENDORS", vendors});
    } else if (!vendors.empty()) {
        look_in(vendors, "OCL_ICD_VENDORS");
    } else if (!path.empty()) {
        look_in(path, "OPENCL_VENDOR_PATH");
    } else {
        look_in(usual, "");
    }

    const std::string files = environment("OCL_ICD_FILENAMES");
    for (std::size_t at = 0; at < files.size();) {
        const std::size_t end = std::min(files.find(':', at), files.size());
        if (end > at) places.drivers.push_back({"$OCL_ICD_FILENAMES", files.substr(at, end - at)});
        at = end + 1;
    }
    return places;
}

bool has_device_nodes()
{
#ifdef __MACH__
    return false;
#else
    return true;
#endif
}

std::vector<node> device_nodes()
{
    std::vector<std::string> paths;
    std::error_code e;
    for (const auto& [folder, start] : node_patterns()) {
        for (fs::directory_iterator i(folder, e), end; !e && i != end; i.increment(e))
            if (i->path().filename().string().rfind(start, 0) == 0 &&
                !is_folder(i->path().string()))
                paths.push_back(i->path().string());
    }
    std::sort(paths.begin(), paths.end());

    std::vector<node> nodes;
    for (const std::string& p : paths) {
        node n;
        n.path = p;
        n.usable = access(p.c_str(), R_OK | W_OK) == 0;
        struct stat s;
        if (stat(p.c_str(), &s) == 0) {
            const group* g = getgrgid(s.st_gid);
            n.group = g ? g->gr_name : std::to_string(s.st_gid);
        }
        nodes.push_back(n);
    }
    return nodes;
}

std::string system_family()
{
#ifdef __MACH__
    return "macos";
#else
    const std::string all = '\n' + read_file("/etc/os-release").value_or("");
    std::string ids;
    for (const char* field : {"\nID=", "\nID_LIKE="})
        if (const std::size_t at = all.find(field); at != std::string::npos)
            ids += all.substr(at + 1, all.find('\n', at + 1) - at);
    for (const auto& [part, family] : {std::pair<const char*, const char*>{"debian", "debian"},
                                       {"ubuntu", "debian"},
                                       {"fedora", "fedora"},
                                       {"rhel", "fedora"},
                                       {"arch", "arch"}})
        if (ids.find(part) != std::string::npos) return family;
    return {};
#endif
}

#endif

}  // namespace kumiko::detail
