// SPDX-License-Identifier: Apache-2.0
// OpenCV's Mat and UMat as Kumiko's images and back. A Mat is not copied if the device shares the host's memory.
// A UMat is never copied: its device memory is used. The depths are 8U, 8S, 16U, 16S, 32S, 32F and 64F.
#pragma once

#include <kumiko/image.hpp>
#include <kumiko/interop/opencl.hpp>

#include <opencv2/core.hpp>
#include <opencv2/core/ocl.hpp>

#include <stdexcept>
#include <string>

namespace kumiko {
namespace detail {

template <class T>
void check_type(int type, int dims)
{
    if (CV_MAT_DEPTH(type) != cv::DataType<T>::depth)
        throw std::invalid_argument("wrap: the Mat's elements are " + cv::typeToString(type) +
                                    ", wanted " + cv::typeToString(cv::DataType<T>::depth));
    if (dims > 2 || CV_MAT_CN(type) > 4)
        throw std::invalid_argument("wrap: the Mat has more than 2 dimensions or 4 channels");
}

template <class T>
image<T> picture_of(const any_view& memory, int rows, int cols, int channels, std::size_t step)
{
    try {
        return image<T>(
            owned_image{detail::make_image(memory, cols, rows, channels, step / sizeof(T))});
    } catch (...) {
        release(memory);
        throw;
    }
}

/// T is const if the pixels can only be read.
template <class T>
image<T> wrap_mat(const queue& q, const cv::Mat& m)
{
    check_type<std::remove_const_t<T>>(m.type(), m.dims);
    const std::size_t row = static_cast<std::size_t>(m.cols * m.channels());
    const std::size_t step = m.rows > 1 ? m.step[0] : row * sizeof(T);
    const std::size_t n =
        m.empty() ? 0 : static_cast<std::size_t>(m.rows - 1) * (step / sizeof(T)) + row;
    return picture_of<T>(wrap(q, element_of<T>, m.data, n, std::is_const_v<T>), m.rows, m.cols,
                         m.channels(), step);
}
template <class T>
image<T> wrap_umat(const queue& q, const cv::UMat& m)
{
    check_type<std::remove_const_t<T>>(m.type(), m.dims);
    const bool read_only = std::is_const_v<T>;
    void* memory = m.handle(read_only ? cv::ACCESS_READ : cv::ACCESS_RW);
    any_view v = wrap(q, element_of<T>, static_cast<cl_mem>(memory), read_only);
    v.offset = m.offset / sizeof(T);
    v.size -= v.offset;
    return picture_of<T>(v, m.rows, m.cols, m.channels(), m.step[0]);
}

}  // namespace detail

/// A Mat's pixels, used in place as by wrap() in memory.hpp. The Mat must stay valid and must not be reallocated.
/// A const Mat becomes an image<const T>, which can only be read.
/// @throws std::invalid_argument  the Mat's elements are not T
template <class T>
[[nodiscard]] image<T> wrap(const queue& q, cv::Mat& m)
{
    return detail::wrap_mat<T>(q, m);
}
template <class T>
[[nodiscard]] image<const T> wrap(const queue& q, const cv::Mat& m)
{
    return detail::wrap_mat<const T>(q, m);
}
template <class T>
void wrap(const queue& q, const cv::Mat&& temporary) = delete;

/// A UMat's device memory as an image. q must be of the UMat's context, as opencv_queue() is. The UMat must not be
/// reallocated, because the image would not follow. A const UMat becomes an image<const T>.
/// @throws std::invalid_argument  the UMat's elements are not T; q is of another context; the UMat is empty
template <class T>
[[nodiscard]] image<T> wrap(const queue& q, cv::UMat& m)
{
    return detail::wrap_umat<T>(q, m);
}
template <class T>
[[nodiscard]] image<const T> wrap(const queue& q, const cv::UMat& m)
{
    return detail::wrap_umat<const T>(q, m);
}
template <class T>
void wrap(const queue& q, const cv::UMat&& temporary) = delete;

/// The queue on which OpenCV's calls of this thread run. Calls of both libraries on it run in order.
/// @throws std::runtime_error  OpenCV uses no OpenCL (cv::ocl::setUseOpenCL, OPENCV_OPENCL_DEVICE)
[[nodiscard]] inline queue opencv_queue(const queue_options& o = {})
{
    if (!cv::ocl::useOpenCL()) throw std::runtime_error("opencv_queue: OpenCV uses no OpenCL");
    return wrap(static_cast<cl_command_queue>(cv::ocl::Queue::getDefault().ptr()), o);
}

/// Let OpenCV use q's context and device from now on, in this thread. This is the opposite of opencv_queue(),
/// with which Kumiko uses OpenCV's queue.
inline void use_in_opencv(const queue& q)
{
    cv::ocl::setUseOpenCL(true);
    const cv::ocl::Context context = cv::ocl::Context::fromHandle(context_of(q));
    std::size_t i = 0;  // OpenCV identifies a device by its object, not by the handle
    while (context.device(i).ptr() != q.device().get()) ++i;
    cv::ocl::OpenCLExecutionContext::create(context, context.device(i)).bind();
}

/// An image's device memory as a UMat, which retains it. OpenCV can use only memory of its own context: call
/// use_in_opencv() before.
/// @throws std::invalid_argument  a is on another device, or outlives its memory
template <class T>
[[nodiscard]] cv::UMat to_umat(const queue& q, const image_view<T>& a)
{
    const int type = CV_MAKETYPE(cv::DataType<T>::depth, a.channels);
    const auto channels = static_cast<std::size_t>(a.channels);
    const auto top = static_cast<int>(a.data.offset / a.pitch);
    const auto left = static_cast<int>(a.data.offset % a.pitch / channels);
    cv::UMat all;
    cv::ocl::convertFromBuffer(handle(q, a.data), a.pitch * sizeof(T), top + a.height,
                               static_cast<int>(a.pitch / channels), type, all);
    return all(cv::Rect(left, top, a.width, a.height));
}

/// An image that the host can access as `mat` as long as this object exists.
template <class T>
struct mapped_mat {
    mapped<T> memory;
    std::conditional_t<std::is_const_v<T>, const cv::Mat, cv::Mat> mat;
};

/// Map an image, to be read and written through a Mat. An image_view<const T> is mapped to be read.
template <class T>
[[nodiscard]] mapped_mat<T> map_mat(const queue& q, const image_view<T>& a)
{
    using number = std::remove_const_t<T>;
    mapped<T> memory = map(q, view<T>(a.data));
    const cv::Mat mat(a.height, a.width, CV_MAKETYPE(cv::DataType<number>::depth, a.channels),
                      const_cast<number*>(memory.data()), a.pitch * sizeof(T));
    return {std::move(memory), mat};
}

}  // namespace kumiko
