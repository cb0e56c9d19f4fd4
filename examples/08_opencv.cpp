// SPDX-License-Identifier: Apache-2.0
// Filters OpenCV's pictures in place: a Mat in the host's memory, a UMat in the device's.
// To build it alone, in this folder:
//
//     c++ -std=c++17 08_opencv.cpp -o opencv $(pkg-config --cflags --libs kumiko opencv4)
#include <kumiko/interop/opencv.hpp>
#include <kumiko/kumiko.hpp>

#include <iostream>

int main()
{
    // A Mat: Kumiko reads the pixels of one Mat and writes those of another, where they lie.
    const kumiko::queue q;
    cv::Mat picture(480, 640, CV_8UC3), blurred(480, 640, CV_8UC3);
    cv::randu(picture, 0, 255);
    {
        const auto src = kumiko::wrap<std::uint8_t>(q, picture),
                   dst = kumiko::wrap<std::uint8_t>(q, blurred);
        kumiko::apply(q, kumiko::gaussian{9}, src, dst);
        const auto seen = kumiko::map_mat(q, dst);
        std::cout << "Mat: " << seen.mat.size() << ", at " << seen.mat.at<cv::Vec3b>(240, 320)
                  << '\n';
    }

    // A UMat: from here on OpenCV works on Kumiko's device, and both use one queue.
    kumiko::use_in_opencv(q);
    const kumiko::queue both = kumiko::opencv_queue();
    cv::UMat on_device, result(480, 640, CV_8UC3);
    picture.copyTo(on_device);
    kumiko::apply(both, kumiko::gaussian{9}, kumiko::wrap<std::uint8_t>(both, on_device),
                  kumiko::wrap<std::uint8_t>(both, result));
    both.finish();
    std::cout << "UMat: the same, largest difference "
              << cv::norm(result.getMat(cv::ACCESS_READ), blurred, cv::NORM_INF) << '\n';
}
