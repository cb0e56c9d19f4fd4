// SPDX-License-Identifier: Apache-2.0
// The tour's reader of clips. FFmpeg's own code is not instrumented: the test looks for mistakes in
// how we use its answers.
#include "clip.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <new>
#include <numeric>
#include <stdexcept>
#include <string>

#include "fuzz.hpp"

namespace {

/// A file in memory.
class file {
public:
    file(const std::uint8_t* data, std::size_t size) : handle_(memfd_create("input", 0))
    {
        require(handle_ >= 0, "a file in memory can be made");
        require(write(handle_, data, size) == static_cast<ssize_t>(size), "and written");
    }
    file(const file&) = delete;
    file& operator=(const file&) = delete;
    ~file() { close(handle_); }
    std::string path() const { return "/proc/self/fd/" + std::to_string(handle_); }

private:
    int handle_;
};

/// Reads every byte of a plane.
unsigned sum(const std::uint8_t* rows, std::size_t pitch, int width, int height)
{
    unsigned s = 0;
    for (int y = 0; y < height; ++y, rows += pitch) s = std::accumulate(rows, rows + width, s);
    return s;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const file input(data, size);
    try {
        tour::clip_reader clip(input.path());
        const int w = clip.width(), h = clip.height();
        require(w > 0 && h > 0, "a clip has a size");
        const bool nv12 = clip.format() == kumiko::pixel_format::nv12;
        tour::planes p;
        volatile unsigned all = 0;
        for (int n = 0; n < 4 && clip.next(p); ++n) {
            const int cw = (w + 1) / 2, ch = (h + 1) / 2;
            all = all + sum(p.data[0], p.pitch[0], w, h);
            all = all + sum(p.data[1], p.pitch[1], nv12 ? 2 * cw : cw, ch);
            if (!nv12) all = all + sum(p.data[2], p.pitch[2], cw, ch);
        }
    } catch (const std::runtime_error&) {
    } catch (const std::bad_alloc&) {
    }
    return 0;
}
