// SPDX-License-Identifier: Apache-2.0
// What a kernel takes, as its compiler tells it.
#pragma once

#include <kumiko/element.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/opencl.hpp"

namespace kumiko::detail {

/// One parameter of a kernel.
struct parameter {
    enum class what { unknown, global, local, number, structure };
    what is = what::unknown;
    bool typed = false;     ///< `type` is known
    element type{};         ///< of the number, of what the pointer points to, of a vector's lanes
    std::size_t bytes = 0;  ///< of a number or a vector
    std::string text;       ///< "global float* x"
};
using signature = std::vector<parameter>;
using signatures = std::map<std::string, signature>;  // by kernel

/// Asked of a kernel whose program was compiled with -cl-kernel-arg-info. Without an answer
/// parameters are unknown; their number is known always.
signature signature_of(cl_kernel k);

/// Of every kernel of a program. None where the driver does not tell the kernels' names.
std::optional<signatures> signatures_of(const cl::Program& p);

std::string pack(const signatures& s);
/// None where the bytes are no signatures.
std::optional<signatures> unpack_signatures(std::string_view bytes);

}  // namespace kumiko::detail
