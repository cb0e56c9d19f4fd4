// SPDX-License-Identifier: Apache-2.0
// kumiko list - lists every device with its facts, capabilities and roofs.
#include <kumiko/error.hpp>
#include <kumiko/probe.hpp>
#include <kumiko/roofs.hpp>
#include <kumiko/tune.hpp>

#include "tool.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace tool {
namespace {

const char* type_of(const kumiko::device& d)
{
    return d.is_gpu() ? "gpu" : d.is_cpu() ? "cpu" : "accelerator";
}

std::string version(int v) { return fmt::format("{}.{}", v / 100, v / 10 % 10); }

/// The roofs that are remembered, or measured now if the options ask for it.
std::optional<kumiko::roofs> roofs_of(const kumiko::queue& q, const list_options& o)
{
    std::optional<kumiko::roofs> r = kumiko::remembered(q.device());
    if (r || o.only_remembered) return r;
    fmt::print(stderr, "measuring {} ...\n", q.device().name());
    return kumiko::measure(q);
}

nlohmann::json described(const kumiko::device& d, bool is_default, const list_options& o)
{
    const kumiko::device_facts& f = d.facts();
    const kumiko::queue q(d);
    nlohmann::json j = {{"index", d.index()},
                        {"default", is_default},
                        {"name", f.name},
                        {"reported_name", f.reported_name},
                        {"type", type_of(d)},
                        {"vendor", f.vendor},
                        {"runtime", f.runtime},
                        {"architecture", f.architecture},
                        {"platform", f.platform_name},
                        {"platform_version", f.platform_version},
                        {"driver_version", f.driver_version},
                        {"opencl", version(f.opencl)},
                        {"opencl_c", nlohmann::json::array()},
                        {"compute_units", f.compute_units},
                        {"lanes", f.lanes},
                        {"clock_mhz", f.clock},
                        {"unified_memory", f.unified_memory},
                        {"global_memory", f.global_memory},
                        {"largest_allocation", f.largest_allocation},
                        {"local_memory", f.local_memory},
                        {"usable_local_memory", kumiko::usable_local_memory(q)},
                        {"max_work_group", f.max_work_group},
                        {"capabilities", nlohmann::json::object()},
                        {"extensions", f.extensions},
                        {"roofs", nullptr},
                        {"tuned", kumiko::measured_tuning(d).lines}};
    for (const int v : f.opencl_c) j["opencl_c"].push_back(version(v));
    for (const kumiko::capability c : kumiko::capabilities)
        j["capabilities"][kumiko::name(c)] = kumiko::supports(q, c);
    if (const auto r = roofs_of(q, o))
        j["roofs"] = {{"copy", r->copy},
                      {"read", r->read},
                      {"f32", r->f32},
                      {"f64", r->f64},
                      {"f16", r->f16},
                      {"launch_batched", r->launch_batched},
                      {"launch_wait", r->launch_wait}};
    return j;
}

std::string rate(double per_second)
{
    return per_second > 0 ? fmt::format("{:.4g}", 1e-9 * per_second) : "-";
}

void print(const nlohmann::json& j)
{
    const auto text = [&](const char* key) { return j[key].get<std::string>(); };
    const auto size = [&](const char* key) { return bytes(j[key].get<double>()); };
    const auto line = [](const char* what, const std::string& s) {
        fmt::print("     {:<14} {}\n", what, s);
    };
    fmt::print("{:<4} {}{}\n", text("index"), text("name"), j["default"] ? "   (default)" : "");
    const std::string architecture = text("architecture");
    line("device", fmt::format("{}, {}{}", text("type"), text("vendor"),
                               architecture.empty() ? "" : ", " + architecture));
    line("platform", fmt::format("{}, driver {}", text("platform"), text("driver_version")));
    std::string c;
    for (const auto& v : j["opencl_c"]) c += (c.empty() ? "" : ", ") + v.get<std::string>();
    line("OpenCL", fmt::format("{}; C {}", text("opencl"), c));
    const int clock = j["clock_mhz"].get<int>();
    line("units", fmt::format("{}, {} lanes of float{}", j["compute_units"].get<int>(),
                              j["lanes"].get<int>(),
                              clock > 0 ? fmt::format(", {} MHz", clock) : std::string()));
    line("memory", fmt::format("{}{}; largest buffer {}", size("global_memory"),
                               j["unified_memory"] ? " shared with the host" : "",
                               size("largest_allocation")));
    line("local memory", fmt::format("{}, usable {}; groups of at most {}", size("local_memory"),
                                     size("usable_local_memory"), j["max_work_group"].get<int>()));
    std::string can, cannot;
    for (const auto& [name, works] : j["capabilities"].items()) {
        std::string& s = works ? can : cannot;
        s += (s.empty() ? "" : ", ") + name;
    }
    line("works", can.empty() ? "-" : can);
    line("does not", cannot.empty() ? "-" : cannot);
    if (!j["tuned"].empty()) line("tuned", fmt::format("{} shapes", j["tuned"].size()));
    const nlohmann::json& r = j["roofs"];
    if (r.is_null()) return line("roofs", "never measured");
    line("copy, read", fmt::format("{} and {} GB/s", rate(r["copy"]), rate(r["read"])));
    line("flop", fmt::format("f32 {}, f64 {}, f16 {} GF/s", rate(r["f32"]), rate(r["f64"]),
                             rate(r["f16"])));
    line("launch", fmt::format("{:.3g} us in a batch, {:.3g} us with its wait",
                               1e6 * r["launch_batched"].get<double>(),
                               1e6 * r["launch_wait"].get<double>()));
}

}  // namespace

int list(const list_options& o)
{
    const std::vector<kumiko::device> all = chosen(o.device);
    const kumiko::device preferred = kumiko::default_device();
    nlohmann::json rows = nlohmann::json::array();
    bool well = true;
    for (const kumiko::device& d : all) {
        nlohmann::json j;
        try {
            j = described(d, d == preferred, o);
        } catch (const kumiko::error& e) {  // a device that fails does not hide the others
            fmt::print(stderr, "{} {}: {}\n", d.index(), d.name(), e.what());
            well = false;
            continue;
        }
        if (o.json)
            rows.push_back(j);
        else
            print(j);
    }
    if (o.json)
        fmt::print("{}\n", rows.dump(2, ' ', true, nlohmann::json::error_handler_t::replace));
    return well ? 0 : 1;
}

}  // namespace tool
