// SPDX-License-Identifier: Apache-2.0
// kumiko describe - lists the operations by their descriptions. It prints docs/operations.md and
// the table in README.md.
#include <kumiko/registry.hpp>

#include "tool.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace tool {
namespace {

using namespace kumiko;

const char* name_of(operand_kind k)
{
    constexpr const char* names[] = {"vector", "matrix", "image", "frame", "scalar"};
    return names[static_cast<int>(k)];
}
const char* name_of(direction d)
{
    constexpr const char* names[] = {"in", "out", "in, out"};
    return names[static_cast<int>(d)];
}
const char* name_of(field_type t)
{
    constexpr const char* names[] = {"integer", "natural", "real", "flag",
                                     "choice",  "text",    "file"};
    return names[static_cast<int>(t)];
}

std::string usual(const operation& op, std::size_t i)
{
    const field_info& f = op.fields[i];
    const value& v = op.usual[i];
    if (f.type == field_type::flag) return v.natural() ? "true" : "false";
    if (f.type != field_type::choice) return v.print();
    const std::string names = f.choices;
    std::size_t at = 0;
    for (std::uint64_t n = 0; n < v.natural(); ++n) at = names.find('|', at) + 1;
    return names.substr(at, names.find('|', at) - at);
}

std::string range(const field_info& f)
{
    switch (f.type) {
        case field_type::choice: {
            std::string names = f.choices;
            for (std::size_t at = 0; (at = names.find('|', at)) != std::string::npos; at += 2)
                names.replace(at, 1, ", ");
            return names;
        }
        case field_type::flag:
            return "true, false";
        case field_type::text:
        case field_type::file:
            return "";
        default:
            if (std::isinf(f.least) && std::isinf(f.most)) return "any number";
            return fmt::format("{:.12g} to {:.12g}{}{}", f.least, f.most, *f.unit ? " " : "",
                               f.unit);
    }
}

/// "(h, w, c)"
std::string shape(const operand_info& o)
{
    std::string s = o.shape;
    for (std::size_t at = 0; (at = s.find(' ', at)) != std::string::npos; at += 2)
        s.replace(at, 1, ", ");
    return "(" + s + ")";
}

/// The types of the operands that must be given, one row per combination. A row is a single type if
/// all operands have it.
std::vector<std::string> types(const operation& op)
{
    std::vector<std::string> rows;
    for (const std::vector<element>& row : op.types) {
        std::string text;
        bool same = true;
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (op.operands[i].is == operand_kind::frame || op.operands[i].optional) continue;
            text += fmt::format("{}{}", text.empty() ? "" : " ", name(row[i]));
            same = same && row[i] == row[0];
        }
        if (same && !text.empty()) text = name(row[0]);
        if (!text.empty() && std::find(rows.begin(), rows.end(), text) == rows.end())
            rows.push_back(text);
    }
    return rows;
}

/// ", of a b c in this order" if a row has several types.
std::string order(const operation& op, const std::vector<std::string>& rows)
{
    if (std::none_of(rows.begin(), rows.end(),
                     [](const std::string& r) { return r.find(' ') != std::string::npos; }))
        return "";
    std::string names;
    for (const operand_info& o : op.operands)
        if (o.is != operand_kind::frame && !o.optional) names += std::string(" ") + o.name;
    return ", of" + names + " in this order";
}

std::string joined(const std::vector<std::string>& parts)
{
    std::string s;
    for (const std::string& p : parts) s += (s.empty() ? "" : ", ") + p;
    return s;
}

std::string formats(const operand_info& o)
{
    std::string s = o.formats;
    for (std::size_t at = 0; (at = s.find('|', at)) != std::string::npos; at += 2)
        s.replace(at, 1, ", ");
    return s;
}

void print_text(const operation& op)
{
    fmt::print("{} - {}\n#include <kumiko/{}.hpp>\n\noperands\n", op.name, op.title, op.header);
    for (const operand_info& o : op.operands)
        fmt::print("  {:<14} {:<7} {:<20} {}{}{}{}\n", o.name, name_of(o.is), shape(o),
                   name_of(o.goes), o.optional ? ", may be left out" : "", *o.formats ? ": " : "",
                   formats(o));
    const std::vector<std::string> rows = types(op);
    if (!rows.empty()) fmt::print("element types{}\n  {}\n", order(op, rows), joined(rows));
    if (!op.fields.empty()) fmt::print("fields\n");
    for (std::size_t i = 0; i < op.fields.size(); ++i)
        fmt::print("  {:<16} {:<8} {}, default {}: {}\n", op.fields[i].name,
                   name_of(op.fields[i].type), range(op.fields[i]), usual(op, i),
                   op.fields[i].help);
    if (op.in_place) fmt::print("The result may take the memory of the first operand.\n");
    if (op.kinds.size() == 1)
        fmt::print("It has the {} kind of kernels alone.\n",
                   op.kinds[0] == kind::cpu ? "cpu" : "gpu");
}

void print_markdown(const operation& op)
{
    fmt::print("### {}\n\n{}. Header: [{}.hpp](../include/kumiko/{}.hpp).\n\n", op.name, op.title,
               op.header, op.header);
    fmt::print("| operand | kind | shape | direction |\n|---|---|---|---|\n");
    for (const operand_info& o : op.operands)
        fmt::print("| `{}`{} | {}{}{} | {} | {} |\n", o.name, o.optional ? ", may be left out" : "",
                   name_of(o.is), *o.formats ? ": " : "", formats(o), shape(o), name_of(o.goes));
    fmt::print("\n");
    const std::vector<std::string> rows = types(op);
    if (!rows.empty()) fmt::print("Element types: {}.\n\n", joined(rows));
    if (op.in_place) fmt::print("The result may take the memory of the first operand.\n\n");
    if (op.kinds.size() == 1)
        fmt::print("It has the {} kind of kernels alone.\n\n",
                   op.kinds[0] == kind::cpu ? "cpu" : "gpu");
    if (op.fields.empty()) return;
    fmt::print("| field | type | range | default | what it is |\n|---|---|---|---|---|\n");
    for (std::size_t i = 0; i < op.fields.size(); ++i)
        fmt::print("| `{}` | {} | {} | {} | {} |\n", op.fields[i].name, name_of(op.fields[i].type),
                   range(op.fields[i]), usual(op, i), op.fields[i].help);
    fmt::print("\n");
}

nlohmann::ordered_json number(double x)
{
    if (std::isinf(x)) return nullptr;  // no limit: JSON has no infinity
    return x;
}

nlohmann::ordered_json json(const value& v)
{
    switch (v.is()) {
        case value::type::integer:
            return v.integer();
        case value::type::natural:
            return v.natural();
        case value::type::real:
            return number(v.real());
        default:
            return v.text();
    }
}

nlohmann::ordered_json json(const operation& op)
{
    nlohmann::ordered_json fields = nlohmann::ordered_json::array(), operands = fields,
                           rows = fields, kinds = fields;
    for (std::size_t i = 0; i < op.fields.size(); ++i) {
        const field_info& f = op.fields[i];
        nlohmann::ordered_json one = {
            {"name", f.name}, {"type", name_of(f.type)}, {"help", f.help}};
        one["default"] = f.type == field_type::choice ? nlohmann::ordered_json(usual(op, i))
                         : f.type == field_type::flag
                             ? nlohmann::ordered_json(op.usual[i].natural() != 0)
                             : json(op.usual[i]);
        if (f.type == field_type::choice) {
            one["choices"] = nlohmann::ordered_json::array();
            std::string names = std::string(f.choices) + "|";
            for (std::size_t at; (at = names.find('|')) != std::string::npos;
                 names.erase(0, at + 1))
                one["choices"].push_back(names.substr(0, at));
        } else if (f.type == field_type::integer || f.type == field_type::natural ||
                   f.type == field_type::real) {
            one["least"] = number(f.least);
            one["most"] = number(f.most);
            one["unit"] = f.unit;
        }
        fields.push_back(one);
    }
    for (const operand_info& o : op.operands) {
        nlohmann::ordered_json one = {
            {"name", o.name},
            {"kind", name_of(o.is)},
            {"direction", o.goes == direction::in_out ? "in_out" : name_of(o.goes)},
            {"shape", o.shape},
            {"optional", o.optional}};
        if (*o.formats) one["formats"] = o.formats;
        operands.push_back(one);
    }
    for (const std::vector<element>& row : op.types) {
        nlohmann::ordered_json one = nlohmann::ordered_json::array();
        for (const element e : row) one.push_back(name(e));
        rows.push_back(one);
    }
    for (const kind k : op.kinds) kinds.push_back(k == kind::cpu ? "cpu" : "gpu");
    return {{"name", op.name},         {"title", op.title},    {"header", op.header},
            {"fields", fields},        {"operands", operands}, {"types", rows},
            {"in_place", op.in_place}, {"kinds", kinds}};
}

/// Prints a table with one row per header. A header may have several operations.
void print_table(const std::vector<operation>& all)
{
    fmt::print("| header | operations |\n|---|---|\n");
    std::vector<std::string> headers;
    for (const operation& op : all) headers.push_back(op.header);
    std::sort(headers.begin(), headers.end());
    headers.erase(std::unique(headers.begin(), headers.end()), headers.end());
    for (const std::string& h : headers) {
        std::string names, title;
        int count = 0;
        for (const operation& op : all) {
            if (op.header != h) continue;
            names +=
                fmt::format("{}`{}`", count ? ", " : "", op.name.substr(op.name.find('/') + 1));
            title = ++count == 1 ? ": " + op.title : "";
        }
        fmt::print("| [{}](include/kumiko/{}.hpp) | {}{} |\n", h, h, names, title);
    }
}

}  // namespace

int describe(const describe_options& o)
{
    std::vector<operation> some = operations();
    if (!o.name.empty()) some = {operation_named(o.name)};
    if (o.json) {
        nlohmann::ordered_json all = nlohmann::ordered_json::array();
        for (const operation& op : some) all.push_back(json(op));
        fmt::print("{}\n", all.dump(2));
    } else if (o.table) {
        print_table(some);
    } else if (o.markdown) {
        if (o.name.empty())
            fmt::print(
                "# Operations\n\n"
                "This page is the output of `kumiko describe --markdown`; a test compares the two. "
                "It lists "
                "every operation\nwith its operands and its fields, as calls by name and `kumiko "
                "run` take "
                "them. The header of an operation has\nthe rest: errors, cost, accuracy and "
                "source.\n\n"
                "Sizes are written slowest first, and sizes of one name are equal. Where element "
                "types "
                "differ among\noperands, they are those of the operands that must be given, in "
                "order.\n\n");
        for (const operation& op : some) print_markdown(op);
    } else if (!o.name.empty()) {
        print_text(some[0]);
    } else {
        for (const operation& op : some) fmt::print("{:<24} {}\n", op.name, op.title);
    }
    return 0;
}

}  // namespace tool
