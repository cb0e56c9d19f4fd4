// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image/gaussian.hpp>

#include "reference/reference.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#if KUMIKO_HAS_OPENCV
#include <opencv2/imgproc.hpp>
#endif

using kumiko::border;
using kumiko::gaussian;
using u8 = std::uint8_t;
namespace reference = kumiko::reference;

namespace {

const border borders[] = {border::replicate, border::reflect, border::reflect101, border::wrap,
                          border::constant};

template <class T>
struct picture {
    int width, height, channels;
    std::vector<T> pixels;
    T at(int x, int y, int c) const
    {
        return pixels[static_cast<std::size_t>((y * width + x) * channels + c)];
    }
};

template <class T>
picture<T> noise(int width, int height, int channels)
{
    picture<T> p{width, height, channels, {}};
    std::mt19937 g(static_cast<unsigned>(width * 31 + height));
    p.pixels.resize(static_cast<std::size_t>(width * height * channels));
    for (T& v : p.pixels)
        v = std::is_same_v<T, float> ? static_cast<T>(static_cast<double>(g()) / 4294967296.0 - 0.5)
                                     : static_cast<T>(g() >> 13);
    return p;
}

template <class T>
picture<T> blurred(const kumiko::queue& q, const picture<T>& p, const gaussian& op)
{
    const kumiko::image<T> src(q, p.width, p.height, p.channels, p.pixels.data());
    const std::vector<T> zeros(p.pixels.size());
    const kumiko::image<T> dst(q, p.width, p.height, p.channels, zeros.data());
    apply(q, op, src, dst);
    return {p.width, p.height, p.channels, read(q, dst)};
}

/// Whether `got` is what the naive form makes of p: src/reference/image/gaussian.cpp.
template <class T>
bool agrees(const picture<T>& p, const picture<T>& got, const gaussian& op)
{
    const auto as_array = [](const picture<T>& x) {
        reference::array a;
        a.is = kumiko::operand_kind::image;
        a.type = kumiko::element_of<T>;
        for (const int size : {x.height, x.width, x.channels})
            a.shape.push_back(static_cast<std::size_t>(size));
        a.x.assign(x.pixels.begin(), x.pixels.end());
        return a;
    };
    return reference::compare(
               kumiko::operation_named("image/gaussian"),
               {{"size", op.size}, {"sigma", op.sigma}, {"edge", op.edge}, {"value", op.value}},
               {as_array(p), as_array(p)}, {as_array(p), as_array(got)}) == "";
}

}  // namespace

TEMPLATE_TEST_CASE("gaussian is the sum it says, for every size", "[image][gaussian]", u8, float)
{
    for (const kumiko::queue& q : test_queues())
        for (int size = 1; size <= 31; size += 2) {
            const int channels = size % 3 == 0 ? 3 : size % 3 == 1 ? 4 : 1;
            CAPTURE(kind_name(q), size, channels);
            const auto p = noise<TestType>(41 + size, 17, channels);
            CHECK(agrees(p, blurred(q, p, gaussian{size}), gaussian{size}));
        }
}

TEMPLATE_TEST_CASE("gaussian at every border, for every number of channels", "[image][gaussian]",
                   u8, float)
{
    for (const kumiko::queue& q : test_queues())
        for (const border edge : borders)
            for (const int channels : {1, 3, 4})
                for (const int size : {3, 5, 13}) {
                    CAPTURE(kind_name(q), static_cast<int>(edge), channels, size);
                    const gaussian op{size, 0, edge, std::is_same_v<TestType, u8> ? 200.0 : 0.75};
                    const auto p = noise<TestType>(37, 11, channels);
                    CHECK(agrees(p, blurred(q, p, op), op));
                }
}

TEMPLATE_TEST_CASE("gaussian of pictures of every shape", "[image][gaussian]", u8, float)
{
    // Smaller than the filter, or a vector; around blocks of 1,024 elements; one row, one column.
    const std::pair<int, int> shapes[] = {{1, 1},   {1, 9},    {9, 1},    {2, 2},   {3, 40},
                                          {31, 3},  {33, 2},   {64, 3},   {65, 2},  {341, 2},
                                          {342, 2}, {1023, 1}, {1025, 2}, {2049, 1}};
    for (const kumiko::queue& q : test_queues())
        for (const auto& [width, height] : shapes)
            for (const border edge : {border::reflect101, border::wrap}) {
                const int channels = width % 2 ? 3 : 4, size = width % 4 == 1 ? 5 : 31;
                CAPTURE(kind_name(q), width, height, static_cast<int>(edge), size);
                const auto p = noise<TestType>(width, height, channels);
                const gaussian op{width > 600 ? 7 : size, 0, edge};
                CHECK(agrees(p, blurred(q, p, op), op));
            }
}

TEMPLATE_TEST_CASE("gaussian of small pictures", "[image][gaussian][small]", u8, float)
{
    for (const kumiko::queue& q : test_queues())
        for (const int size : {3, 9}) {
            CAPTURE(kind_name(q), size);
            const auto p = noise<TestType>(37, 4, 3);
            CHECK(agrees(p, blurred(q, p, gaussian{size}), gaussian{size}));
        }
}

TEMPLATE_TEST_CASE("gaussian by its sigma", "[image][gaussian]", u8, float)
{
    for (const kumiko::queue& q : test_queues())
        for (const gaussian op : {gaussian{0, 0.6}, gaussian{0, 1.5}, gaussian{0, 3.5},
                                  gaussian{5, 2.25}, gaussian{31, 0.4}}) {
            CAPTURE(kind_name(q), op.size, op.sigma);
            const auto p = noise<TestType>(45, 9, 3);
            CHECK(agrees(p, blurred(q, p, op), op));
        }
}

TEST_CASE("gaussian keeps what is the same everywhere", "[image][gaussian]")
{
    for (const kumiko::queue& q : test_queues())
        for (const border edge : borders)
            for (int size = 1; size <= 31; size += 6)
                for (const int v : {0, 1, 127, 255}) {
                    CAPTURE(kind_name(q), static_cast<int>(edge), size, v);
                    picture<u8> p = noise<u8>(70, 8, 4);
                    std::fill(p.pixels.begin(), p.pixels.end(), static_cast<u8>(v));
                    const gaussian op{size, 0, edge, static_cast<double>(v)};
                    CHECK(blurred(q, p, op).pixels == p.pixels);
                }
}

TEST_CASE("both kinds of gaussian give the same bytes, and repeat", "[image][gaussian]")
{
    const auto& queues = test_queues();
    for (const int size : {3, 5, 11, 31}) {
        const auto p = noise<u8>(333, 45, 3);
        const auto first = blurred(queues[0], p, gaussian{size}).pixels;
        for (const kumiko::queue& q : queues)
            for (int i = 0; i < 3; ++i) CHECK(blurred(q, p, gaussian{size}).pixels == first);
        const auto f = noise<float>(333, 45, 3);
        for (const kumiko::queue& q : queues) {
            const auto once = blurred(q, f, gaussian{size}).pixels;
            CHECK(blurred(q, f, gaussian{size}).pixels == once);
        }
    }
}

TEMPLATE_TEST_CASE("gaussian reads and writes its pictures only", "[image][gaussian]", u8, float)
{
    for (const kumiko::queue& q : test_queues())
        for (const int size : {5, 31})
            for (const border edge : {border::reflect101, border::constant}) {
                CAPTURE(kind_name(q), size, static_cast<int>(edge));
                const auto p = noise<TestType>(43, 6, 3);
                const std::size_t row = 43 * 3, pitch = row + 7, bytes = 6 * pitch;
                const TestType canary = std::is_same_v<TestType, float>
                                            ? std::numeric_limits<TestType>::quiet_NaN()
                                            : TestType{171};  // NaN spoils what reads it
                const kumiko::buffer<TestType> memory(
                    q, std::vector<TestType>(2 * bytes + 20, canary));
                const kumiko::image_view<TestType> src(memory.part(3, bytes), 43, 6, 3, pitch);
                const kumiko::image_view<TestType> dst(memory.part(bytes + 9, bytes), 43, 6, 3,
                                                       pitch);
                write(q, src, p.pixels.data());
                const gaussian op{size, 0, edge, 0.5};
                apply(q, op, src, dst);
                gaussian rounded = op;  // for bytes, 0.5 becomes 0: ties to even
                if (std::is_same_v<TestType, u8>) rounded.value = 0;
                CHECK(agrees(p, picture<TestType>{43, 6, 3, read(q, dst)}, rounded));
                CHECK(read(q, src) == p.pixels);
                const std::vector<TestType> all = read(q, memory);
                bool kept = true;
                for (std::size_t i = 0; i < all.size(); ++i) {
                    const auto inside = [&](std::size_t first) {
                        return i >= first && i < first + 5 * pitch + row &&
                               (i - first) % pitch < row;
                    };
                    if (inside(3) || inside(bytes + 9)) continue;
                    kept = kept && (std::isnan(static_cast<double>(canary))
                                        ? std::isnan(static_cast<double>(all[i]))
                                        : all[i] == canary);
                }
                CHECK(kept);
            }
}

TEST_CASE("gaussian of bytes is OpenCV's, bit for bit", "[image][gaussian]")
{
#if KUMIKO_HAS_OPENCV
    for (const kumiko::queue& q : test_queues())
        for (const int size : {3, 5})
            for (const int channels : {1, 3, 4}) {
                CAPTURE(kind_name(q), size, channels);
                const auto p = noise<u8>(317, 91, channels);
                const cv::Mat src(91, 317, CV_8UC(channels), const_cast<u8*>(p.pixels.data()));
                cv::Mat dst;
                cv::GaussianBlur(src, dst, {size, size}, 0, 0, cv::BORDER_REFLECT_101);
                const std::vector<u8> theirs(dst.data, dst.data + p.pixels.size());
                CHECK(blurred(q, p, gaussian{size}).pixels == theirs);
            }
#else
    WARN("skipped: built without OpenCV");
    CHECK(true);
#endif
}

TEST_CASE("gaussian refuses what it cannot do, and does nothing", "[image][gaussian][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::image<u8> a(q, 8, 8, 4), b(q, 8, 8, 4), narrow(q, 7, 8, 4), two(q, 8, 8, 2);
    const kumiko::image<u8> also_two(q, 8, 8, 2), none(q, 0, 8, 1), empty(q, 0, 8, 1);
    const kumiko::image<float> real(q, 8, 8, 4);
    const auto before = stats(q).enqueues;
    CHECK_THROWS_WITH(apply(q, gaussian{4}, a, b), "gaussian: size is 4, must be odd");
    CHECK_THROWS_WITH(apply(q, gaussian{33}, a, b), "gaussian: size is 33, must be 0 to 31");
    CHECK_THROWS_WITH(apply(q, gaussian{-1}, a, b), "gaussian: size is -1, must be 0 to 31");
    CHECK_THROWS_WITH(apply(q, gaussian{0, 0}, a, b),
                      "gaussian: size and sigma are both 0, one must be given");
    CHECK_THROWS_WITH(apply(q, gaussian{0, 10}, a, b),
                      "gaussian: sigma is 10, which wants size 61, must be at most 31");
    CHECK_THROWS_WITH(apply(q, gaussian{5, -1}, a, b), "gaussian: sigma is -1, must be 0 to 100");
    CHECK_THROWS_WITH(apply(q, gaussian{5, 0, static_cast<border>(5)}, a, b),
                      "gaussian: edge is value 5 of an enum, must be one of "
                      "replicate|reflect|reflect101|wrap|constant");
    CHECK_THROWS_WITH(apply(q, gaussian{5, 0, border::constant, 256}, a, b),
                      "gaussian: value is 256, must be 0 to 255 for u8");
    CHECK_THROWS_WITH(apply(q, gaussian{5}, a, narrow),
                      "gaussian: src is (8,8,4), dst is (8,7,4); they must agree");
    CHECK_THROWS_WITH(apply(q, gaussian{5}, two, also_two),
                      "gaussian: src and dst have 2 channels, must have 1, 3 or 4");
    CHECK_THROWS_WITH(apply(q, gaussian{5}, a, a), "gaussian: dst overlaps src");
    CHECK_THROWS_WITH(gaussian{5}.run(q, a, real), "gaussian: src is of u8, dst of f32");
    kumiko::any_image gone;
    {
        const kumiko::image<u8> soon(q, 8, 8, 4);
        gone = soon;
    }
    CHECK_THROWS_WITH(gaussian{5}.run(q, a, gone), "a view outlives its buffer");
    CHECK_THROWS_WITH(gaussian{5}.run(q, gone, a), "a view outlives its buffer");
    apply(q, gaussian{5}, none, empty);  // nothing to do
    CHECK(stats(q).enqueues == before);
}

TEST_CASE("gaussian blurs one half of a picture into the other", "[image][gaussian]")
{
    for (const kumiko::queue& q : test_queues()) {
        const auto p = noise<u8>(40, 10, 4);
        const kumiko::image<u8> both(q, 80, 10, 4);
        write(q, both.part(0, 0, 40, 10), p.pixels.data());
        apply(q, gaussian{5}, both.part(0, 0, 40, 10), both.part(40, 0, 40, 10));
        CHECK(read(q, both.part(40, 0, 40, 10)) == blurred(q, p, gaussian{5}).pixels);
    }
}
