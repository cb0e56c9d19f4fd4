// SPDX-License-Identifier: Apache-2.0
// Say which device the tests would run on; status 1 and the reason where there is none.
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
