// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include "page.hpp"

#include <fmt/format.h>

namespace tour {
namespace {

std::string base64(const std::vector<std::uint8_t>& bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string s;
    s.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
        unsigned x = 0;
        for (std::size_t j = 0; j < 3; ++j) x = x << 8 | (j < n ? bytes[i + j] : 0U);
        for (std::size_t j = 0; j < 4; ++j) s += j <= n ? digits[x >> (18 - 6 * j) & 63] : '=';
    }
    return s;
}

std::string inlined(const picture& p) { return "data:image/jpeg;base64," + base64(to_jpeg(p)); }

}  // namespace

void report::section(const std::string& title, const std::string& about)
{
    fmt::print("\n{}\n{}\n\n", title, about);
    body_ += fmt::format("<h2>{}</h2>\n<p>{}</p>\n", escape(title), escape(about));
}

void report::note(const std::string& text)
{
    fmt::print("  {}\n", text);
    body_ += fmt::format("<p class=\"note\">{}</p>\n", escape(text));
}

void report::add(const table& t)
{
    fmt::print("{}", t.text());
    std::fflush(stdout);
    body_ += t.html();
}

void report::credit(const std::string& text) { foot_ += escape(text) + "<br>\n"; }

void report::wrong(const std::string& what)
{
    right_ = false;
    fmt::print("  WRONG: {}\n", what);
    body_ += fmt::format("<p class=\"wrong\">Wrong: {}</p>\n", escape(what));
}

void report::figures(const std::vector<figure>& list)
{
    body_ += "<div class=\"row\">\n";
    for (const figure& f : list) {
        std::string image =
            fmt::format("<img alt=\"{}\" src=\"{}\">", escape(f.caption), inlined(f.image));
        if (!f.file.empty()) {
            const std::vector<std::uint8_t> png = to_png(f.image);
            files_.write(f.file, png.data(), png.size());
            image = fmt::format("<a href=\"{}\">{}</a>", f.file, image);
        }
        body_ += fmt::format("<figure>{}<figcaption>{}</figcaption></figure>\n", image,
                             escape(f.caption));
    }
    body_ += "</div>\n";
}

void report::video(const std::string& file, const picture& poster, const std::string& caption)
{
    body_ += fmt::format(
        "<figure class=\"video\"><video controls loop muted playsinline poster=\"{}\" "
        "src=\"{}\"></video><figcaption>{}</figcaption></figure>\n",
        inlined(poster), file, escape(caption));
}

void report::write(const std::string& title, const std::string& subtitle)
{
    const std::string text = page(title, subtitle, body_ + "<footer>" + foot_ + "</footer>\n");
    files_.write("report.html", text.data(), text.size());
}

}  // namespace tour
