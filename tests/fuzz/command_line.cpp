// SPDX-License-Identifier: Apache-2.0
// The program's command line, one word per line; and the same text as the name of a device to pick.
#include <kumiko/device.hpp>
#include <kumiko/error.hpp>

#include <string>
#include <vector>

#include "fuzz.hpp"
#include "tool.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string all(reinterpret_cast<const char*>(data), size);
    std::vector<std::string> words = {"kumiko"};
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t end = std::min(all.find('\n', at), all.size());
        words.push_back(all.substr(at, end - at).c_str());  // a word ends at a zero, as in main()
        at = end + 1;
    }
    std::vector<const char*> argv;
    for (const std::string& w : words) argv.push_back(w.c_str());
    argv.push_back(nullptr);
    const tool::request r = tool::understand(static_cast<int>(words.size()), argv.data());
    require(r.run || r.status == 0 || r.status == 2, "a command, an answer, or a mistake");

    const std::vector<kumiko::device> chosen = kumiko::select(all);
    try {
        require(kumiko::pick(all) == chosen.at(0), "pick() is the first of select()");
    } catch (const kumiko::error&) {
        require(chosen.empty(), "pick() fails where select() finds none");
    }
    return 0;
}
