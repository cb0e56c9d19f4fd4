// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/api.hpp>

#include <tuple>
#include <type_traits>

namespace kumiko {

/// One field of an operation that is a value, such as gaussian{5}. An operation Op has a function
/// `constexpr auto fields(const Op&)` that returns a tuple of these: checks, command lines and
/// documents are made from it.
template <class Op, class T>
struct field {
    const char* name;
    T Op::*at;
    double least, most;             ///< range, both included
    const char* help;               ///< what it is, with its unit
    const char* choices = nullptr;  ///< an enum's values in order: "replicate|reflect|wrap"
};
template <class Op, class T>
field(const char*, T Op::*, double, double, const char*) -> field<Op, T>;
/// A field whose type is an enum counted from 0.
template <class Op, class T>
field(const char*, T Op::*, double, double, const char*, const char*) -> field<Op, T>;

namespace detail {
KUMIKO_API void check_field(const char* op, const char* name, double value, double least,
                            double most);

/// @throws std::invalid_argument  a field is outside its range: "gaussian: size is 32, must be
///                                1 to 31"
template <class Op>
void check_fields(const char* name, const Op& op)
{
    std::apply(
        [&](const auto&... f) {
            (check_field(name, f.name, static_cast<double>(op.*(f.at)), f.least, f.most), ...);
        },
        fields(op));
}
}  // namespace detail

}  // namespace kumiko
