// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

#include <numeric>

using u8 = std::uint8_t;

namespace {

std::vector<u8> counting(std::size_t n)
{
    std::vector<u8> x(n);
    std::iota(x.begin(), x.end(), u8{0});
    return x;
}

}  // namespace

TEST_CASE("an image goes there and back, with pitches on either side", "[image][small]")
{
    const kumiko::queue& q = test_queue();
    const std::vector<u8> pixels = counting(3 * 2 * 4);
    const kumiko::image<u8> a(q, 3, 2, 4, pixels.data());
    CHECK(a.pitch == 12);
    CHECK(read(q, a) == pixels);

    std::vector<u8> wide(2 * 16, 99);
    read(q, a, wide.data(), 16);
    CHECK(wide[11] == 11);
    CHECK(wide[12] == 99);  // the gap
    CHECK(wide[16] == 12);

    const kumiko::buffer<u8> memory(q, std::vector<u8>(40, 7));
    const kumiko::image_view<u8> b(memory.part(2, 36), 3, 2, 4, 20);
    write(q, b, wide.data(), 16);
    CHECK(read(q, b) == pixels);
    const std::vector<u8> around = read(q, memory);
    CHECK(around[1] == 7);
    CHECK(around[14] == 7);
    CHECK(around[21] == 7);
    CHECK(around[22] == 12);
    CHECK(around[34] == 7);
}

TEST_CASE("asynchronous copies of images", "[image][small]")
{
    const kumiko::queue& q = test_queue();
    const std::vector<u8> pixels = counting(5 * 3);
    const kumiko::image<u8> a(q, 5, 3, 1), b(q, 5, 3, 1);
    write_async(q, a, pixels.data(), 5);
    copy(q, a, b);
    std::vector<u8> got(15);
    read_async(q, b, got.data(), 5).wait();
    CHECK(got == pixels);
}

TEST_CASE("a part of an image is an image", "[image][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::image<u8> a(q, 4, 4, 1, counting(16).data());
    CHECK(read(q, a.part(1, 2, 2, 2)) == std::vector<u8>{9, 10, 13, 14});
    copy(q, a.part(0, 0, 2, 2), a.part(2, 0, 2, 2));
    CHECK(read(q, a.part(2, 0, 2, 2)) == std::vector<u8>{0, 1, 4, 5});
    CHECK_THROWS_WITH(a.part(3, 0, 2, 1), "image: 2 x 1 from (3,0) on is not inside 4 x 4");
    CHECK_THROWS_AS(a.part(-1, 0, 1, 1), std::out_of_range);
    CHECK_THROWS_AS(a.part(0, 0, -1, 1), std::out_of_range);
    CHECK_THROWS_WITH(copy(q, a.part(0, 0, 2, 2), a.part(1, 1, 2, 2)),
                      "copy: the destination overlaps the source");
}

TEST_CASE("images that cannot be are refused", "[image][small]")
{
    const kumiko::queue& q = test_queue();
    CHECK_THROWS_WITH(kumiko::image<u8>(q, -1, 2, 1),
                      "image: the size is -1 x 2, must not be negative");
    CHECK_THROWS_WITH(kumiko::image<u8>(q, 1, 2, 5), "image: 5 channels, must be 1 to 4");
    const kumiko::buffer<u8> x(q, 12);
    CHECK_THROWS_WITH(kumiko::image_view<u8>(x, 2, 2, 4),
                      "image: 2 x 2 of 4 channels with pitch 8 is not inside 12 elements");
    CHECK_THROWS_WITH(kumiko::image_view<u8>(x, 2, 2, 3, 5),
                      "image: the pitch is 5, rows have 6 elements");
    CHECK_THROWS_AS(kumiko::image_view<u8>(x, 2, 2, 3, -6), std::invalid_argument);
    const kumiko::any_image any = kumiko::image_view<u8>(x, 2, 2, 3);
    CHECK_THROWS_WITH(kumiko::image_view<float>(any), "view: the elements are u8, wanted f32");
    const kumiko::image<u8> none(q, 0, 5, 3);
    CHECK(read(q, none).empty());
}

TEST_CASE("an image that is gone is refused, one that moved is not", "[image][small]")
{
    const kumiko::queue& q = test_queue();
    kumiko::any_image stale;
    {
        const kumiko::image<u8> a(q, 2, 2, 1);
        stale = a;
    }
    CHECK_THROWS_WITH(read(q, kumiko::image_view<const u8>(stale)), "a view outlives its buffer");
    kumiko::image<u8> b(q, 2, 2, 1, counting(4).data());
    const kumiko::image<u8> c(std::move(b));
    CHECK(read(q, c) == counting(4));
    CHECK(b.width == 0);
}
