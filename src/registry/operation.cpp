// SPDX-License-Identifier: Apache-2.0
// The fields of operations: their ranges, and values that come from outside.
#include <kumiko/operation.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <locale>
#include <sstream>

#include "core/check.hpp"
#include "registry/describe.hpp"

namespace kumiko {
namespace detail {
namespace {

std::string range(const field_info& f)
{
    if (f.type == field_type::choice) return f.choices;
    if (f.type == field_type::flag) return "true or false";
    if (f.type == field_type::text || f.type == field_type::file) return "a text";
    if (std::isinf(f.least) && std::isinf(f.most)) return "a number";
    return text(f.type == field_type::real ? "" : "a whole number, ", f.least, " to ", f.most);
}

/// Whether a number is in the field's range; whole ones are compared exactly.
bool within(const field_info& f, const value& x)
{
    if (x.is() == value::type::real)
        return x.real() >= f.least && x.real() <= f.most;  // false for NaN
    // As whole numbers, where the limit is one that they can hold; beyond, no number is.
    const auto at_most = [](const value& a, double limit) {
        const double whole = std::floor(limit);
        if (a.is() == value::type::integer)
            return whole >= 0x1p63 ||
                   (whole >= -0x1p63 && a.integer() <= static_cast<std::int64_t>(whole));
        return whole >= 0x1p64 || (whole >= 0 && a.natural() <= static_cast<std::uint64_t>(whole));
    };
    const auto at_least = [](const value& a, double limit) {
        const double whole = std::ceil(limit);
        if (a.is() == value::type::integer)
            return whole < -0x1p63 ||
                   (whole < 0x1p63 && a.integer() >= static_cast<std::int64_t>(whole));
        return whole <= 0 || (whole < 0x1p64 && a.natural() >= static_cast<std::uint64_t>(whole));
    };
    return at_least(x, f.least) && at_most(x, f.most);
}

struct checker final : fields {
    explicit checker(const char* name) : op(name) {}
    const char* op;
    void visit(const field_info& f, void* at) override
    {
        if (f.type == field_type::text || f.type == field_type::file || f.type == field_type::flag)
            return;
        if (f.type == field_type::choice) {
            const value v = whole_number(f, at);
            const auto count = static_cast<std::uint64_t>(
                std::count(f.choices, f.choices + std::strlen(f.choices), '|') + 1);
            require(v.natural() < count, op, ": ", f.name, " is value ", v.natural(),
                    " of an enum, must be one of ", f.choices);
            return;
        }
        const value v = f.type != field_type::real ? whole_number(f, at)
                        : f.bytes == sizeof(float) ? value(*static_cast<float*>(at))
                                                   : value(*static_cast<double*>(at));
        require(
            within(f, v), op, ": ", f.name, " is ", [&] { return v.print(); }, ", must be ",
            f.least, " to ", f.most);
    }
};

/// A text as a whole number, or as a number; none where it is something else.
bool read_number(const std::string& from, value& to)
{
    const bool negative = !from.empty() && from[0] == '-';
    const std::size_t first = negative || (!from.empty() && from[0] == '+') ? 1 : 0;
    std::uint64_t n = 0;
    bool whole = from.size() > first;
    for (std::size_t i = first; i < from.size() && whole; ++i) {
        const auto digit = static_cast<std::uint64_t>(from[i] - '0');
        whole = from[i] >= '0' && from[i] <= '9' &&
                n <= (std::numeric_limits<std::uint64_t>::max() - digit) / 10;
        n = 10 * n + digit;
    }
    if (whole && negative && n <= std::uint64_t{1} << 63) {
        to = static_cast<std::int64_t>(0 - n);
        return true;
    }
    if (whole && !negative) {
        to = n;
        return true;
    }
    if (from == "inf" || from == "-inf") {
        to = (negative ? -1 : 1) * std::numeric_limits<double>::infinity();
        return true;
    }
    std::istringstream s(from);
    s.imbue(std::locale::classic());
    double x = 0;
    if (!(s >> x) || s.peek() != std::istringstream::traits_type::eof()) return false;
    to = x;
    return true;
}

/// Two whole numbers or a real one that is whole, as what a field holds.
bool make_whole(value& v)
{
    if (v.is() != value::type::real) return true;
    const double x = v.real();
    if (!(x == std::floor(x)) || x < -0x1p63 || x >= 0x1p64) return false;
    if (x < 0)
        v = static_cast<std::int64_t>(x);
    else
        v = static_cast<std::uint64_t>(x);
    return true;
}

struct setter final : fields {
    explicit setter(const values& from) : all(from) {}
    const values& all;
    void visit(const field_info& f, void* at) override
    {
        const value& v = all.at(f.name);
        const auto put = [at](auto x) { std::memcpy(at, &x, sizeof x); };
        const std::uint64_t bits = v.natural();
        switch (f.type) {
            case field_type::text:
            case field_type::file:
                *static_cast<std::string*>(at) = v.text();
                return;
            case field_type::real:
                if (f.bytes == sizeof(float))
                    put(static_cast<float>(v.real()));
                else
                    put(v.real());
                return;
            case field_type::flag:
                put(bits != 0);
                return;
            default:
                break;
        }
        switch (f.bytes) {  // two's complement: a signed number's low bits are its own
            case 1:
                return put(static_cast<std::uint8_t>(bits));
            case 2:
                return put(static_cast<std::uint16_t>(bits));
            case 4:
                return put(static_cast<std::uint32_t>(bits));
            default:
                return put(bits);
        }
    }
};

}  // namespace

void check_fields(const char* name, void* op, describer describe)
{
    checker c(name);
    describe(op, c);
}

void set_fields(void* op, describer describe, const values& all)
{
    setter s(all);
    describe(op, s);
}

value checked_value(const std::string& op, const field_info& f, const value& given)
{
    const auto refuse = [&] {
        throw std::invalid_argument(
            text(op, ": ", f.name, " is '", given.print(), "', must be ", range(f)));
    };
    if (f.type == field_type::text || f.type == field_type::file) {
        if (given.is() != value::type::text) refuse();
        return given;
    }
    value v = given;
    if (given.is() == value::type::text) {
        if (f.type == field_type::choice) {
            const std::vector<std::string> names = choices_of(f);
            const auto at = std::find(names.begin(), names.end(), given.text());
            if (at != names.end()) return static_cast<std::uint64_t>(at - names.begin());
        }
        if (f.type == field_type::flag) {
            if (given.text() == "true" || given.text() == "yes") return 1;
            if (given.text() == "false" || given.text() == "no") return 0;
        }
        if (!read_number(given.text(), v)) refuse();
    }
    if (f.type == field_type::real) {
        if (!within(f, v.real())) refuse();
        return v.real();
    }
    if (!make_whole(v)) refuse();
    field_info limits = f;
    if (f.type == field_type::flag) limits.most = 1;
    if (f.type == field_type::choice) limits.most = static_cast<double>(choices_of(f).size()) - 1;
    if (!within(limits, v)) refuse();
    // What the range allows may still be more than the type holds.
    const bool negative = v.is() == value::type::integer && v.integer() < 0;
    const int bits = static_cast<int>(8 * f.bytes) - (f.type == field_type::integer ? 1 : 0);
    const std::uint64_t size = negative ? ~v.natural() : v.natural();
    if ((negative && f.type != field_type::integer) || (bits < 64 && size >> bits != 0)) refuse();
    return v;
}

}  // namespace detail

std::string value::print() const
{
    std::ostringstream s;
    s.imbue(std::locale::classic());
    s.precision(17);
    switch (is_) {
        case type::integer:
            s << integer();
            break;
        case type::natural:
            s << natural();
            break;
        case type::text:
            return text_;
        case type::real:
            for (int digits = 6; digits <= 17; ++digits) {  // as few as bring the same number back
                s.str("");
                s.precision(digits);
                s << real_;
                std::istringstream back(s.str());
                back.imbue(std::locale::classic());
                double x = 0;
                if (back >> x && x == real_) break;
            }
    }
    return s.str();
}

}  // namespace kumiko
