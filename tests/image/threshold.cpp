// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image/threshold.hpp>

#include "reference/reference.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

#if KUMIKO_HAS_OPENCV
#include <opencv2/imgproc.hpp>
#endif

using kumiko::element;
using kumiko::threshold;
using kumiko::threshold_type;
using kumiko::reference::run;

TEMPLATE_TEST_CASE("threshold is OpenCV's, with every type, at and beyond the range's ends",
                   "[image][threshold]", std::uint8_t, std::uint16_t, float)
{
#if KUMIKO_HAS_OPENCV
    const int w = 203, h = 11;
    std::vector<TestType> x(static_cast<std::size_t>(w * h * 4));
    for (std::size_t i = 0; i < x.size(); ++i) {  // around each value that is compared with
        const int some[] = {0, 99, 100, 101, 254, 255, sizeof(TestType) > 1 ? 65535 : 1};
        x[i] = static_cast<TestType>(some[(i * i + i / 7) % 7]);
    }
    for (const kumiko::queue& q : test_queues())
        for (int type = 0; type < 5; ++type)
            for (const double at : {-1.0, 0.0, 99.5, 100.0, 254.0, 255.0, 65535.0})
                for (const double maximum : {-3.0, 100.5, 101.5, 70000.0}) {
                    const int c = type % 2 ? 3 : 4;
                    CAPTURE(kind_name(q), type, at, maximum);
                    const cv::Mat src(h, w, CV_MAKETYPE(cv::DataType<TestType>::depth, c),
                                      x.data());
                    cv::Mat dst;
                    cv::threshold(src, dst, at, maximum, type);
                    const kumiko::image<TestType> a(q, w, h, c, x.data());
                    apply(q, threshold{at, maximum, static_cast<threshold_type>(type)}, a, a);
                    const auto got = read(q, a);
                    CHECK(std::equal(got.begin(), got.end(), dst.ptr<TestType>()));
                }
#else
    WARN("skipped: built without OpenCV");
    CHECK(true);
#endif
}

TEST_CASE("threshold meets each element of rows of every length, with gaps and without",
          "[image][threshold][small]")
{
    for (const kumiko::queue& q : test_queues())
        for (const element type : {element::u8, element::u16, element::f32})
            for (const std::size_t w : {1, 7, 8, 15, 16, 17, 33, 1021})
                for (const std::size_t gap : {0, 3}) {
                    CAPTURE(kind_name(q), name(type), w, gap);
                    const kumiko::values half = {{"threshold", type == element::f32 ? 0.5 : 100}};
                    CHECK(run(q, "image/threshold", type, half, {{"h", 5}, {"w", w}, {"c", 1}},
                              gap) == "");
                }
}

TEST_CASE("threshold of an image that is larger than caches", "[image][threshold]")
{
    for (const kumiko::queue& q : test_queues())
        for (const std::size_t gap : {0, 3}) {
            CAPTURE(kind_name(q), gap);
            CHECK(run(q, "image/threshold", element::f32, {{"threshold", 0.5}},
                      {{"h", 5}, {"w", 838863}, {"c", 1}}, gap) == "");
        }
}
