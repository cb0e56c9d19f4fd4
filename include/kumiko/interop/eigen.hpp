// SPDX-License-Identifier: Apache-2.0
// Eigen's matrices as Kumiko's and back. Nothing is copied if the device shares the host's memory.
#pragma once

#include <kumiko/matrix.hpp>

#include <Eigen/Core>

#include <stdexcept>

namespace kumiko {

/// A matrix in memory that another library owns. It can be moved, but not copied.
template <class T>
class wrapped_matrix : public matrix<T> {
public:
    wrapped_matrix(buffer<T>&& x, std::size_t m, std::size_t n, std::size_t leading)
        : matrix<T>(x, m, n, leading), memory_(std::move(x))
    {
    }

private:
    buffer<T> memory_;
};

namespace detail {
template <class D>
auto wrap_dense(const queue& q, D& a)
{
    static_assert(
        (D::Flags & Eigen::DirectAccessBit) != 0,
        "kumiko::wrap_matrix: an Eigen expression is not in memory before it is evaluated");
    using T = std::remove_pointer_t<decltype(a.data())>;  // const if Eigen's pointer is
    if (a.innerStride() != 1 && a.size() > 0)
        throw std::invalid_argument("wrap_matrix: an Eigen matrix whose inner stride is not 1");
    const auto rows = static_cast<std::size_t>(a.outerSize());
    const auto cols = static_cast<std::size_t>(a.innerSize());
    const std::size_t ld = rows > 1 ? static_cast<std::size_t>(a.outerStride()) : cols;
    const std::size_t n = a.size() > 0 ? (rows - 1) * ld + cols : 0;
    return wrapped_matrix<T>(wrap(q, a.data(), n), rows, cols, ld);
}
}  // namespace detail

/// An Eigen matrix, map or block, used in place as by wrap() in memory.hpp. A row-major Eigen matrix is the same
/// matrix in Kumiko. A column-major one becomes its transpose, n x m, because Kumiko's matrices are row-major:
/// for three such matrices c = a b is gemm(q, b, a, c). A const matrix, or a map of const memory, becomes a
/// wrapped_matrix<const T>, which can only be read.
/// @throws std::invalid_argument  the inner stride is not 1
template <class D>
[[nodiscard]] auto wrap_matrix(const queue& q, Eigen::DenseBase<D>& a)
{
    return detail::wrap_dense(q, a.derived());
}
template <class D>
[[nodiscard]] auto wrap_matrix(const queue& q, const Eigen::DenseBase<D>& a)
{
    return detail::wrap_dense(q, a.derived());
}
template <class D>
void wrap_matrix(const queue& q, const Eigen::DenseBase<D>&& temporary) = delete;

/// Mapped memory as an Eigen matrix of `rows` rows. The matrix is valid as long as the memory is mapped.
/// @throws std::invalid_argument  the memory is not a whole number of rows
template <class T>
[[nodiscard]] auto to_eigen(const mapped<T>& m, std::size_t rows)
{
    using plain =
        Eigen::Matrix<std::remove_const_t<T>, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    using whole = std::conditional_t<std::is_const_v<T>, const plain, plain>;
    if (rows == 0 ? m.size() != 0 : m.size() % rows != 0)
        throw std::invalid_argument("to_eigen: the memory is not a whole number of rows");
    const std::size_t cols = rows == 0 ? 0 : m.size() / rows;
    return Eigen::Map<whole>(m.data(), static_cast<Eigen::Index>(rows),
                             static_cast<Eigen::Index>(cols));
}

}  // namespace kumiko
