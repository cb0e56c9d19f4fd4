// SPDX-License-Identifier: Apache-2.0
// The subcommands of `kumiko`: each adds itself to the command line, and returns its exit status
// when it is run: 0 all is well, 1 something is not. A command line that means nothing is a 2.
#pragma once

#include <kumiko/device.hpp>

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tool {

/// What main calls for the subcommand that was given.
using command = std::function<int()>;

command add_list(CLI::App& to);
command add_doctor(CLI::App& to);
command add_cache(CLI::App& to);
command add_selftest(CLI::App& to);
command add_tune(CLI::App& to);

/// What a command line asks for: a subcommand; or none, where it is answered already (help, a
/// mistake), and the exit status.
struct request {
    command run;
    int status;
};
request understand(int argc, const char* const* argv);

/// What --device says it takes.
inline constexpr const char* device_help =
    "Only these: an index 1.0, cpu, gpu, a vendor, part of a name";

/// The devices that --device means, the best first; all where it is empty. One that means none of
/// those there are is a std::invalid_argument: nonsense on the command line, status 2.
std::vector<kumiko::device> chosen(const std::string& wish);

/// "12.3 GB": bytes for people, in powers of 1000 as rates are.
std::string bytes(double n);

}  // namespace tool
