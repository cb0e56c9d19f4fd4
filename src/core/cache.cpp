// SPDX-License-Identifier: Apache-2.0
#include "core/cache.hpp"

#define XXH_INLINE_ALL
#include <kumiko/version.hpp>

#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <vector>

#include "core/check.hpp"
#include "core/system.hpp"

namespace kumiko {
namespace detail {
namespace {

constexpr std::string_view mark = "kumiko entry\n";
constexpr std::uint64_t format = 1;  // to be increased with every change of what is packed
constexpr const char* ending = ".kumiko";
constexpr const char* names[] = {"program", "probes", "roofs"};

struct counters {
    std::atomic<std::uint64_t> hits{0}, misses{0}, stored{0}, damaged{0}, unwritable{0}, evicted{0};
} counted;

std::mutex& setting = *new std::mutex;

cache_options from_environment()
{
    cache_options o;
    const std::string wish = environment("KUMIKO_CACHE");
    if (wish == "off") return o;
    const std::string home = cache_home();
    o.folder = !wish.empty() ? wish : home.empty() ? "" : home + "/kumiko";
    return o;
}

cache_options& options()
{
    static auto& o = *new cache_options(from_environment());
    return o;
}

std::string path_of(const std::string& folder, entry kind, std::string_view key)
{
    const XXH128_hash_t h = XXH3_128bits(key.data(), key.size());
    std::string hex;
    for (const XXH64_hash_t part : {h.high64, h.low64})
        for (int shift = 60; shift >= 0; shift -= 4) hex += "0123456789abcdef"[part >> shift & 15];
    return text(folder, '/', names[static_cast<int>(kind)], '-', hex, ending);
}

std::optional<entry> entry_named(const std::string& path)
{
    const std::string name = path.substr(path.find_last_of("/\\") + 1);
    for (const entry kind : {entry::program, entry::probes, entry::roofs})
        if (name.rfind(text(names[static_cast<int>(kind)], '-'), 0) == 0) return kind;
    return std::nullopt;
}

/// What the head of an entry says.
struct opened {
    entry kind;
    std::string_view key, payload;
};
std::optional<opened> open(std::string_view bytes)
{
    if (bytes.substr(0, mark.size()) != mark || bytes.size() < mark.size() + 8) return {};
    unpacker sum(bytes.substr(bytes.size() - 8));
    const std::string_view summed = bytes.substr(0, bytes.size() - 8);
    if (sum.number() != XXH3_64bits(summed.data(), summed.size())) return {};
    unpacker in(summed.substr(mark.size()));
    if (in.number() != format) return {};
    const std::uint64_t kind = in.number();
    const opened o{static_cast<entry>(kind), in.text(), in.text()};
    if (kind >= std::size(names) || !in.done()) return {};
    return o;
}

/// Removes the least recently used entries until the rest is below the limit.
void evict(const cache_options& o)
{
    std::vector<file_facts> files = files_by_age(o.folder, ending);
    std::size_t bytes = 0;
    for (const file_facts& f : files) bytes += f.bytes;
    for (const file_facts& f : files) {
        if (bytes <= o.limit) return;
        bytes -= f.bytes;
        if (remove_file(f.path)) ++counted.evicted;
    }
}

}  // namespace

packer& packer::number(std::uint64_t n)
{
    for (int shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(n >> shift & 255);
    return *this;
}
packer& packer::real(double x)
{
    std::uint64_t bits = 0;
    std::memcpy(&bits, &x, sizeof bits);
    return number(bits);
}
packer& packer::text(std::string_view s)
{
    number(s.size());
    bytes_ += s;
    return *this;
}

std::string_view unpacker::take(std::size_t n)
{
    if (n > rest_.size()) {
        ok_ = false;
        rest_ = {};
    }
    if (!ok_) return {};
    const std::string_view s = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return s;
}
std::uint64_t unpacker::number()
{
    std::uint64_t n = 0;
    int shift = 0;
    for (const char c : take(8)) {
        n |= static_cast<std::uint64_t>(static_cast<unsigned char>(c)) << shift;
        shift += 8;
    }
    return n;
}
double unpacker::real()
{
    const std::uint64_t bits = number();
    double x = 0;
    std::memcpy(&x, &bits, sizeof x);
    return x;
}
std::string_view unpacker::text()
{
    const std::uint64_t n = number();
    return take(static_cast<std::size_t>(std::min<std::uint64_t>(n, SIZE_MAX)));
}

std::string seal(entry kind, std::string_view key, std::string_view payload)
{
    packer p;
    p.number(format).number(static_cast<std::uint64_t>(kind)).text(key).text(payload);
    std::string bytes(mark);
    bytes += p.bytes();
    return bytes + packer().number(XXH3_64bits(bytes.data(), bytes.size())).bytes();
}

std::optional<std::string> unseal(entry kind, std::string_view key, std::string_view bytes)
{
    const std::optional<opened> o = open(bytes);
    if (!o || o->kind != kind || o->key != key) return std::nullopt;
    return std::string(o->payload);
}

std::optional<std::string> load(entry kind, const std::string& key)
{
    const cache_options o = cache();
    if (o.folder.empty()) return std::nullopt;
    const std::string path = path_of(o.folder, kind, key);
    const std::optional<std::string> bytes = read_file(path);
    if (!bytes) {
        ++counted.misses;
        return std::nullopt;
    }
    std::optional<std::string> payload = unseal(kind, key, *bytes);
    if (payload) {
        ++counted.hits;
        touch(path);
    } else {
        ++counted.damaged;
        remove_file(path);
    }
    return payload;
}

void save(entry kind, const std::string& key, std::string_view payload)
{
    const cache_options o = cache();
    if (o.folder.empty()) return;
    const std::string bytes = seal(kind, key, payload);
    if (bytes.size() > o.limit) return;
    if (!write_whole(o.folder, path_of(o.folder, kind, key), bytes)) {
        ++counted.unwritable;
        return;
    }
    ++counted.stored;
    evict(o);
}

void discard(entry kind, const std::string& key)
{
    const cache_options o = cache();
    if (o.folder.empty()) return;
    ++counted.damaged;
    remove_file(path_of(o.folder, kind, key));
}

std::string pack(const numbers& n)
{
    packer p;
    p.number(n.size());
    for (const auto& [name, value] : n) p.text(name).real(value);
    return p.bytes();
}

std::optional<numbers> unpack_numbers(std::string_view payload)
{
    unpacker in(payload);
    numbers n;
    for (std::uint64_t left = in.number(); left > 0 && in.ok(); --left) {
        const std::string name(in.text());
        const double value = in.real();
        // The numbers are times, rates, sizes and answers. The limit makes each fit a size_t.
        if (!(value >= 0 && value < 9e18)) return std::nullopt;
        n[name] = value;
    }
    if (!in.done()) return std::nullopt;
    return n;
}

std::string identity(const device_facts& f)
{
    packer p;
    p.text(version_string()).text(f.platform_name).text(f.platform_version).text(f.reported_name);
    // A virtual machine may move to another processor of the same name.
    p.text(f.driver_version).text(f.architecture).number(static_cast<std::uint64_t>(f.lanes));
    return p.text(f.extensions).bytes();
}

namespace {

numbers load_numbers(entry kind, const std::string& key)
{
    const std::optional<std::string> payload = load(kind, key);
    if (!payload) return {};
    const std::optional<numbers> n = unpack_numbers(*payload);
    if (!n) discard(kind, key);
    return n.value_or(numbers{});
}

std::mutex& recalling = *new std::mutex;
auto& recalled = *new std::map<std::pair<entry, std::string>, numbers>;

numbers& recall(entry kind, const std::string& key)  // the caller has locked `recalling`
{
    const auto at = recalled.find({kind, key});
    if (at != recalled.end()) return at->second;
    return recalled.emplace(std::pair(kind, key), load_numbers(kind, key)).first->second;
}

}  // namespace

numbers recall(entry kind, const device_facts& f)
{
    const std::string key = identity(f);
    const std::lock_guard lock(recalling);
    return recall(kind, key);
}

void remember(entry kind, const device_facts& f, const numbers& more)
{
    const std::string key = identity(f);
    const std::lock_guard lock(recalling);
    numbers& n = recall(kind, key);
    for (const auto& [name, value] : more) n[name] = value;
    save(kind, key, pack(n));
}

}  // namespace detail

std::atomic<unsigned>& detail::cache_generation()
{
    static auto& g = *new std::atomic<unsigned>(0);
    return g;
}

cache_options cache()
{
    const std::lock_guard lock(detail::setting);
    return detail::options();
}

void set_cache(const cache_options& options)
{
    const std::lock_guard lock(detail::setting);
    detail::options() = options;
    ++detail::cache_generation();
}

cache_statistics cache_stats()
{
    const detail::counters& c = detail::counted;
    return {c.hits, c.misses, c.stored, c.damaged, c.unwritable, c.evicted};
}

cache_usage examine_cache()
{
    cache_usage u;
    const std::string folder = cache().folder;
    if (folder.empty()) {
        u.problem = "the cache is off";
        return u;
    }
    for (const detail::file_facts& f : detail::files_by_age(folder, detail::ending)) {
        u.bytes += f.bytes;
        const std::optional<std::string> bytes = detail::read_file(f.path);
        const std::optional<detail::opened> o = bytes ? detail::open(*bytes) : std::nullopt;
        if (!o || detail::entry_named(f.path) != o->kind ||
            f.path != detail::path_of(folder, o->kind, o->key))
            ++u.damaged;
        else
            ++(o->kind == detail::entry::program ? u.programs : u.notes);
    }
    u.problem = detail::why_not_writable(folder);
    return u;
}

std::size_t clear_cache()
{
    const std::string folder = cache().folder;
    std::size_t removed = 0;
    if (!folder.empty())
        for (const detail::file_facts& f : detail::files_by_age(folder, detail::ending))
            removed += detail::remove_file(f.path);
    return removed;
}

}  // namespace kumiko
