// SPDX-License-Identifier: Apache-2.0
#include "steps.hpp"

#include <fmt/format.h>

namespace tour {
namespace {

std::string giga(double rate)
{
    return rate > 0 ? fmt::format("{:.{}f}", rate / 1e9, rate < 1e10 ? 1 : 0) : "-";
}

}  // namespace

kumiko::roofs show_devices(report& r, const kumiko::queue& q)
{
    r.section(
        "The devices",
        "The highest rates of each device, measured just now: memory bandwidth, multiply-adds, "
        "and the time of a launch. The shares below are of these rates.");
    table t({{"", table::align::left},
             {"index", table::align::left},
             {"device", table::align::left},
             {"runtime", table::align::left},
             {"units"},
             {"copy GB/s"},
             {"read GB/s"},
             {"f32 GF/s"},
             {"f64 GF/s"},
             {"f16 GF/s"},
             {"launch us"}});
    kumiko::roofs chosen;
    for (const kumiko::device& d : kumiko::devices()) {
        const bool here = d == q.device();
        std::vector<std::string> row{here ? "*" : "", d.index(), d.name(), d.facts().runtime,
                                     std::to_string(d.compute_units())};
        try {
            const kumiko::roofs m = measure(here ? q : kumiko::queue(d));
            if (here) chosen = m;
            for (const double rate : {m.copy, m.read, m.f32, m.f64, m.f16})
                row.push_back(giga(rate));
            row.push_back(fmt::format("{:.1f}", m.launch_wait * 1e6));
        } catch (const kumiko::error& e) {  // a driver may list a device that does not work
            row.insert(row.end(), {"-", "-", "-", "-", "-", "-"});
            r.note(d.name() + ": " + e.what());
        }
        t.row(row);
    }
    r.add(t);
    r.note("*: the tour runs on this one. --device NAME chooses another.");
    return chosen;
}

}  // namespace tour
