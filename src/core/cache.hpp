// SPDX-License-Identifier: Apache-2.0
// Entries on disk: how one is written, read, trusted and thrown away. What is in them is the
// business of whoever keeps them: compiled programs (program.cpp), probes, roofs.
#pragma once

#include <kumiko/cache.hpp>
#include <kumiko/device.hpp>

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace kumiko::detail {

/// Values in a row of bytes, little end first.
class packer {
public:
    packer& number(std::uint64_t n);
    packer& real(double x);
    packer& text(std::string_view s);
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

/// The same values back. Reading past the end gives 0 and "", and ok() is false from then on.
class unpacker {
public:
    explicit unpacker(std::string_view bytes) : rest_(bytes) {}
    std::uint64_t number();
    double real();
    std::string_view text();
    bool ok() const { return ok_; }
    bool done() const { return ok_ && rest_.empty(); }  ///< everything was read, nothing is left

private:
    std::string_view take(std::size_t n);
    std::string_view rest_;
    bool ok_ = true;
};

/// It grows whenever what is kept on disk must be looked at anew: when the cache moves, and when sizes that
/// were measured (tuning/file.hpp) change.
std::atomic<unsigned>& cache_generation();

enum class entry { program, probes, roofs };

/// An entry's bytes: a mark, the format's version, kind, key, payload, and a checksum of all.
std::string seal(entry kind, std::string_view key, std::string_view payload);
/// The payload, where the bytes are a whole entry of that kind and key.
std::optional<std::string> unseal(entry kind, std::string_view key, std::string_view bytes);

/// The payload that was kept under a key. None where there is none, or none that is whole.
std::optional<std::string> load(entry kind, const std::string& key);
/// Keep a payload, in place of the one before.
void save(entry kind, const std::string& key, std::string_view payload);
/// A payload that load() gave turned out to be of no use: throw it away.
void discard(entry kind, const std::string& key);

/// Numbers by name, as probes and roofs are kept.
using numbers = std::map<std::string, double>;
std::string pack(const numbers& n);
/// None where the bytes are no such numbers, or one is negative, infinite or none at all.
std::optional<numbers> unpack_numbers(std::string_view payload);

/// Device, driver, platform and library: what was made with one of them is not for another.
std::string identity(const device_facts& f);

/// What is remembered of a device: in this process, else on disk, which is looked at once.
numbers recall(entry kind, const device_facts& f);
/// Remember more of it.
void remember(entry kind, const device_facts& f, const numbers& more);

}  // namespace kumiko::detail
