// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/queue.hpp>

namespace kumiko {

/// What some devices can do and drivers tell wrongly.
enum class capability {
    f16,            ///< half arithmetic (loads and stores of half work everywhere)
    f64,            ///< double arithmetic
    int64_atomics,  ///< atom_add and atom_max on 64-bit integers in global memory
    float_atomics,  ///< atomic_fetch_add on float in global memory
    sub_groups,     ///< sub_group_reduce_add and sub_group_scan_inclusive_add
    integer_dot,    ///< dot products of four packed 8-bit integers in one instruction's builtin
};

/// Every capability, in order.
inline constexpr capability capabilities[] = {
    capability::f16,           capability::f64,        capability::int64_atomics,
    capability::float_atomics, capability::sub_groups, capability::integer_dot,
};

/// "f16", "int64_atomics": the enumerator's own name.
[[nodiscard]] KUMIKO_API const char* name(capability c) noexcept;

/// Does it work? Answered by building, running and checking a small kernel, whatever the driver
/// reports; asked once and remembered, on disk too, per device and driver (see cache.hpp).
///
/// Cost     the first time a build and two launches, below a second; later a look into memory
/// Example  kumiko list
[[nodiscard]] KUMIKO_API bool supports(const queue& q, capability c);

/// Bytes of local memory that a group really can use: the reported size, or up to 4 times as much
/// where a kernel with more builds, runs and gives the right answer; less where it does not.
/// Remembered as supports().
[[nodiscard]] KUMIKO_API std::size_t usable_local_memory(const queue& q);

}  // namespace kumiko
