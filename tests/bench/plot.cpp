// SPDX-License-Identifier: Apache-2.0
// A picture of the report's rows: rate over size, ours, the rivals', and the roof. tests/bench/plot runs it.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct series {
    std::string name;
    std::map<int, double> at;  ///< rate by size
};
struct chart {
    std::string title, unit;
    std::vector<series> lines;  ///< ours first
    double roof = 0;
};

/// The rows of the cases PREFIX<size>.
chart read(std::istream& in, const std::string& prefix)
{
    chart c;
    const auto line = [&](const std::string& name) -> series& {
        for (series& s : c.lines)
            if (s.name == name) return s;
        return c.lines.emplace_back(series{name, {}});
    };
    for (const nlohmann::json& row : nlohmann::json::parse(in)) {
        const auto name = row.at("case").get<std::string>();
        if (name.rfind(prefix, 0) != 0) continue;
        const std::string number = name.substr(prefix.size());
        if (number.empty() || number.find_first_not_of("0123456789") != number.npos) continue;
        const int size = std::stoi(number);
        c.unit = row.at("unit").get<std::string>();
        c.title = fmt::format("{}n on {}", prefix, row.at("cpu").get<std::string>());
        const double ours = row.at("ours").get<double>();
        line("kumiko").at[size] = ours;
        if (!row.at("rival").is_null())
            line(row["rival"].get<std::string>()).at[size] = row.at("rival_value").get<double>();
        if (!row.at("roof_share").is_null()) c.roof = ours / row["roof_share"].get<double>();
    }
    if (c.lines.empty()) throw std::runtime_error("no case is named " + prefix + "<number>");
    return c;
}

/// A round step that cuts `most` into 4 to 8 parts.
double step_for(double most)
{
    const double power = std::pow(10, std::floor(std::log10(most / 4)));
    for (const double s : {1.0, 2.0, 2.5, 5.0})
        if (most / (s * power) <= 8) return s * power;
    return 10 * power;
}

std::string escaped(const std::string& s)
{
    std::string e;
    for (const char c : s) e += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
    return e;
}

constexpr int width = 840, height = 480, left = 70, right = 130, top = 50, bottom = 60;
// Okabe and Ito's colours, told apart by everybody; each line has a mark of its own, too.
constexpr const char* colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"};

std::string mark(std::size_t i, double x, double y)
{
    switch (i % 3) {
        case 0:
            return fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='4'/>", x, y);
        case 1:
            return fmt::format("<rect x='{:.1f}' y='{:.1f}' width='7' height='7'/>", x - 3.5,
                               y - 3.5);
        default:
            return fmt::format("<path d='M{:.1f} {:.1f}l5 8h-10z'/>", x, y - 5);
    }
}

std::string drawn(const chart& c)
{
    int least = c.lines[0].at.begin()->first, greatest = least;
    double most = c.roof;
    for (const series& s : c.lines)
        for (const auto& [size, rate] : s.at) {
            least = std::min(least, size);
            greatest = std::max(greatest, size);
            most = std::max(most, rate);
        }
    const double step = step_for(most), ceiling = step * std::ceil(most / step);
    const auto x = [&](int size) {
        const double span = std::max(1e-9, std::log2(static_cast<double>(greatest) / least));
        return left + (width - left - right) * std::log2(static_cast<double>(size) / least) / span;
    };
    const auto y = [&](double rate) {
        return height - bottom - (height - top - bottom) * rate / ceiling;
    };

    std::string svg = fmt::format(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0} {1}' width='{0}' height='{1}'\n"
        "     font-family='sans-serif' font-size='13' fill='#222'>\n"
        "<rect width='{0}' height='{1}' fill='white'/>\n"
        "<text x='{2}' y='26' font-size='15'>{3}</text>\n",
        width, height, left, escaped(c.title));
    for (double rate = 0; rate <= ceiling * 1.0001; rate += step)
        svg += fmt::format(
            "<path d='M{} {:.1f}H{}' stroke='#ddd'/><text x='{}' y='{:.1f}' text-anchor='end'>{:g}"
            "</text>\n",
            left, y(rate), width - right, left - 8, y(rate) + 4, rate);
    for (int size = 1; size <= greatest; size *= 2)
        if (size >= least)
            svg += fmt::format(
                "<path d='M{0:.1f} {1}v5' stroke='#222'/><text x='{0:.1f}' y='{2}' "
                "text-anchor='middle'>{3}</text>\n",
                x(size), height - bottom, height - bottom + 20, size);
    svg += fmt::format(
        "<text x='{}' y='{}' text-anchor='middle'>n</text>\n"
        "<text transform='translate(18 {}) rotate(-90)' text-anchor='middle'>{}</text>\n",
        left + (width - left - right) / 2, height - 14, (top + height - bottom) / 2,
        escaped(c.unit));
    if (c.roof > 0)
        svg += fmt::format(
            "<path d='M{} {:.1f}H{}' stroke='#222' stroke-dasharray='6 4'/>"
            "<text x='{}' y='{:.1f}'>roof</text>\n",
            left, y(c.roof), width - right, width - right + 10, y(c.roof) + 4);

    // Names stand at their lines' ends, the highest first, none on another.
    std::vector<std::size_t> by_end(c.lines.size());
    for (std::size_t i = 0; i < by_end.size(); ++i) by_end[i] = i;
    std::sort(by_end.begin(), by_end.end(), [&](std::size_t a, std::size_t b) {
        return c.lines[a].at.rbegin()->second > c.lines[b].at.rbegin()->second;
    });
    double above = c.roof > 0 ? y(c.roof) : 0;
    for (const std::size_t i : by_end) {
        const series& s = c.lines[i];
        std::string path, marks;
        for (const auto& [size, rate] : s.at) {
            path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', x(size), y(rate));
            marks += mark(i, x(size), y(rate));
        }
        above = std::max(above + 17, y(s.at.rbegin()->second));
        const char* colour = colours[i % std::size(colours)];
        svg += fmt::format(
            "<path d='{}' fill='none' stroke='{}' stroke-width='2'/><g fill='{}'>{}"
            "<text x='{}' y='{:.1f}'>{}</text></g>\n",
            path, colour, colour, marks, width - right + 10, above + 4, escaped(s.name));
    }
    return svg + "</svg>\n";
}

}  // namespace

int main(int argc, char** argv)
try {
    CLI::App app{"Draw the report's rows as an SVG: rate over size."};
    std::string json, prefix = "linalg/gemm/f32/nn/", svg;
    app.add_option("--json", json, "What kumiko_report --json wrote")->required();
    app.add_option("--cases", prefix, "The cases of this name and a number")->capture_default_str();
    app.add_option("--out", svg, "The picture")->required();
    CLI11_PARSE(app, argc, argv);
    std::ifstream in(json);
    if (!in) throw std::runtime_error("cannot read " + json);
    const std::string text = drawn(read(in, prefix));
    std::ofstream out(svg);
    if (!(out << text).flush()) throw std::runtime_error("cannot write " + svg);
    return 0;
} catch (const std::exception& e) {
    std::cerr << "plot: " << e.what() << '\n';
    return 1;
}
