// SPDX-License-Identifier: Apache-2.0
// Lists the devices, and picks one: the default one, one by name, or one by its facts.
// To build it alone, in this folder:
//
//     c++ -std=c++17 03_select_device.cpp -o select_device $(pkg-config --cflags --libs kumiko)
#include <kumiko/kumiko.hpp>

#include <iostream>

int main()
{
    for (const kumiko::device& d : kumiko::devices())
        std::cout << d.index() << "  " << d.name() << ", by " << d.facts().runtime << ": "
                  << d.compute_units() << " units, " << (d.facts().global_memory >> 30) << " GiB\n";

    // The best device. If $KUMIKO_DEVICE is set, it names one: 1.0, cpu, nvidia, part of a name.
    const kumiko::queue q;
    std::cout << "by default  " << q.device().name() << '\n';

    // By name: the first in the list that exists.
    std::cout << "by name     " << kumiko::pick("nvidia, amd, gpu, any").name() << '\n';

    // By the facts that devices report.
    const kumiko::queue doubles(
        kumiko::pick([](const kumiko::device& d) { return d.facts().reported_fp64; }));
    const kumiko::buffer<double> x(doubles, {0.5, 0.25, 0.125});
    std::cout << "with double " << doubles.device().name()
              << ": 1/2 + 1/4 + 1/8 = " << kumiko::reduce(doubles, x) << '\n';
}
