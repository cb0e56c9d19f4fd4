// SPDX-License-Identifier: Apache-2.0
// Strided vectors inside a larger buffer whose other elements are canaries.
#pragma once

#include <kumiko/matrix.hpp>

#include <cstdlib>
#include <vector>

#include "support/catch.hpp"

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

    /// The elements now. Checks that the canaries are unchanged.
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
