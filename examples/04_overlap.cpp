// SPDX-License-Identifier: Apache-2.0
// Copies overlapped with kernels: one queue fills a buffer while another works on a second one.
// Queues of one device share its memory; wait() states what must be done first.
// To build it alone, in this folder:
//
//     c++ -std=c++17 04_overlap.cpp -o overlap $(pkg-config --cflags --libs kumiko)
#include <kumiko/kumiko.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

const char* const text = R"(
kernel void work(global float* x, const int rounds)
{
    const int i = get_global_id(0);
    float v = x[i];
    for (int r = 0; r < rounds; ++r) v = fma(v, 0.5f, 1.0f);
    x[i] = v;
}
)";

constexpr int pieces = 16;
constexpr std::size_t piece = std::size_t{1} << 22;  // elements

template <class F>
double milliseconds(F run)
{
    run();  // a first run, to compile the kernel and fill the caches
    double best = 1e30;
    for (int i = 0; i < 5; ++i) {
        const auto start = std::chrono::steady_clock::now();
        run();
        const std::chrono::duration<double, std::milli> t =
            std::chrono::steady_clock::now() - start;
        best = std::min(best, t.count());
    }
    return best;
}

int main()
{
    const kumiko::queue copies, kernels;
    const kumiko::buffer<float> slot[] = {{copies, piece}, {copies, piece}};
    const kumiko::kernel work(kernels, {"work.cl", text}, "work");
    const std::vector<float> host(piece * pieces, 1.0f);
    const auto from = [&](int i) { return host.data() + static_cast<std::size_t>(i) * piece; };

    // Find the rounds with which the kernel takes as long as the copy: then overlapping gains most.
    int rounds = 64;
    const double copy_time = milliseconds([&] { kumiko::write(copies, slot[0], from(0)); });
    const double work_time =
        milliseconds([&] { work(kernels, kumiko::items(piece), slot[0], rounds).wait(); });
    rounds = std::max(1, static_cast<int>(rounds * copy_time / work_time));

    const double in_turn = milliseconds([&] {
        for (int i = 0; i < pieces; ++i) {
            kumiko::write_async(kernels, slot[i % 2], from(i));
            work(kernels, kumiko::items(piece), slot[i % 2], rounds);
        }
        kernels.finish();
    });

    const double overlapped = milliseconds([&] {
        kumiko::event worked[2];
        for (int i = 0; i < pieces; ++i) {
            copies.wait(worked[i % 2]);  // the slot is free again
            const kumiko::event there = kumiko::write_async(copies, slot[i % 2], from(i));
            kernels.wait(there);
            worked[i % 2] = work(kernels, kumiko::items(piece), slot[i % 2], rounds);
        }
        kernels.finish();
    });

    std::cout << pieces << " copies of 16 MiB, each followed by a kernel, on "
              << kernels.device().name() << "\n  in turn, on one queue:     " << in_turn
              << " ms\n  overlapped, on two queues: " << overlapped << " ms, "
              << in_turn / overlapped << " times as fast\n";
}
