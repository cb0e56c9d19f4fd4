// SPDX-License-Identifier: Apache-2.0
// kumiko - what this machine's OpenCL devices are, whether they work, and what is kept for them.
#include <kumiko/error.hpp>

#include "tool.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <exception>
#include <iterator>
#include <stdexcept>
#include <vector>

namespace tool {

std::string bytes(double n)
{
    constexpr const char* units[] = {"B", "kB", "MB", "GB", "TB"};
    std::size_t u = 0;
    while (n >= 999.5 && u + 1 < std::size(units)) {
        n /= 1000;
        ++u;
    }
    return u == 0 ? fmt::format("{} B", n) : fmt::format("{:.3g} {}", n, units[u]);
}

std::vector<kumiko::device> chosen(const std::string& wish)
{
    std::vector<kumiko::device> all = kumiko::select(wish);
    if (!all.empty()) return all;
    (void)kumiko::default_device();  // throws where there is none at all
    try {
        return {kumiko::pick(wish)};
    } catch (const kumiko::error& e) {
        throw std::invalid_argument(e.what());
    }
}

}  // namespace tool

int main(int argc, char** argv)
try {
#ifndef _WIN32
    std::signal(SIGPIPE, SIG_DFL);  // `kumiko list | head` ends quietly
#endif
    CLI::App app{
        "OpenCL devices of this machine: what they are, whether they work, what is kept for them.",
        "kumiko"};
    app.set_version_flag("--version", "kumiko " KUMIKO_VERSION);
    app.require_subcommand(0, 1);
    app.footer(
        "kumiko COMMAND --help says more. KUMIKO_DEVICE chooses the device, KUMIKO_CACHE the\n"
        "cache's folder (or off).");
    const std::vector<tool::command> commands = {tool::add_list(app), tool::add_doctor(app),
                                                 tool::add_cache(app), tool::add_selftest(app)};
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;  // help and version are no mistakes
    }
    const std::vector<CLI::App*> all = app.get_subcommands([](CLI::App*) { return true; });
    for (std::size_t i = 0; i < all.size(); ++i)  // in the order in which they were added
        if (all[i]->parsed()) return commands.at(i)();
    fmt::print(stderr, "{}", app.help());
    return 2;
} catch (const std::invalid_argument& e) {
    fmt::print(stderr, "kumiko: {}\n", e.what());
    return 2;
} catch (const std::exception& e) {
    fmt::print(stderr, "kumiko: {}\n", e.what());
    return 1;
}
