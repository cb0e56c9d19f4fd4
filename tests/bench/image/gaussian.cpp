// SPDX-License-Identifier: Apache-2.0
#include "bench/opencv.hpp"

namespace {

using kumiko::element;

const std::vector<bench::usual> cases = [] {
    std::vector<bench::usual> all;
    for (const element type : {element::u8, element::f32})
        for (const std::size_t channels : {1u, 3u, 4u})
            for (const int size : {3, 5, 9, 31}) {
                bench::usual_rivals rivals;
#if KUMIKO_HAS_OPENCV
                rivals = {{"opencv", [size](const bench::operands& o) {
                               cv::Mat dst = mat_of(o, 1);
                               cv::GaussianBlur(mat_of(o, 0), dst, {size, size}, 0, 0,
                                                cv::BORDER_REFLECT_101);
                           }}};
#endif
                all.emplace_back("image/gaussian",
                                 name(type) + ("x" + std::to_string(channels)) + "/" +
                                     std::to_string(size) + "/2160p",
                                 type, kumiko::values{{"size", size}},
                                 kumiko::sizes{{"h", 2160}, {"w", 3840}, {"c", channels}}, rivals);
            }
    return all;
}();

}  // namespace
