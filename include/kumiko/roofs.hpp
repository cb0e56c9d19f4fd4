// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/queue.hpp>

#include <optional>

namespace kumiko {

/// What a device can do at most, measured by small kernels that do nothing else. 0 where the device
/// cannot do it at all.
struct roofs {
    double copy = 0;            ///< bytes read and written per second, by y[i] = x[i]
    double read = 0;            ///< bytes read per second, by the maximum of a vector
    double f32 = 0;             ///< flop per second, by fma: 2 flop each
    double f64 = 0;             ///< the same of double
    double f16 = 0;             ///< the same of half
    double launch_batched = 0;  ///< seconds a launch, 1,000 of an empty kernel and one wait
    double launch_wait = 0;     ///< seconds of one launch and the wait for it
};

/// What measure() copies and reads, bytes: more than most caches hold.
inline constexpr std::size_t usual_bytes = std::size_t{64} << 20;

/// Measure a device: the best of several runs each, by the wall's clock. Where `bytes` is the default,
/// the result is remembered on disk per device and driver (see cache.hpp), and default_device()
/// follows what is remembered.
///
/// @param q      a queue of the device
/// @param bytes  memory that is copied and read, about: rates depend on which cache holds it. A
///               quarter of the largest allocation at most
/// @throws kumiko::error  an OpenCL call failed
///
/// Cost      below a second on a CPU of 2 cores; 2 x bytes of device memory; programs are built once
/// Accuracy  of a rate 5 % on a quiet machine; a busy one makes all of them too low
/// Source    J. McCalpin, "STREAM"; S. Williams et al., "Roofline", Comm. ACM 52(4), 2009
/// Example   examples/run
[[nodiscard]] KUMIKO_API roofs measure(const queue& q, std::size_t bytes = usual_bytes);

/// What measure() found on this device in this process or an earlier one; nothing where it was never
/// called, or the driver is another now.
[[nodiscard]] KUMIKO_API std::optional<roofs> remembered(const device& d);

}  // namespace kumiko
