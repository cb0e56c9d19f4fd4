// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/queue.hpp>

#include <optional>

namespace kumiko {

/// The highest rates of a device, measured by small kernels that do nothing else. A rate is 0 if the device
/// does not support the type.
struct roofs {
    double copy = 0;            ///< bytes read and written per second, by y[i] = x[i]
    double read = 0;            ///< bytes read per second, by the maximum of a vector
    double f32 = 0;             ///< flop per second, by fma: 2 flop each
    double f64 = 0;             ///< the same for double
    double f16 = 0;             ///< the same for half
    double launch_batched = 0;  ///< seconds per launch: 1,000 of an empty kernel, then one wait
    double launch_wait = 0;     ///< seconds for one launch and the wait for it
};

/// Bytes that measure() copies and reads by default: more than most caches hold.
inline constexpr std::size_t usual_bytes = std::size_t{64} << 20;

/// Measure a device. Each figure is the best of several runs in wall-clock time. If `bytes` is the default, the
/// result is remembered on disk per device and driver (cache.hpp), and default_device() uses it.
///
/// @param q      a queue of the device
/// @param bytes  approximate size of the memory that is copied and read; at most a quarter of the largest
///               allocation is used. The rates depend on which cache holds this memory
/// @throws kumiko::error  an OpenCL call failed
///
/// Cost      less than a second on a CPU of 2 cores; 2 x bytes of device memory; programs are built once
/// Accuracy  5 % for a rate on an idle machine; on a busy machine all rates are too low
/// Source    J. McCalpin, "STREAM"; S. Williams et al., "Roofline", Comm. ACM 52(4), 2009
/// Example   examples/run
[[nodiscard]] KUMIKO_API roofs measure(const queue& q, std::size_t bytes = usual_bytes);

/// What measure() found on this device, in this process or an earlier one. The result is empty if measure() was
/// never called, or if the driver has changed since.
[[nodiscard]] KUMIKO_API std::optional<roofs> remembered(const device& d);

}  // namespace kumiko
