// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace kumiko {

/// The associative operators of reduce() and inclusive_scan().
enum class fold { sum, min, max };
/// The names of these operators in the same order.
inline constexpr const char* fold_names = "sum|min|max";

}  // namespace kumiko
