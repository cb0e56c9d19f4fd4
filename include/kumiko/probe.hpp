// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/queue.hpp>

namespace kumiko {

/// Capabilities that only some devices have and that drivers report wrongly.
enum class capability {
    f16,            ///< half arithmetic (loads and stores of half work everywhere)
    f64,            ///< double arithmetic
    int64_atomics,  ///< atom_add and atom_max on 64-bit integers in global memory
    float_atomics,  ///< atomic_fetch_add on float in global memory
    sub_groups,     ///< sub_group_reduce_add and sub_group_scan_inclusive_add
    integer_dot,    ///< a built-in function for dot products of four packed 8-bit integers
};

/// Every capability, in order.
inline constexpr capability capabilities[] = {
    capability::f16,           capability::f64,        capability::int64_atomics,
    capability::float_atomics, capability::sub_groups, capability::integer_dot,
};

/// "f16", "int64_atomics": the enumerator's own name.
[[nodiscard]] KUMIKO_API const char* name(capability c) noexcept;

/// Whether a capability works. The answer comes from building, running and checking a small kernel, whatever
/// the driver reports. It is remembered per device and driver, in this process and on disk (cache.hpp).
///
/// Cost     the first time a build and two launches, less than a second; later a lookup in memory
/// Example  kumiko list
[[nodiscard]] KUMIKO_API bool supports(const queue& q, capability c);

/// Bytes of local memory that a work-group can really use: a small kernel with that much was built, run and
/// gave the right answer. The result is the reported size, or up to 4 times as much if more works, or less if
/// the reported size does not. It is remembered like the answers of supports().
[[nodiscard]] KUMIKO_API std::size_t usable_local_memory(const queue& q);

}  // namespace kumiko
