// SPDX-License-Identifier: Apache-2.0
#include "bench/traffic.hpp"

namespace bench {
namespace {

line sinks[256];
// 0, which the compiler does not know: what is written back is what was there.
volatile std::uint64_t nothing = 0;

// A part of the lines: `streams` pieces of `length` lines, side by side.
template <traffic What, std::size_t Streams>
__attribute__((always_inline)) inline void walk(line* x, line* y, std::size_t length, line* sink)
{
    constexpr std::size_t each = 8 / Streams;  // lines of a stream in a row
    const line zero = line{} + nothing;
    line s[8] = {};
    for (std::size_t i = 0; i + each <= length; i += each)
        for (std::size_t k = 0; k < Streams; ++k)
            for (std::size_t j = 0; j < each; ++j) {
                const std::size_t at = k * length + i + j;
                if constexpr (What == traffic::read) s[k * each + j] |= x[at];
                if constexpr (What == traffic::read_two) s[k * each + j] |= x[at] & y[at];
                if constexpr (What == traffic::update) x[at] |= zero;
                if constexpr (What == traffic::move) y[at] = x[at];
                if constexpr (What == traffic::combine) y[at] |= x[at] & zero;
                if constexpr (What == traffic::exchange) {
                    const line a = x[at], b = y[at];
                    x[at] = a | (b & zero);
                    y[at] = b | (a & zero);
                }
            }
    for (const line& v : s) *sink |= v;
}

#define LOOP(what)                                                                         \
    EACH_PROCESSOR void what##_lines(line* x, line* y, std::size_t n, std::size_t streams, \
                                     line* sink)                                           \
    {                                                                                      \
        if (streams == 8) return walk<traffic::what, 8>(x, y, n / 8, sink);                \
        if (streams == 4) return walk<traffic::what, 4>(x, y, n / 4, sink);                \
        walk<traffic::what, 1>(x, y, n, sink);                                             \
    }
LOOP(read)
LOOP(read_two)
LOOP(update)
LOOP(move)
LOOP(combine)
LOOP(exchange)

void run(traffic what, void* x, void* y, std::size_t bytes, std::size_t streams)
{
    constexpr decltype(&read_lines) loops[] = {read_lines, read_two_lines, update_lines,
                                               move_lines, combine_lines,  exchange_lines};
    const auto loop = loops[static_cast<int>(what)];
    const std::size_t lines = bytes / sizeof(line);
    auto *from = static_cast<line*>(x), *to = static_cast<line*>(y);
    if (bytes < std::size_t{1} << 18) return loop(from, to, lines, streams, sinks);
    const std::size_t each = lines / static_cast<std::size_t>(cores()) / 8 * 8;
    in_bands([&](int band) {
        const auto b = static_cast<std::size_t>(band);
        loop(from + b * each, to + b * each, each, streams, sinks + b % 256);
    });
}

}  // namespace

std::function<void()> fastest(traffic what, void* x, void* y, std::size_t bytes)
{
    std::size_t best = 1;
    double least = 1e30;
    for (const std::size_t streams : {1u, 4u, 8u})
        for (int i = 0; i < 5; ++i) {
            const auto start = std::chrono::steady_clock::now();
            run(what, x, y, bytes, streams);
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
            if (took.count() < least) {
                least = took.count();
                best = streams;
            }
        }
    return [=] { run(what, x, y, bytes, best); };
}

}  // namespace bench
