// SPDX-License-Identifier: Apache-2.0
// Benchmarks: a case is ours, its rivals on the same data, and a roof, timed in turn in one process.
//
//     namespace {
//     bench::comparison make(const kumiko::queue& q, int n)
//     {
//         auto x = std::make_shared<kumiko::buffer<float>>(q, n);       // lives as long as the case
//         bench::comparison c;
//         c.work = 4.0 * n;                                             // bytes read by a call
//         c.unit = "GB/s";
//         c.ours = [=] { return reduce(q, *x, ...); };                  // an event; it is waited for
//         c.rivals = {{"std", [=] { ... }}};                            // runs to the end
//         c.roof_rate = bench::copy_rate(q, c.work);                    // work per second, at most
//         return c;
//     }
//     const bench::entry sum{"parallel/reduce/f32/sum/64KB", [](const kumiko::queue& q) { ... }};
//     }
//
// Most cases are of the usual form, which is a line each:
//
//     const bench::usual mask{"image/threshold", "u8/2160p", kumiko::element::u8, {{"threshold", 100}},
//                             {{"h", 2160}, {"w", 3840}, {"c", 1}}, {{"opencv", [](auto& o) { ... }}}};
#pragma once

#include <kumiko/kumiko.hpp>
#include <kumiko/registry.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bench {

/// Something to time against ours. It runs to its end and leaves no thread spinning.
struct rival {
    std::string name;  ///< openblas clblast opencv libyuv swscale boost.compute std raw
    std::function<void()> run;
};

struct comparison {
    double work = 0;   ///< of a call, in units of 1: flop, bytes; or calls where the unit is a time
    std::string unit;  ///< "GF/s", "GB/s"; "ns", "ms" a unit of work: less is better
    std::function<kumiko::event()> ours;
    std::vector<rival> rivals;
    double roof_rate = 0;             ///< most work per second; 0: not stated
    std::function<void()> roof_loop;  ///< instead: does the same work at the roof, timed in turn
    bool batch = false;               ///< host time alone: `ours` is not waited for
    std::function<void()> before;     ///< untimed, before each run
};

/// Registers a case under its name: path/type/variant/size. Its data are made when it is run.
struct entry {
    entry(std::string n, std::function<comparison(const kumiko::queue&)> m);
    std::string name;
    std::function<comparison(const kumiko::queue&)> make;
};
/// All cases, in the order of their files and lines.
const std::vector<entry>& entries();

/// What a case of the usual form computes with: every operand on the device, and a copy on the host for rivals.
struct operands {
    explicit operands(const kumiko::queue& on) : q(on) {}
    kumiko::queue q;
    std::deque<kumiko::operand_memory> device;
    std::vector<std::vector<double>> host;  // double, so that it is aligned for all types
    template <class T>
    T* at(std::size_t i) const
    {
        return reinterpret_cast<T*>(const_cast<double*>(host[i].data()));
    }
    /// Elements of operand i.
    [[nodiscard]] std::size_t count(std::size_t i) const { return device[i].memory().size; }
};

using usual_rivals = std::vector<std::pair<std::string, std::function<void(const operands&)>>>;

/// Registers a case of the usual form under OP/REST: an operation by its name, with operands that are made from its
/// description and hold noise. Its work is the bytes that are read and written, and its roof a copy's rate; a
/// read's where it writes numbers alone.
struct usual : entry {
    usual(const std::string& op, const std::string& rest, kumiko::element first_type,
          const kumiko::values& fields, const kumiko::sizes& sizes,
          const usual_rivals& rivals = {});
};

/// The device's measured roofs, once a process and size.
double copy_rate(const kumiko::queue& q, double bytes);  ///< bytes read and written per second
double read_rate(const kumiko::queue& q, double bytes);  ///< bytes read per second
double fma_rate(const kumiko::queue& q);                 ///< f32 flop per second

/// Cores that native rivals use: all.
int cores();
/// Call f(band) for each of cores() bands, on threads that sleep when idle. Returns when all have.
void in_bands(const std::function<void(int band)>& f);

/// Numbers in [0, 1), and bytes, the same each time.
std::vector<float> noise(std::size_t n);
std::vector<std::uint8_t> noise_bytes(std::size_t n);

}  // namespace bench
