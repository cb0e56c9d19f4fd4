// SPDX-License-Identifier: Apache-2.0
#include "tuning/file.hpp"

#define XXH_INLINE_ALL
#include <kumiko/cache.hpp>
#include <kumiko/version.hpp>

#include <xxhash.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <mutex>

#include "core/cache.hpp"
#include "core/check.hpp"
#include "core/system.hpp"
#include "kernels.hpp"

namespace kumiko::tuning {
namespace {

using detail::text;

constexpr std::string_view mark = "kumiko tuning 1";  // to be 2 once the format changes
constexpr std::size_t longest = 1 << 20;              // bytes: larger files are not read

constexpr bool blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// Removes the next word, up to a blank, from the front of s and returns it.
std::string_view word(std::string_view& s)
{
    while (!s.empty() && blank(s.front())) s.remove_prefix(1);
    std::size_t n = 0;
    while (n < s.size() && !blank(s[n])) ++n;
    const std::string_view w = s.substr(0, n);
    s.remove_prefix(n);
    return w;
}

template <class Number>
std::optional<Number> number(std::string_view s)
{
    Number n{};
    const auto [end, status] = std::from_chars(s.data(), s.data() + s.size(), n);
    if (status != std::errc() || end != s.data() + s.size()) return std::nullopt;
    return n;
}

std::optional<kind> kind_named(std::string_view s)
{
    if (s == "cpu") return kind::cpu;
    if (s == "gpu") return kind::gpu;
    return std::nullopt;
}

std::optional<element> element_named(std::string_view s)
{
    for (int i = 0; i <= static_cast<int>(element::c64); ++i)
        if (s == name(static_cast<element>(i))) return static_cast<element>(i);
    return std::nullopt;
}

/// "any", "1024x64x4096".
std::optional<extents> extents_of(std::string_view s)
{
    extents e{};
    if (s == "any") return e;
    for (std::size_t& n : e) {
        const std::size_t end = &n == &e.back() ? s.size() : s.find('x');
        const auto value = number<std::size_t>(s.substr(0, end));
        if (end == s.npos || !value || *value == 0) return std::nullopt;
        n = *value;
        s.remove_prefix(std::min(s.size(), end + 1));
    }
    return e;
}

/// Reads a line. @return why it cannot be read; empty if it can
std::string read(std::string_view s, line& to)
{
    if (const std::size_t at = s.find('#'); at != s.npos) {
        to.note = s.substr(std::min(s.size(), s.find_first_not_of("# ", at)));
        s = s.substr(0, at);
    }
    to.operation = word(s);
    const std::string_view form = word(s), type = word(s), at = word(s);
    if (const auto k = kind_named(form))
        to.form = *k;
    else
        return text('"', form, "\" is no kind: cpu, gpu");
    to.type = element_named(type);
    if (!to.type && type != "any") return text('"', type, "\" is no element type: f32, ..., any");
    if (const auto e = extents_of(at))
        to.at = *e;
    else
        return text('"', at, "\" is no shape: any, 1024x64x4096");
    for (std::string_view w = word(s); !w.empty(); w = word(s)) {
        const std::size_t equals = w.find('=');
        const auto value = equals == w.npos ? std::nullopt : number<int>(w.substr(equals + 1));
        if (!value) return text('"', w, "\" is not of the form rows=12");
        to.sizes.emplace_back(w.substr(0, equals), *value);
    }
    return "";
}

bool is_of_head(std::string_view s)
{
    for (const std::string_view w : {"device ", "platform ", "driver ", "lanes ", "library "})
        if (s.substr(0, w.size()) == w) return true;
    return false;
}

/// A name as a part of a file's name: "AMD EPYC 9R14" becomes "amd-epyc-9r14".
std::string slug(const std::string& name)
{
    std::string s;
    for (const char c : name) {
        const auto u = static_cast<unsigned char>(c);
        if (u < 128 && std::isalnum(u))
            s += static_cast<char>(std::tolower(u));
        else if (!s.empty() && s.back() != '-')
            s += '-';
    }
    return s.substr(0, 40);
}

/// The folder of measured files: KUMIKO_TUNING names it, or is "off"; otherwise it is in the cache.
std::string folder()
{
    static const std::string& wish = *new std::string(detail::environment("KUMIKO_TUNING"));
    return wish == "off" ? "" : !wish.empty() ? wish : cache().folder;
}

/// The names of a device's architecture, from the most special to the most general. A file may be
/// shipped for each.
std::vector<std::string> architectures(const device_facts& f)
{
    const auto starts = [&](std::initializer_list<const char*> some) {
        return std::any_of(some.begin(), some.end(),
                           [&](const char* s) { return f.architecture.rfind(s, 0) == 0; });
    };
    std::vector<std::string> names;
    if (f.type == device_type::cpu) {
        names = {"cpu"};
    } else if (f.vendor == "nvidia") {
        names = {f.architecture,
                 starts({"sm_6"})                      ? "pascal"
                 : starts({"sm_70", "sm_72"})          ? "volta"
                 : starts({"sm_75"})                   ? "turing"
                 : starts({"sm_89"})                   ? "ada"
                 : starts({"sm_8"})                    ? "ampere"
                 : starts({"sm_9"})                    ? "hopper"
                 : starts({"sm_10", "sm_11", "sm_12"}) ? "blackwell"
                                                       : "",
                 f.vendor};
    } else if (f.vendor == "amd") {
        names = {f.architecture,
                 starts({"gfx908", "gfx90a", "gfx94", "gfx95"}) ? "cdna"
                 : starts({"gfx10", "gfx11", "gfx12"})          ? "rdna"
                                                                : "gcn",
                 f.vendor};
    } else {
        names = {f.architecture, f.vendor};  // intel, apple, arm (Mali), qualcomm (Adreno)
    }
    for (const int lanes : {16, 8})
        if (f.lanes >= lanes) names.push_back(text("lanes", lanes));
    names.push_back("generic");
    return names;
}

std::mutex& guard = *new std::mutex;
auto& kept = *new std::map<std::string, file>;  // by path and head

/// The caller has locked `guard`.
file& kept_for(const device_facts& f)
{
    const std::string path = path_of(f), head = head_of(f), key = path + '\n' + head;
    if (const auto at = kept.find(key); at != kept.end()) return at->second;
    file read;
    if (!path.empty())
        if (const auto bytes = detail::read_file(path)) read = parse(path, *bytes);
    if (!read.from.empty() && read.head != head) {
        read.lines.clear();
        read.refused = {"it is of another device, driver or version"};
    }
    read.from = path;
    read.head = head;
    return kept.emplace(key, std::move(read)).first->second;
}

bool write(const file& f)
{
    if (f.from.empty()) return false;
    std::string s = text(
        mark, "\n# Measured by kumiko::tune(). Lines may be changed, added and removed.\n", f.head);
    for (const line& l : f.lines) s += print(l) + '\n';
    return detail::write_whole(folder(), f.from, s);
}

}  // namespace

file parse(std::string from, std::string_view all)
{
    file f;
    f.from = std::move(from);
    all = all.substr(0, longest);
    for (int number = 1; !all.empty(); ++number) {
        std::string_view s = all.substr(0, all.find('\n'));
        all.remove_prefix(std::min(all.size(), s.size() + 1));
        while (!s.empty() && blank(s.back())) s.remove_suffix(1);
        if (number == 1 && s != mark) {
            f.refused.push_back(text("line 1 is not \"", mark, '"'));
            break;
        }
        if (number == 1 || s.empty() || s.front() == '#') continue;
        if (is_of_head(s)) {
            f.head += s;
            f.head += '\n';
            continue;
        }
        line l;
        l.number = number;
        const std::string why = read(s, l);
        if (why.empty())
            f.lines.push_back(std::move(l));
        else
            f.refused.push_back(text("line ", number, ": ", why));
    }
    return f;
}

std::string print(const line& l)
{
    std::string s = text(l.operation, ' ', l.form == kind::cpu ? "cpu " : "gpu ",
                         l.type ? name(*l.type) : "any", ' ');
    if (l.at == extents{})
        s += "any";
    else
        s += text(l.at[0], 'x', l.at[1], 'x', l.at[2]);
    s += ' ';
    for (const auto& [field, value] : l.sizes) s += text(' ', field, '=', value);
    return l.note.empty() ? s : s + "  # " + l.note;
}

std::string head_of(const device_facts& f)
{
    std::string s =
        text("device ", f.reported_name, "\nplatform ", f.platform_version, "\ndriver ",
             f.driver_version, "\nlanes ", f.lanes, "\nlibrary ", version_string(), '\n');
    std::replace(s.begin(), s.end(), '\t', ' ');
    std::string tidy;  // without a blank before a line's end, as parse() reads it
    for (const char c : s) {
        while (c == '\n' && !tidy.empty() && blank(tidy.back())) tidy.pop_back();
        tidy += c;
    }
    return tidy;
}

std::string path_of(const device_facts& f)
{
    const std::string in = folder(), head = head_of(f);
    if (in.empty()) return "";
    const XXH64_hash_t h = XXH3_64bits(head.data(), head.size());
    std::string hex;
    for (int shift = 60; shift >= 32; shift -= 4) hex += "0123456789abcdef"[h >> shift & 15];
    return text(in, '/', slug(f.name), '-', hex, ".tuning");
}

std::vector<file> priors(const device_facts& f)
{
    std::vector<file> all;
    for (const std::string& name : architectures(f))
        for (const detail::embedded& e : detail::priors)
            if (name + ".txt" == e.file) all.push_back(parse(e.file, e.text));
    return all;
}

file measured(const device_facts& f)
{
    const std::lock_guard lock(guard);
    return kept_for(f);
}

bool remember(const device_facts& f, const std::vector<line>& lines)
{
    const std::lock_guard lock(guard);
    file& k = kept_for(f);
    for (const line& l : lines) {
        const auto same = [&](const line& o) {
            return o.operation == l.operation && o.form == l.form && o.type == l.type &&
                   o.at == l.at;
        };
        k.lines.erase(std::remove_if(k.lines.begin(), k.lines.end(), same), k.lines.end());
        k.lines.push_back(l);
    }
    ++generation();
    return write(k);
}

bool forget(const device_facts& f)
{
    const std::lock_guard lock(guard);
    file& k = kept_for(f);
    const bool any = !k.lines.empty() || !k.refused.empty();
    k.lines.clear();
    k.refused.clear();
    if (!k.from.empty()) detail::remove_file(k.from);
    ++generation();
    return any;
}

std::atomic<unsigned>& generation() { return detail::cache_generation(); }

}  // namespace kumiko::tuning
