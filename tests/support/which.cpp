// SPDX-License-Identifier: Apache-2.0
// Prints the device that the tests would run on; or the reason why there is none, with status 1.
#include <kumiko/device.hpp>

#include <exception>
#include <iostream>

int main()
try {
    const kumiko::device d = kumiko::default_device();
    std::cout << d.name() << (d.is_cpu() ? " (cpu)" : " (gpu)") << '\n';
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
}
