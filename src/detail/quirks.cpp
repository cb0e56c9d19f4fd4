// SPDX-License-Identifier: Apache-2.0
#include "detail/quirks.hpp"

#include "detail/system.hpp"

namespace kumiko::detail {
namespace {

struct entry {
    quirk what;
    const char* runtime;
    const char* name;      // part of the device's name; "" for all of the runtime
    const char* versions;  // where it was met
    const char* symptom;
    const char* link;
    const char* date;  // last seen
};

constexpr entry entries[] = {
    {quirk::stand_in, "oclgrind", "", "21.10",
     "interprets each instruction, claims to be CPU, GPU and accelerator at once",
     "https://github.com/jrprice/Oclgrind", "2026-11"},
    {quirk::stand_in, "rusticl", "llvmpipe", "Mesa 22.3",
     "rasteriser on the CPU, 10 to 60 times slower than PoCL; reports 8 units on 2 cores",
     "https://docs.mesa3d.org/drivers/llvmpipe.html", "2026-11"},
    {quirk::stand_in, "clover", "llvmpipe", "Mesa 22.3", "as rusticl's",
     "https://docs.mesa3d.org/drivers/llvmpipe.html", "2026-11"},
    {quirk::clock_stands_still, "oclgrind", "", "21.10", "event times of 0 to 1 ns",
     "https://github.com/jrprice/Oclgrind", "2026-11"},
    {quirk::clock_stands_still, "rusticl", "llvmpipe", "Mesa 22.3", "event times of 0 to 1 ns",
     "https://docs.mesa3d.org/rusticl.html", "2026-11"},
};

struct naming {
    const char* part;  // lower case
    const char* name;
};

template <std::size_t N>
std::string named(const naming (&table)[N], const std::string& text)
{
    const std::string low = lower(text);
    for (const naming& n : table)
        if (low.find(n.part) != std::string::npos) return n.name;
    return {};
}

// PoCL gives the processor's own word (GenuineIntel), Mesa's drivers a short one.
constexpr naming vendors[] = {
    {"nvidia", "nvidia"},
    {"intel", "intel"},
    {"advanced micro devices", "amd"},
    {"amd", "amd"},
    {"apple", "apple"},
    {"qualcomm", "qualcomm"},
    {"adreno", "qualcomm"},
    {"imagination", "imagination"},
    {"powervr", "imagination"},
    {"broadcom", "broadcom"},
    {"samsung", "samsung"},
    {"mali", "arm"},
    {"panfrost", "arm"},
    {"arm", "arm"},
    {"cortex", "arm"},
};

constexpr struct {
    unsigned id;
    const char* name;
} pci[] = {
    {0x10de, "nvidia"},      {0x8086, "intel"},    {0x1002, "amd"},      {0x1022, "amd"},
    {0x106b, "apple"},       {0x1027f00, "apple"}, {0x5143, "qualcomm"}, {0x13b5, "arm"},
    {0x1010, "imagination"}, {0x14e4, "broadcom"}, {0x144d, "samsung"},
};

// In this order: PoCL on an Intel processor is PoCL's.
constexpr naming runtimes[] = {
    {"oclgrind", "oclgrind"},
    {"portable computing", "pocl"},
    {"pocl", "pocl"},
    {"rusticl", "rusticl"},
    {"clover", "clover"},
    {"clvk", "clvk"},
    {"nvidia", "nvidia"},
    {"intel", "intel"},
    {"advanced micro devices", "amd"},
    {"amd", "amd"},
    {"apple", "apple"},
    {"qualcomm", "qualcomm"},
    {"arm", "arm"},
};

constexpr naming empties[] = {
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

}  // namespace

bool has(quirk what, const device_facts& f)
{
    for (const entry& e : entries)
        if (e.what == what && f.runtime == e.runtime &&
            f.reported_name.find(e.name) != std::string::npos)
            return true;
    return false;
}

std::string vendor_of(const std::string& reported_vendor, const std::string& name, unsigned id)
{
    std::string v = named(vendors, reported_vendor);
    if (v.empty())
        for (const auto& p : pci)
            if (p.id == id) v = p.name;
    if (v.empty()) v = named(vendors, name);
    return v.empty() ? "unknown" : v;
}

std::string runtime_of(const std::string& platform_name, const std::string& platform_vendor)
{
    std::string r = named(runtimes, platform_name);
    if (r.empty()) r = named(runtimes, platform_vendor);
    return r.empty() ? "unknown" : r;
}

int floats_per_unit(const device_facts& f)
{
    if (f.vendor == "nvidia" || f.vendor == "apple" || f.vendor == "qualcomm") return 128;
    if (f.vendor == "amd")
        return 64;  // a CU; a dual CU of RDNA does 128, at twice the clock of old
    if (f.vendor == "intel") return 8;  // an EU
    return 32;
}

std::string about_empty(const std::string& runtime) { return named(empties, runtime); }

}  // namespace kumiko::detail
