// SPDX-License-Identifier: Apache-2.0
// Which devices there are, and how to pick one: by default, by $KUMIKO_DEVICE, or in code.
#include <kumiko/kumiko.hpp>

#include <iostream>

int main()
{
    for (const kumiko::device& d : kumiko::devices())
        std::cout << (d.is_cpu() ? "CPU  " : "GPU  ") << d.name() << ", " << d.compute_units()
                  << " units, vectors of " << d.lanes() << " floats\n";

    // The best one, unless the environment names another: try KUMIKO_DEVICE=cpu.
    const kumiko::queue q;
    std::cout << "the default: " << q.device().name() << '\n';

    // The one with the most compute units.
    kumiko::device widest = kumiko::default_device();
    for (const kumiko::device& d : kumiko::devices())
        if (d.compute_units() > widest.compute_units()) widest = d;
    const kumiko::queue on_widest(widest);
    const kumiko::buffer<int> x(on_widest, {1, 2, 3, 4});
    std::cout << "1 + 2 + 3 + 4 = " << kumiko::reduce(on_widest, x) << " on " << widest.name()
              << '\n';
}
