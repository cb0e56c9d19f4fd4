// SPDX-License-Identifier: Apache-2.0
// Ours and the rivals side by side, as a Markdown table and as JSON. tests/bench/report runs it.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <iostream>
#include <random>
#include <regex>
#ifndef _WIN32
#include <unistd.h>
#endif

#include "bench.hpp"

namespace {

using clock_type = std::chrono::steady_clock;

double seconds_since(clock_type::time_point t)
{
    return std::chrono::duration<double>(clock_type::now() - t).count();
}

double median(std::vector<double> t)
{
    std::nth_element(t.begin(), t.begin() + static_cast<std::ptrdiff_t>(t.size() / 2), t.end());
    return t[t.size() / 2];
}

std::string processor()
{
    std::ifstream info("/proc/cpuinfo");
    const std::regex model("model name\\s*: (.*)");
    for (std::string line; std::getline(info, line);)
        if (std::smatch m; std::regex_match(line, m, model))
            return fmt::format("{}, {} cores", m[1].str(), bench::cores());
    return fmt::format("{} cores", bench::cores());
}

std::string today()
{
    const std::time_t now = std::time(nullptr);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
    return text;
}

/// Median seconds of each run: at least 11 times each, in turn, in a new random order every time.
std::vector<double> interleaved(const std::vector<std::function<void()>>& runs,
                                const std::function<void()>& before, double budget)
{
    std::vector<std::vector<double>> times(runs.size());
    std::vector<std::size_t> order(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) order[i] = i;
    std::mt19937 g(7);
    for (const auto& run :
         runs) {  // caches, thread pools, kernels specialised at their first launch
        run();
        run();
    }
    const auto start = clock_type::now();
    for (int round = 0; round < 11 || (round < 1001 && seconds_since(start) < budget); ++round) {
        std::shuffle(order.begin(), order.end(), g);
        for (const std::size_t i : order) {
            auto t = clock_type::now();
            // A run is timed behind 10 ms of the same: cores that slept through a rival on one thread
            // take that long to be at full speed, and caches are then one's own.
            const auto warm = clock_type::now();
            do {
                if (before) before();
                t = clock_type::now();
                runs[i]();
            } while (seconds_since(warm) < 0.01);
            if (before) before();
            t = clock_type::now();
            runs[i]();
            times[i].push_back(seconds_since(t));
        }
    }
    std::vector<double> medians;
    for (const auto& t : times) medians.push_back(median(t));
    return medians;
}

double value(const bench::comparison& c, double seconds)
{
    if (c.unit == "ms") return 1e3 * seconds / c.work;
    if (c.unit == "ns") return 1e9 * seconds / c.work;
    return 1e-9 * c.work / seconds;
}

}  // namespace

int main(int argc, char** argv)
try {
#ifndef _WIN32
    // Read when the libraries are loaded, so the program starts anew with them. OpenBLAS's idle
    // threads spin for 27 ms unless told not to; PoCL's workers may both be woken on one core.
    if (!std::getenv("OPENBLAS_THREAD_TIMEOUT")) {
        setenv("OPENBLAS_THREAD_TIMEOUT", "4", 1);
        setenv("POCL_AFFINITY", "1", 0);
        execv("/proc/self/exe", argv);
    }
#endif
    CLI::App app{"Time Kumiko's operations against their rivals and roofs."};
    std::string filter = ".*", device, json_file, commit;
    double budget = 1;
    bool list = false;
    app.add_option("--filter", filter, "Cases whose name matches this regular expression");
    app.add_option("--device", device, "As KUMIKO_DEVICE: part of a name, 1.0, cpu, gpu");
    app.add_option("--json", json_file, "Write the rows there, too");
    app.add_option("--budget", budget, "Seconds a case, beyond its 11 rounds");
    app.add_option("--commit", commit, "What to say was measured");
    app.add_flag("--list", list, "Name the cases, and time nothing");
    CLI11_PARSE(app, argc, argv);

    const std::regex wanted(filter);
    if (list) {
        for (const bench::entry& e : bench::entries())
            if (std::regex_search(e.name, wanted)) fmt::print("{}\n", e.name);
        return 0;
    }
#ifndef _WIN32
    if (!device.empty()) setenv("KUMIKO_DEVICE", device.c_str(), 1);
#endif
    const kumiko::queue q;
    const std::string cpu = processor();
    fmt::print("Device: {}  \nDriver: {}  \nProcessor: {}  \nDate: {}, commit {}  \n",
               q.device().name(), q.device().facts().driver_version, cpu, today(),
               commit.empty() ? "unknown" : commit);
    const auto environment = [](const char* name) {
        const char* text = std::getenv(name);
        return text ? text : "";
    };
    fmt::print("Environment: OPENBLAS_THREAD_TIMEOUT={} POCL_AFFINITY={}\n\n",
               environment("OPENBLAS_THREAD_TIMEOUT"), environment("POCL_AFFINITY"));
    fmt::print("| case | ours | rival | its | ratio | of roof |\n|---|---:|---|---:|---:|---:|\n");

    nlohmann::json rows = nlohmann::json::array();
    for (const bench::entry& e : bench::entries()) {
        if (!std::regex_search(e.name, wanted)) continue;
        const bench::comparison c = e.make(q);
        std::vector<std::function<void()>> runs;
        if (c.batch)
            runs.push_back([&] { c.ours(); });
        else
            runs.push_back([&] { c.ours().wait(); });
        for (const bench::rival& r : c.rivals) runs.push_back(r.run);
        if (c.roof_loop) runs.push_back(c.roof_loop);
        const std::vector<double> t = interleaved(runs, c.before, budget);
        const double roof = c.roof_loop ? c.work / t.back() : c.roof_rate;
        const double share = roof > 0 ? c.work / t[0] / roof : 0;
        const std::string of_roof = roof > 0 ? fmt::format("{:.2f}", share) : "";
        const double ours = value(c, t[0]);
        for (std::size_t i = 0; i < std::max<std::size_t>(1, c.rivals.size()); ++i) {
            nlohmann::json row = {{"case", e.name},   {"device", q.device().name()},
                                  {"cpu", cpu},       {"ours", ours},
                                  {"unit", c.unit},   {"roof_share", nullptr},
                                  {"rival", nullptr}, {"rival_value", nullptr},
                                  {"ratio", nullptr}};
            if (roof > 0) row["roof_share"] = share;
            std::string name, its, ratio;
            if (i < c.rivals.size()) {
                name = c.rivals[i].name;
                its = fmt::format("{:.4g}", value(c, t[i + 1]));
                ratio = fmt::format("{:.2f}", t[i + 1] / t[0]);
                row["rival"] = name;
                row["rival_value"] = value(c, t[i + 1]);
                row["ratio"] = t[i + 1] / t[0];
            }
            fmt::print("| {} | {:.4g} {} | {} | {} | {} | {} |\n", e.name, ours, c.unit, name, its,
                       ratio, of_roof);
            rows.push_back(row);
        }
        std::fflush(stdout);
    }
    if (!json_file.empty()) std::ofstream(json_file) << rows.dump(1) << '\n';
    return 0;
} catch (const std::exception& e) {
    std::cerr << "report: " << e.what() << '\n';
    return 1;
}
