// SPDX-License-Identifier: Apache-2.0
// Uses the host's memory on the device, and the device's memory on the host. On CPUs and integrated
// GPUs both are the same memory, and nothing is copied. On other devices the program runs, too, and
// the driver copies.
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
            kumiko::wrap(q, x);  // also an array, a std::span, ...
        std::cout << "1 + 2 + ... + 1000 = " << kumiko::reduce(q, device_x) << '\n';
        kumiko::fill(q, device_x.part(0, 10), 0.0f);

        // To read memory that the device works on, map it. map() waits for the fill.
        const kumiko::mapped<float> seen = kumiko::map(q, device_x);
        std::cout << "the first is now " << seen[0]
                  << ", at the vector's own address: " << (seen.data() == x.data() ? "yes" : "no")
                  << '\n';
    }

    // The reverse: the host fills memory of the device in place.
    const kumiko::buffer<int> y(q, 5);
    {
        const kumiko::mapped<int> to_fill = kumiko::map_discarding(q, y);
        std::iota(to_fill.begin(), to_fill.end(), 10);
    }
    std::cout << "10 + ... + 14 = " << kumiko::reduce(q, y) << '\n';
}
