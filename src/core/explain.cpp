// SPDX-License-Identifier: Apache-2.0
// Finds out why there is no device: examines this machine's OpenCL, from .icd files up to devices,
// and says what to install.
#include <kumiko/device.hpp>
#include <kumiko/version.hpp>

#include <functional>

#include "core/advice.hpp"
#include "core/info.hpp"
#include "core/loader.hpp"
#include "core/opencl.hpp"
#include "core/quirks.hpp"
#include "core/system.hpp"

namespace kumiko {
namespace {

using teller = std::function<void(const finding&)>;
using detail::text;

/// Tells of the loader: "ocl-icd 2.3.1, OpenCL 3.0", if it has the extension cl_loader_info.
void examine_loader(const teller& tell, const std::string& why_missing)
{
    tell({text("kumiko ", version_string(), ", compiled with the headers of OpenCL ",
               KUMIKO_OPENCL_HEADERS),
          finding::note});
    if (!why_missing.empty()) {
        tell({"OpenCL's loader is missing: " + why_missing + "; install it:", finding::bad});
        for (const std::string& line : detail::about_loader(detail::system_family()))
            tell({line, finding::note});
        return;
    }
    const auto ask =
        reinterpret_cast<cl_int(CL_API_CALL*)(cl_uint, std::size_t, void*, std::size_t*)>(
            clGetExtensionFunctionAddress("clGetICDLoaderInfoOCLICD"));
    const auto answer = [&](cl_uint what) {
        char s[256] = "";
        return ask && ask(what, sizeof s - 1, s, nullptr) == CL_SUCCESS ? std::string(s)
                                                                        : std::string("?");
    };
    constexpr cl_uint opencl_version = 1, version = 2, name = 3, vendor = 4;
    tell({ask ? text("loader: ", answer(name), ' ', answer(version), " (", answer(vendor), "), ",
                     answer(opencl_version))
              : "loader: one that does not tell its version",
          finding::note});
}

void examine_drivers(const teller& tell)
{
    const detail::driver_places places = detail::find_drivers();
    for (const std::string& l : places.looked) tell({"looked for drivers in " + l, finding::note});
    if (places.drivers.empty()) tell({"no driver is registered: no .icd file", finding::bad});
    for (const detail::driver& d : places.drivers) {
        if (d.library.empty()) {
            tell({d.from + " is empty or cannot be read: remove it, for the Khronos loader would "
                           "wait for ever",
                  finding::bad});
            continue;
        }
        const std::string why = detail::load_error(d.library);
        if (why.empty())
            tell({text(d.from, " names ", d.library, ", which loads"), finding::good});
        else
            tell({text(d.from, " names ", d.library, ", which does not load: ", why,
                       "; install that driver again, or remove the file"),
                  finding::bad});
    }
}

std::string text_of(cl_platform_id p, cl_platform_info what)
{
    std::size_t n = 0;
    if (clGetPlatformInfo(p, what, 0, nullptr, &n) != CL_SUCCESS || n == 0) return "";
    std::string s(n, '\0');
    clGetPlatformInfo(p, what, n, s.data(), nullptr);
    return s.c_str();
}

void examine_platforms(const teller& tell)
{
    const auto [all, status] = detail::platforms();
    if (all.empty()) {
        tell({text("the loader finds no platform: clGetPlatformIDs says ",
                   opencl_category().message(status)),
              finding::bad});
        return;
    }
    for (std::size_t p = 0; p < all.size(); ++p) {
        const std::string name = text_of(all[p], CL_PLATFORM_NAME);
        const std::string runtime = detail::runtime_of(name, text_of(all[p], CL_PLATFORM_VENDOR));
        const auto [found, answer] = detail::devices_of(all[p]);
        if (!found.empty()) {
            tell({text("platform ", p, " (", name, ") has ", found.size(),
                       found.size() == 1 ? " device" : " devices"),
                  finding::good});
        } else {
            const std::string hint = detail::about_empty(runtime);
            tell({text("platform ", p, " (", name, ") has no device: ",
                       answer == CL_SUCCESS || answer == CL_DEVICE_NOT_FOUND
                           ? std::string()
                           : opencl_category().message(answer) + "; ",
                       hint.empty() ? "its driver found no hardware" : hint),
                  finding::bad});
        }
    }
}

void examine_nodes(const teller& tell)
{
    std::vector<std::string> libraries;
    for (const detail::driver& d : detail::find_drivers().drivers) libraries.push_back(d.library);
    std::string looked;
    for (const detail::node_pattern& p : detail::node_patterns())
        looked += text(looked.empty() ? "" : ", ", p.folder, '/', p.start, '*');

    const std::vector<detail::node> nodes = detail::device_nodes();
    if (nodes.empty() && detail::has_device_nodes())
        tell({text("no GPU's device node (", looked,
                   "): there is no GPU here, or this container was not given it"),
              finding::note});
    for (const detail::node& n : nodes) {
        if (n.usable)
            tell({n.path + " may be opened", finding::good});
        else
            tell({text(n.path, " may not be opened by you; its group is ", n.group,
                       ": usermod -aG ", n.group, " USER, and log in again"),
                  finding::bad});
        const std::string missing = detail::about_node(n.path, libraries);
        if (!missing.empty()) tell({missing, finding::bad});
    }
}

void examine_environment(const teller& tell)
{
    for (const char* name : detail::variables()) {
        const std::string value = detail::environment(name);
        if (!value.empty()) tell({text(name, '=', value), finding::note});
    }
}

void examine(const teller& tell)
{
    const std::string why_no_loader = detail::loader_error();  // found before any driver is loaded
    examine_drivers(tell);  // without the loader: a bad .icd may hang it
    examine_loader(tell, why_no_loader);
    if (why_no_loader.empty()) examine_platforms(tell);
    const std::vector<device> all = devices();
    for (const device& d : all)
        tell({text("device ", d.index(), ": ", d.name(), ", driver ", d.facts().driver_version),
              finding::good});
    examine_nodes(tell);
    examine_environment(tell);
    if (!all.empty()) return;

    tell({"install a driver:", finding::note});
    for (const std::string& line : detail::about_installing(detail::system_family()))
        tell({line, finding::note});
}

}  // namespace

void examine_devices(void (*tell)(const finding&)) { examine(tell); }

std::string explain_devices()
{
    std::string s;
    examine([&](const finding& f) {
        s += (f.what == finding::good  ? "[ok] "
              : f.what == finding::bad ? "[no] "
                                       : "     ") +
             f.line + '\n';
    });
    return s;
}

}  // namespace kumiko
