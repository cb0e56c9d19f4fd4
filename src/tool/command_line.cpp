// SPDX-License-Identifier: Apache-2.0
// The command line: the options of every command, their help and their ranges.
#include <kumiko/error.hpp>
#include <kumiko/version.hpp>

#include "tool.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <iterator>
#include <stdexcept>

namespace tool {
namespace {

/// Adds a command to `to`. If it is given, then `given` becomes `run`, which owns its options.
CLI::App* add(CLI::App& to, command& given, const char* name, const char* help, command run)
{
    CLI::App* added = to.add_subcommand(name, help);
    added->final_callback([&given, run = std::move(run)] { given = run; });
    return added;
}

void add_device(CLI::App& to, std::string& device)
{
    to.add_option("--device", device,
                  "Which: an index such as 1.0, cpu, gpu, a vendor, part of a name");
}

void add_list(CLI::App& to, command& given)
{
    const auto o = std::make_shared<list_options>();
    CLI::App& c =
        *add(to, given, "list", "Every device: facts, probed capabilities, measured roofs",
             [o] { return list(*o); });
    c.add_flag("--json", o->json, "As JSON: bytes, flop and bytes a second, seconds");
    add_device(c, o->device);
    c.add_flag("--no-measure", o->only_remembered,
               "Measure no roofs; show those that are remembered");
    c.footer("Example: kumiko list --device gpu --json");
}

void add_doctor(CLI::App& to, command& given)
{
    add(to, given, "doctor", "What OpenCL finds here, what is missing, what to install", doctor)
        ->footer(
            "Exits with 0 where there is a device and every one works.\nExample: kumiko doctor");
}

void add_cache(CLI::App& to, command& given)
{
    CLI::App& c = *to.add_subcommand("cache", "Compiled programs, probes and roofs kept on disk");
    c.require_subcommand(1);
    add(c, given, "show", "Where it is and what is in it", show_cache);
    add(c, given, "clear", "Remove every entry", clear_cache);
    const auto o = std::make_shared<prewarm_options>();
    CLI::App& prewarmed = *add(c, given, "prewarm", "Compile what the operations use by default",
                               [o] { return prewarm(*o); });
    prewarmed.add_option("NAMES", o->operations,
                         "Only these operations, as `kumiko describe` lists them");
    add_device(prewarmed, o->device);
    c.footer("Example: kumiko cache prewarm --device gpu");
}

void add_selftest(CLI::App& to, command& given)
{
    const auto o = std::make_shared<selftest_options>();
    CLI::App& c =
        *add(to, given, "selftest", "Every operation against its naive form, on every device",
             [o] { return selftest(*o); });
    c.add_option("NAMES", o->operations, "Only these operations, as `kumiko describe` lists them");
    add_device(c, o->device);
    c.add_option("--type", o->type, "Only with this element type of the first operand: f32")
        ->check(CLI::IsMember({"u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f32", "f64",
                               "f16", "bf16", "c32", "c64"}));
    c.add_option("--seconds", o->seconds, "Start nothing after so many")
        ->check(CLI::Range(0.0, 3600.0))
        ->capture_default_str();
    c.footer("Exits with 0 where nothing was wrong.\nExample: kumiko selftest --device gpu");
}

void add_tune(CLI::App& to, command& given)
{
    const auto o = std::make_shared<tune_options>();
    CLI::App& c = *add(to, given, "tune", "Measure which sizes of kernels are best here",
                       [o] { return tune(*o); });
    add_device(c, o->device);
    c.add_option("--kind", o->kind, "Kind of kernels to tune")
        ->check(CLI::IsMember({"auto", "cpu", "gpu"}))
        ->capture_default_str();
    c.add_option("--op", o->op, "Operation")->check(CLI::IsMember({"gemm"}))->capture_default_str();
    c.add_option("--type", o->type, "Its elements")
        ->check(CLI::IsMember({"f32", "f64", "f16", "bf16", "c32", "c64", "s8", "u8"}))
        ->capture_default_str();
    c.add_option("--shapes", o->shapes, "m, n, k: 1024,2048x64x4096")
        ->delimiter(',')
        ->capture_default_str();
    c.add_option("--budget", o->budget, "Seconds, of all shapes together")
        ->check(CLI::Range(0.001, 86400.0))
        ->capture_default_str();
    CLI::Option* show = c.add_flag("--show", o->show, "Print what was measured before");
    CLI::Option* clear = c.add_flag("--clear", o->clear, "Forget it")->excludes(show);
    c.add_option("--check", o->check, "Read such a file, and say what in it is not used")
        ->excludes(show)
        ->excludes(clear);
    c.footer(
        "Exits with 1 where a candidate computed something wrong, or a file has lines that are "
        "not\n"
        "used. KUMIKO_TUNING is the folder of what is measured (or off); else it is the cache's.\n"
        "Example: kumiko tune --shapes 1024,4096x64x4096 --type f32 --budget 120");
}

/// A command for packagers. No help text lists it.
void add_page(CLI::App& to, command& given)
{
    const auto o = std::make_shared<page_options>();
    CLI::App& c = *add(to, given, "page", "The manual page, or the completion of a shell",
                       [o] { return page(*o); });
    c.group("");
    c.add_option("format", o->format, "Which")
        ->required()
        ->check(CLI::IsMember({"man", "bash", "fish", "zsh"}));
}

void add_run(CLI::App& to, command& given)
{
    const auto o = std::make_shared<run_options>();
    CLI::App& c =
        *add(to, given, "run", "Any operation on arrays in files", [o] { return run(*o); });
    c.add_option("NAME", o->name, "The operation, as `kumiko describe` lists it")->required();
    c.add_option("ARGUMENTS", o->arguments,
                 "FIELD=VALUE, and the files of what is read, in the order of the operands; "
                 "OPERAND=FILE names one");
    c.add_option(
        "-o,--output", o->outputs,
        "Files for the results, in the order of the operands. Words up to the next option are such "
        "files, so inputs come before -o");
    add_device(c, o->device);
    c.add_option("--kind", o->kind, "Kind of kernels")
        ->check(CLI::IsMember({"auto", "cpu", "gpu"}))
        ->capture_default_str();
    c.add_option("--type", o->type,
                 "Element type of the results, such as f16, where there is a choice");
    c.add_flag("--time", o->time, "Say how long a call takes, once the result is written");
    c.add_flag("--in-place", o->in_place, "The result takes the memory of the first operand");
    c.footer(
        "Files are NumPy's .npy, of 1 to 4 axes. A frame is raw planes: PATH:WIDTHxHEIGHT:FORMAT "
        "to\n"
        "read, PATH:FORMAT to write. An operand that is read and written is zero where it has no\n"
        "file. Numbers that have no file go to standard output.\n"
        "Examples: kumiko run image/gaussian size=9 photo.npy -o blurred.npy\n"
        "          kumiko run linalg/gemm op_b=transposed a.npy b.npy -o c.npy --time\n"
        "          kumiko run parallel/reduce op=max x.npy\n"
        "          kumiko run video/convert clip.yuv:640x360:nv12 -o clip.raw:rgba");
}

void add_describe(CLI::App& to, command& given)
{
    const auto o = std::make_shared<describe_options>();
    CLI::App& c = *add(to, given, "describe", "What operations there are, and what each one takes",
                       [o] { return describe(*o); });
    c.add_option("NAME", o->name, "An operation; without it, all of them are listed");
    CLI::Option* markdown = c.add_flag("--markdown", o->markdown, "As a page: docs/operations.md");
    CLI::Option* json =
        c.add_flag("--json", o->json, "As JSON: an array of objects")->excludes(markdown);
    c.add_flag("--table", o->table, "As the table in README.md")
        ->excludes(markdown)
        ->excludes(json);
    c.footer("Example: kumiko describe linalg/gemm");
}

/// The words between the braces of "TEXT:{auto,cpu,gpu}".
std::vector<std::string> choices_in(const std::string& type)
{
    const std::size_t from = type.find('{'), to = type.find('}');
    if (from == std::string::npos || to == std::string::npos) return {};
    return CLI::detail::split(type.substr(from + 1, to - from - 1), ',');
}

command_text described(const CLI::App& app)
{
    command_text c{app.get_name(), app.get_description(), app.get_footer(), {}, {}};
    for (const CLI::Option* o : app.get_options()) {
        if (o->get_group().empty()) continue;
        option_text t{{}, o->get_description(), "", {}};
        for (const std::string& n : o->get_lnames()) t.names.push_back("--" + n);
        for (const std::string& n : o->get_snames()) t.names.push_back("-" + n);
        if (t.names.empty()) t.names.push_back(o->get_name());
        if (o->get_items_expected_max() > 0) {
            const std::string type = o->get_type_name();
            t.choices = choices_in(type);
            t.value = type.substr(0, type.find_first_of(":["));
        }
        c.options.push_back(t);
    }
    for (const CLI::App* a : app.get_subcommands([](const CLI::App*) { return true; }))
        if (!a->get_group().empty()) c.commands.push_back(described(*a));
    return c;
}

}  // namespace

command_text described()
{
    command none;
    return described(*grammar(none));
}

std::shared_ptr<CLI::App> grammar(command& given)
{
    auto app = std::make_shared<CLI::App>(
        "OpenCL devices of this machine, and operations on them: what there is, what works, how to "
        "run it.",
        "kumiko");
    app->set_version_flag("--version", std::string("kumiko ") + kumiko::version_string());
    app->require_subcommand(0, 1);
    app->footer(
        "kumiko COMMAND --help says more. KUMIKO_DEVICE chooses the device, KUMIKO_CACHE the\n"
        "cache's folder (or off).");
    add_list(*app, given);
    add_doctor(*app, given);
    add_cache(*app, given);
    add_selftest(*app, given);
    add_tune(*app, given);
    add_run(*app, given);
    add_describe(*app, given);
    add_page(*app, given);
    return app;
}

request understand(int argc, const char* const* argv)
{
    command given;
    const std::shared_ptr<CLI::App> app = grammar(given);
    try {
        app->parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return {nullptr, app->exit(e) == 0 ? 0 : 2};  // help and version are not errors
    }
    if (given) return {given, 0};
    fmt::print(stderr, "{}", app->help());
    return {nullptr, 2};
}

std::vector<kumiko::device> chosen(const std::string& wish)
{
    std::vector<kumiko::device> all = kumiko::select(wish);
    if (!all.empty()) return all;
    (void)kumiko::default_device();  // throws if there is no device at all
    try {
        return {kumiko::pick(wish)};
    } catch (const kumiko::error& e) {
        throw std::invalid_argument(e.what());
    }
}

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

}  // namespace tool
