// SPDX-License-Identifier: Apache-2.0
// kumiko tune - measures with which sizes kernels are fastest on this machine, and keeps the sizes.
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/tune.hpp>

#include "tool.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <optional>
#include <stdexcept>

#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>
#endif

namespace tool {
namespace {

kumiko::element element_named(const std::string& s)
{
    for (int i = 0; i <= static_cast<int>(kumiko::element::c64); ++i)
        if (s == kumiko::name(static_cast<kumiko::element>(i)))
            return static_cast<kumiko::element>(i);
    throw std::invalid_argument("no element type " + s);
}

/// Reads a problem, "1024" or "1024x64x4096": m, n, k.
kumiko::gemm_shape shape_of(const std::string& s, kumiko::element type)
{
    std::size_t side[3] = {};
    const char *at = s.data(), *end = s.data() + s.size();
    int n = 0;
    for (; n < 3; ++n) {
        const auto [rest, status] = std::from_chars(at, end, side[n]);
        if (status != std::errc() || side[n] == 0 || side[n] > (1u << 20)) break;
        at = rest;
        if (at == end || *at++ != 'x') {
            ++n;
            break;
        }
    }
    if (n == 1 && at == end) side[1] = side[2] = side[0];
    if (!(at == end && s.back() != 'x' && (n == 1 || n == 3)))
        throw std::invalid_argument(
            fmt::format("\"{}\" is no shape: 1024, or 1024x64x4096 for m, n, k", s));
    const bool byte = type == kumiko::element::s8 || type == kumiko::element::u8;
    return {side[0], side[1], side[2], type, type, byte ? kumiko::element::s32 : type};
}

/// Hides what drivers print, as long as the object lives: a candidate may fail to build.
class quiet_errors {
#ifndef _WIN32
public:
    quiet_errors() : kept_(dup(STDERR_FILENO))
    {
        const int nowhere = open("/dev/null", O_WRONLY);
        if (nowhere >= 0) {
            dup2(nowhere, STDERR_FILENO);
            close(nowhere);
        }
    }
    quiet_errors(const quiet_errors&) = delete;
    quiet_errors& operator=(const quiet_errors&) = delete;
    ~quiet_errors()
    {
        if (kept_ < 0) return;
        dup2(kept_, STDERR_FILENO);
        close(kept_);
    }

private:
    int kept_;
#endif
};

/// Shows progress: on a terminal a bar that is redrawn, elsewhere a line for each new best.
void show_progress(const kumiko::tuning_progress& p)
{
#ifndef _WIN32
    if (isatty(STDOUT_FILENO) != 0) {
        constexpr int width = 30;
        const int full = static_cast<int>(p.done * width);
        fmt::print("\r[{:#<{}}{:.<{}}] {}: {} tried, best {:.4g} GF/s\033[K", "", full, "",
                   width - full, p.problem, p.tried, 1e-9 * p.best);
        std::fflush(stdout);
        return;
    }
#endif
    static std::string last;
    const std::string line = fmt::format("{}: {:.4g} GF/s  {}", p.problem, 1e-9 * p.best, p.sizes);
    if (line != last) fmt::print("{}\n", line);
    std::fflush(stdout);
    last = line;
}
void end_progress()
{
#ifndef _WIN32
    if (isatty(STDOUT_FILENO) != 0) fmt::print("\r\033[K");
#endif
}

void print(const kumiko::tuning_file& f)
{
    fmt::print("{}\n", f.path.empty() ? "no file is kept" : f.path);
    for (const std::string& l : f.lines) fmt::print("  {}\n", l);
    for (const std::string& why : f.refused) fmt::print("  not used: {}\n", why);
    if (f.lines.empty() && f.refused.empty()) fmt::print("  nothing was measured\n");
}

int check(const std::string& path)
{
    const kumiko::tuning_file f = kumiko::examine_tuning(path);
    print(f);
    return f.refused.empty() ? 0 : 1;
}

int measure(const tune_options& o, const kumiko::device& d)
{
    kumiko::queue_options how;
    how.force = o.kind == "cpu"   ? kumiko::kind::cpu
                : o.kind == "gpu" ? kumiko::kind::gpu
                                  : kumiko::kind::automatic;
    std::vector<kumiko::gemm_shape> shapes;
    for (const std::string& s : o.shapes) shapes.push_back(shape_of(s, element_named(o.type)));
    fmt::print("{} {}\n", d.index(), d.name());
    std::vector<kumiko::tuned> all;
    {
        const quiet_errors now;
        all = kumiko::tune(kumiko::queue(d, how), shapes, {o.budget, show_progress});
    }
    end_progress();
    bool well = true;
    for (const kumiko::tuned& t : all) {
        well = well && t.wrong == 0;
        fmt::print("{}: {:.4g} GF/s, before {:.4g}; {} tried, {} failed, {} wrong\n", t.problem,
                   1e-9 * t.after, 1e-9 * t.before, t.tried, t.failed, t.wrong);
        fmt::print("  {}\n", t.sizes.empty() ? "served by a kernel that has no sizes" : t.sizes);
    }
    const std::string path = kumiko::measured_tuning(d).path;
    if (path.empty())
        fmt::print("nothing is kept: KUMIKO_TUNING or the cache is off\n");
    else
        fmt::print("kept in {}\n", path);
    return well ? 0 : 1;
}

}  // namespace

int tune(const tune_options& o)
{
    if (!o.check.empty()) return check(o.check);
    std::vector<kumiko::device> devices = chosen(o.device);
    if (!o.show && !o.clear)
        return measure(o, o.device.empty() ? kumiko::default_device() : devices[0]);
    for (const kumiko::device& d : devices) {
        fmt::print("{} {}\n", d.index(), d.name());
        if (o.clear)
            fmt::print("{}\n", kumiko::clear_tuning(d) ? "forgotten" : "nothing was measured");
        else
            print(kumiko::measured_tuning(d));
    }
    return 0;
}

}  // namespace tool
