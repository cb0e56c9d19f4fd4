// SPDX-License-Identifier: Apache-2.0
// Tuning of gemm: the sizes to try for a product, and the check that its result is right.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <random>

#include "core/numbers.hpp"
#include "core/queue_state.hpp"
#include "linalg/gemm/product.hpp"
#include "tuning/gemm.hpp"
#include "tuning/search.hpp"

namespace kumiko {
namespace {

using namespace detail;
using cpu_sizes = tuning::gemm_cpu;
using gpu_sizes = tuning::gemm_gpu;

using integers = std::vector<std::int32_t>;

/// Integers that every type holds and whose products sum up exactly over 2^18 steps and more. Bytes
/// are near the ends of their range. Otherwise a kernel exact for small bytes only would pass.
integers small_integers(std::size_t n, element e, unsigned seed)
{
    std::mt19937 g(seed);
    integers x(n * (is_complex_element(e) ? 2 : 1));
    for (std::int32_t& v : x) {
        const auto bits = static_cast<std::int32_t>(g() >> 26);  // 0 to 63
        v = e == element::u8 ? 192 + bits : e == element::s8 ? -128 + bits : bits % 17 - 8;
    }
    return x;
}

template <class T>
std::vector<char> bytes_as(const integers& x)
{
    std::vector<char> b(x.size() * sizeof(T));
    for (std::size_t i = 0; i < x.size(); ++i) {
        T v{};
        if constexpr (std::is_same_v<T, half> || std::is_same_v<T, bfloat16>)
            v = T(static_cast<float>(x[i]));
        else
            v = static_cast<T>(x[i]);
        std::memcpy(&b[i * sizeof v], &v, sizeof v);
    }
    return b;
}

/// The integers as elements of that type, rounded if the type is short.
std::vector<char> bytes_of(const integers& x, element e)
{
    switch (e) {
        case element::u8:
        case element::s8:
            return bytes_as<std::int8_t>(x);
        case element::s32:
            return bytes_as<std::int32_t>(x);
        case element::f16:
            return bytes_as<half>(x);
        case element::bf16:
            return bytes_as<bfloat16>(x);
        case element::f64:
        case element::c64:
            return bytes_as<double>(x);
        default:
            return bytes_as<float>(x);
    }
}

/// C = A B of integers, by definition.
integers product_of(const integers& a, const integers& b, const gemm_shape& s)
{
    const std::size_t parts = is_complex_element(s.a) ? 2 : 1;
    integers c(s.m * s.n * parts);
    const auto at = [&](const integers& x, bool transposed, std::size_t i, std::size_t j,
                        std::size_t rows, std::size_t cols) {
        return &x[parts * (transposed ? j * rows + i : i * cols + j)];
    };
    for (std::size_t i = 0; i < s.m; ++i)
        for (std::size_t l = 0; l < s.k; ++l) {
            const std::int32_t* x = at(a, s.a_transposed, i, l, s.m, s.k);
            for (std::size_t j = 0; j < s.n; ++j) {
                const std::int32_t* y = at(b, s.b_transposed, l, j, s.k, s.n);
                std::int32_t* sum = &c[parts * (i * s.n + j)];
                if (parts == 1) {
                    sum[0] += x[0] * y[0];
                } else {
                    sum[0] += x[0] * y[0] - x[1] * y[1];
                    sum[1] += x[0] * y[1] + x[1] * y[0];
                }
            }
        }
    return c;
}

/// A product and its matrices.
class instance {
public:
    instance(const queue& q, const gemm_shape& s)
        : q_(q), s_(s), a_(q, s.a, s.m * s.k), b_(q, s.b, s.k * s.n), c_(q, s.c, s.m * s.n)
    {
        x_ = small_integers(s.m * s.k, s.a, 1);
        y_ = small_integers(s.k * s.n, s.b, 2);
        (void)detail::write(q, a_, bytes_of(x_, s.a).data(), true);
        (void)detail::write(q, b_, bytes_of(y_, s.b).data(), true);
    }
    void run() const
    {
        const auto of = [](const any_view& v, bool transposed, std::size_t rows, std::size_t cols) {
            return any_factor{
                transposed ? make_matrix(v, cols, rows, rows) : make_matrix(v, rows, cols, cols),
                transposed};
        };
        (void)detail::gemm(q_, of(a_, s_.a_transposed, s_.m, s_.k),
                           of(b_, s_.b_transposed, s_.k, s_.n), make_matrix(c_, s_.m, s_.n, s_.n),
                           1.0, 0.0, {});
    }
    std::vector<char> result() const
    {
        std::vector<char> r(s_.m * s_.n * size_of(s_.c));
        (void)detail::read(q_, c_, r.data(), true);
        return r;
    }
    /// The result that the product must have, bit by bit.
    std::vector<char> exact() const { return bytes_of(product_of(x_, y_, s_), s_.c); }
    /// Overwrites the result, so that no run can pass with the result of an earlier one.
    void spoil() const
    {
        const std::vector<char> ones(s_.m * s_.n * size_of(s_.c), 1);
        (void)detail::write(q_, c_, ones.data(), true);
    }

private:
    const queue& q_;
    gemm_shape s_;
    scratch a_, b_, c_;
    integers x_, y_;
};

/// Whether two results are the same numbers: 0 and -0 count as the same.
bool same(const std::vector<char>& x, const std::vector<char>& y, element e)
{
    if (x == y) return true;
    const auto equal_as = [&](auto zero) {
        using T = decltype(zero);
        for (std::size_t i = 0; i < x.size(); i += sizeof(T)) {
            T a, b;
            std::memcpy(&a, &x[i], sizeof a);
            std::memcpy(&b, &y[i], sizeof b);
            if (!(a == b)) return false;
        }
        return true;
    };
    if (e == element::f32 || e == element::c32) return equal_as(0.0f);
    if (e == element::f64 || e == element::c64) return equal_as(0.0);
    return false;
}

/// A small product and its right result.
struct oracle {
    instance small;
    std::vector<char> exact;
    element type;
    oracle(const queue& q, gemm_shape s, std::size_t m, std::size_t n, std::size_t k)
        : small(q,
                [&] {
                    s.m = m, s.n = n, s.k = k;
                    return s;
                }()),
          exact(small.exact()),
          type(s.c)
    {
    }
    bool right() const
    {
        small.spoil();
        small.run();
        return same(small.result(), exact, type);
    }
};

std::size_t edge_of(const gemm_shape& s)  // of the cube with as many flops
{
    return static_cast<std::size_t>(
        std::cbrt(static_cast<double>(s.m) * static_cast<double>(s.n) * static_cast<double>(s.k)));
}

/// Stage 0 tries tiles that fill the registers, the next how deep and how high packed blocks are,
/// the last whether one launch is better than two.
std::vector<cpu_sizes> candidates(const queue& q, const gemm_shape& shape, int stage,
                                  const cpu_sizes& best)
{
    std::vector<cpu_sizes> some;
    cpu_sizes s = best;
    if (stage == 0) {
        const int registers = q.device().lanes() == 8 ? 16 : 32;
        for (s.vectors = 1; s.vectors <= 3; ++s.vectors)
            for (s.rows = 4; s.rows <= 28; s.rows += 4) {
                const int used = s.rows * s.vectors + s.vectors + 1;
                s.block_rows = std::max(s.rows, best.block_rows / s.rows * s.rows);
                if (used <= registers && 3 * used >= registers) some.push_back(s);
            }
    } else if (stage == 1) {
        for (const int depth : {192, 384, 128, 512, 320}) {
            s.depth = depth;
            some.push_back(s);
        }
    } else if (stage == 2) {
        for (const int percent : {50, 150, 75, 200, 300}) {
            s.block_rows = std::max(s.rows, best.block_rows * percent / 100 / s.rows * s.rows);
            some.push_back(s);
        }
    } else if (stage == 3) {
        const int edge = static_cast<int>(std::min<std::size_t>(edge_of(shape), 1 << 15));
        s.small = edge + 1;
        some.push_back(s);
        s.small = std::max(0, edge - 1);
        s.own_rows = 1 << 20;
        some.push_back(s);
    }
    return some;
}

/// Stage 0 tries tiles and groups, the next the depth of the tiles in local memory.
std::vector<gpu_sizes> candidates(const queue&, const gemm_shape&, int stage, const gpu_sizes& best)
{
    std::vector<gpu_sizes> some;
    gpu_sizes s = best;
    s.items_per_unit = 0;
    if (stage == 0) {
        constexpr int groups[][2] = {{16, 16}, {16, 8}, {8, 16}, {8, 8}, {32, 8}, {8, 4}};
        constexpr int items[][2] = {{8, 8}, {4, 4}, {4, 8}, {8, 4}};  // rows, columns
        for (const auto& item : items)
            for (const auto& group : groups) {
                s.group_x = group[0], s.group_y = group[1];
                s.item_rows = item[0], s.item_columns = item[1];
                some.push_back(s);
            }
    } else if (stage == 1) {
        for (const int depth : {8, 16, 32})
            for (const int stages : {1, 2}) {
                s.depth = depth, s.stages = stages;
                some.push_back(s);
            }
    }
    return some;
}

template <class Sizes>
tuning::problem<Sizes> problem_of(const queue& q, const gemm_shape& s)
{
    require(s.m > 0 && s.n > 0 && s.k > 0, "tune: a product of ", s.m, 'x', s.n, 'x', s.k,
            " has nothing to tune");
    // One product is below the size that a CPU computes in one launch, one above. k is one step
    // more than a candidate packs at once. Both are computed by packed panels: one has few rows,
    // one is large.
    const auto below = std::make_shared<oracle>(q, s, 43, 601, 1061);
    const auto above = std::make_shared<oracle>(q, s, 523, 521, 521);
    const auto whole = std::make_shared<instance>(q, s);
    const auto usual = std::make_shared<std::vector<char>>();
    tuning::problem<Sizes> p;
    p.name = text("gemm ", name(s.a), ' ', s.m, 'x', s.n, 'x', s.k);
    p.at = {s.m, s.n, s.k};
    p.flops = (is_complex_element(s.a) ? 8.0 : 2.0) * static_cast<double>(s.m) *
              static_cast<double>(s.n) * static_cast<double>(s.k);
    p.run = [=] { whole->run(); };
    p.right = [=] { return below->right() && above->right(); };
    p.keep = [=] { *usual = whole->result(); };
    p.equals = [=] { return same(whole->result(), *usual, s.c); };
    p.candidates = [=, &q](int stage, const Sizes& best) { return candidates(q, s, stage, best); };
    return p;
}

}  // namespace

std::vector<tuned> tune(const queue& q, const std::vector<gemm_shape>& shapes,
                        const tune_options& o)
{
    const auto search = [&](auto sizes) {
        using S = decltype(sizes);
        return tuning::tune<S>(q, shapes.size(), o,
                               [&](std::size_t i) { return problem_of<S>(q, shapes[i]); });
    };
    return kind_of(q) == kind::cpu ? search(cpu_sizes{}) : search(gpu_sizes{});
}

}  // namespace kumiko
