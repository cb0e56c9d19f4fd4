// SPDX-License-Identifier: Apache-2.0
// The commands of `kumiko`. Each is a function that takes its options as a struct and returns the
// program's exit status: 0 means that all is well, 1 that something is not, and 2 that the command line
// asks for something that does not exist. command_line.cpp alone knows how the options are spelled: it
// is the one file that includes CLI11, which takes seconds to compile. A new command is a struct and a
// function here, a file with that function, and a few lines in command_line.cpp.
#pragma once

#include <kumiko/device.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tool {

struct list_options {
    std::string device;
    bool json = false, only_remembered = false;
};
int list(const list_options& o);

int doctor();

int show_cache();
int clear_cache();

struct prewarm_options {
    std::string device;
    std::vector<std::string> operations;  // empty: all
};
int prewarm(const prewarm_options& o);

struct selftest_options {
    std::string device;
    std::vector<std::string> operations;  // empty: all
    std::string type;                     // empty: all
    double seconds = 60;
};
int selftest(const selftest_options& o);

struct tune_options {
    std::string device, kind = "auto", op = "gemm", type = "f32", check;
    std::vector<std::string> shapes = {"256", "1024", "2048"};
    double budget = 60;
    bool show = false, clear = false;
};
int tune(const tune_options& o);

/// The manual page ("man"), or the completion of a shell ("bash", "fish", "zsh"), to stdout.
struct page_options {
    std::string format;
};
int page(const page_options& o);

/// The grammar of the command line as data.
struct option_text {
    std::vector<std::string> names;  ///< "--help", "-h"; without a dash if only the value is typed
    std::string help, value;         ///< `value`: the name of its value; empty for a flag
    std::vector<std::string> choices;  ///< the values, if they can be listed
};
struct command_text {
    std::string name, help, notes;
    std::vector<option_text> options;
    std::vector<command_text> commands;
};
command_text described();

struct run_options {
    std::string name;
    std::vector<std::string> arguments;  // fields as NAME=VALUE, and files
    std::vector<std::string> outputs;
    std::string device, kind = "auto", type;
    bool time = false, in_place = false;
};
int run(const run_options& o);

struct describe_options {
    std::string name;
    bool markdown = false, json = false, table = false;
};
int describe(const describe_options& o);

/// A command with its options, ready to run; it returns the exit status.
using command = std::function<int()>;

/// The grammar of the command line. Help, and all that `described` tells, are made from it. Parsing
/// a command line with it sets `given` to the command that the line names; `given` must live as
/// long as the grammar.
std::shared_ptr<CLI::App> grammar(command& given);

/// The command that a command line asks for. There is none if the line is answered already (help, a
/// mistake); then `status` is the exit status.
struct request {
    command run;
    int status;
};
request understand(int argc, const char* const* argv);

/// The devices that --device means, the best first; all devices where it is empty. Throws
/// std::invalid_argument (exit status 2) if no device matches.
std::vector<kumiko::device> chosen(const std::string& wish);

/// Bytes as text for people, "12.3 GB". The units are powers of 1000, as for rates.
std::string bytes(double n);

}  // namespace tool
