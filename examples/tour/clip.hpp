// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/frame.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace tour {

/// The planes of a frame in host memory. The rows of plane i lie pitch[i] bytes apart.
struct planes {
    std::array<std::uint8_t*, 3> data{};
    std::array<std::size_t, 3> pitch{};
};

/// Reads the frames of a video file of any format as NV12 or I420.
class clip_reader {
public:
    /// @throws std::runtime_error  the file is missing, damaged, cut short, or holds no video
    explicit clip_reader(const std::string& path);
    ~clip_reader();

    int width() const;
    int height() const;
    kumiko::pixel_format format() const;
    kumiko::color description() const;  ///< as in the file, else the usual one for its size
    double rate() const;                ///< frames per second; 0: not known
    long long frames() const;           ///< 0: not known
    std::string codec() const;

    /// The next frame's planes are valid until the next call. False at the end of the clip.
    /// @throws std::runtime_error  a frame is damaged, or the file ends early
    bool next(planes& frame);

    struct state;
    state& internal() const { return *state_; }

private:
    std::unique_ptr<state> state_;
};

/// Writes an MP4 file with the size, timing and colours of the clip it is made from. Odd sizes
/// become even, as H.264 needs, by repeating the last column or row.
class clip_writer {
public:
    /// @throws std::runtime_error  the file cannot be written, or there is no encoder
    clip_writer(const std::string& path, const clip_reader& like);
    ~clip_writer();

    kumiko::pixel_format format() const;  ///< the format of the frames that it takes
    std::string codec() const;

    /// The memory for the next frame.
    planes next();
    /// Encodes that frame with the time of the reader's last frame.
    void write();
    /// Completes the file.
    void finish();

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace tour
