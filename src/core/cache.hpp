// SPDX-License-Identifier: Apache-2.0
// Entries of the cache on disk: how they are written, read, checked and thrown away. This file does
// not know what an entry holds: compiled programs (programs.cpp), probes (probe.cpp), roofs.
#pragma once

#include <kumiko/cache.hpp>
#include <kumiko/device.hpp>

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace kumiko::detail {

/// Packs values into a sequence of bytes, in little-endian order.
class packer {
public:
    packer& number(std::uint64_t n);
    packer& real(double x);
    packer& text(std::string_view s);
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

/// Reads the values back. A read past the end gives 0 or "", and ok() is false from then on.
class unpacker {
public:
    explicit unpacker(std::string_view bytes) : rest_(bytes) {}
    std::uint64_t number();
    double real();
    std::string_view text();
    bool ok() const { return ok_; }
    bool done() const { return ok_ && rest_.empty(); }  ///< everything was read

private:
    std::string_view take(std::size_t n);
    std::string_view rest_;
    bool ok_ = true;
};

/// It grows whenever what is kept on disk must be looked at anew: when the cache moves, and when sizes that
/// were measured (tuning/file.hpp) change.
std::atomic<unsigned>& cache_generation();

enum class entry { program, probes, roofs };

/// The bytes of an entry: a mark, the format's version, kind, key, payload, and a checksum of them.
std::string seal(entry kind, std::string_view key, std::string_view payload);
/// The payload; nullopt unless the bytes are an undamaged entry of that kind and key.
std::optional<std::string> unseal(entry kind, std::string_view key, std::string_view bytes);

/// The payload kept under a key; nullopt if there is no entry under that key, or it is damaged.
std::optional<std::string> load(entry kind, const std::string& key);
/// Keeps a payload under a key and replaces the one that was there.
void save(entry kind, const std::string& key, std::string_view payload);
/// Removes an entry whose payload turned out to be unusable.
void discard(entry kind, const std::string& key);

/// Numbers by name: the form in which probes and roofs are kept.
using numbers = std::map<std::string, double>;
std::string pack(const numbers& n);
/// nullopt if the bytes do not decode, or a value is negative, infinite or NaN.
std::optional<numbers> unpack_numbers(std::string_view payload);

/// Names device, driver, platform and library. Results of one are not used with another.
std::string identity(const device_facts& f);

/// The numbers remembered about a device. A process reads the disk once and then keeps them.
numbers recall(entry kind, const device_facts& f);
/// Adds numbers to those remembered about a device.
void remember(entry kind, const device_facts& f, const numbers& more);

}  // namespace kumiko::detail
