// SPDX-License-Identifier: Apache-2.0
#include <kumiko/interop/eigen.hpp>
#include <kumiko/kumiko.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

using row_major = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

namespace {

/// A matrix of small integers: their products and sums are exact in any order.
template <class M>
M numbers(int rows, int cols, int seed)
{
    M a(rows, cols);
    for (int i = 0; i < rows; ++i)
        for (int j = 0; j < cols; ++j)
            a(i, j) = static_cast<float>((seed + 7 * i + 3 * j) % 11 - 5);
    return a;
}

}  // namespace

TEST_CASE("gemm on Eigen's row-major matrices, in place", "[interop][small]")
{
    const kumiko::queue& q = test_queue();
    auto a = numbers<row_major>(9, 5, 1), b = numbers<row_major>(5, 7, 2);
    row_major c = row_major::Zero(9, 7);
    const row_major expected = a * b;
    {
        const auto da = wrap_matrix(q, a), db = wrap_matrix(q, b), dc = wrap_matrix(q, c);
        CHECK(dc.rows == 9);
        CHECK(dc.cols == 7);
        kumiko::gemm(q, da, db, dc);
        const auto m = map(q, kumiko::view<float>(dc.data));
        CHECK(m.data() == c.data());  // the matrix itself
        CHECK(c == expected);
        CHECK(to_eigen(m, 9) == expected);
    }
    CHECK(c == expected);
}

TEST_CASE("Eigen's column-major matrices are their transposes", "[interop][small]")
{
    const kumiko::queue& q = test_queue();
    auto a = numbers<Eigen::MatrixXf>(6, 4, 3), b = numbers<Eigen::MatrixXf>(4, 8, 4);
    Eigen::MatrixXf c(6, 8);
    const Eigen::MatrixXf expected = a * b;
    const auto da = wrap_matrix(q, a), db = wrap_matrix(q, b), dc = wrap_matrix(q, c);
    CHECK(dc.rows == 8);
    kumiko::gemm(q, db, da, dc);
    const auto m = map(q, kumiko::view<float>(dc.data));
    CHECK(c == expected);
}

TEST_CASE("blocks and maps keep their leading dimension", "[interop][small]")
{
    const kumiko::queue& q = test_queue();
    auto whole = numbers<row_major>(8, 10, 5);
    const row_major before = whole;
    auto block = whole.block(2, 3, 4, 5);
    {
        const auto d = wrap_matrix(q, block);
        CHECK(d.rows == 4);
        CHECK(d.cols == 5);
        CHECK(d.ld == 10);
        write(q, d, std::vector<float>(20, 99).data());
        const auto seen = map(q, kumiko::view<float>(d.data));
        CHECK(whole(5, 7) == 99);
        CHECK(whole(5, 8) == before(5, 8));
        CHECK(whole(2, 2) == before(2, 2));
    }
    std::vector<float> raw(12, 1);
    Eigen::Map<row_major> three(raw.data(), 3, 4);
    CHECK(read(q, wrap_matrix(q, three)) == raw);
    Eigen::VectorXf v(3);
    v << 1, 2, 3;
    CHECK(wrap_matrix(q, v).cols == 3);
    row_major none(0, 4);
    CHECK(wrap_matrix(q, none).rows == 0);
}

TEST_CASE("const matrices are read, in place", "[interop][small]")
{
    const kumiko::queue& q = test_queue();
    const auto a = numbers<row_major>(9, 5, 1), b = numbers<row_major>(5, 7, 2);
    const auto da = wrap_matrix(q, a), db = wrap_matrix(q, b);
    STATIC_REQUIRE(std::is_same_v<decltype(da), const kumiko::wrapped_matrix<const float>>);
    const kumiko::buffer<float> c(q, 9 * 7);
    kumiko::gemm(q, da, db, {c, 9, 7});
    CHECK(to_eigen(map(q, kumiko::view<const float>(c)), 9) == a * b);
    CHECK(map(q, kumiko::view<const float>(da.data)).data() == a.data());  // the matrix itself

    const std::vector<float> raw(12, 1);
    Eigen::Map<const row_major> three(raw.data(), 3, 4);
    CHECK(read(q, wrap_matrix(q, three)) == raw);
    const auto block = a.block(2, 1, 3, 4);
    const auto d = wrap_matrix(q, block);
    CHECK(d.ld == 5);
    CHECK(read(q, d)[0] == a(2, 1));
    const Eigen::MatrixXf columns = a;
    CHECK(wrap_matrix(q, columns).rows == 5);
}

TEST_CASE("what is not contiguous or not whole is refused", "[interop][small]")
{
    const kumiko::queue& q = test_queue();
    auto a = numbers<row_major>(4, 4, 6);
    auto column = a.col(1);
    CHECK_THROWS_AS(wrap_matrix(q, column), std::invalid_argument);
    const kumiko::buffer<float> x(q, 10);
    const auto m = map(q, kumiko::view<const float>(x));
    CHECK(to_eigen(m, 5).cols() == 2);
    CHECK_THROWS_AS(to_eigen(m, 3), std::invalid_argument);
    CHECK_THROWS_AS(to_eigen(m, 0), std::invalid_argument);
}
