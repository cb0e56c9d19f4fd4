// SPDX-License-Identifier: Apache-2.0
// OpenCV as a rival: on all cores, and without OpenCL.
#pragma once

#include "bench/bench.hpp"

#if KUMIKO_HAS_OPENCV
#include <opencv2/core/ocl.hpp>
#include <opencv2/imgproc.hpp>

namespace bench {

/// Operand i, an image, on the host.
inline cv::Mat mat_of(const operands& all, std::size_t i)
{
    static const bool ready = [] {
        cv::ocl::setUseOpenCL(false);
        cv::setNumThreads(cores());
        return true;
    }();
    (void)ready;
    const kumiko::any_image& a = all.device[i].get().image();
    const int depth = a.data.type == kumiko::element::u8    ? CV_8U
                      : a.data.type == kumiko::element::u16 ? CV_16U
                                                            : CV_32F;
    return cv::Mat(a.height, a.width, CV_MAKETYPE(depth, a.channels), all.at<unsigned char>(i));
}

}  // namespace bench
#endif
