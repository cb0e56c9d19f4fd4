// SPDX-License-Identifier: Apache-2.0
// What is known about vendors and their drivers, in one place: their names, and faults that drivers
// do not report. Other files ask here and name no vendor.
#pragma once

#include <kumiko/device.hpp>

#include <string>

namespace kumiko::detail {

enum class quirk {
    stand_in,               ///< a software rasteriser or simulator: chosen last
    clock_stands_still,     ///< the times of events mean nothing
    loops_end_early,        ///< after too many rounds, a loop ends although its condition holds
    prints_failed_builds,   ///< the driver prints them on stderr
    binary_costs_a_build,   ///< the driver, which has its own cache, compiles again to give one
    failed_event_is_freed,  ///< and then locked: the caller must hold events that may fail
    noted,                  ///< no code asks: all devices are treated alike, or the tests avoid it
};

/// Does the device have the fault? Needs names, runtime and versions of the facts.
bool has(quirk, const device_facts&);

/// The hardware's vendor, by the name that the driver reports, else by its PCI id, else "unknown".
std::string vendor_of(const std::string& reported_vendor, const std::string& name, unsigned id);

/// The OpenCL implementation by its platform's name and vendor, else "unknown".
std::string runtime_of(const std::string& platform_name, const std::string& platform_vendor);

/// Does the device report the extension?
bool offers(const device_facts&, const char* extension);

/// Adds the facts that vendors' own queries give: architecture, the board's name, sub-group sizes.
/// The facts' name and extensions must be known already.
void ask_vendor(cl_device_id, device_facts&);

/// The approximate number of floats that one compute unit of a GPU works on in one clock. It makes
/// GPUs comparable whose drivers count different things as a unit.
int floats_per_unit(const device_facts&);

}  // namespace kumiko::detail
