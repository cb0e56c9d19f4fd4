// SPDX-License-Identifier: Apache-2.0
#include "table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tour {

std::string percent(double part, double whole)
{
    return whole > 0 ? fmt::format("{:.0f} %", 100 * part / whole) : "-";
}

std::string escape(const std::string& text)
{
    std::string s;
    for (const char c : text) switch (c) {
            case '&':
                s += "&amp;";
                break;
            case '<':
                s += "&lt;";
                break;
            case '>':
                s += "&gt;";
                break;
            case '"':
                s += "&quot;";
                break;
            default:
                s += c;
        }
    return s;
}

std::string table::text() const
{
    std::vector<std::size_t> width;
    for (const column& c : columns_) width.push_back(c.title.size());
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i) width[i] = std::max(width[i], row[i].size());

    std::string s;
    const auto line = [&](std::size_t i, const std::string& cell) {
        s += columns_[i].side == align::left ? fmt::format("  {:<{}}", cell, width[i])
                                             : fmt::format("  {:>{}}", cell, width[i]);
    };
    for (std::size_t i = 0; i < columns_.size(); ++i) line(i, columns_[i].title);
    s += '\n';
    for (std::size_t i = 0; i < columns_.size(); ++i) line(i, std::string(width[i], '-'));
    s += '\n';
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) line(i, row[i]);
        s += '\n';
    }
    return s;
}

std::string table::html() const
{
    const auto style = [&](std::size_t i) {
        return columns_[i].side == align::left ? " class=\"left\"" : "";
    };
    std::string s = "<div class=\"wide\"><table>\n<tr>";
    for (std::size_t i = 0; i < columns_.size(); ++i)
        s += fmt::format("<th{}>{}</th>", style(i), escape(columns_[i].title));
    s += "</tr>\n";
    for (const auto& row : rows_) {
        s += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i) {
            const bool bar = columns_[i].side == align::share && row[i] != "-";
            if (bar)
                s += fmt::format("<td class=\"share\" style=\"--part:{}%\">{}</td>",
                                 std::clamp(std::atoi(row[i].c_str()), 0, 100), escape(row[i]));
            else
                s += fmt::format("<td{}>{}</td>", style(i), escape(row[i]));
        }
        s += "</tr>\n";
    }
    return s + "</table></div>\n";
}

}  // namespace tour
