// SPDX-License-Identifier: Apache-2.0
// kumiko - shows, checks and tunes this machine's OpenCL devices, and runs operations on them.
#include "tool.hpp"

#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>

#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>
#endif

int main(int argc, char** argv)
try {
#ifndef _WIN32
    std::signal(SIGPIPE, SIG_DFL);  // `kumiko list | head` ends quietly
    // One of 0, 1, 2 that is closed would be the number of the next file that is opened, and get what is printed.
    for (int fd; (fd = open("/dev/null", O_RDONLY)) >= 0;)
        if (fd > 2) {
            close(fd);
            break;
        }
#endif
    const tool::request r = tool::understand(argc, argv);
    const int status = r.run ? r.run() : r.status;
    if (std::fflush(stdout) != 0)
        throw std::runtime_error("not all could be written to standard output");
    return status;
} catch (const std::invalid_argument& e) {
    std::fprintf(stderr, "kumiko: %s\n", e.what());
    return 2;
} catch (const std::exception& e) {
    std::fprintf(stderr, "kumiko: %s\n", e.what());
    return 1;
}
