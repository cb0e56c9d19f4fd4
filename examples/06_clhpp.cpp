// SPDX-License-Identifier: Apache-2.0
// A program that has its own OpenCL context, queue and buffers: Kumiko works on them.
// To build it alone, in this folder:
//
//     c++ -std=c++17 06_clhpp.cpp -o clhpp $(pkg-config --cflags --libs kumiko OpenCL)
#define CL_HPP_TARGET_OPENCL_VERSION 120
#define CL_HPP_MINIMUM_OPENCL_VERSION 120
#include <kumiko/interop/clhpp.hpp>
#include <kumiko/kumiko.hpp>

#include <iostream>
#include <vector>

int main()
{
    // The program's own objects.
    const cl::Device device = kumiko::to_clhpp(kumiko::default_device());
    const cl::Context context(device);
    const cl::CommandQueue commands(context, device);
    const std::vector<float> data = {1, 2, 3, 4, 5, 6};
    const cl::Buffer memory(context, CL_MEM_READ_WRITE, data.size() * sizeof(float));
    commands.enqueueWriteBuffer(memory, CL_FALSE, 0, data.size() * sizeof(float), data.data());

    // Kumiko's queue and buffer stand for the same queue and the same memory.
    const kumiko::queue q = kumiko::wrap(commands);
    const kumiko::buffer<float> x = kumiko::wrap<float>(q, memory);
    std::cout << "the sum is " << kumiko::reduce(q, x) << '\n';

    // The reverse: the program's queue reads memory that Kumiko allocated.
    const kumiko::buffer<float> product(q, 4);
    kumiko::gemm(q, {x, 2, 3}, kumiko::transposed({x, 2, 3}), {product, 2, 2});
    std::vector<float> c(4);
    commands.enqueueReadBuffer(kumiko::to_clhpp(q, product), CL_TRUE, 0, 16, c.data());
    std::cout << "x times its transpose: " << c[0] << ' ' << c[1] << ' ' << c[2] << ' ' << c[3]
              << '\n';
}
