// SPDX-License-Identifier: Apache-2.0
#include "vpmaddwd.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "bench.hpp"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

namespace bench {
namespace {

constexpr std::size_t rows = 4, columns = 16;  // of a tile: 8 registers of sums
constexpr std::size_t depth = 512;             // steps of a run: a panel of B is 16 KB

using pair = std::int16_t[2];  // two steps of a line, as vpmaddwd takes them

/// `width` lines side by side, pair after pair of steps.
void pack(pair* to, const std::int8_t* from, std::size_t width, std::size_t steps, std::size_t line,
          std::size_t step)
{
    for (std::size_t s = 0; s < steps; s += 2)
        for (std::size_t i = 0; i < width; ++i, ++to)
            for (std::size_t odd = 0; odd < 2; ++odd)
                (*to)[odd] = from[i * line + (s + odd) * step];
}

/// C = P, or C += P, P a tile of the product over some steps.
__attribute__((target("avx2"))) void multiply(const pair* a, const pair* b, std::size_t steps,
                                              std::int32_t* c, std::size_t ldc, bool add)
{
    __m256i sum[rows][2];
    for (std::size_t r = 0; r < rows; ++r) {
        sum[r][0] = sum[r][1] = _mm256_setzero_si256();
        __builtin_prefetch(c + r * ldc, 1);
    }
    for (std::size_t s = 0; s < steps; s += 2, a += rows, b += columns) {
        const __m256i left = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(b)),
                      right = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(b + 8));
#pragma GCC unroll 4
        for (std::size_t r = 0; r < rows; ++r) {
            const __m256i x = _mm256_castps_si256(
                _mm256_broadcast_ss(reinterpret_cast<const float*>(a + r)));  // a pair's bits
            sum[r][0] = _mm256_add_epi32(sum[r][0], _mm256_madd_epi16(x, left));
            sum[r][1] = _mm256_add_epi32(sum[r][1], _mm256_madd_epi16(x, right));
        }
    }
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t v = 0; v < 2; ++v) {
            auto* const to = reinterpret_cast<__m256i*>(c + r * ldc + 8 * v);
            const __m256i old = add ? _mm256_loadu_si256(to) : _mm256_setzero_si256();
            _mm256_storeu_si256(to, _mm256_add_epi32(sum[r][v], old));
        }
}

}  // namespace

bool has_vpmaddwd() { return __builtin_cpu_supports("avx2") != 0; }

void gemm_by_vpmaddwd(std::size_t m, std::size_t n, std::size_t k, const std::int8_t* a,
                      const std::int8_t* b, std::int32_t* c)
{
    const auto bands = static_cast<std::size_t>(cores());
    if (m % rows != 0 || n % columns != 0 || k % 2 != 0)
        throw std::invalid_argument("gemm_by_vpmaddwd: no whole tiles");
    static std::vector<std::int16_t> packed_a, packed_b;
    packed_a.resize(m * k);
    packed_b.resize(k * n);
    auto* const pa = reinterpret_cast<pair*>(packed_a.data());
    auto* const pb = reinterpret_cast<pair*>(packed_b.data());
    // A panel after the other within a run of steps, a run after the other.
    const auto panel = [](std::size_t line, std::size_t lines, std::size_t step,
                          std::size_t steps) { return (step * lines + line * steps) / 2; };
    const auto share = [&](std::size_t i, std::size_t count, std::size_t unit) {
        return count / unit * i / bands * unit;
    };
    in_bands([&](int band) {
        const auto i = static_cast<std::size_t>(band);
        for (std::size_t s = 0; s < k; s += depth) {
            const std::size_t steps = std::min(depth, k - s);
            for (std::size_t r = share(i, m, rows); r < share(i + 1, m, rows); r += rows)
                pack(pa + panel(r, m, s, steps), a + r * k + s, rows, steps, k, 1);
            for (std::size_t j = share(i, n, columns); j < share(i + 1, n, columns); j += columns)
                pack(pb + panel(j, n, s, steps), b + s * n + j, columns, steps, 1, n);
        }
    });
    in_bands([&](int band) {
        const auto i = static_cast<std::size_t>(band);
        for (std::size_t s = 0; s < k; s += depth) {
            const std::size_t steps = std::min(depth, k - s);
            for (std::size_t j = 0; j < n; j += columns)
                for (std::size_t r = share(i, m, rows); r < share(i + 1, m, rows); r += rows)
                    multiply(pa + panel(r, m, s, steps), pb + panel(j, n, s, steps), steps,
                             c + r * n + j, n, s > 0);
        }
    });
}

}  // namespace bench

#else

namespace bench {

bool has_vpmaddwd() { return false; }
void gemm_by_vpmaddwd(std::size_t, std::size_t, std::size_t, const std::int8_t*, const std::int8_t*,
                      std::int32_t*)
{
    throw std::logic_error("gemm_by_vpmaddwd: not compiled");
}

}  // namespace bench

#endif
