// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image/gaussian.hpp>

#include "bench/bench.hpp"

#if KUMIKO_HAS_OPENCV
#include <opencv2/core/ocl.hpp>
#include <opencv2/imgproc.hpp>
#endif

namespace {

template <class T>
bench::comparison blur(const kumiko::queue& q, int channels, int size)
{
    const int w = 3840, h = 2160;
    const std::size_t n = static_cast<std::size_t>(w) * h * static_cast<std::size_t>(channels);
    const auto pixels = std::make_shared<std::vector<T>>();
    if constexpr (std::is_same_v<T, float>)
        *pixels = bench::noise(n);
    else
        *pixels = bench::noise_bytes(n);
    const auto src = std::make_shared<kumiko::image<T>>(q, w, h, channels, pixels->data());
    const auto dst = std::make_shared<kumiko::image<T>>(q, w, h, channels, pixels->data());
    bench::comparison c;
    c.work = 2.0 * static_cast<double>(n * sizeof(T));
    c.unit = "GB/s";
    c.roof_rate = bench::copy_rate(q, c.work);
    c.ours = [=] { return apply(q, kumiko::gaussian{size}, *src, *dst); };
#if KUMIKO_HAS_OPENCV
    cv::ocl::setUseOpenCL(false);
    cv::setNumThreads(bench::cores());
    const int depth = std::is_same_v<T, float> ? CV_32F : CV_8U;
    const int type = CV_MAKETYPE(depth, channels);
    const cv::Mat from(h, w, type, pixels->data());
    const auto to = std::make_shared<cv::Mat>(h, w, type);
    c.rivals.push_back({"opencv", [=] {
                            (void)pixels;  // from's memory
                            cv::GaussianBlur(from, *to, {size, size}, 0, 0, cv::BORDER_REFLECT_101);
                        }});
#endif
    return c;
}

template <class T>
void add(std::vector<bench::entry>& all, const std::string& type)
{
    for (const int channels : {1, 3, 4})
        for (const int size : {3, 5, 9, 31})
            all.emplace_back("image/gaussian/" + type + "x" + std::to_string(channels) + "/" +
                                 std::to_string(size) + "/2160p",
                             [=](const kumiko::queue& q) { return blur<T>(q, channels, size); });
}

const std::vector<bench::entry> cases = [] {
    std::vector<bench::entry> all;
    add<std::uint8_t>(all, "u8");
    add<float>(all, "f32");
    return all;
}();

}  // namespace
