// SPDX-License-Identifier: Apache-2.0
// The parameters of a kernel, as its compiler reports them.
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
    element type{};         ///< of the number, the pointer's target, or the vector's lanes
    std::size_t bytes = 0;  ///< the size of a number or a vector
    std::string text;       ///< "global float* x"
};
using signature = std::vector<parameter>;
using signatures = std::map<std::string, signature>;  // by the kernel's name

/// The signature of a kernel whose program was compiled with -cl-kernel-arg-info. If the driver
/// does not answer, the parameters are unknown, but their number is not.
signature signature_of(cl_kernel k);

/// The signature of every kernel of a program; nullopt if the driver does not tell their names.
std::optional<signatures> signatures_of(const cl::Program& p);

std::string pack(const signatures& s);
/// nullopt if the bytes are no signatures.
std::optional<signatures> unpack_signatures(std::string_view bytes);

}  // namespace kumiko::detail
