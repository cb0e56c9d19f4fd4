// SPDX-License-Identifier: Apache-2.0
// What is known of vendors and their drivers, in one place: names, and faults that they do not
// report. Everything else asks here and names no vendor.
#pragma once

#include <kumiko/device.hpp>

#include <string>

namespace kumiko::detail {

enum class quirk {
    stand_in,              ///< a rasteriser or simulator: to be chosen last
    clock_stands_still,    ///< event times are fiction
    loops_end_early,       ///< a work-item that goes round too often goes on with what it has
    prints_failed_builds,  ///< on stderr, whoever asked
    binary_costs_a_build,  ///< it has a cache of its own, and makes a binary by compiling once more
    failed_event_is_freed,  ///< then locked once more: whoever enqueues must hold what may fail
    noted,                  ///< no code asks: every device is treated so, or the tests steer clear
};

/// Does the device have the fault? Needs names, runtime and versions of the facts.
bool has(quirk, const device_facts&);

/// The hardware's vendor by the name a driver gives it, else by its PCI id, else "unknown".
std::string vendor_of(const std::string& reported_vendor, const std::string& name, unsigned id);

/// The OpenCL implementation by its platform's name and vendor, else "unknown".
std::string runtime_of(const std::string& platform_name, const std::string& platform_vendor);

/// Does the device report the extension?
bool offers(const device_facts&, const char* extension);

/// What vendors' own queries add: architecture, the board's name, sub-group sizes. Needs the facts'
/// name and extensions.
void ask_vendor(cl_device_id, device_facts&);

/// Floats that one compute unit of a GPU works on in one clock, roughly: to compare GPUs whose
/// drivers count different things as a unit.
int floats_per_unit(const device_facts&);

}  // namespace kumiko::detail
