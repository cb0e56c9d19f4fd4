// SPDX-License-Identifier: Apache-2.0
#include "bench/opencv.hpp"

namespace {

using kumiko::element;

const std::vector<bench::usual> cases = [] {
    std::vector<bench::usual> all;
    for (const element type : {element::u8, element::u16, element::f32})
        for (const std::size_t channels : {1u, 3u, 4u}) {
            const double at = type == element::f32 ? 0.5 : type == element::u8 ? 100 : 30000;
            bench::usual_rivals rivals;
#if KUMIKO_HAS_OPENCV
            rivals = {{"opencv", [at](const bench::operands& o) {
                           cv::Mat dst = mat_of(o, 1);
                           cv::threshold(mat_of(o, 0), dst, at, 2 * at, cv::THRESH_BINARY);
                       }}};
#endif
            all.emplace_back("image/threshold",
                             name(type) + ("x" + std::to_string(channels)) + "/binary/2160p", type,
                             kumiko::values{{"threshold", at}, {"maximum", 2 * at}},
                             kumiko::sizes{{"h", 2160}, {"w", 3840}, {"c", channels}}, rivals);
        }
    return all;
}();

}  // namespace
