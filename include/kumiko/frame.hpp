// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/image.hpp>

#include <array>

namespace kumiko {

/// How a frame's pixels are stored in its planes. All formats have 8 bits per sample. Chroma planes of 4:2:0
/// have (width + 1) / 2 columns and (height + 1) / 2 rows, so every pixel of an odd size has chroma.
enum class pixel_format : std::uint8_t {
    nv12,  ///< 4:2:0; plane 0: Y; plane 1: U and V interleaved, as 2 channels
    i420,  ///< 4:2:0; plane 0: Y; plane 1: U; plane 2: V
    rgba,  ///< one plane of 4 channels: red, green, blue, alpha
    bgra,  ///< one plane of 4 channels: blue, green, red, alpha
};
/// The names of these formats in the same order.
inline constexpr const char* pixel_format_names = "nv12|i420|rgba|bgra";

/// The matrix that defines a frame's Y'CbCr (ITU-T H.273, MatrixCoefficients 6, 1, 9).
enum class yuv_matrix : std::uint8_t {
    bt601,   ///< ITU-R BT.601: standard definition
    bt709,   ///< ITU-R BT.709: high definition
    bt2020,  ///< ITU-R BT.2020, non-constant luminance: ultra-high definition
};

/// The codes that mean black and white (ITU-T H.273, VideoFullRangeFlag).
enum class color_range : std::uint8_t {
    limited,  ///< Y 16 to 235, chroma 16 to 240: television
    full,     ///< 0 to 255: photographs
};

/// The position of a 4:2:0 chroma sample within its 2 x 2 pixels (ITU-T H.273, ChromaLocType).
enum class chroma_siting : std::uint8_t {
    left,      ///< in the left column, between the rows: H.264, HEVC (type 0)
    center,    ///< in the middle: JPEG, MPEG-1 (type 1)
    top_left,  ///< at the upper left pixel: BT.2020 (type 2)
};

/// What the codes of a Y'CbCr frame mean. It is ignored for rgba and bgra, which are full range.
struct color {
    yuv_matrix matrix = yuv_matrix::bt709;
    color_range range = color_range::limited;
    chroma_siting siting = chroma_siting::left;
};

/// The number of planes of a pixel format.
constexpr int plane_count(pixel_format f)
{
    return f == pixel_format::nv12 ? 2 : f == pixel_format::i420 ? 3 : 1;
}

/// The columns, rows and channels of a plane.
struct plane_shape {
    int width, height, channels;
};
constexpr plane_shape shape_of(pixel_format f, int plane, int width, int height)
{
    if (plane_count(f) == 1) return {width, height, 4};
    if (plane == 0) return {width, height, 1};
    return {width / 2 + width % 2, height / 2 + height % 2, f == pixel_format::nv12 ? 2 : 1};
}

/// A video frame in device memory. It does not own the memory.
struct any_frame {
    pixel_format format{};
    color description;
    int width = 0, height = 0;  ///< pixels
    /// The first plane_count(format) of these are used. Each plane may have its own pitch and its own memory.
    std::array<any_image, 3> planes;
};

namespace detail {
KUMIKO_API any_frame allocate_frame(const queue& q, pixel_format f, int width, int height,
                                    const color& c);
}

/// Combine planes into a frame.
/// @param planes  plane_count(f) images of u8, each with the shape that shape_of() gives
/// @throws std::invalid_argument  a plane has another shape or type; a size is negative
/// @throws std::out_of_range      a plane's rows do not fit into its memory
[[nodiscard]] KUMIKO_API any_frame make_frame(pixel_format f, int width, int height,
                                              const std::array<any_image, 3>& planes,
                                              const color& c = {});

/// A frame that owns its memory: one allocation, in which the planes follow each other without gaps. It can be
/// moved, but not copied.
class frame : public any_frame {
public:
    /// The pixels are not initialised.
    /// @throws std::invalid_argument  a size is negative
    frame(const queue& q, pixel_format f, int w, int h, const color& c = {})
        : any_frame(detail::allocate_frame(q, f, w, h, c))
    {
    }
    frame(frame&& o) noexcept : any_frame(o) { o.planes = {}; }
    frame& operator=(frame&& o) noexcept
    {
        std::swap(static_cast<any_frame&>(*this), static_cast<any_frame&>(o));
        return *this;
    }
    ~frame() { detail::release(planes[0].data); }

    /// A plane as an image, for image operations. @throws std::out_of_range  there is no plane i
    [[nodiscard]] image_view<std::uint8_t> plane(int i) const
    {
        return image_view<std::uint8_t>(planes.at(static_cast<std::size_t>(i)));
    }
};

/// The size of a packed frame in bytes: its planes follow each other, and rows have no gaps.
[[nodiscard]] KUMIKO_API std::size_t packed_size(const any_frame& f);
/// Copy a frame to the host, packed. Blocks until the copy is complete.
[[nodiscard]] KUMIKO_API std::vector<std::uint8_t> read(const queue& q, const any_frame& f);
/// Copy packed_size(f) bytes of the host into a frame. Blocks until those bytes may be reused.
KUMIKO_API void write(const queue& q, const any_frame& f, const std::uint8_t* from);

}  // namespace kumiko
