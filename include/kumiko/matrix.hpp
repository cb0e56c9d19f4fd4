// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/memory.hpp>

namespace kumiko {

/// A row-major matrix in device memory whose element type is known at run time. It does not own the memory.
/// Element (i, j) is data[i * ld + j].
struct any_matrix {
    any_view data;  ///< begins at element (0, 0)
    std::size_t rows = 0, cols = 0;
    std::size_t ld = 0;  ///< leading dimension: elements from row start to row start, >= cols
};

namespace detail {
/// A factor for elements of any type. For real types the imaginary part is 0.
struct scalar {
    double re = 0, im = 0;

    scalar() = default;
    scalar(double real, double imaginary) : re(real), im(imaginary) {}
    template <class T>
    scalar(const T& x)
    {
        if constexpr (is_complex<T>)
            re = static_cast<double>(x.real()), im = static_cast<double>(x.imag());
        else
            re = static_cast<double>(x);
    }
    friend bool operator==(scalar a, scalar b) { return a.re == b.re && a.im == b.im; }
    friend bool operator!=(scalar a, scalar b) { return !(a == b); }
};

/// @throws std::invalid_argument  ld < cols
/// @throws std::out_of_range      the rows do not fit into v
KUMIKO_API any_matrix make_matrix(const any_view& v, std::size_t rows, std::size_t cols,
                                  std::size_t ld);
KUMIKO_API any_matrix part(const any_matrix& a, std::size_t row, std::size_t col, std::size_t rows,
                           std::size_t cols);
inline rectangle area_of(const any_matrix& a) { return {a.data, a.rows, a.cols, a.ld}; }
/// Every argument converts to this type, also one in braces. A call that matches no other overload selects the
/// template that takes these, and its static_assert says in one sentence which arguments are expected.
struct anything {
    template <class... X>
    anything(const X&...)
    {
    }
};
}  // namespace detail

template <class T>
class matrix;

/// A matrix that may be read: {x, m, n} over a buffer or view x, or {x, m, n, ld} if its rows begin ld elements
/// apart. Sizes may be of any integer type.
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
    /// Rows [row, row + m) and columns [col, col + n). @throws std::out_of_range  they are not all inside
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

/// Copy a matrix to the host, rows without gaps. Blocks until the copy is complete.
template <class T>
[[nodiscard]] std::vector<T> read(const queue& q, const matrix<const T>& a)
{
    std::vector<T> y(detail::area(a.rows, a.cols));
    detail::read(q, detail::area_of(a), y.data(), a.cols, true);
    return y;
}
/// Copy a.rows * a.cols host elements without gaps into a matrix. Blocks until the host memory may be reused.
template <class T>
void write(const queue& q, const matrix<T>& a, same_t<const T*> from)
{
    detail::writable<T>();
    detail::write(q, detail::area_of(a), from, a.cols, true);
}
/// Copy device memory, y = x. @throws std::invalid_argument  the shapes differ; x and y overlap
template <class T>
event copy(const queue& q, const matrix<const T>& x, const same_t<matrix<T>>& y)
{
    return detail::copy(q, detail::area_of(x), detail::area_of(y));
}

/// A vector in device memory whose elements lie a constant stride apart and whose element type is known at run
/// time. Element i is data[i * stride]. If the stride is negative, element i is
/// data[(i - (size - 1)) * stride], as in the BLAS: the last element is data[0].
struct any_vector {
    any_view data;  ///< begins at the element that is first in memory
    std::size_t size = 0;
    std::ptrdiff_t stride = 1;  ///< elements
};

namespace detail {
/// @throws std::invalid_argument  the stride is 0 and size > 1
/// @throws std::out_of_range      the elements do not fit into v
KUMIKO_API any_vector make_vector(const any_view& v, std::size_t size, std::ptrdiff_t stride);
}  // namespace detail

template <class T>
class vector;

/// A vector that may be read. It is a whole buffer or view x; or {x, n}, the first n elements of x; or
/// {x, n, stride}, n elements that lie `stride` apart. Column j of a row-major matrix is
/// {a.part(j, ...), m, ld}.
/// @throws std::invalid_argument  n is negative; the stride is 0 and n > 1
/// @throws std::out_of_range      the elements do not fit into x
template <class T>
class vector<const T> : public any_vector {
public:
    vector(const view<const T>& x) : any_vector{x, x.size, 1} {}
    template <class I>
    vector(const view<const T>& x, I n) : vector(x, n, 1)
    {
    }
    template <class I, class J>
    vector(const view<const T>& x, I n, J step)
        : any_vector(detail::make_vector(x, detail::extent(n), static_cast<std::ptrdiff_t>(step)))
    {
    }
};

/// A vector that may be read and written.
template <class T>
class vector : public vector<const T> {
public:
    vector(const view<T>& x) : vector<const T>(x) {}
    template <class I>
    vector(const view<T>& x, I n) : vector<const T>(x, n)
    {
    }
    template <class I, class J>
    vector(const view<T>& x, I n, J step) : vector<const T>(x, n, step)
    {
    }
};

/// A matrix that enters a product as it is stored, transposed, conjugated, or both. Its element type is known
/// at run time.
struct any_factor {
    any_matrix stored;
    bool transposed = false;
    bool conjugated = false;

    std::size_t rows() const noexcept { return transposed ? stored.cols : stored.rows; }
    std::size_t cols() const noexcept { return transposed ? stored.rows : stored.cols; }
};

/// A factor of a product: a matrix, {x, m, n} or {x, m, n, ld}, or the transposed(), conjugated() or adjoint()
/// of one. No data is moved: kernels read the matrix as it is stored.
template <class T>
class factor : public any_factor {
public:
    factor(const matrix<const T>& a) : any_factor{a} {}
    template <class I, class J>
    factor(const view<const T>& x, I m, J n) : factor(matrix<const T>(x, m, n))
    {
    }
    template <class I, class J, class K>
    factor(const view<const T>& x, I m, J n, K leading) : factor(matrix<const T>(x, m, n, leading))
    {
    }
};

namespace detail {
template <class T>
factor<T> turned(factor<T> a, bool transpose, bool conjugate)
{
    a.transposed = a.transposed != transpose;
    a.conjugated = a.conjugated != conjugate;
    return a;
}
}  // namespace detail

/// The transpose of `a` as a factor. The sizes in braces are always those of the matrix as it is stored:
///
///     kumiko::gemm(q, kumiko::transposed({a, k, m}), {b, k, n}, {c, m, n});  // C = A^T B
///
/// A column-major matrix is the transpose of a row-major one, so the column-major product C = A B is
/// gemm(q, {b, n, k, ldb}, {a, k, m, lda}, {c, n, m, ldc}).
///
/// For complex matrices transposed(), conjugated() and adjoint() are declared in <kumiko/complex.hpp>.
inline factor<float> transposed(const factor<float>& a) { return detail::turned(a, true, false); }
inline factor<double> transposed(const factor<double>& a) { return detail::turned(a, true, false); }
inline factor<half> transposed(const factor<half>& a) { return detail::turned(a, true, false); }
inline factor<bfloat16> transposed(const factor<bfloat16>& a)
{
    return detail::turned(a, true, false);
}
inline factor<std::int8_t> transposed(const factor<std::int8_t>& a)
{
    return detail::turned(a, true, false);
}
inline factor<std::uint8_t> transposed(const factor<std::uint8_t>& a)
{
    return detail::turned(a, true, false);
}

}  // namespace kumiko
