// SPDX-License-Identifier: Apache-2.0
#include <kumiko/operation.hpp>

#include "core/check.hpp"

namespace kumiko::detail {

void check_field(const char* op, const char* name, double value, double least, double most)
{
    require(value >= least && value <= most,  // false for NaN
            op, ": ", name, " is ", value, ", must be ", least, " to ", most);
}

}  // namespace kumiko::detail
