// SPDX-License-Identifier: Apache-2.0
#include <kumiko/device.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <map>
#include <mutex>

#include "core/cache.hpp"
#include "core/info.hpp"
#include "core/opencl.hpp"
#include "core/quirks.hpp"
#include "core/system.hpp"

namespace kumiko {
namespace {

using detail::info, detail::list, detail::text_info;

// Queries newer than OpenCL 1.2 are given by number, so that OpenCL headers of any version will do.
constexpr cl_device_info opencl_c_all_versions = 0x1066;
constexpr cl_device_info preferred_group_multiple = 0x1067;

std::string text(cl_platform_id p, cl_platform_info what)
{
    std::size_t n = 0;
    if (clGetPlatformInfo(p, what, 0, nullptr, &n) != CL_SUCCESS || n == 0) return {};
    std::string s(n, '\0');
    if (clGetPlatformInfo(p, what, n, s.data(), nullptr) != CL_SUCCESS) return {};
    return s.c_str();
}

/// "OpenCL C 1.2 PoCL" -> 120; 0 if there is no version in it.
int version(const std::string& s)
{
    for (std::size_t i = 1; i + 1 < s.size(); ++i)
        if (s[i] == '.' && std::isdigit(static_cast<unsigned char>(s[i - 1])) &&
            std::isdigit(static_cast<unsigned char>(s[i + 1])))
            return (s[i - 1] - '0') * 100 + (s[i + 1] - '0') * 10;
    return 0;
}

struct name_version {  // cl_name_version
    cl_uint version;
    char name[64];
};

std::vector<int> versions_of_c(cl_device_id d)
{
    std::vector<int> all;
    // CL_DEVICE_OPENCL_C_VERSION is not enough: it may say 1.2 although the device offers 3.0.
    for (const name_version& v : list<name_version>(d, opencl_c_all_versions))
        all.push_back(static_cast<int>((v.version >> 22) * 100 + (v.version >> 12 & 0x3ff) * 10));
    all.push_back(version(text_info(d, CL_DEVICE_OPENCL_C_VERSION)));
    all.erase(std::remove(all.begin(), all.end(), 0), all.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::mutex& listing()
{
    static std::mutex& m = *new std::mutex;
    return m;
}

std::size_t bytes(cl_ulong n) { return static_cast<std::size_t>(std::min<cl_ulong>(n, SIZE_MAX)); }

device_facts read(cl_device_id d)
{
    device_facts f;
    cl_device_type type = 0;
    detail::check(clGetDeviceInfo(d, CL_DEVICE_TYPE, sizeof type, &type, nullptr),
                  "clGetDeviceInfo");

    const auto platform = info<cl_platform_id>(d, CL_DEVICE_PLATFORM);
    f.platform_name = text(platform, CL_PLATFORM_NAME);
    f.platform_vendor = text(platform, CL_PLATFORM_VENDOR);
    f.platform_version = text(platform, CL_PLATFORM_VERSION);
    f.runtime = detail::runtime_of(f.platform_name, f.platform_vendor);

    f.reported_name = text_info(d, CL_DEVICE_NAME);
    f.name = normalized_name(f.reported_name);
    f.vendor = detail::vendor_of(text_info(d, CL_DEVICE_VENDOR), f.reported_name,
                                 info<cl_uint>(d, CL_DEVICE_VENDOR_ID));
    f.extensions = text_info(d, CL_DEVICE_EXTENSIONS);
    f.driver_version = text_info(d, CL_DRIVER_VERSION);
    f.opencl = version(text_info(d, CL_DEVICE_VERSION));
    f.opencl_c = versions_of_c(d);

    // The CPU comes first because Oclgrind sets the bit of every type, and the cpu kind suits it.
    f.type = type & CL_DEVICE_TYPE_CPU   ? device_type::cpu
             : type & CL_DEVICE_TYPE_GPU ? device_type::gpu
                                         : device_type::accelerator;
    f.compute_units = static_cast<int>(std::max(1u, info<cl_uint>(d, CL_DEVICE_MAX_COMPUTE_UNITS)));
    // Oclgrind and llvmpipe report 1 lane. No OpenCL vector has more than 16.
    const cl_uint width = info<cl_uint>(d, CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT);
    f.lanes = width >= 16 ? 16 : width >= 8 ? 8 : 4;
    f.clock = static_cast<int>(info<cl_uint>(d, CL_DEVICE_MAX_CLOCK_FREQUENCY));
    f.unified_memory = info<cl_bool>(d, CL_DEVICE_HOST_UNIFIED_MEMORY) != 0;
    f.event_clock = !detail::has(detail::quirk::clock_stands_still, f);
    f.long_loops = !detail::has(detail::quirk::loops_end_early, f);

    f.global_memory = bytes(info<cl_ulong>(d, CL_DEVICE_GLOBAL_MEM_SIZE));
    f.largest_allocation = bytes(info<cl_ulong>(d, CL_DEVICE_MAX_MEM_ALLOC_SIZE));
    f.local_memory = bytes(info<cl_ulong>(d, CL_DEVICE_LOCAL_MEM_SIZE));
    f.dedicated_local_memory =
        info<cl_device_local_mem_type>(d, CL_DEVICE_LOCAL_MEM_TYPE) == CL_LOCAL;
    f.base_alignment = std::max(1u, info<cl_uint>(d, CL_DEVICE_MEM_BASE_ADDR_ALIGN) / 8);  // bits

    f.max_work_group =
        std::max<std::size_t>(1, info<std::size_t>(d, CL_DEVICE_MAX_WORK_GROUP_SIZE));
    const auto sizes = list<std::size_t>(d, CL_DEVICE_MAX_WORK_ITEM_SIZES);
    for (std::size_t i = 0; i < std::min<std::size_t>(3, sizes.size()); ++i)
        f.max_work_item_sizes[i] = std::max<std::size_t>(1, sizes[i]);

    detail::ask_vendor(d, f);
    f.preferred_multiple = info<std::size_t>(d, preferred_group_multiple);
    if (f.preferred_multiple == 0 && f.sub_group_sizes.size() == 1)
        f.preferred_multiple = f.sub_group_sizes.front();

    f.reported_fp64 = info<cl_device_fp_config>(d, CL_DEVICE_DOUBLE_FP_CONFIG) != 0 ||
                      detail::offers(f, "cl_khr_fp64");
    f.reported_fp16 = detail::offers(f, "cl_khr_fp16");
    f.reported_images = info<cl_bool>(d, CL_DEVICE_IMAGE_SUPPORT) != 0;

    const std::vector<cl_platform_id> all = detail::platforms().ids;
    for (std::size_t p = 0; p < all.size(); ++p) {
        if (all[p] != platform) continue;
        const std::vector<cl_device_id> ids = detail::devices_of(all[p]).ids;
        const auto at = std::find(ids.begin(), ids.end(), d);
        if (at == ids.end()) continue;  // a sub-device
        f.platform = static_cast<int>(p);
        f.index = static_cast<int>(at - ids.begin());
    }
    return f;
}

/// Better devices have the greater rank. Ranks are compared from the first number on.
std::array<double, 3> rank(const device_facts& f)
{
    switch (f.type) {
        case device_type::gpu:
            return {3, f.unified_memory ? 0.0 : 1.0,
                    1.0 * f.compute_units * std::max(f.clock, 1) * detail::floats_per_unit(f)};
        case device_type::accelerator:
            return {2, 0, 1.0 * f.compute_units};
        case device_type::cpu:
            break;
    }
    // The clock is left out: two runtimes may offer one processor, and one may not know the clock.
    return {1, detail::has(detail::quirk::stand_in, f) ? 0.0 : 1.0,
            1.0 * f.compute_units * f.lanes};
}

/// How fast a device was measured to be; 0 if it was never measured.
double speed(const device_facts& f)
{
    const detail::numbers known = detail::recall(detail::entry::roofs, f);
    const auto copy = known.find("copy"), f32 = known.find("f32");
    if (copy == known.end() || f32 == known.end()) return 0;
    return std::sqrt(copy->second * f32->second);
}

/// Sorts the measured devices among themselves, the fastest first. A device that was never measured
/// stays where its facts put it.
void follow_measurements(std::vector<device>& all)
{
    std::vector<std::pair<double, device>> measured;
    std::vector<device*> places;
    for (device& d : all)
        if (const double s = speed(d.facts()); s > 0) {
            measured.emplace_back(s, d);
            places.push_back(&d);
        }
    std::stable_sort(measured.begin(), measured.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t i = 0; i < places.size(); ++i) *places[i] = measured[i].second;
}

bool contains(const std::string& whole, const std::string& low)
{
    return detail::lower(whole).find(low) != std::string::npos;
}

bool matches(const device& d, const std::string& wish)
{
    const device_facts& f = d.facts();
    if (wish == "any") return true;
    if (wish == "cpu") return d.is_cpu();
    if (wish == "gpu") return d.is_gpu();
    const bool digits = wish.find_first_not_of("0123456789.") == std::string::npos;
    if (digits && std::count(wish.begin(), wish.end(), '.') == 1) return d.index() == wish;
    return f.vendor == wish || contains(f.name, wish) || contains(f.reported_name, wish) ||
           contains(f.platform_name, wish) || contains(normalized_name(f.platform_name), wish);
}

}  // namespace

const device_facts& device::facts() const
{
    static std::mutex& m = *new std::mutex;
    static auto& all = *new std::map<cl_device_id, const device_facts*>;
    const std::lock_guard lock(m);
    const device_facts*& f = all[id_];
    if (!f) {
        f = new device_facts(read(id_));
        // A driver may use a released sub-device's handle again, so it is retained.
        if (info<cl_device_id>(id_, CL_DEVICE_PARENT_DEVICE)) clRetainDevice(id_);
    }
    return *f;
}

std::string device::name() const { return facts().name; }
std::string device::vendor() const { return facts().vendor; }
std::string device::index() const
{
    const device_facts& f = facts();
    return f.index < 0 ? "" : detail::text(f.platform, '.', f.index);
}
bool device::is_cpu() const { return facts().type == device_type::cpu; }
bool device::is_gpu() const { return facts().type == device_type::gpu; }
int device::compute_units() const { return facts().compute_units; }
int device::lanes() const { return facts().lanes; }
std::size_t device::local_memory() const { return facts().local_memory; }
int device::max_work_group() const { return static_cast<int>(facts().max_work_group); }

std::vector<device> devices()
{
    std::vector<device> all;
    for (cl_platform_id p : detail::platforms().ids) {
        for (cl_device_id id : detail::devices_of(p).ids) {
            if (!info<cl_bool>(id, CL_DEVICE_AVAILABLE)) continue;
            if (!info<cl_bool>(id, CL_DEVICE_COMPILER_AVAILABLE)) continue;
            all.emplace_back(id);
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const device& a, const device& b) {
        return rank(a.facts()) > rank(b.facts());
    });
    follow_measurements(all);
    return all;
}

std::vector<device> select(const std::string& wish)
{
    const std::vector<device> all = devices();
    std::vector<device> chosen;
    bool any = true;  // as long as no alternative was read
    for (std::size_t at = 0; at <= wish.size();) {
        const std::size_t end = std::min(wish.find_first_of(",;", at), wish.size());
        std::string one = detail::lower(wish.substr(at, end - at));
        at = end + 1;
        one.erase(0, one.find_first_not_of(" \t"));
        one.erase(one.find_last_not_of(" \t") + 1);
        if (one.empty()) continue;
        any = false;
        for (const device& d : all)
            if (matches(d, one) && std::find(chosen.begin(), chosen.end(), d) == chosen.end())
                chosen.push_back(d);
    }
    return any ? all : chosen;
}

detail::listed<cl_platform_id> detail::platforms()
{
    const std::lock_guard lock(listing());
    cl_uint n = 0;
    cl_int status = clGetPlatformIDs(0, nullptr, &n);
    if (status != CL_SUCCESS || n == 0) return {{}, status};
    std::vector<cl_platform_id> all(n);
    status = clGetPlatformIDs(n, all.data(), nullptr);
    if (status != CL_SUCCESS) all.clear();
    return {all, status};
}

detail::listed<cl_device_id> detail::devices_of(cl_platform_id p)
{
    const std::lock_guard lock(listing());
    cl_uint n = 0;
    cl_int status = clGetDeviceIDs(p, CL_DEVICE_TYPE_ALL, 0, nullptr, &n);
    if (status != CL_SUCCESS || n == 0) return {{}, status};
    std::vector<cl_device_id> all(n);
    status = clGetDeviceIDs(p, CL_DEVICE_TYPE_ALL, n, all.data(), nullptr);
    if (status != CL_SUCCESS) all.clear();
    return {all, status};
}

void detail::no_device(const std::string& wish)
{
    const std::vector<device> all = devices();
    if (all.empty()) throw error(CL_DEVICE_NOT_FOUND, explain_devices() + "no OpenCL device");
    std::string there;
    for (const device& d : all)
        there += text(there.empty() ? "" : "; ", d.index(), ' ', d.name(), " (",
                      d.facts().platform_name, ')');
    throw error(CL_DEVICE_NOT_FOUND, text("no device for ", wish, "; there are: ", there));
}

device pick(const std::string& wish)
{
    const std::vector<device> chosen = select(wish);
    if (chosen.empty()) detail::no_device('"' + wish + '"');
    return chosen.front();
}

device default_device()
{
    const std::string wish = detail::environment("KUMIKO_DEVICE");
    const std::vector<device> chosen = select(wish);
    if (chosen.empty()) detail::no_device("KUMIKO_DEVICE=" + wish);
    return chosen.front();
}

}  // namespace kumiko
