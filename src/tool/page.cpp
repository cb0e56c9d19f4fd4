// SPDX-License-Identifier: Apache-2.0
// kumiko page - prints the manual page and the completions of shells. They are made from the
// grammar of the command line. The build installs them.
#include <kumiko/registry.hpp>
#include <kumiko/version.hpp>

#include "tool.hpp"

#include <fmt/format.h>

namespace tool {
namespace {

std::string joined(const std::vector<std::string>& words, const char* between)
{
    std::string s;
    for (const std::string& w : words) s += (s.empty() ? "" : between) + w;
    return s;
}

/// Calls f(path, command) for a command and all below it; a path is "", "/cache", "/cache/show".
template <class F>
void for_each(const command_text& c, const std::string& path, F f)
{
    f(path, c);
    for (const command_text& below : c.commands) for_each(below, path + '/' + below.name, f);
}

/// If a command takes the name of an operation, lists the names as its choices.
void list_operations(command_text& c)
{
    for (option_text& o : c.options)
        if (o.names[0] == "NAME")
            for (const kumiko::operation& op : kumiko::operations()) o.choices.push_back(op.name);
    for (command_text& below : c.commands) list_operations(below);
}

bool is_positional(const option_text& o) { return o.names[0][0] != '-'; }

// ---- the manual page ---------------------------------------------------------------------------

/// Escapes text for troff: no line becomes a request, and a dash stays one that can be copied.
std::string roff(const std::string& s)
{
    std::string out;
    for (const char c : s) {
        if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) out += "\\&";
        if (c == '-' || c == '\\')
            out += c == '-' ? "\\-" : "\\e";
        else
            out += c;
    }
    return out;
}

void man(const command_text& all)
{
    fmt::print(".TH KUMIKO 1 \"\" \"kumiko {}\" \"User Commands\"\n", kumiko::version_string());
    fmt::print(".SH NAME\nkumiko \\- {}\n", roff(all.help.substr(0, all.help.find(':'))));
    fmt::print(".SH SYNOPSIS\n.B kumiko\n.I COMMAND\n[options]\n");
    fmt::print(".SH DESCRIPTION\n{}\n.PP\n{}\n", roff(all.help), roff(all.notes));
    fmt::print(".SH COMMANDS\n");
    for_each(all, "", [](const std::string& path, const command_text& c) {
        if (path.empty()) return;
        std::string name = "kumiko";
        for (const char letter : path) name += letter == '/' ? ' ' : letter;
        fmt::print(".SS {}\n{}\n", roff(name), roff(c.help));
        for (const option_text& o : c.options) {
            fmt::print(".TP\n\\fB{}\\fR{}\n{}{}\n", roff(joined(o.names, ", ")),
                       o.value.empty() ? "" : " \\fI" + roff(o.value) + "\\fR", roff(o.help),
                       o.choices.empty() ? "" : roff(": " + joined(o.choices, ", ")));
        }
        if (!c.notes.empty()) fmt::print(".PP\n.nf\n{}\n.fi\n", roff(c.notes));
    });
}

// ---- completion --------------------------------------------------------------------------------

/// A word that may be typed next: a command, an option, or a choice of an argument without a name.
struct word {
    std::string text, help;
};
std::vector<word> next_words(const command_text& c)
{
    std::vector<word> words;
    for (const command_text& below : c.commands) words.push_back({below.name, below.help});
    for (const option_text& o : c.options)
        for (const std::string& n : is_positional(o) ? o.choices : o.names)
            if (is_positional(o) || n.rfind("--", 0) == 0) words.push_back({n, o.help});
    return words;
}

std::vector<std::string> paths_of(const command_text& all)
{
    std::vector<std::string> paths;
    for_each(all, "", [&](const std::string& path, const command_text&) {
        if (!path.empty()) paths.push_back(path);
    });
    return paths;
}

/// Calls f(patterns, option) for each option with a value; a pattern is "/tune:--kind".
template <class F>
void for_each_value(const command_text& all, F f)
{
    for_each(all, "", [&](const std::string& path, const command_text& c) {
        for (const option_text& o : c.options) {
            if (o.value.empty() || is_positional(o)) continue;
            std::vector<std::string> patterns;
            for (const std::string& n : o.names) patterns.push_back(path + ':' + n);
            f(joined(patterns, "|"), o);
        }
    });
}

void bash(const command_text& all)
{
    fmt::print(R"(# Completion of kumiko for bash. Where a file may stand, bash completes files.
_kumiko()
{{
    local word=${{COMP_WORDS[COMP_CWORD]}} at='' words='' i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case $at/${{COMP_WORDS[i]}} in
            {}) at+=/${{COMP_WORDS[i]}} ;;
        esac
    done
    case $at:${{COMP_WORDS[COMP_CWORD - 1]}} in
)",
               joined(paths_of(all), "|"));
    for_each_value(all, [](const std::string& patterns, const option_text& o) {
        if (o.choices.empty())
            fmt::print("        {}) return ;;\n", patterns);
        else
            fmt::print("        {}) words='{}' ;;\n", patterns, joined(o.choices, " "));
    });
    fmt::print("        *) case $at in\n");
    for_each(all, "", [](const std::string& path, const command_text& c) {
        std::vector<std::string> words;
        for (const word& w : next_words(c)) words.push_back(w.text);
        fmt::print("            '{}') words='{}' ;;\n", path, joined(words, " "));
    });
    fmt::print(R"(        esac ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$word"))
}}
complete -o default -F _kumiko kumiko
)");
}

/// The text in single quotes, for zsh and fish.
std::string quoted(const std::string& s)
{
    std::string out;
    for (const char c : s) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return '\'' + out + '\'';
}

void zsh(const command_text& all)
{
    fmt::print(R"(#compdef kumiko
local at='' i
local -a found
for ((i = 2; i < CURRENT; i++)); do
    case $at/$words[i] in
        ({}) at+=/$words[i] ;;
    esac
done
case $at:$words[CURRENT-1] in
)",
               joined(paths_of(all), "|"));
    for_each_value(all, [](const std::string& patterns, const option_text& o) {
        if (o.choices.empty())
            fmt::print("    ({}) _files; return ;;\n", patterns);
        else
            fmt::print("    ({}) compadd -- {}; return ;;\n", patterns, joined(o.choices, " "));
    });
    fmt::print("esac\ncase $at in\n");
    for_each(all, "", [](const std::string& path, const command_text& c) {
        fmt::print("    ('{}') found=(", path);
        for (const word& w : next_words(c)) fmt::print(" {}", quoted(w.text + ':' + w.help));
        fmt::print(" ) ;;\n");
    });
    fmt::print("esac\n_describe kumiko found\n");
}

void fish(const command_text& all)
{
    fmt::print("# Completion of kumiko for fish.\n");
    for_each(all, "", [](const std::string& path, const command_text& c) {
        std::string below, here;
        for (const command_text& b : c.commands) below += ' ' + b.name;
        for (std::size_t i = 0; i < path.size(); ++i)
            here += path[i] != '/' ? std::string(1, path[i])
                    : i == 0       ? "__fish_seen_subcommand_from "
                                   : "; and __fish_seen_subcommand_from ";
        if (!below.empty())
            here += (here.empty() ? "not __fish_seen_subcommand_from"
                                  : "; and not __fish_seen_subcommand_from") +
                    below;
        for (const command_text& b : c.commands)
            fmt::print("complete -c kumiko -f -n {} -a {} -d {}\n", quoted(here), b.name,
                       quoted(b.help));
        for (const option_text& o : c.options) {
            if (is_positional(o) && !o.choices.empty())
                fmt::print("complete -c kumiko -n {} -a {} -d {}\n", quoted(here),
                           quoted(joined(o.choices, " ")), quoted(o.help));
            for (const std::string& n : o.names)
                if (n.rfind("--", 0) == 0)
                    fmt::print("complete -c kumiko -n {} -l {}{} -d {}\n", quoted(here),
                               n.substr(2),
                               !o.choices.empty() ? " -x -a " + quoted(joined(o.choices, " "))
                               : o.value.empty()  ? " -f"
                                                  : " -r",
                               quoted(o.help));
        }
    });
}

}  // namespace

int page(const page_options& o)
{
    command_text all = described();
    list_operations(all);
    if (o.format == "man") man(all);
    if (o.format == "bash") bash(all);
    if (o.format == "fish") fish(all);
    if (o.format == "zsh") zsh(all);
    return 0;
}

}  // namespace tool
