// SPDX-License-Identifier: Apache-2.0
#include "core/quirks.hpp"

#include <algorithm>

#include "core/info.hpp"
#include "core/system.hpp"

namespace kumiko {
namespace detail {
namespace {

constexpr cl_device_info capability_major_nv = 0x4000;
constexpr cl_device_info capability_minor_nv = 0x4001;
constexpr cl_device_info warp_size_nv = 0x4003;
constexpr cl_device_info board_name_amd = 0x4038;
constexpr cl_device_info wavefront_width_amd = 0x4043;
constexpr cl_device_info sub_group_sizes_intel = 0x4108;

struct entry {
    quirk what;
    const char* runtime;
    const char* name;      // part of the device's name; "" means every device of the runtime
    const char* versions;  // that were seen to have it
    const char* symptom;
    const char* test;  // the test that shows it: its file in tests/, and a line of that file
    const char* link;
    const char* date;  // when it was last seen
};

constexpr entry entries[] = {
    {quirk::stand_in, "oclgrind", "", "21.10", "interprets each instruction",
     "core/device.cpp: There is a device, and the best one comes first",
     "https://github.com/jrprice/Oclgrind", "2026-11"},
    {quirk::stand_in, "rusticl", "llvmpipe", "Mesa 22.3",
     "rasteriser on the CPU, 10 to 60 times slower than PoCL; reports 8 units on 2 cores",
     "core/device.cpp: There is a device, and the best one comes first",
     "https://docs.mesa3d.org/drivers/llvmpipe.html", "2026-11"},
    {quirk::stand_in, "clover", "llvmpipe", "Mesa 22.3", "as rusticl's",
     "core/device.cpp: There is a device, and the best one comes first",
     "https://docs.mesa3d.org/drivers/llvmpipe.html", "2026-11"},
    {quirk::clock_stands_still, "oclgrind", "", "21.10", "event times of 0 to 1 ns",
     "core/queue.cpp: an event's device time spans its launches and fits the wall's",
     "https://github.com/jrprice/Oclgrind", "2026-11"},
    {quirk::clock_stands_still, "rusticl", "llvmpipe", "Mesa 22.3", "event times of 0 to 1 ns",
     "core/queue.cpp: an event's device time spans its launches and fits the wall's",
     "https://docs.mesa3d.org/rusticl.html", "2026-11"},
    {quirk::loops_end_early, "rusticl", "llvmpipe", "Mesa 22.3",
     "a work-item's loops end after 65,535 rounds in all, and it goes on",
     "core/program.cpp: loops run to their end, or the device is known for less",
     "https://docs.mesa3d.org/drivers/llvmpipe.html", "2026-11"},
    {quirk::loops_end_early, "clover", "llvmpipe", "Mesa 22.3", "as rusticl's",
     "core/program.cpp: loops run to their end, or the device is known for less",
     "https://docs.mesa3d.org/drivers/llvmpipe.html", "2026-11"},
    {quirk::prints_failed_builds, "pocl", "", "3.1",
     "a kernel that does not compile leaves its errors on stderr",
     "tool.cmake: nothing is printed by a probe", "https://github.com/pocl/pocl", "2026-11"},
    {quirk::binary_costs_a_build, "pocl", "", "3.1",
     "CL_PROGRAM_BINARIES compiles every kernel again for groups of any size: 0.1 to 1.1 s",
     "core/cache.cpp: prewarming leaves nothing to compile for the next process",
     "https://github.com/pocl/pocl", "2026-11"},
    {quirk::failed_event_is_freed, "pocl", "", "3.1",
     "a command that fails with no reference to its event left ends the process: PTHREAD ERROR in "
     "pocl_update_event_failed()",
     "faults/main.cpp: a device that reports an error in the middle",
     "https://github.com/pocl/pocl", "2026-11"},
    {quirk::noted, "pocl", "", "3.1", "calls no callback of an event that fails",
     "faults/main.cpp: a device that reports an error in the middle",
     "https://github.com/pocl/pocl", "2026-11"},
    {quirk::noted, "pocl", "", "3.1",
     "tells no argument names or types of a program made from a binary",
     "core/cache.cpp: a program that one process compiled is loaded by the next",
     "https://github.com/pocl/pocl", "2026-11"},
    {quirk::noted, "pocl", "", "3.1",
     "releases a command's event some microseconds after clFinish returns",
     "interop/clhpp.cpp: a context is retained while", "https://github.com/pocl/pocl", "2026-11"},
    {quirk::noted, "oclgrind", "", "21.10",
     "claims to be a CPU, a GPU and an accelerator at once; says its vectors have 1 lane",
     "core/device.cpp: Facts are within reason on every device",
     "https://github.com/jrprice/Oclgrind", "2026-11"},
    {quirk::noted, "rusticl", "llvmpipe", "Mesa 22.3", "says its vectors have 1 lane",
     "core/device.cpp: Facts are within reason on every device",
     "https://docs.mesa3d.org/drivers/llvmpipe.html", "2026-11"},
    {quirk::noted, "rusticl", "", "Mesa 22.3", "has no device until RUSTICL_ENABLE names a driver",
     "core/device.cpp: A platform without devices is told with the variable that turns it on",
     "https://docs.mesa3d.org/rusticl.html", "2026-11"},
    {quirk::noted, "rusticl", "", "Mesa 22.3",
     "says that 32 work-items fit a kernel that requires more of a group, and runs it",
     "core/program.cpp: a kernel's own group size is used where none is given",
     "https://docs.mesa3d.org/rusticl.html", "2026-11"},
    {quirk::noted, "oclgrind", "", "21.10", "corrupts itself when two threads enqueue at once",
     "core/device.cpp: Many threads may ask for facts at once",
     "https://github.com/jrprice/Oclgrind", "2026-11"},
    {quirk::noted, "oclgrind", "", "21.10", "ignores #line in its build log",
     "core/program.cpp: a failed build names file, line, options and device",
     "https://github.com/jrprice/Oclgrind", "2026-11"},
    {quirk::noted, "oclgrind", "", "21.10",
     "dies at exit where an object of a static queue is released after it",
     "exit/main.cpp: static_objects", "https://github.com/jrprice/Oclgrind", "2026-11"},
    {quirk::noted, "oclgrind", "", "21.10",
     "clamp and min of a vector with scalar bounds are wrong",
     "video/convert.cpp: convert of small frames", "https://github.com/jrprice/Oclgrind",
     "2026-11"},
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

// PoCL reports the name that the processor gives (GenuineIntel), Mesa's drivers a short one.
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

// The order matters: with PoCL on an Intel processor, the runtime is PoCL.
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

bool offers(const device_facts& f, const char* extension)
{
    return (' ' + f.extensions + ' ').find(std::string(" ") + extension + ' ') != std::string::npos;
}

void ask_vendor(cl_device_id d, device_facts& f)
{
    if (f.name.rfind("gfx", 0) == 0) {  // the chip's code; the card's name is asked below
        f.architecture = f.name;
        const std::string board = normalized_name(text_info(d, board_name_amd));
        if (!board.empty()) f.name = board;
    }
    if (offers(f, "cl_amd_device_attribute_query"))
        f.sub_group_sizes = {info<cl_uint>(d, wavefront_width_amd, 64u)};
    if (offers(f, "cl_intel_required_subgroup_size"))
        f.sub_group_sizes = list<std::size_t>(d, sub_group_sizes_intel);
    if (offers(f, "cl_nv_device_attribute_query")) {
        f.architecture = text("sm_", info<cl_uint>(d, capability_major_nv),
                              info<cl_uint>(d, capability_minor_nv));
        f.sub_group_sizes = {info<cl_uint>(d, warp_size_nv, 32u)};
    }
}

int floats_per_unit(const device_facts& f)
{
    if (f.vendor == "nvidia" || f.vendor == "apple" || f.vendor == "qualcomm") return 128;
    if (f.vendor == "amd")
        return 64;  // a CU; a dual CU of RDNA does 128, at twice the clock of old
    if (f.vendor == "intel") return 8;  // an EU
    return 32;
}

}  // namespace detail

std::string normalized_name(const std::string& reported)
{
    std::string s = reported.substr(0, reported.find('\0'));

    // PoCL: "pthread-skylake-avx512-Intel(R) Xeon(R)", "cpu-znver3-AMD Ryzen". Between the driver's
    // prefix and the processor's brand stands LLVM's name of its family: small letters, digits,
    // hyphens.
    for (const char* start : {"pthread-", "basic-", "cpu-"}) {
        if (s.rfind(start, 0) != 0) continue;
        s.erase(0, std::string(start).size());
        std::string brand = s;
        for (std::size_t i = brand.find('-'); i != std::string::npos; i = brand.find('-')) {
            const std::string word = brand.substr(0, i);
            if (word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.+") !=
                std::string::npos)
                break;
            brand.erase(0, i + 1);
        }
        const bool branded =
            brand.find_first_of(" ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos;
        if (branded) s = brand;
        break;
    }

    // Mesa: "AMD Radeon (radeonsi, navi21, ACO, DRM 3.54, 6.5.0)", "llvmpipe (LLVM 15.0.6, 256
    // bits)"
    const std::size_t open = s.rfind(" (");
    if (open != std::string::npos && s.back() == ')' &&
        (s.find(',', open) != std::string::npos || s.find("LLVM", open) != std::string::npos))
        s.erase(open);
    if (s.rfind("Mesa ", 0) == 0) s.erase(0, 5);

    if (s.rfind("gfx", 0) == 0) s.erase(std::min(s.find(':'), s.size()));  // "gfx1010:xnack-"

    for (const char* mark : {"(R)", "(r)", "(TM)", "(tm)", "(C)"})
        for (std::size_t i = s.find(mark); i != std::string::npos; i = s.find(mark, i))
            s.replace(i, std::string(mark).size(), " ");

    std::string out;
    for (char c : s) {
        if (c == '\t') c = ' ';
        if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

}  // namespace kumiko
