// SPDX-License-Identifier: Apache-2.0
// A cache entry with arbitrary fields and a right checksum; and a program's signatures, as in its
// payload. tests/core/cache.cpp tests the checksum itself.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <string>
#include <string_view>

#include "core/cache.hpp"
#include "core/signature.hpp"
#include "fuzz.hpp"

using namespace kumiko::detail;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    std::string whole(bytes);
    whole += packer().number(XXH3_64bits(bytes.data(), bytes.size())).bytes();
    for (const entry kind : {entry::program, entry::probes, entry::roofs}) {
        const std::optional<std::string> payload = unseal(kind, "key", whole);
        if (payload) require(seal(kind, "key", *payload) == whole, "an entry says one thing alone");
        require(!unseal(kind, "another key", whole) || !payload, "an entry is of one key");
    }
    if (const std::optional<signatures> s = unpack_signatures(bytes)) {
        const std::string packed = pack(*s);
        const std::optional<signatures> again = unpack_signatures(packed);
        require(again && pack(*again) == packed, "signatures are read as they were written");
    }
    return 0;
}
