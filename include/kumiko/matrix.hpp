// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/memory.hpp>

namespace kumiko {

/// A row-major matrix in device memory that somebody else owns; the type known at run time.
/// Element (i, j) is data[i * ld + j].
struct any_matrix {
    any_view data;  ///< from element (0, 0) on
    std::size_t rows = 0, cols = 0;
    std::size_t ld = 0;  ///< leading dimension: elements from one row's start to the next, >= cols
};

namespace detail {
/// @throws std::invalid_argument  ld < cols
/// @throws std::out_of_range      the rows do not fit into v
KUMIKO_API any_matrix make_matrix(const any_view& v, std::size_t rows, std::size_t cols,
                                  std::size_t ld);
KUMIKO_API any_matrix part(const any_matrix& a, std::size_t row, std::size_t col, std::size_t rows,
                           std::size_t cols);
inline rectangle area_of(const any_matrix& a) { return {a.data, a.rows, a.cols, a.ld}; }
}  // namespace detail

template <class T>
class matrix;

/// A matrix that may be read: {x, m, n} over a buffer or a view, {x, m, n, ld} where
/// its rows lie ld elements apart. Sizes are of any integer type.
/// @throws std::invalid_argument  a size is negative; ld < cols
/// @throws std::out_of_range      the rows do not fit into x
template <class T>
class matrix<const T> : public any_matrix {
public:
    template <class I, class J>
    matrix(const view<const T>& x, I m, J n) : matrix(x, m, n, n)
    {
    }
    template <class I, class J, class K>
    matrix(const view<const T>& x, I m, J n, K leading)
        : any_matrix(
              detail::make_matrix(x, detail::extent(m), detail::extent(n), detail::extent(leading)))
    {
    }
    /// Rows [row, row + m) and columns [col, col + n). @throws std::out_of_range  not inside
    matrix part(std::size_t row, std::size_t col, std::size_t m, std::size_t n) const
    {
        return matrix(detail::part(*this, row, col, m, n));
    }

protected:
    explicit matrix(const any_matrix& a) : any_matrix(a) {}
};

/// A matrix that may be read and written.
template <class T>
class matrix : public matrix<const T> {
public:
    template <class I, class J>
    matrix(const view<T>& x, I m, J n) : matrix<const T>(x, m, n)
    {
    }
    template <class I, class J, class K>
    matrix(const view<T>& x, I m, J n, K leading) : matrix<const T>(x, m, n, leading)
    {
    }
    matrix part(std::size_t row, std::size_t col, std::size_t m, std::size_t n) const
    {
        return matrix(detail::part(*this, row, col, m, n));
    }

private:
    explicit matrix(const any_matrix& a) : matrix<const T>(a) {}
};

/// Copy a matrix to the host, rows without gaps; blocks until it is there.
template <class T>
[[nodiscard]] std::vector<T> read(const queue& q, const matrix<const T>& a)
{
    std::vector<T> y(detail::area(a.rows, a.cols));
    detail::read(q, detail::area_of(a), y.data(), a.cols, true);
    return y;
}
/// Copy a * rows x cols host array without gaps into a matrix; blocks until it may be reused.
template <class T>
void write(const queue& q, const matrix<T>& a, same_t<const T*> from)
{
    detail::write(q, detail::area_of(a), from, a.cols, true);
}
/// Copy device memory, y = x. @throws std::invalid_argument  shapes differ; they overlap
template <class T>
event copy(const queue& q, const matrix<const T>& x, const same_t<matrix<T>>& y)
{
    return detail::copy(q, detail::area_of(x), detail::area_of(y));
}

}  // namespace kumiko
