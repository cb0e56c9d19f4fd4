// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/memory.hpp>

namespace kumiko {

/// An image in device memory whose element type is known at run time. It does not own the memory. Channel c of
/// the pixel in column x and row y is data[y * pitch + x * channels + c].
struct any_image {
    any_view data;  ///< begins at the first pixel
    int width = 0, height = 0;
    int channels = 0;       ///< 1 to 4
    std::size_t pitch = 0;  ///< elements from the start of a row to the next, >= width * channels
};

namespace detail {
/// @throws std::invalid_argument  a size is negative, channels is not 1 to 4, pitch is too small
/// @throws std::out_of_range      the rows do not fit into v
KUMIKO_API any_image make_image(const any_view& v, int width, int height, int channels,
                                std::size_t pitch);
/// Allocates an image without gaps between rows.
KUMIKO_API any_image allocate_image(const queue& q, element type, int width, int height,
                                    int channels, const void* init);
KUMIKO_API any_image part(const any_image& a, int x, int y, int width, int height);
/// The argument of image's constructor that takes over the memory.
struct owned_image {
    any_image picture;
};
inline std::size_t row_of(const any_image& a)
{
    return static_cast<std::size_t>(a.width) * static_cast<std::size_t>(a.channels);
}
inline rectangle area_of(const any_image& a)
{
    return {a.data, static_cast<std::size_t>(a.height), row_of(a), a.pitch};
}
}  // namespace detail

template <class T>
class image_view;

/// An image that may be read. It does not own its memory; operations refuse it after the memory was freed.
template <class T>
class image_view<const T> : public any_image {
public:
    /// w x h pixels of c channels: without gaps between rows, or with rows that begin row_pitch elements apart.
    /// @throws std::invalid_argument  a size is negative, channels is not 1 to 4, pitch too small
    /// @throws std::out_of_range      the rows do not fit into x
    image_view(const view<const T>& x, int w, int h, int c)
        : any_image(detail::make_image(
              x, w, h, c,
              static_cast<std::size_t>(w > 0 ? w : 0) * static_cast<std::size_t>(c > 0 ? c : 0)))
    {
    }
    template <class I>
    image_view(const view<const T>& x, int w, int h, int c, I row_pitch)
        : any_image(detail::make_image(x, w, h, c, detail::extent(row_pitch)))
    {
    }
    /// @throws std::invalid_argument  a's elements are not T
    explicit image_view(const any_image& a) : any_image(a)
    {
        detail::checked_type(a.data, element_of<T>);
    }
    /// The w x h pixels that begin at column x, row y. @throws std::out_of_range  they are not all inside
    image_view part(int x, int y, int w, int h) const
    {
        return image_view(detail::part(*this, x, y, w, h));
    }
};

/// An image that may be read and written. It does not own its memory.
template <class T>
class image_view : public image_view<const T> {
public:
    image_view(const view<T>& x, int w, int h, int c) : image_view<const T>(x, w, h, c) {}
    template <class I>
    image_view(const view<T>& x, int w, int h, int c, I row_pitch)
        : image_view<const T>(x, w, h, c, row_pitch)
    {
    }
    explicit image_view(const any_image& a) : image_view<const T>(a) {}
    image_view part(int x, int y, int w, int h) const
    {
        return image_view(detail::part(*this, x, y, w, h));
    }
};

/// An image that owns its memory. It can be moved, but not copied.
template <class T>
class image : public image_view<T> {
public:
    /// An image without gaps between rows. The pixels are not initialised.
    image(const queue& q, int w, int h, int c)
        : image_view<T>(detail::allocate_image(q, element_of<T>, w, h, c, nullptr))
    {
    }
    /// The same, with a copy of w * h * c host elements that have no gaps between rows.
    image(const queue& q, int w, int h, int c, const T* from)
        : image_view<T>(detail::allocate_image(q, element_of<T>, w, h, c, from))
    {
    }
    explicit image(const detail::owned_image& o) : image_view<T>(o.picture) {}
    image(image&& o) noexcept : image_view<T>(o)
    {
        static_cast<any_image&>(o) = {{nullptr, 0, element_of<T>, 0, 0}, 0, 0, o.channels, 0};
    }
    image& operator=(image&& o) noexcept
    {
        std::swap(static_cast<any_image&>(*this), static_cast<any_image&>(o));
        return *this;
    }
    ~image() { detail::release(this->data); }
};

/// Copy an image to the host, rows without gaps. Blocks until the copy is complete.
template <class T>
[[nodiscard]] std::vector<T> read(const queue& q, const image_view<const T>& a)
{
    std::vector<T> y(detail::area(static_cast<std::size_t>(a.height), detail::row_of(a)));
    detail::read(q, detail::area_of(a), y.data(), detail::row_of(a), true);
    return y;
}
/// The same, into memory at `to` whose rows begin `pitch` elements apart.
template <class T>
void read(const queue& q, const image_view<const T>& a, same_t<T*> to, std::size_t pitch)
{
    detail::read(q, detail::area_of(a), to, pitch, true);
}
/// The same without waiting: `to` must stay valid until the event is complete.
template <class T>
event read_async(const queue& q, const image_view<const T>& a, same_t<T*> to, std::size_t pitch)
{
    return detail::read(q, detail::area_of(a), to, pitch, false);
}
/// Copy host rows that begin `pitch` elements apart into an image. Blocks until the host memory may be reused.
template <class T>
void write(const queue& q, const image_view<T>& a, same_t<const T*> from, std::size_t pitch)
{
    detail::writable<T>();
    detail::write(q, detail::area_of(a), from, pitch, true);
}
/// The same, from rows without gaps.
template <class T>
void write(const queue& q, const image_view<T>& a, same_t<const T*> from)
{
    detail::writable<T>();
    detail::write(q, detail::area_of(a), from, detail::row_of(a), true);
}
/// The same without waiting: `from` must stay valid and unchanged until the event is complete.
template <class T>
event write_async(const queue& q, const image_view<T>& a, same_t<const T*> from, std::size_t pitch)
{
    detail::writable<T>();
    return detail::write(q, detail::area_of(a), from, pitch, false);
}
/// Copy device memory, y = x. @throws std::invalid_argument  the shapes differ; x and y overlap
template <class T>
event copy(const queue& q, const image_view<const T>& x, const same_t<image_view<T>>& y)
{
    return detail::copy(q, detail::area_of(x), detail::area_of(y));
}

/// Run an image operation, which is an object: apply(q, gaussian{5}, src, dst). The operation's member run() describes
/// what it computes, accepts and refuses.
template <class Op, class T>
event apply(const queue& q, const Op& op, const image_view<const T>& src,
            const same_t<image_view<T>>& dst)
{
    static_assert(Op::template takes<T>,
                  "kumiko: this operation is for images of other element types: see `takes` there");
    return op.run(q, src, dst);
}

}  // namespace kumiko
