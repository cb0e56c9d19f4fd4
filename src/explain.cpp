// SPDX-License-Identifier: Apache-2.0
// What is wrong when there is no device: the examination of this machine's OpenCL, from .icd files
// up to devices, and what to install.
#include <kumiko/device.hpp>

#include "detail/advice.hpp"
#include "detail/opencl.hpp"
#include "detail/quirks.hpp"
#include "detail/system.hpp"

namespace kumiko {
namespace {

using findings = std::vector<finding>;
using detail::text;

void examine_drivers(findings& out)
{
    const detail::driver_places places = detail::find_drivers();
    for (const std::string& l : places.looked)
        out.push_back({"looked for drivers in " + l, finding::note});
    if (places.drivers.empty())
        out.push_back({"no driver is registered: no .icd file", finding::bad});
    for (const detail::driver& d : places.drivers) {
        if (d.library.empty()) {
            out.push_back({d.from + " is empty or cannot be read", finding::bad});
            continue;
        }
        const std::string why = detail::load_error(d.library);
        if (why.empty())
            out.push_back({text(d.from, " names ", d.library, ", which loads"), finding::good});
        else
            out.push_back(
                {text(d.from, " names ", d.library, ", which does not load: ", why), finding::bad});
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

void examine_platforms(findings& out)
{
    cl_uint n = 0;
    const cl_int status = clGetPlatformIDs(0, nullptr, &n);
    if (status != CL_SUCCESS || n == 0) {
        out.push_back({text("the loader finds no platform: clGetPlatformIDs says ",
                            opencl_category().message(status)),
                       finding::bad});
        return;
    }
    std::vector<cl_platform_id> all(n);
    clGetPlatformIDs(n, all.data(), nullptr);
    for (cl_uint p = 0; p < n; ++p) {
        const std::string name = text_of(all[p], CL_PLATFORM_NAME);
        const std::string runtime = detail::runtime_of(name, text_of(all[p], CL_PLATFORM_VENDOR));
        cl_uint found = 0;
        const cl_int answer = clGetDeviceIDs(all[p], CL_DEVICE_TYPE_ALL, 0, nullptr, &found);
        if (answer == CL_SUCCESS && found > 0) {
            out.push_back({text("platform ", p, " (", name, ") has ", found,
                                found == 1 ? " device" : " devices"),
                           finding::good});
        } else {
            const std::string hint = detail::about_empty(runtime);
            out.push_back({text("platform ", p, " (", name, ") has no device: ",
                                answer == CL_SUCCESS || answer == CL_DEVICE_NOT_FOUND
                                    ? std::string()
                                    : opencl_category().message(answer) + "; ",
                                hint.empty() ? "its driver found no hardware" : hint),
                           finding::bad});
        }
    }
}

void examine_nodes(findings& out)
{
    std::vector<std::string> libraries;
    for (const detail::driver& d : detail::find_drivers().drivers) libraries.push_back(d.library);
    std::string looked;
    for (const detail::node_pattern& p : detail::node_patterns())
        looked += text(looked.empty() ? "" : ", ", p.folder, '/', p.start, '*');

    const std::vector<detail::node> nodes = detail::device_nodes();
    if (nodes.empty() && detail::has_device_nodes())
        out.push_back({text("no GPU's device node (", looked, "): a container must be given them"),
                       finding::note});
    for (const detail::node& n : nodes) {
        if (n.usable)
            out.push_back({n.path + " may be opened", finding::good});
        else
            out.push_back({text(n.path, " may not be opened by you; its group is ", n.group,
                                ": usermod -aG ", n.group, " USER, and log in again"),
                           finding::bad});
        const std::string missing = detail::about_node(n.path, libraries);
        if (!missing.empty()) out.push_back({missing, finding::bad});
    }
}

void examine_environment(findings& out)
{
    for (const char* name : detail::variables()) {
        const std::string value = detail::environment(name);
        if (!value.empty()) out.push_back({text(name, '=', value), finding::note});
    }
}

}  // namespace

std::vector<finding> examine_devices()
{
    findings out;
    examine_drivers(out);
    examine_platforms(out);
    const std::vector<device> all = devices();
    for (const device& d : all)
        out.push_back({text("device ", d.index(), ": ", d.name()), finding::good});
    examine_nodes(out);
    examine_environment(out);
    if (!all.empty()) return out;

    out.push_back({"install a driver:", finding::note});
    for (const std::string& line : detail::about_installing(detail::system_family()))
        out.push_back({line, finding::note});
    return out;
}

std::string explain_devices()
{
    std::string s;
    for (const finding& f : examine_devices())
        s += (f.what == finding::good  ? "[ok] "
              : f.what == finding::bad ? "[no] "
                                       : "     ") +
             f.line + '\n';
    return s;
}

}  // namespace kumiko
