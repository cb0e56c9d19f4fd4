// SPDX-License-Identifier: Apache-2.0
#include "progress.hpp"

#include <fmt/format.h>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace tour {
namespace {

bool is_terminal()
{
#ifdef _WIN32
    return _isatty(_fileno(stdout)) != 0;
#else
    return isatty(fileno(stdout)) != 0;
#endif
}

}  // namespace

progress_bar::progress_bar(std::string unit, long long total)
    : unit_(std::move(unit)), total_(total), visible_(is_terminal())
{
}

progress_bar::~progress_bar()
{
    if (!visible_) return;
    fmt::print("\r{:78}\r", "");  // the next text takes its place
    std::fflush(stdout);
}

void progress_bar::step()
{
    ++done_;
    elapsed_ += clock_.lap();
    if (!visible_ || elapsed_ < drawn_ + 0.05) return;
    drawn_ = elapsed_;
    draw();
}

void progress_bar::draw() const
{
    constexpr int width = 40;
    const double rate = static_cast<double>(done_) / elapsed_;
    if (total_ > 0) {
        const auto full = static_cast<int>(std::min(done_, total_) * width / total_);
        fmt::print("\r  [{:#<{}}{:.<{}}] {} of {} {}, {:.0f}/s ", "", full, "", width - full, done_,
                   total_, unit_, rate);
    } else {
        fmt::print("\r  {} {}, {:.0f}/s ", done_, unit_, rate);
    }
    std::fflush(stdout);
}

}  // namespace tour
