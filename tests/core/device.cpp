// SPDX-License-Identifier: Apache-2.0
#include <kumiko/device.hpp>
#include <kumiko/error.hpp>
#include <kumiko/queue.hpp>

#include <algorithm>
#include <fstream>
#include <thread>

#include "support/catch.hpp"

#ifndef _WIN32
#include "support/process.hpp"
#endif

using Catch::Matchers::ContainsSubstring;
using kumiko::device;

namespace {

// The message of pick()'s exception; empty if it throws none.
std::string refusal(const std::string& wish)
{
    try {
        kumiko::pick(wish);
    } catch (const kumiko::error& e) {
        CHECK(e.code().value() == -1);
        return e.what();
    }
    return {};
}

bool power_of_two(std::size_t n) { return n != 0 && (n & (n - 1)) == 0; }

}  // namespace

TEST_CASE("There is a device, and the best one comes first", "[device][small]")
{
    const std::vector<device> all = kumiko::devices();
    REQUIRE_FALSE(all.empty());
    CHECK(kumiko::select("") == all);
    CHECK(kumiko::select(" any ") == all);

    const auto rank = [](const device& d) { return static_cast<int>(d.facts().type); };
    for (std::size_t i = 1; i < all.size(); ++i) {
        CAPTURE(all[i].name());
        CHECK(rank(all[i - 1]) <= rank(all[i]));
        // A native runtime is always preferred to a software rasteriser or simulator.
        if (rank(all[i - 1]) == rank(all[i])) {
            const auto stand_in = [](const device& d) {
                return d.name() == "llvmpipe" || d.facts().runtime == "oclgrind";
            };
            CHECK_FALSE((stand_in(all[i - 1]) && !stand_in(all[i])));
        }
    }
}

TEST_CASE("Facts are within reason on every device", "[device][small]")
{
    for (const device& d : kumiko::devices()) {
        const kumiko::device_facts& f = d.facts();
        CAPTURE(f.reported_name, f.platform_name);
        CHECK(&f == &device(d.get()).facts());  // facts are read once
        CHECK(f.name == kumiko::normalized_name(f.name));
        CHECK_FALSE(f.name.empty());
        CHECK_FALSE(f.vendor.empty());
        CHECK_FALSE(f.driver_version.empty());
        CHECK(f.runtime != "unknown");
        CHECK(f.opencl >= 110);
        REQUIRE_FALSE(f.opencl_c.empty());
        CHECK(std::is_sorted(f.opencl_c.begin(), f.opencl_c.end()));
        CHECK(f.compute_units >= 1);
        CHECK((f.lanes == 4 || f.lanes == 8 || f.lanes == 16));
        CHECK(f.global_memory >= f.largest_allocation);
        CHECK(f.largest_allocation >= std::size_t{1} << 20);
        CHECK(f.local_memory >= 16384);  // the least that a full profile allows
        CHECK(power_of_two(f.base_alignment));
        CHECK(f.base_alignment <= 4096);  // in bytes, although the driver reports bits
        CHECK(f.max_work_group >= 1);
        for (std::size_t m : f.max_work_item_sizes) CHECK(m >= 1);
        CHECK(d.is_cpu() + d.is_gpu() <= 1);
        CHECK(d.index() == std::to_string(f.platform) + '.' + std::to_string(f.index));
        CHECK(d == kumiko::pick(d.index()));
        CHECK_FALSE(d != kumiko::pick(d.index()));
    }
}

TEST_CASE("Many threads may ask for facts at once", "[device][threads]")
{
    std::vector<std::thread> threads;
    std::vector<const kumiko::device_facts*> seen(8);
    for (auto& s : seen) threads.emplace_back([&s] { s = &kumiko::devices().front().facts(); });
    for (std::thread& t : threads) t.join();
    CHECK(std::count(seen.begin(), seen.end(), seen[0]) == 8);
}

TEST_CASE("A device is chosen by index, type, vendor, part of a name, and predicate",
          "[device][small]")
{
    const device d = kumiko::default_device();
    const kumiko::device_facts& f = d.facts();
    const auto chosen = [&](const std::string& wish) {
        const std::vector<device> found = kumiko::select(wish);
        return std::find(found.begin(), found.end(), d) != found.end();
    };
    CHECK(chosen(d.index()));
    CHECK(chosen(d.is_cpu() ? "CPU" : "Gpu"));
    CHECK_FALSE(chosen(d.is_cpu() ? "gpu" : "cpu"));
    CHECK(chosen(f.name.substr(1, 6)));
    CHECK(chosen(f.reported_name.substr(0, 5)));
    CHECK(chosen(f.platform_name));
    if (f.vendor != "unknown") CHECK(chosen(f.vendor));

    // Alternatives are tried in order. Each is used once.
    CHECK(kumiko::pick("no such device; " + d.index() + ", any") == d);
    CHECK(kumiko::select(",; any, cpu, gpu ;").size() == kumiko::devices().size());
    CHECK(kumiko::select(" , ") == kumiko::devices());

    CHECK(kumiko::pick([&](const device& each) { return each == d; }) == d);
    CHECK_THROWS_WITH(kumiko::pick([](const device&) { return false; }),
                      ContainsSubstring("predicate") && ContainsSubstring(f.name));
}

TEST_CASE("A wish that no device meets is refused with the wish and the devices", "[device][small]")
{
    const device d = kumiko::devices().front();
    for (const char* wish : {"no such device", "99.0", "0.99", "0.", "."}) {
        CHECK(kumiko::select(wish).empty());
        CHECK_THAT(refusal(wish), ContainsSubstring('"' + std::string(wish) + '"') &&
                                      ContainsSubstring(d.index() + ' ' + d.name()) &&
                                      ContainsSubstring("CL_DEVICE_NOT_FOUND (-1)"));
    }
}

TEST_CASE("A handle that is no device is refused", "[device]")
{
    CHECK_THROWS_AS(device(nullptr).facts(), kumiko::error);
}

TEST_CASE("Names lose what changes from driver to driver", "[device][small]")
{
    const auto is = [](const char* reported, const char* name) {
        CHECK(kumiko::normalized_name(reported) == name);
        CHECK(kumiko::normalized_name(name) == name);
    };
    is("pthread-skylake-avx512-Intel(R) Xeon(R) Processor", "Intel Xeon Processor");
    is("cpu-skylake-avx512-Intel(R) Xeon(R) Processor", "Intel Xeon Processor");
    is("cpu-haswell-AMD EPYC 7763 64-Core Processor", "AMD EPYC 7763 64-Core Processor");
    is("pthread-tigerlake-11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz",
       "11th Gen Intel Core i7-1165G7 @ 2.80GHz");
    is("pthread-cortex-a72", "cortex-a72");
    is("Intel(R) Xeon(R) Processor", "Intel Xeon Processor");
    is("Intel(R)  Core(TM)   i7 CPU ", "Intel Core i7 CPU");
    is("llvmpipe (LLVM 15.0.6, 256 bits)", "llvmpipe");
    is("AMD Radeon Graphics (radeonsi, raphael_mendocino, ACO, DRM 3.64, 7.0.5-arch1)",
       "AMD Radeon Graphics");
    is("Mesa Intel(R) UHD Graphics 620 (KBL GT2)", "Intel UHD Graphics 620 (KBL GT2)");
    is("gfx1010:xnack-", "gfx1010");
    is("gfx90a:sramecc+:xnack-", "gfx90a");
    is("NVIDIA GeForce RTX 4090", "NVIDIA GeForce RTX 4090");
    is("", "");
}

TEST_CASE("The examination names each device and its drivers", "[device][small]")
{
    const std::string all = kumiko::explain_devices();
    for (const device& d : kumiko::devices())
        CHECK_THAT(all, ContainsSubstring("[ok] device " + d.index() + ": " + d.name()));
    CHECK_THAT(all, !ContainsSubstring("install"));
    static std::string one_by_one;
    one_by_one.clear();
    kumiko::examine_devices(
        [](const kumiko::finding& f) { one_by_one += "xxxxx" + f.line + '\n'; });
    CHECK(all.size() == one_by_one.size());
}

#ifndef _WIN32

namespace {

// The output of list_devices in a given environment. LD_PRELOAD is unset, because Oclgrind replaces
// the loader with it; so is LD_LIBRARY_PATH, which may hold another vendor's loader (Intel's never
// returns from an empty .icd file). Leaks of drivers that are loaded (Mesa's) are not counted.
answer listed(const std::string& environment)
{
    const std::string command =
        "env -u LD_PRELOAD -u LD_LIBRARY_PATH -u KUMIKO_DEVICE -u OCL_ICD_VENDORS "
        "-u OPENCL_VENDOR_PATH -u OCL_ICD_FILENAMES -u RUSTICL_ENABLE "
        "ASAN_OPTIONS=detect_leaks=0 " +
        environment + " '" KUMIKO_LIST_DEVICES "'";
    return run_command(command);
}

// A folder for .icd files, removed at the test's end.
class vendors_folder : public temporary_folder {
public:
    answer listed() const { return ::listed("OCL_ICD_VENDORS='" + path() + "'"); }
};

// The first line of the machine's .icd file of that name; empty if it has none.
std::string installed(const char* icd)
{
    std::ifstream in(std::string("/etc/OpenCL/vendors/") + icd);
    std::string library;
    std::getline(in, library);
    return library;
}

}  // namespace

TEST_CASE("Without an .icd file the error says where it looked and what to install", "[nodevice]")
{
    const vendors_folder none;
    const answer a = none.listed();
    INFO(a.text);
    CHECK(a.status == 1);
    CHECK_THAT(a.text, ContainsSubstring(none.path() + " ($OCL_ICD_VENDORS): 0 .icd files"));
    CHECK_THAT(a.text, ContainsSubstring("[no] no driver is registered"));
    CHECK_THAT(a.text, ContainsSubstring("CL_PLATFORM_NOT_FOUND_KHR (-1001)"));
    CHECK_THAT(a.text, ContainsSubstring("install a driver") && ContainsSubstring("pocl"));
    CHECK_THAT(a.text, ContainsSubstring("CL_DEVICE_NOT_FOUND (-1)"));

    const answer absent = listed("OCL_ICD_VENDORS=/no/such/folder");
    CHECK(absent.status == 1);
    CHECK_THAT(absent.text,
               ContainsSubstring("/no/such/folder ($OCL_ICD_VENDORS): no such folder"));
}

TEST_CASE("An .icd file that names no library is told with the linker's reason", "[nodevice]")
{
    const vendors_folder broken;
    const std::string nowhere = broken.file("a.icd", "libnowhere-opencl.so.9\n");
    const std::string no_library = broken.file("text.so", "this is no library\n");
    const std::string wrong = broken.file("b.icd", no_library + "\n");
    const std::string empty = broken.file("c.icd", "");
    const answer a = broken.listed();
    INFO(a.text);
    CHECK(a.status == 1);
    CHECK_THAT(a.text, ContainsSubstring("3 .icd files"));
    CHECK_THAT(a.text, ContainsSubstring("[no] " + nowhere +
                                         " names libnowhere-opencl.so.9, which does not load: "));
    CHECK_THAT(a.text, ContainsSubstring(wrong + " names " + no_library +
                                         ", which does not load: " + no_library + ": "));
    CHECK_THAT(a.text, ContainsSubstring("[no] " + empty + " is empty"));
    CHECK_THAT(a.text, ContainsSubstring("install a driver"));
}

TEST_CASE("A platform without devices is told with the variable that turns it on", "[nodevice]")
{
    const std::string library = installed("rusticl.icd");
    if (library.empty()) {
        WARN("rusticl is not installed");
        return;
    }
    const vendors_folder folder;
    folder.file("rusticl.icd", library + "\n");
    const answer a = folder.listed();
    INFO(a.text);
    CHECK(a.status == 1);
    CHECK_THAT(a.text, ContainsSubstring("[ok] ") && ContainsSubstring("which loads"));
    CHECK_THAT(a.text,
               ContainsSubstring("(rusticl) has no device") && ContainsSubstring("RUSTICL_ENABLE"));
}

TEST_CASE("Broken and empty platforms do not hide a good one", "[nodevice]")
{
    const std::string pocl = installed("pocl.icd");
    if (pocl.empty()) {
        WARN("PoCL is not installed");
        return;
    }
    const vendors_folder folder;
    folder.file("a.icd", "libnowhere-opencl.so.9\n");
    folder.file("b.icd", installed("rusticl.icd") + "\n");
    folder.file("c.icd", pocl + "\n");
    const answer a = folder.listed();
    INFO(a.text);
    CHECK(a.status == 0);
    CHECK_THAT(a.text, ContainsSubstring(" pocl | ") && ContainsSubstring("[no] "));
    CHECK_THAT(a.text, !ContainsSubstring("install a driver"));
}

TEST_CASE("KUMIKO_DEVICE chooses, and an unknown one is refused", "[nodevice]")
{
    // The library of any device will do. If no .icd file is installed, there is nothing to choose.
    const answer any = listed("");
    if (any.status != 0) {
        WARN("no device without this run's own environment");
        return;
    }
    CHECK_THAT(listed("KUMIKO_DEVICE='nothing like it, any'").text,
               ContainsSubstring(any.text.substr(0, any.text.find('\n'))));
    const answer unknown = listed("KUMIKO_DEVICE=abacus");
    CHECK(unknown.status == 1);
    CHECK_THAT(unknown.text, ContainsSubstring("KUMIKO_DEVICE=abacus") &&
                                 ContainsSubstring("there are: ") &&
                                 ContainsSubstring("CL_DEVICE_NOT_FOUND (-1)"));
    if (installed("rusticl.icd").empty()) return;
    CHECK_THAT(listed("RUSTICL_ENABLE=llvmpipe KUMIKO_DEVICE='llvmpipe;cpu'").text,
               !ContainsSubstring("default 0.0"));
}

#endif
