// SPDX-License-Identifier: Apache-2.0
// A kernel of your own, from a string: you need only a queue, a buffer and a kernel.
// To build it alone, in this folder:
//
//     c++ -std=c++17 02_own_kernel.cpp -o own_kernel $(pkg-config --cflags --libs kumiko)
#include <kumiko/kumiko.hpp>

#include <iostream>
#include <string>

const char* const text = R"(
// The Mandelbrot set: how many steps of z = z^2 + c, at most 9, it takes until |z| > 2.
kernel void mandelbrot(const int width, const int height, global int* steps)
{
    const int x = get_global_id(0), y = get_global_id(1);
    if (x >= width || y >= height) return;
    const float2 c = {3.2f * x / width - 2.3f, 2.4f * y / height - 1.2f};
    float2 z = 0;
    int n = 0;
    while (n < 9 && dot(z, z) < 4) {
        z = (float2)(z.x * z.x - z.y * z.y, 2 * z.x * z.y) + c;
        ++n;
    }
    steps[y * width + x] = n;
}
)";

int main()
{
    const int width = 78, height = 28;
    const kumiko::queue q;
    const kumiko::buffer<int> steps(q, width * height);
    const kumiko::kernel mandelbrot(q, {"mandelbrot.cl", text}, "mandelbrot");

    mandelbrot(q, kumiko::items(width, height), width, height, steps);

    std::string line;
    for (const int n : kumiko::read(q, steps)) {
        line += " .,:;+ox%#"[n];
        if (line.size() == width) {
            std::cout << line << '\n';
            line.clear();
        }
    }
    std::cout << mandelbrot.signature() << ", on " << q.device().name() << '\n';
}
