// SPDX-License-Identifier: Apache-2.0
#include <kumiko/error.hpp>
#include <kumiko/version.hpp>

#include "tool.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <iterator>
#include <memory>
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

request understand(int argc, const char* const* argv)
{
    const auto app = std::make_shared<CLI::App>(
        "OpenCL devices of this machine: what they are, whether they work, what is kept for them.",
        "kumiko");
    app->set_version_flag("--version", std::string("kumiko ") + kumiko::version_string());
    app->require_subcommand(0, 1);
    app->footer(
        "kumiko COMMAND --help says more. KUMIKO_DEVICE chooses the device, KUMIKO_CACHE the\n"
        "cache's folder (or off).");
    const std::vector<command> commands = {add_list(*app), add_doctor(*app), add_cache(*app),
                                           add_selftest(*app), add_tune(*app)};
    try {
        app->parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return {nullptr, app->exit(e) == 0 ? 0 : 2};  // help and version are no mistakes
    }
    const std::vector<CLI::App*> all = app->get_subcommands([](CLI::App*) { return true; });
    for (std::size_t i = 0; i < all.size(); ++i)  // in the order in which they were added
        if (all[i]->parsed()) return {[app, run = commands.at(i)] { return run(); }, 0};
    fmt::print(stderr, "{}", app->help());
    return {nullptr, 2};
}

}  // namespace tool
