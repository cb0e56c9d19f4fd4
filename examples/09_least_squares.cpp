// SPDX-License-Identifier: Apache-2.0
// Least squares with gemm: two cameras see one scene. The program finds the matrix M that turns the
// colours of the first camera, X, into those of the second, Y.
//
//     Y = X M,   X has one row (r, g, b, 1) per pixel,   M = (X^T X)^-1 X^T Y
//
// The second camera is simulated, from a photo and a known matrix. It rounds to 8 bits. A right
// answer leaves only the error of that rounding: 1/sqrt(12) = 0.289 of a level.
//
// To build it alone, in this folder:
//
//     c++ -std=c++17 09*.cpp tour/picture.cpp tour/output.cpp $(pkg-config --cflags --libs kumiko spng libturbojpeg)
#include <kumiko/kumiko.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>

#include "tour/picture.hpp"

namespace {

constexpr std::size_t in = 4, out = 3;  // r g b 1; r g b

// The matrix of the second camera. Levels are counted from the middle, 128: numbers around 0 keep
// the normal equations well-conditioned.
constexpr float truth[in][out] = {
    {0.80f, 0.05f, 0.02f}, {0.12f, 0.85f, 0.10f}, {0.01f, 0.04f, 0.75f}, {9.0f, -4.0f, 6.0f}};

/// Solves S M = T for a symmetric, positive definite S by Cholesky's L L^T, in place.
void solve(std::array<double, in * in>& s, std::array<double, in * out>& t)
{
    for (std::size_t j = 0; j < in; ++j) {
        for (std::size_t i = j; i < in; ++i) {
            for (std::size_t l = 0; l < j; ++l) s[i * in + j] -= s[i * in + l] * s[j * in + l];
            s[i * in + j] /= i == j ? std::sqrt(s[j * in + j]) : s[j * in + j];
        }
    }
    for (std::size_t c = 0; c < out; ++c) {
        for (std::size_t i = 0; i < in; ++i) {  // L z = t
            for (std::size_t l = 0; l < i; ++l) t[i * out + c] -= s[i * in + l] * t[l * out + c];
            t[i * out + c] /= s[i * in + i];
        }
        for (std::size_t i = in; i-- > 0;) {  // L^T m = z
            for (std::size_t l = i + 1; l < in; ++l)
                t[i * out + c] -= s[l * in + i] * t[l * out + c];
            t[i * out + c] /= s[i * in + i];
        }
    }
}

template <std::size_t N>
std::array<double, N> doubles(const std::vector<float>& x)
{
    std::array<double, N> y{};
    std::copy(x.begin(), x.end(), y.begin());
    return y;
}

}  // namespace

int main(int argc, char** argv)
try {
    const tour::picture photo = tour::load(argc > 1 ? argv[1] : "data/coffee.png");
    const std::size_t n = photo.pixels.size() / 3;
    std::vector<float> colours(n * in, 1), seen(n * out);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t c = 0; c < 3; ++c) colours[i * in + c] = photo.pixels[3 * i + c] - 128.0f;
        for (std::size_t c = 0; c < out; ++c) {
            float level = 0;
            for (std::size_t l = 0; l < in; ++l) level += colours[i * in + l] * truth[l][c];
            seen[i * out + c] = std::nearbyint(level);
        }
    }

    const kumiko::queue q;
    const kumiko::buffer<float> x(q, colours), y(q, seen), xx(q, in * in), xy(q, in * out);
    kumiko::gemm(q, kumiko::transposed({x, n, in}), {x, n, in}, {xx, in, in});
    kumiko::gemm(q, kumiko::transposed({x, n, in}), {y, n, out}, {xy, in, out});
    auto s = doubles<in * in>(kumiko::read(q, xx));
    auto m = doubles<in * out>(kumiko::read(q, xy));
    solve(s, m);

    // The residual, Y - X M, replaces Y.
    const kumiko::buffer<float> found(q, std::vector<float>(m.begin(), m.end()));
    kumiko::gemm(q, {x, n, in}, {found, in, out}, {y, n, out}, -1, 1);
    const double rms =
        static_cast<double>(kumiko::nrm2(q, y)) / std::sqrt(static_cast<double>(n * out));

    std::printf("%zu pixels on %s\n  found                     truth\n", n,
                q.device().name().c_str());
    for (std::size_t i = 0; i < in; ++i) {
        for (std::size_t c = 0; c < out; ++c) std::printf("%8.4f", m[i * out + c]);
        for (std::size_t c = 0; c < out; ++c)
            std::printf("%8.2f", static_cast<double>(truth[i][c]));
        std::printf("\n");
    }
    std::printf("residual: %.4f of a level; rounding alone leaves 0.2887\n", rms);
    return rms < 0.3 ? 0 : 1;
} catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
