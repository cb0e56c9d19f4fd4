// SPDX-License-Identifier: Apache-2.0
// Vectors a stride apart inside a larger buffer whose other elements are canaries.
#pragma once

#include <kumiko/matrix.hpp>

#include <cmath>
#include <complex>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"

template <class T>
using real_of = decltype(std::abs(T()));
template <class T>
inline constexpr bool is_complex_type = !std::is_floating_point_v<T>;

/// u: half the distance from 1 to the next number.
template <class T>
inline constexpr long double unit = std::numeric_limits<real_of<T>>::epsilon() / 2;

/// d u / (1 - d u): what d roundings in a row do at most (Higham, lemma 3.1).
template <class T>
long double gamma_of(double d)
{
    return d * unit<T> / (1 - d * unit<T>);
}

/// Numbers of both signs below 1; or, where `whole`, whole ones of at most 8, whose sums of products are
/// exact.
template <class T>
std::vector<T> numbers(std::size_t n, unsigned seed, bool whole = false)
{
    std::mt19937 g(seed);
    const auto one = [&] {
        if (whole) return static_cast<real_of<T>>(static_cast<int>(g() % 17) - 8);
        return std::uniform_real_distribution<real_of<T>>(-1, 1)(g);
    };
    std::vector<T> x(n);
    for (T& v : x) {
        if constexpr (is_complex_type<T>) {
            const real_of<T> re = one();
            v = T(re, one());
        } else {
            v = one();
        }
    }
    return x;
}

/// The device has this type.
template <class T>
bool has(const kumiko::queue& q)
{
    return sizeof(real_of<T>) == 4 || q.device().facts().reported_fp64;
}

template <class T>
class strided {
public:
    strided(const kumiko::queue& q, const std::vector<T>& x, std::ptrdiff_t step)
        : q_(q),
          n_(x.size()),
          step_(step),
          all_(before + static_cast<std::size_t>(std::abs(step)) * n_ + 5, T(canary)),
          memory_((put(x), kumiko::buffer<T>(q, all_)))
    {
    }
    operator kumiko::vector<T>() const
    {
        return {memory_.part(before, memory_.size - before), n_, step_};
    }
    operator kumiko::vector<const T>() const { return kumiko::vector<T>(*this); }

    /// The elements now; the surroundings must be as they were.
    std::vector<T> now() const
    {
        std::vector<T> h = read(q_, memory_), x(n_);
        for (std::size_t i = 0; i < n_; ++i) {
            x[i] = h[place(i)];
            h[place(i)] = all_[place(i)];
        }
        REQUIRE(h == all_);
        return x;
    }

private:
    static constexpr std::size_t before = 3;
    static constexpr int canary = 1000003;
    std::size_t place(std::size_t i) const
    {
        const auto step = static_cast<std::size_t>(std::abs(step_));
        return before + (step_ > 0 ? i : n_ - 1 - i) * step;
    }
    void put(const std::vector<T>& x)
    {
        for (std::size_t i = 0; i < n_; ++i) all_[place(i)] = x[i];
    }
    const kumiko::queue& q_;
    std::size_t n_;
    std::ptrdiff_t step_;
    std::vector<T> all_;
    kumiko::buffer<T> memory_;
};
