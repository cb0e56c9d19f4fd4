// SPDX-License-Identifier: Apache-2.0
// Multiplies Eigen's matrices in place: nothing is copied if the device shares the host's memory.
// To build it alone, in this folder:
//
//     c++ -std=c++17 -O2 07_eigen.cpp -o eigen $(pkg-config --cflags --libs kumiko eigen3)
#include <kumiko/interop/eigen.hpp>
#include <kumiko/kumiko.hpp>

#include <chrono>
#include <iostream>

using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class F>
double milliseconds(F run)
{
    run();  // a first run, to compile the kernel and fill the caches
    const auto start = std::chrono::steady_clock::now();
    run();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
}

int main()
{
    const kumiko::queue q;
    matrix a = matrix::Random(1000, 800), b = matrix::Random(800, 1200), c(1000, 1200), expected;
    const double eigen = milliseconds([&] { expected.noalias() = a * b; });
    const auto device_a = kumiko::wrap_matrix(q, a), device_b = kumiko::wrap_matrix(q, b),
               device_c = kumiko::wrap_matrix(q, c);
    const double ours = milliseconds([&] { kumiko::gemm(q, device_a, device_b, device_c).wait(); });

    const auto seen =
        kumiko::map(q, kumiko::view<const float>(device_c.data));  // now Eigen may read c
    std::cout << "1000 x 800 times 800 x 1200\n  Eigen, one thread, as this is compiled: " << eigen
              << " ms\n  Kumiko on " << q.device().name() << ": " << ours
              << " ms\n  largest difference: " << (c - expected).cwiseAbs().maxCoeff() << '\n';
}
