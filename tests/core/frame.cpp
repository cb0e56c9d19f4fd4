// SPDX-License-Identifier: Apache-2.0
#include <kumiko/frame.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

#include <numeric>

using kumiko::pixel_format;
using u8 = std::uint8_t;

TEST_CASE("planes of odd frames are whole", "[frame][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::frame f(q, pixel_format::nv12, 5, 3);
    CHECK(f.planes[0].width == 5);
    CHECK(f.planes[1].width == 3);
    CHECK(f.planes[1].height == 2);
    CHECK(f.planes[1].channels == 2);
    CHECK(packed_size(f) == 15 + 12);
    CHECK(packed_size(kumiko::frame(q, pixel_format::i420, 5, 3)) == 15 + 6 + 6);
    CHECK(packed_size(kumiko::frame(q, pixel_format::bgra, 5, 3)) == 60);
    CHECK(packed_size(kumiko::frame(q, pixel_format::rgba, 0, 3)) == 0);
    CHECK(shape_of(pixel_format::i420, 2, 2147483647, 1).width == 1073741824);
}

TEST_CASE("a frame goes there and back", "[frame][small]")
{
    const kumiko::queue& q = test_queue();
    for (const auto format :
         {pixel_format::nv12, pixel_format::i420, pixel_format::rgba, pixel_format::bgra}) {
        kumiko::frame f(q, format, 7, 5);
        std::vector<u8> bytes(packed_size(f));
        std::iota(bytes.begin(), bytes.end(), u8{1});
        write(q, f, bytes.data());
        CHECK(read(q, f) == bytes);
        const kumiko::frame moved = std::move(f);
        CHECK(read(q, moved) == bytes);
        CHECK(read(q, moved.plane(0)).front() == 1);
        CHECK_THROWS_AS(moved.plane(3), std::out_of_range);
    }
}

TEST_CASE("a frame's planes may lie anywhere, but must have their shapes", "[frame][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::image<u8> y(q, 4, 4, 1), uv(q, 2, 2, 2), narrow(q, 1, 2, 2);
    const kumiko::image<float> real(q, 4, 4, 1);
    CHECK_NOTHROW(make_frame(pixel_format::nv12, 4, 4, {y, uv}));
    CHECK_THROWS_WITH(make_frame(pixel_format::nv12, 4, 4, {y, narrow}),
                      "frame: plane 1 is 1 x 2 x 2, must be 2 x 2 x 2");
    CHECK_THROWS_WITH(make_frame(pixel_format::nv12, 4, 4, {real, uv}),
                      "frame: plane 0 is of f32, must be of u8");
    CHECK_THROWS_WITH(kumiko::frame(q, pixel_format::nv12, 4, -4),
                      "frame: the size is 4 x -4, must not be negative");
}
