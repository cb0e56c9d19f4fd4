// SPDX-License-Identifier: Apache-2.0
#include <kumiko/complex.hpp>
#include <kumiko/matrix.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

#include <numeric>

namespace {

std::vector<float> counting(std::size_t n)
{
    std::vector<float> x(n);
    std::iota(x.begin(), x.end(), 0.0f);
    return x;
}

}  // namespace

TEST_CASE("a matrix reads and writes its rows only", "[matrix][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<float> x(q, counting(12));
    const kumiko::matrix<float> whole(x, 3, 4);
    CHECK(read(q, whole) == counting(12));
    const auto part = whole.part(1, 1, 2, 2);
    CHECK(read(q, part) == std::vector<float>{5, 6, 9, 10});
    const float four[] = {-1, -2, -3, -4};
    write(q, part, four);
    CHECK(read(q, x) == std::vector<float>{0, 1, 2, 3, 4, -1, -2, 7, 8, -3, -4, 11});
}

TEST_CASE("tiles of one matrix side by side do not overlap", "[matrix][small]")
{
    const kumiko::queue& q = test_queue();
    // The matrix begins at element 3, so its rows are not those of the buffer.
    const kumiko::buffer<float> x(q, counting(3 + 16));
    const kumiko::matrix<float> whole(x.part(3, 16), 4, 4);
    for (const std::size_t row : {0u, 2u})
        for (const std::size_t col : {0u, 2u}) {
            const auto tile = whole.part(row, col, 2, 2);
            const auto across = whole.part(2 - row, 2 - col, 2, 2);
            const auto beside = whole.part(row, 2 - col, 2, 2);
            CHECK_NOTHROW(copy(q, tile, across));
            CHECK_NOTHROW(copy(q, tile, beside));
        }
    CHECK_THROWS_WITH(copy(q, whole.part(0, 0, 2, 2), whole.part(1, 1, 2, 2)),
                      "copy: the destination overlaps the source");
    CHECK_THROWS_AS(copy(q, whole.part(0, 0, 2, 3), whole.part(0, 1, 2, 3)), std::invalid_argument);
    // With another pitch over the same memory, the bytes from the first to the last are compared.
    const kumiko::matrix<float> other(x.part(3, 16), 2, 2, 8);
    CHECK_THROWS_AS(copy(q, whole.part(1, 2, 2, 2), other), std::invalid_argument);
    write(q, whole, counting(16).data());
    copy(q, whole.part(2, 2, 2, 2), other);
    CHECK(read(q, other) == std::vector<float>{10, 11, 14, 15});
    q.finish();
}

TEST_CASE("matrices that cannot be are refused", "[matrix][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<float> x(q, 12);
    CHECK_THROWS_WITH(kumiko::matrix<float>(x, -3, 4), "a size is -3, must not be negative");
    CHECK_THROWS_WITH(kumiko::matrix<float>(x, 3, 4, 3),
                      "matrix: the leading dimension is 3, rows have 4 elements");
    CHECK_THROWS_WITH(kumiko::matrix<float>(x, 3, 5),
                      "matrix: (3,5) with leading dimension 5 is not inside 12 elements");
    CHECK_THROWS_AS(kumiko::matrix<float>(x, std::size_t{1} << 63, 4), std::invalid_argument);
    const kumiko::matrix<float> m(x, 3, 4);
    CHECK_THROWS_WITH(m.part(2, 0, 2, 4),
                      "matrix: rows [2, 2 + 2) and columns [0, 0 + 4) are not inside (3,4)");
    CHECK_THROWS_WITH(copy(q, m.part(0, 0, 1, 2), m.part(1, 0, 2, 1)),
                      "copy: from 1 x 2 elements to 2 x 1");
    CHECK_NOTHROW(kumiko::matrix<float>(x, 0, 40));
    CHECK_NOTHROW(kumiko::matrix<float>(x, 2, 4, 8));  // no gap follows the last row
}

TEST_CASE("a vector is a view, its first elements, or every so many", "[matrix][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<float> x(q, 10);
    const auto of = [](const kumiko::vector<const float>& v) { return v; };
    CHECK((of(x).size == 10 && of(x).stride == 1));
    CHECK((of({x, 4}).size == 4 && of({x, 4}).stride == 1));
    CHECK((of({x, 4, 3}).size == 4 && of({x, 4, -3}).stride == -3));
    CHECK(of({x, 0, 5}).size == 0);
    CHECK_THROWS_WITH(of({x, 4, 4}), "vector: 4 elements with stride 4 are not inside 10 elements");
    CHECK_THROWS_AS(of({x, 4, -4}), std::out_of_range);
    CHECK_THROWS_AS(of({x, -1}), std::invalid_argument);
    CHECK_THROWS_WITH(of({x, 2, 0}), "vector: the stride is 0");
}

TEST_CASE("a factor is a matrix, turned as often as one likes", "[matrix][small]")
{
    using complex = std::complex<float>;
    const kumiko::queue& q = test_queue();
    const kumiko::buffer<complex> x(q, 6);
    const kumiko::any_factor a = kumiko::adjoint({x, 2, 3});
    CHECK((a.transposed && a.conjugated && a.rows() == 3 && a.cols() == 2));
    const kumiko::any_factor b = transposed(adjoint(kumiko::factor<complex>(x, 2, 3)));
    CHECK((!b.transposed && b.conjugated && b.rows() == 2 && b.cols() == 3));
    const kumiko::any_factor c = conjugated(transposed(kumiko::factor<complex>(x, 2, 3)));
    CHECK((c.transposed && c.conjugated));
}
