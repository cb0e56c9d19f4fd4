// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image/threshold.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

#if KUMIKO_HAS_OPENCV
#include <opencv2/imgproc.hpp>
#endif

using kumiko::threshold;
using kumiko::threshold_type;

namespace {

/// Around each value that a test compares with, and at both ends.
template <class T>
std::vector<T> values(std::size_t n)
{
    const double some[] = {0, 99, 100, 101, 255, std::is_same_v<T, std::uint8_t> ? 1. : 60000.};
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<T>(some[(i * i + i / 7) % 6]);
    return x;
}

template <class T>
std::vector<T> compared(const kumiko::queue& q, const threshold& op, const std::vector<T>& x, int w,
                        int h, int c)
{
    const kumiko::image<T> a(q, w, h, c, x.data());
    apply(q, op, a, a);
    return read(q, a);
}

}  // namespace

TEMPLATE_TEST_CASE("threshold is OpenCV's, with every type, at and beyond the range's ends",
                   "[image][threshold]", std::uint8_t, std::uint16_t, float)
{
#if KUMIKO_HAS_OPENCV
    const int w = 203, h = 11;
    for (const kumiko::queue& q : test_queues())
        for (int type = 0; type < 5; ++type)
            for (const double at : {-1.0, 0.0, 99.5, 100.0, 254.0, 255.0, 65535.0})
                for (const double maximum : {-3.0, 100.5, 101.5, 70000.0}) {
                    const int c = type % 2 ? 3 : 4;
                    CAPTURE(kind_name(q), type, at, maximum);
                    auto x = values<TestType>(static_cast<std::size_t>(w * h * c));
                    cv::Mat theirs(h, w, CV_MAKETYPE(cv::DataType<TestType>::depth, c), x.data());
                    cv::threshold(theirs.clone(), theirs, at, maximum, type);
                    const threshold op{at, maximum, static_cast<threshold_type>(type)};
                    const auto before = values<TestType>(x.size());
                    CHECK(compared(q, op, before, w, h, c) == x);
                }
#else
    WARN("skipped: built without OpenCV");
    CHECK(true);
#endif
}

TEMPLATE_TEST_CASE("threshold meets each element of rows of every length", "[threshold][small]",
                   std::uint8_t, std::uint16_t, float)
{
    for (const kumiko::queue& q : test_queues())
        for (const int w : {1, 7, 8, 9, 15, 16, 17, 31, 33, 64, 1021})
            for (const int gap : {0, 3}) {
                CAPTURE(kind_name(q), w, gap);
                const auto x = values<TestType>(static_cast<std::size_t>((w + gap) * 5));
                const kumiko::buffer<TestType> memory(q, x);
                const kumiko::image_view<TestType> a(memory, w, 5, 1, w + gap);
                apply(q, threshold{100, 7}, a, a);
                auto wanted = x;
                for (std::size_t i = 0; i < x.size(); ++i)
                    if (static_cast<int>(i) % (w + gap) < w)
                        wanted[i] = static_cast<TestType>(x[i] > 100 ? 7 : 0);
                CHECK(read(q, memory) == wanted);
            }
}

TEMPLATE_TEST_CASE("threshold of an image that is larger than caches", "[threshold]", std::uint8_t,
                   std::uint16_t, float)
{
    const int h = 33, w = (16 << 20) / h / static_cast<int>(sizeof(TestType)) + 1, pitch = w + 5;
    const auto x = values<TestType>(static_cast<std::size_t>(pitch * h) + 3);
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const kumiko::buffer<TestType> from(q, x), to(q, x);
        const std::size_t size = static_cast<std::size_t>(pitch * h);
        apply(q, threshold{100, 7},
              kumiko::image_view<TestType>(from.part(1, size), w, h, 1, pitch),
              kumiko::image_view<TestType>(to.part(3, size), w, h, 1, pitch));
        const auto got = read(q, to);
        std::size_t wrong = 0;
        for (std::size_t i = 3; i < got.size(); ++i) {
            const bool gap =
                (i - 3) % static_cast<std::size_t>(pitch) >= static_cast<std::size_t>(w);
            wrong += got[i] != (gap ? x[i] : static_cast<TestType>(x[i - 2] > 100 ? 7 : 0));
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("threshold refuses what it cannot do, and does nothing", "[threshold][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::image<float> a(q, 8, 8, 4), narrow(q, 7, 8, 4), two(q, 8, 8, 2);
    const kumiko::image<double> wide(q, 8, 8, 4);
    const auto before = stats(q).enqueues;
    CHECK_THROWS_WITH(apply(q, threshold{1e31}, a, a),
                      "threshold: threshold is 1e+31, must be -1e+30 to 1e+30");
    CHECK_THROWS_WITH(apply(q, threshold{0, 1, static_cast<threshold_type>(5)}, a, a),
                      "threshold: type is value 5 of an enum, must be one of "
                      "binary|binary_inv|trunc|tozero|tozero_inv");
    CHECK_THROWS_WITH(apply(q, threshold{}, a, narrow),
                      "threshold: src is (8,8,4), dst is (8,7,4); they must agree");
    CHECK_THROWS_WITH(apply(q, threshold{}, two, two),
                      "threshold: src and dst have 2 channels, must have 1, 3 or 4");
    CHECK_THROWS_WITH(threshold{}.run(q, wide, wide),
                      "threshold: src is of f64, must be of u8, u16 or f32");
    CHECK_THROWS_WITH(apply(q, threshold{}, a.part(0, 0, 7, 8), a.part(1, 0, 7, 8)),
                      "threshold: dst overlaps src");
    CHECK(stats(q).enqueues == before);
}
