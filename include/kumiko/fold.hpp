// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace kumiko {

/// The associative operators that vectors are folded with.
enum class fold { sum, min, max };
/// Their names, in that order, for tables of fields.
inline constexpr const char* fold_names = "sum|min|max";

}  // namespace kumiko
