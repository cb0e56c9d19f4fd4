// SPDX-License-Identifier: Apache-2.0
#include "registry/describe.hpp"

#include <algorithm>
#include <cstring>
#include <locale>
#include <sstream>

#include "core/check.hpp"

namespace kumiko::detail {
namespace {

/// The parts of a text between any of the separators, none of them empty.
std::vector<std::string> split(const std::string& text, const char* separators)
{
    std::vector<std::string> parts;
    for (std::size_t at = 0; (at = text.find_first_not_of(separators, at)) != std::string::npos;) {
        const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end;
    }
    return parts;
}

element element_named(const std::string& wanted)
{
    for (int i = 0; i <= static_cast<int>(element::c64); ++i)
        if (wanted == name(static_cast<element>(i))) return static_cast<element>(i);
    throw std::logic_error("a description has no such element type: " + wanted);
}

pixel_format format_named(const std::string& wanted)
{
    const std::vector<std::string> all = split(pixel_format_names, "|");
    const auto at = std::find(all.begin(), all.end(), wanted);
    if (at == all.end()) throw std::logic_error("a description has no such format: " + wanted);
    return static_cast<pixel_format>(at - all.begin());
}

sample parse(const operation& o, const std::string& text)
{
    sample s;
    s.text = text;
    const std::size_t colon = text.find(':');
    if (colon != std::string::npos)
        for (const std::string& type : split(text.substr(0, colon), "|"))
            s.only.push_back(element_named(type));
    for (const std::string& part :
         split(text.substr(colon == std::string::npos ? 0 : colon + 1), " ")) {
        if (part[0] == '+') {
            s.with.push_back(part.substr(1));
            continue;
        }
        const std::size_t equals = part.find('=');
        if (equals == std::string::npos) throw std::logic_error(o.name + ": sample part " + part);
        const std::string key = part.substr(0, equals), given = part.substr(equals + 1);
        const auto is_field = [&](const field_info& f) { return key == f.name; };
        const auto is_operand = [&](const operand_info& x) { return key == x.name; };
        if (std::any_of(o.fields.begin(), o.fields.end(), is_field))
            s.fields.emplace(key, given);
        else if (std::any_of(o.operands.begin(), o.operands.end(), is_operand))
            s.formats.emplace(key, format_named(given));
        else
            s.sizes.emplace(key, std::stoul(given));
    }
    return s;
}

/// Collects what a description's fields are, and what they hold.
struct collector final : fields {
    explicit collector(operation& to) : o(to) {}
    operation& o;
    void visit(const field_info& f, void* at) override
    {
        o.fields.push_back(f);
        switch (f.type) {
            case field_type::text:
            case field_type::file:
                o.usual.emplace_back(*static_cast<const std::string*>(at));
                break;
            case field_type::real:
                o.usual.emplace_back(f.bytes == 4 ? static_cast<double>(*static_cast<float*>(at))
                                                  : *static_cast<double*>(at));
                break;
            default:
                o.usual.push_back(whole_number(f, at));
        }
    }
};

}  // namespace

value whole_number(const field_info& f, const void* at)
{
    // Little or big end first: the number is read as what it is.
    const auto as = [at](auto zero) {
        std::memcpy(&zero, at, sizeof zero);
        return zero;
    };
    if (f.type == field_type::flag) return as(false) ? 1 : 0;
    if (f.type == field_type::integer) {
        switch (f.bytes) {
            case 1:
                return as(std::int8_t{});
            case 2:
                return as(std::int16_t{});
            case 4:
                return as(std::int32_t{});
            default:
                return as(std::int64_t{});
        }
    }
    switch (f.bytes) {  // an enum is counted from 0
        case 1:
            return as(std::uint8_t{});
        case 2:
            return as(std::uint16_t{});
        case 4:
            return as(std::uint32_t{});
        default:
            return as(std::uint64_t{});
    }
}

std::vector<std::string> choices_of(const field_info& f) { return split(f.choices, "|"); }

description& description::has(const char* name, operand_kind is, direction goes, const char* shape)
{
    o_.operands.push_back({name, is, goes, shape});
    return *this;
}
description& description::reads(const char* name, operand_kind is, const char* shape)
{
    return has(name, is, direction::in, shape);
}
description& description::writes(const char* name, operand_kind is, const char* shape)
{
    return has(name, is, direction::out, shape);
}
description& description::updates(const char* name, operand_kind is, const char* shape)
{
    return has(name, is, direction::in_out, shape);
}
description& description::optional()
{
    o_.operands.back().optional = true;
    return *this;
}
description& description::formats(const char* names)
{
    o_.operands.back().formats = names;
    return *this;
}
description& description::types(const char* rows)
{
    for (const std::string& row : split(rows, ",")) {
        std::vector<element> types;
        for (const std::string& type : split(row, " ")) types.push_back(element_named(type));
        o_.types.push_back(std::move(types));
    }
    return *this;
}
description& description::samples(std::initializer_list<const char*> cases)
{
    cases_.assign(cases.begin(), cases.end());
    return *this;
}
description& description::in_place()
{
    o_.in_place = true;
    return *this;
}
description& description::pointwise(const char* function)
{
    o_.pointwise = function;
    return *this;
}
description& description::only(kind k)
{
    o_.kinds = {k};
    return *this;
}
description& description::completes(void (*complete)(const values&, sizes&))
{
    complete_ = complete;
    return *this;
}

void description::called(std::unique_ptr<described> how, void* usual, describer describe)
{
    collector all(o_);
    describe(usual, all);
    for (const char* text : cases_) o_.samples.push_back(parse(o_, text));
    if (o_.types.empty()) o_.types.push_back({element::u8});  // frames alone
    for (std::vector<element>& row : o_.types)
        if (row.size() == 1) row.assign(o_.operands.size(), row[0]);
    for (const std::vector<element>& row : o_.types)
        if (row.size() != o_.operands.size())
            throw std::logic_error(o_.name + ": a row of types has not one type an operand");
    if (o_.samples.empty()) throw std::logic_error(o_.name + ": no samples");
    how->complete = complete_;
    o_.behind = how.release();  // lives as long as the process, as the description does
}

description registry::add(const char* name, const char* title)
{
    all_.emplace_back();
    operation& o = all_.back();
    o.name = name;
    o.title = title;
    o.header = header_;
    o.kinds = {kind::cpu, kind::gpu};
    return description(o);
}

std::vector<operation> registry::take()
{
    std::vector<operation> sorted(std::make_move_iterator(all_.begin()),
                                  std::make_move_iterator(all_.end()));
    std::sort(sorted.begin(), sorted.end(),
              [](const operation& a, const operation& b) { return a.name < b.name; });
    return sorted;
}

std::size_t distance(const std::string& a, const std::string& b)
{
    std::vector<std::size_t> row(b.size() + 1);  // Levenshtein's, a row at a time
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

std::string nearest(const std::string& wanted, const std::vector<std::string>& names)
{
    // A name's part behind the shelf counts as the name too: "gausian" is near "image/gaussian".
    const auto far = [&](const std::string& n) {
        return std::min(distance(wanted, n), distance(wanted, n.substr(n.find('/') + 1)));
    };
    const auto best = std::min_element(
        names.begin(), names.end(), [&](const auto& a, const auto& b) { return far(a) < far(b); });
    if (best == names.end() || 2 * far(*best) > std::max<std::size_t>(wanted.size(), 2)) return "";
    return "; did you mean '" + *best + "'?";
}

}  // namespace kumiko::detail
