// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/api.hpp>

#include <cstddef>
#include <string>
#include <type_traits>

namespace kumiko {

/// What a field of an operation holds.
enum class field_type {
    integer,  ///< a signed whole number
    natural,  ///< an unsigned whole number
    real,     ///< a floating-point number
    flag,     ///< true or false
    choice,   ///< one of a few names: an enum whose values count from 0
    text,     ///< a string
    file,     ///< the path of a file
};

/// The type of a field that names a file.
struct file_path {
    std::string path;
};

/// The description of a field, without its value.
struct field_info {
    const char* name;
    field_type type;
    std::size_t bytes = 0;       ///< size of the number in memory
    double least = 0, most = 0;  ///< of a number: its range, ends included
    const char* unit = "";       ///< of a number: "pixels"; empty if it has no unit
    const char* help = "";       ///< what the field means, in one phrase
    const char* choices = "";    ///< of a choice: the names in order, "replicate|reflect|wrap"
};

/// Visits the fields of an operation. An operation that is an object, such as gaussian{5}, is an aggregate with
/// one member function that names each field once:
///
///     struct gaussian {
///         int size = 5;
///         border edge = border::reflect101;
///
///         void describe(fields& f)
///         {
///             f("size", size, 0, 31, "pixels", "width of the kernel");
///             f("edge", edge, border_names, "what lies outside the image");
///         }
///     };
///
/// Range checks, calls by name, command lines and documents are all made from this function.
class fields {
public:
    fields(const fields&) = delete;
    fields& operator=(const fields&) = delete;

    /// A number and its range. A limit beyond the range of T is replaced by the limit of T.
    template <class T,
              std::enable_if_t<std::is_arithmetic_v<T> && !std::is_same_v<T, bool>, int> = 0>
    void operator()(const char* name, T& at, double least, double most, const char* unit,
                    const char* help)
    {
        constexpr field_type type = std::is_floating_point_v<T> ? field_type::real
                                    : std::is_signed_v<T>       ? field_type::integer
                                                                : field_type::natural;
        visit({name, type, sizeof(T), least, most, unit, help}, &at);
    }
    /// An enum whose values count from 0, and the names of its values.
    template <class T, std::enable_if_t<std::is_enum_v<T>, int> = 0>
    void operator()(const char* name, T& at, const char* choices, const char* help)
    {
        visit({name, field_type::choice, sizeof(T), 0, 0, "", help, choices}, &at);
    }
    void operator()(const char* name, bool& at, const char* help)
    {
        visit({name, field_type::flag, sizeof(bool), 0, 0, "", help}, &at);
    }
    void operator()(const char* name, std::string& at, const char* help)
    {
        visit({name, field_type::text, 0, 0, 0, "", help}, &at);
    }
    void operator()(const char* name, file_path& at, const char* help)
    {
        visit({name, field_type::file, 0, 0, 0, "", help}, &at.path);
    }

protected:
    fields() = default;
    ~fields() = default;

private:
    virtual void visit(const field_info& f, void* at) = 0;
};

namespace detail {
using describer = void (*)(void* operation, fields& f);
template <class Op>
void describe_fields(void* op, fields& f)
{
    static_cast<Op*>(op)->describe(f);
}
KUMIKO_API void check_fields(const char* name, void* op, describer describe);

/// @throws std::invalid_argument  a field is outside its range ("gaussian: size is 32, must be 0 to 31"), or
///                                an enum has none of its values
template <class Op>
void check_fields(const char* name, const Op& op)
{
    check_fields(name, const_cast<Op*>(&op), describe_fields<Op>);  // it only reads
}
}  // namespace detail

}  // namespace kumiko
