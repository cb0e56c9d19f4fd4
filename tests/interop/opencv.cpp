// SPDX-License-Identifier: Apache-2.0
#include <kumiko/interop/opencv.hpp>
#include <kumiko/kumiko.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

#include <opencv2/imgproc.hpp>

namespace {

cv::Mat picture(int rows, int cols, int type)
{
    cv::Mat m(rows, cols, type);
    cv::randu(m, 0, 255);
    return m;
}

bool equal(const cv::Mat& a, const cv::Mat& b)
{
    return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

}  // namespace

TEST_CASE("a Mat's pixels are filtered in place", "[interop][small]")
{
    const kumiko::queue& q = test_queue();
    cv::Mat src = picture(31, 45, CV_8UC3), dst(31, 45, CV_8UC3, cv::Scalar::all(0)), expected;
    cv::GaussianBlur(src, expected, {5, 5}, 0, 0, cv::BORDER_REFLECT_101);
    const kumiko::image<std::uint8_t> x = kumiko::wrap<std::uint8_t>(q, src),
                                      y = kumiko::wrap<std::uint8_t>(q, dst);
    CHECK(x.width == 45);
    CHECK(x.height == 31);
    CHECK(x.channels == 3);
    apply(q, kumiko::gaussian{5}, x, y);
    const auto seen = map_mat(q, y);
    CHECK(seen.mat.data == dst.data);  // the Mat itself
    CHECK(cv::norm(dst, expected, cv::NORM_INF) <= 1);
    CHECK(equal(seen.mat, dst));
}

TEST_CASE("a part of a Mat keeps its step", "[interop][small]")
{
    const kumiko::queue& q = test_queue();
    cv::Mat whole = picture(20, 30, CV_32FC1);
    const cv::Mat before = whole.clone();
    cv::Mat part = whole(cv::Rect(4, 3, 10, 7));
    {
        const kumiko::image<float> x = kumiko::wrap<float>(q, part);
        CHECK(x.pitch == 30);
        write(q, x, std::vector<float>(70, -1).data());
        const auto seen = map_mat(q, x);
        CHECK(seen.mat.at<float>(6, 9) == -1);
    }
    CHECK(whole.at<float>(9, 13) == -1);
    CHECK(whole.at<float>(9, 14) == before.at<float>(9, 14));
    CHECK(whole.at<float>(10, 13) == before.at<float>(10, 13));
    CHECK_THROWS_AS(kumiko::wrap<std::uint8_t>(q, part), std::invalid_argument);
    cv::Mat empty;
    empty.create(0, 0, CV_8UC1);
    CHECK(kumiko::wrap<std::uint8_t>(q, empty).width == 0);
}

TEST_CASE("a const Mat's pixels are read in place", "[interop][small]")
{
    const kumiko::queue& q = test_queue();
    const cv::Mat src = picture(31, 45, CV_8UC3);
    const cv::Mat before = src.clone();
    cv::Mat dst(31, 45, CV_8UC3, cv::Scalar::all(0)), expected;
    cv::GaussianBlur(src, expected, {5, 5}, 0, 0, cv::BORDER_REFLECT_101);
    const auto x = kumiko::wrap<std::uint8_t>(q, src);
    STATIC_REQUIRE(std::is_same_v<decltype(x), const kumiko::image<const std::uint8_t>>);
    const auto y = kumiko::wrap<std::uint8_t>(q, dst);
    apply(q, kumiko::gaussian{5}, x, y);
    CHECK(cv::norm(map_mat(q, y).mat, expected, cv::NORM_INF) <= 1);
    const auto seen = map_mat(q, x);
    STATIC_REQUIRE(std::is_same_v<decltype(seen.mat), const cv::Mat>);
    CHECK(seen.mat.data == src.data);  // the Mat itself
    CHECK(equal(src, before));
    CHECK_THROWS_AS(kumiko::wrap<float>(q, src), std::invalid_argument);
}

TEST_CASE("OpenCV works in our context, on our pictures", "[interop]")
{
    const kumiko::queue& q = test_queue();
    kumiko::use_in_opencv(q);
    REQUIRE(cv::ocl::useOpenCL());
    const std::vector<std::uint8_t> ramp = [] {
        std::vector<std::uint8_t> v(64 * 48);
        for (std::size_t i = 0; i < v.size(); ++i) v[i] = static_cast<std::uint8_t>(i % 251);
        return v;
    }();
    const kumiko::image<std::uint8_t> x(q, 64, 48, 1, ramp.data());
    q.finish();
    {
        const cv::UMat u = kumiko::to_umat(q, kumiko::image_view<std::uint8_t>(x));
        CHECK(static_cast<cl_mem>(u.handle(cv::ACCESS_READ)) == kumiko::handle(q, x.data));
        CHECK(u.getMat(cv::ACCESS_READ).at<std::uint8_t>(47, 63) == ramp.back());
        cv::UMat more;
        cv::add(u, cv::Scalar(1), more);
        cv::ocl::finish();
        const kumiko::queue theirs = kumiko::opencv_queue();
        CHECK(kumiko::context_of(theirs) == kumiko::context_of(q));
        const kumiko::image<std::uint8_t> y = kumiko::wrap<std::uint8_t>(theirs, more);
        CHECK(read(theirs, y)[1] == 2);
        // A part of our image is a part of OpenCV's.
        const cv::UMat part = kumiko::to_umat(q, x.part(5, 7, 20, 10));
        CHECK(part.size() == cv::Size(20, 10));
        CHECK(part.getMat(cv::ACCESS_READ).at<std::uint8_t>(2, 3) == ramp[9 * 64 + 8]);
    }
    CHECK(read(q, x) == ramp);
}

TEST_CASE("a UMat's memory is filtered in place", "[interop]")
{
    kumiko::use_in_opencv(test_queue());
    const kumiko::queue q = kumiko::opencv_queue();
    const cv::Mat src = picture(40, 50, CV_8UC1);
    cv::UMat u, v(40, 50, CV_8UC1, cv::Scalar(0));
    src.copyTo(u);
    const kumiko::image<std::uint8_t> x = kumiko::wrap<std::uint8_t>(q, u),
                                      y = kumiko::wrap<std::uint8_t>(q, v);
    CHECK(kumiko::handle(q, x.data) == static_cast<cl_mem>(u.handle(cv::ACCESS_READ)));
    apply(q, kumiko::gaussian{5}, x, y);
    q.finish();
    cv::Mat expected;
    cv::GaussianBlur(src, expected, {5, 5}, 0, 0, cv::BORDER_REFLECT_101);
    CHECK(cv::norm(v.getMat(cv::ACCESS_READ), expected, cv::NORM_INF) <= 1);
    CHECK_THROWS_AS(kumiko::wrap<float>(q, u), std::invalid_argument);

    const kumiko::image<const std::uint8_t> z = kumiko::wrap<std::uint8_t>(q, std::as_const(u));
    apply(q, kumiko::gaussian{5}, z, y);
    q.finish();
    CHECK(cv::norm(v.getMat(cv::ACCESS_READ), expected, cv::NORM_INF) <= 1);
}
