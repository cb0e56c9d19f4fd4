// SPDX-License-Identifier: Apache-2.0
#include "detail/system.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "detail/advice.hpp"

#ifdef _WIN32
#define NOMINMAX
#include <windows.h>
#else
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
    std::error_code e;
    for (fs::directory_iterator i(folder, e), end; !e && i != end; i.increment(e))
        if (ends_with(i->path().string(), ending)) found.push_back(i->path().string());
    std::sort(found.begin(), found.end());
    return found;
}

std::string first_line(const std::string& path)
{
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    return trimmed(line);
}

#ifdef _WIN32

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

    // The loaders differ: both take a folder; ocl-icd also takes an .icd file or a library in
    // OCL_ICD_VENDORS, Khronos' libraries in OCL_ICD_FILENAMES beside the folder.
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
    std::ifstream in("/etc/os-release");
    std::string line, ids;
    while (std::getline(in, line))
        if (line.rfind("ID=", 0) == 0 || line.rfind("ID_LIKE=", 0) == 0) ids += line + ' ';
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
