// SPDX-License-Identifier: Apache-2.0
// What is wrong when there is no device: the examination of this machine's OpenCL, from .icd files
// up to devices, and what to install.
#include <kumiko/device.hpp>

#include "detail/opencl.hpp"
#include "detail/quirks.hpp"
#include "detail/system.hpp"

namespace kumiko {
namespace {

using findings = std::vector<finding>;
using detail::text;

struct advice {
    const char* family;
    const char* line;
};

constexpr advice installs[] = {
    {"debian",
     "Debian, Ubuntu: apt install pocl-opencl-icd (any CPU); intel-opencl-icd (Intel GPU); "
     "mesa-opencl-icd (AMD and others, with RUSTICL_ENABLE); nvidia-opencl-icd on Debian, "
     "libnvidia-compute-VERSION on Ubuntu (NVIDIA)"},
    {"fedora",
     "Fedora: dnf install pocl (any CPU); intel-compute-runtime (Intel GPU); rocm-opencl (AMD); "
     "mesa-libOpenCL (others, with RUSTICL_ENABLE); xorg-x11-drv-nvidia-cuda of RPM Fusion "
     "(NVIDIA)"},
    {"arch",
     "Arch: pacman -S pocl (any CPU); intel-compute-runtime (Intel GPU); rocm-opencl-runtime "
     "(AMD); opencl-mesa (others, with RUSTICL_ENABLE); opencl-nvidia (NVIDIA)"},
    {"macos",
     "macOS: the system brings OpenCL 1.2 for its GPU; brew install pocl (CPU, OpenCL 3.0)"},
    {"windows",
     "Windows: the graphics driver of AMD, Intel or NVIDIA brings OpenCL; for the CPU, Intel's CPU "
     "Runtime for OpenCL Applications; the Store's OpenCL, OpenGL and Vulkan Compatibility Pack"},
};

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
    const std::vector<detail::node> nodes = detail::device_nodes();
    if (nodes.empty() && detail::system_family() != "windows" && detail::system_family() != "macos")
        out.push_back(
            {"no GPU's device node: no /dev/dri/renderD*, /dev/kfd, /dev/nvidia*, "
             "/dev/dxg (a container must be given them)",
             finding::note});
    for (const detail::node& n : nodes) {
        if (n.usable)
            out.push_back({n.path + " may be opened", finding::good});
        else
            out.push_back({text(n.path, " may not be opened by you; its group is ", n.group,
                                ": usermod -aG ", n.group, " USER, and log in again"),
                           finding::bad});
    }
}

void examine_environment(findings& out)
{
    for (const char* name :
         {"KUMIKO_DEVICE", "OCL_ICD_VENDORS", "OPENCL_VENDOR_PATH", "OCL_ICD_FILENAMES",
          "RUSTICL_ENABLE", "POCL_DEVICES", "CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES",
          "GPU_DEVICE_ORDINAL", "ZE_AFFINITY_MASK"}) {
        const std::string value = detail::environment(name);
        if (!value.empty()) out.push_back({text(name, "=", value), finding::note});
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
    const std::string family = detail::system_family();
    bool known = false;
    for (const advice& a : installs) known = known || family == a.family;
    for (const advice& a : installs)  // this system's line, or all of them
        if (!known || family == a.family) out.push_back({a.line, finding::note});
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
