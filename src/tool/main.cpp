// SPDX-License-Identifier: Apache-2.0
// kumiko - shows, checks and tunes this machine's OpenCL devices, and runs operations on them.
#include "tool.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>

int main(int argc, char** argv)
try {
#ifndef _WIN32
    std::signal(SIGPIPE, SIG_DFL);  // `kumiko list | head` ends quietly
#endif
    const tool::request r = tool::understand(argc, argv);
    return r.run ? r.run() : r.status;
} catch (const std::invalid_argument& e) {
    fmt::print(stderr, "kumiko: {}\n", e.what());
    return 2;
} catch (const std::exception& e) {
    fmt::print(stderr, "kumiko: {}\n", e.what());
    return 1;
}
