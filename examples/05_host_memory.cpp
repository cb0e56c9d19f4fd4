// SPDX-License-Identifier: Apache-2.0
// The host's own memory on the device, and the device's on the host, without a copy where they are the
// same: on CPUs and integrated GPUs. Elsewhere the same program runs, and the driver copies.
// To build it alone, in this folder:
//
//     c++ -std=c++17 05_host_memory.cpp -o host_memory $(pkg-config --cflags --libs kumiko)
#include <kumiko/kumiko.hpp>

#include <iostream>
#include <numeric>
#include <vector>

int main()
{
    const kumiko::queue q;
    std::vector<float> x(1000);
    std::iota(x.begin(), x.end(), 1.0f);

    {
        const kumiko::buffer<float> device_x =
            kumiko::wrap(q, x);  // or of an array, a std::span, ...
        std::cout << "1 + 2 + ... + 1000 = " << kumiko::reduce(q, device_x) << '\n';
        kumiko::fill(q, device_x.part(0, 10), 0.0f);

        // To look at memory that the device works on, map it: this waits for the fill.
        const kumiko::mapped<float> seen = kumiko::map(q, device_x);
        std::cout << "the first is now " << seen[0]
                  << ", at the vector's own address: " << (seen.data() == x.data() ? "yes" : "no")
                  << '\n';
    }

    // The other way round: memory of the device's, filled by the host in place.
    const kumiko::buffer<int> y(q, 5);
    {
        const kumiko::mapped<int> to_fill = kumiko::map_discarding(q, y);
        std::iota(to_fill.begin(), to_fill.end(), 10);
    }
    std::cout << "10 + ... + 14 = " << kumiko::reduce(q, y) << '\n';
}
