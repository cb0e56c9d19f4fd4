// SPDX-License-Identifier: Apache-2.0
#include <kumiko/matrix.hpp>

#include <limits>

#include "core/check.hpp"

namespace kumiko::detail {

any_matrix make_matrix(const any_view& v, std::size_t rows, std::size_t cols, std::size_t ld)
{
    require(ld >= cols, "matrix: the leading dimension is ", ld, ", rows have ", cols, " elements");
    if (rows > 0 && cols > 0) {
        const std::size_t before = area(rows - 1, ld);
        if (before > v.size || cols > v.size - before)
            throw std::out_of_range(text("matrix: (", rows, ",", cols, ") with leading dimension ",
                                         ld, " is not inside ", v.size, " elements"));
    }
    return {v, rows, cols, ld};
}

any_vector make_vector(const any_view& v, std::size_t size, std::ptrdiff_t stride)
{
    require(stride != 0 || size <= 1, "vector: the stride is 0");
    require(stride >= -std::numeric_limits<std::ptrdiff_t>::max(), "vector: the stride is ", stride,
            ", which has no opposite");
    const auto step = static_cast<std::size_t>(stride < 0 ? -stride : stride);
    if (size > 0 && (v.size == 0 || area(size - 1, step) > v.size - 1))
        throw std::out_of_range(text("vector: ", size, " elements with stride ", stride,
                                     " are not inside ", v.size, " elements"));
    return {v, size, stride};
}

any_matrix part(const any_matrix& a, std::size_t row, std::size_t col, std::size_t rows,
                std::size_t cols)
{
    if (row > a.rows || rows > a.rows - row || col > a.cols || cols > a.cols - col)
        throw std::out_of_range(text("matrix: rows [", row, ", ", row, " + ", rows,
                                     ") and columns [", col, ", ", col, " + ", cols,
                                     ") are not inside (", a.rows, ",", a.cols, ")"));
    any_matrix p = {a.data, rows, cols, a.ld};
    p.data.size = rows > 0 && cols > 0 ? (rows - 1) * a.ld + cols : 0;
    p.data.offset += p.data.size > 0 ? row * a.ld + col : 0;
    return p;
}

}  // namespace kumiko::detail
