// SPDX-License-Identifier: Apache-2.0
// The exceptions, and how to read them. A mistake of the caller throws std::invalid_argument or
// std::out_of_range before anything is enqueued. A call of OpenCL that fails throws kumiko::error.
// A kernel that does not compile throws kumiko::build_error. To build it alone, in this folder:
//
//     c++ -std=c++17 11_errors.cpp -o errors $(pkg-config --cflags --libs kumiko)
#include <kumiko/kumiko.hpp>

#include <iostream>
#include <stdexcept>

int main()
{
    const kumiko::queue q;
    const kumiko::buffer<float> a(q, 12), b(q, 10), c(q, 6);

    try {  // The message names the call and the two values that disagree.
        kumiko::gemm(q, {a, 3, 4}, {b, 5, 2}, {c, 3, 2});
    } catch (const std::invalid_argument& e) {
        std::cout << "wrong shapes:\n  " << e.what() << '\n';
    }

    try {
        kumiko::fill(q, a.part(8, 5), 0.0f);
    } catch (const std::out_of_range& e) {
        std::cout << "a part that is not inside:\n  " << e.what() << '\n';
    }

    const kumiko::kernel twice(
        q, {"twice.cl", "kernel void twice(global float* x) { x[get_global_id(0)] *= 2; }"},
        "twice");
    try {  // The message shows the kernel's declaration beside the call.
        twice(q, kumiko::items(12), a, 12);
    } catch (const std::invalid_argument& e) {
        std::cout << "wrong arguments:\n  " << e.what() << '\n';
    }

    try {  // The log names the file and the line that you edited.
        const kumiko::kernel broken(
            q, {"broken.cl", "kernel void broken(global float* x)\n{\n    *x = y;\n}\n"}, "broken");
    } catch (const kumiko::build_error& e) {
        std::cout << "a kernel that does not compile, " << e.file() << " for " << e.device()
                  << ":\n"
                  << e.log() << '\n';
    }

    try {  // code() is OpenCL's own status, for programs that want to react to it.
        const kumiko::buffer<double> huge(q, std::size_t{1} << 50);
    } catch (const kumiko::error& e) {
        std::cout << "more memory than there is, status " << e.code().value() << ":\n  " << e.what()
                  << '\n';
    }

    // The queue still works.
    kumiko::fill(q, a, 1.0f);
    std::cout << "the queue still works: " << kumiko::reduce(q, a) << '\n';
}
