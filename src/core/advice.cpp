// SPDX-License-Identifier: Apache-2.0
#include "core/advice.hpp"

namespace kumiko::detail {
namespace {

struct install {
    const char* family;
    const char* line;
};

constexpr install installs[] = {
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

constexpr install loaders[] = {
    {"debian", "Debian, Ubuntu: apt install ocl-icd-libopencl1"},
    {"fedora", "Fedora: dnf install OpenCL-ICD-Loader"},
    {"arch", "Arch: pacman -S ocl-icd"},
    {"macos", "macOS: the system brings it"},
    {"windows", "Windows: the graphics driver brings it"},
};

struct hint {
    const char* runtime;
    const char* line;
};

constexpr hint hints[] = {
    {"rusticl",
     "rusticl hides its devices until RUSTICL_ENABLE names their driver: radeonsi (AMD), iris "
     "(Intel), nouveau, panfrost, llvmpipe (any CPU, slow)"},
    {"clover", "Clover is deprecated and drives old AMD GPUs only; rusticl replaces it"},
    {"pocl", "PoCL's devices are chosen by POCL_DEVICES (try POCL_DEVICES=cpu, or unset it)"},
    {"nvidia",
     "is the kernel module loaded (nvidia-smi)? CUDA_VISIBLE_DEVICES hides devices; a container "
     "needs --gpus all and NVIDIA_DRIVER_CAPABILITIES=compute,utility"},
    {"amd",
     "is /dev/kfd there and are you in the groups render and video? ROCR_VISIBLE_DEVICES and "
     "GPU_DEVICE_ORDINAL hide devices"},
    {"intel", "is there a /dev/dri/renderD* that you may open? ZE_AFFINITY_MASK hides devices"},
};

/// The line of that family of systems; all lines if the family has none.
template <std::size_t n>
std::vector<std::string> lines_for(const std::string& family, const install (&table)[n])
{
    std::vector<std::string> one, all;
    for (const install& i : table) {
        all.emplace_back(i.line);
        if (family == i.family) one.emplace_back(i.line);
    }
    return one.empty() ? all : one;
}

}  // namespace

std::string about_empty(const std::string& runtime)
{
    for (const hint& h : hints)
        if (runtime == h.runtime) return h.line;
    return {};
}

std::vector<std::string> about_installing(const std::string& family)
{
    return lines_for(family, installs);
}

std::vector<std::string> about_loader(const std::string& family)
{
    return lines_for(family, loaders);
}

const std::vector<node_pattern>& node_patterns()
{
    static const auto& all = *new std::vector<node_pattern>{
        {"/dev/dri", "renderD"}, {"/dev", "kfd"}, {"/dev", "nvidia"},
        {"/dev", "mali"},        {"/dev", "dxg"},  // Windows' GPUs inside WSL
    };
    return all;
}

std::string about_node(const std::string& node, const std::vector<std::string>& libraries)
{
    if (node != "/dev/nvidiactl") return {};
    for (const std::string& l : libraries)
        if (l.find("nvidia") != std::string::npos) return {};
    return "there is an NVIDIA GPU, but no .icd file names NVIDIA's library: write "
           "libnvidia-opencl.so.1 into /etc/OpenCL/vendors/nvidia.icd; a container also needs "
           "NVIDIA_DRIVER_CAPABILITIES=compute,utility to be given that library";
}

const std::vector<const char*>& variables()
{
    static const auto& all = *new std::vector<const char*>{
        "KUMIKO_DEVICE",      "OCL_ICD_VENDORS", "OPENCL_VENDOR_PATH",   "OCL_ICD_FILENAMES",
        "RUSTICL_ENABLE",     "POCL_DEVICES",    "CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES",
        "GPU_DEVICE_ORDINAL", "ZE_AFFINITY_MASK"};
    return all;
}

}  // namespace kumiko::detail
