// SPDX-License-Identifier: Apache-2.0
// Prints the default device, then each device and the examination; or prints the error, with status
// 1. It is a separate program because a loader reads its environment once per process.
#include <kumiko/device.hpp>
#include <kumiko/error.hpp>

#include <cstdio>

int main()
try {
    std::printf("default %s\n", kumiko::default_device().index().c_str());
    for (const kumiko::device& d : kumiko::devices()) {
        const kumiko::device_facts& f = d.facts();
        std::printf("%s %s | %s %s | %d x %d | %s\n", d.index().c_str(), f.name.c_str(),
                    f.vendor.c_str(), f.runtime.c_str(), f.compute_units, f.lanes,
                    f.driver_version.c_str());
    }
    std::printf("%s", kumiko::explain_devices().c_str());
    return 0;
} catch (const kumiko::error& e) {
    std::printf("%d\n%s\n", e.code().value(), e.what());
    return 1;
}
