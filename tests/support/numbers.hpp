// SPDX-License-Identifier: Apache-2.0
// Numbers of linalg's element types, and the quantities that bounds are made of.
#pragma once

#include <kumiko/queue.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

template <class T>
using real_of = decltype(std::abs(T()));
template <class T>
inline constexpr bool is_complex_type = !std::is_floating_point_v<T>;

/// u: half the distance from 1 to the next number.
template <class T>
inline constexpr long double unit = std::numeric_limits<real_of<T>>::epsilon() / 2;

/// d u / (1 - d u): the largest relative error of d roundings in a row (Higham, lemma 3.1).
template <class T>
long double gamma_of(double d)
{
    return d * unit<T> / (1 - d * unit<T>);
}

/// Random numbers of both signs below 1; if `whole`, integers up to 8, whose sums of products are
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

/// Whether the device has this type.
template <class T>
bool has(const kumiko::queue& q)
{
    return sizeof(real_of<T>) == 4 || q.device().facts().reported_fp64;
}

template <class T>
T number(double re, double im)
{
    if constexpr (is_complex_type<T>)
        return T(static_cast<real_of<T>>(re), static_cast<real_of<T>>(im));
    else
        return (void)im, static_cast<T>(re);
}

template <class T>
T conjugate(T x)
{
    if constexpr (is_complex_type<T>) return std::conj(x);
    return x;
}

/// The sum of the sizes of all products of the two numbers' parts.
template <class T>
long double products(T x, T y)
{
    if constexpr (is_complex_type<T>)
        return (std::abs(static_cast<long double>(x.real())) +
                std::abs(static_cast<long double>(x.imag()))) *
               (std::abs(static_cast<long double>(y.real())) +
                std::abs(static_cast<long double>(y.imag())));
    else
        return std::abs(static_cast<long double>(x) * static_cast<long double>(y));
}

using wide = std::complex<long double>;
template <class T>
wide widen(T x)
{
    if constexpr (is_complex_type<T>)
        return {x.real(), x.imag()};
    else
        return {x, 0};
}
/// The larger one of the distances between the parts.
template <class T>
long double distance(T x, wide y)
{
    const wide d = widen(x) - y;
    return std::max(std::abs(d.real()), std::abs(d.imag()));
}
/// |re| + |im|
template <class T>
long double size_of_number(T x)
{
    return products(x, T(1));
}
