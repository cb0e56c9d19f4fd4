// SPDX-License-Identifier: Apache-2.0
#include "reference/image/border.hpp"
#include "reference/reference.hpp"

#include <cmath>

namespace kumiko::reference {
namespace {

/// Weights that sum to 1, of the header's formula.
std::vector<double> weights(int size, double sigma)
{
    std::vector<double> k;
    static const std::vector<std::vector<double>> usual = {{1},
                                                           {1, 2, 1},
                                                           {1, 4, 6, 4, 1},
                                                           {2, 7, 14, 18, 14, 7, 2},
                                                           {4, 13, 30, 51, 60, 51, 30, 13, 4}};
    if (sigma == 0 && size <= 9) {
        k = usual[static_cast<std::size_t>(size / 2)];
    } else {
        if (sigma == 0) sigma = 0.15 * size + 0.35;
        for (int i = -(size / 2); i <= size / 2; ++i)
            k.push_back(std::exp(-i * i / (2 * sigma * sigma)));
    }
    double sum = 0;
    for (const double v : k) sum += v;
    for (double& v : k) v /= sum;
    return k;
}

/// Of the header's Accuracy: 256ths that sum to 256, what rounding leaves carried from the outermost inwards.
std::vector<double> in_256ths(const std::vector<double>& k)
{
    std::vector<double> w(k.size());
    const std::size_t centre = k.size() / 2;
    double error = 0, sum = 0;
    for (std::size_t i = 0; i < centre; ++i) {
        const double wanted = 256 * k[i] + error;
        w[i] = w[k.size() - 1 - i] = std::nearbyint(wanted);
        error = wanted - w[i];
        sum += 2 * w[i];
    }
    w[centre] = 256 - sum;
    return w;
}

}  // namespace

void reference_image_gaussian(references& all)
{
    all.add("image/gaussian", [](const settings& f, const arrays& before, arrays&, arrays& wanted) {
        const array& src = before[0];
        array& dst = wanted[1];
        const bool bytes = src.type == element::u8;
        const double sigma = f["sigma"];
        const int given = static_cast<int>(f["size"]);
        const int size =
            given ? given : static_cast<int>(std::nearbyint(sigma * (bytes ? 6 : 8) + 1)) | 1;
        std::vector<double> k = weights(size, sigma);
        if (bytes) k = in_256ths(k);
        const auto edge = static_cast<border>(f.choice("edge"));
        const double outside = bytes ? std::nearbyint(f["value"]) : f["value"];
        const picture p(src);
        dst.error.resize(dst.x.size());
        for (int y = 0; y < p.height; ++y)
            for (int x = 0; x < p.width; ++x)
                for (int c = 0; c < p.channels; ++c) {
                    double sum = 0, magnitude = 0;
                    for (int j = -(size / 2); j <= size / 2; ++j)
                        for (int i = -(size / 2); i <= size / 2; ++i) {
                            const double v = p.at(x + i, y + j, c, edge, outside),
                                         w = k[static_cast<std::size_t>(size / 2 + i)] *
                                             k[static_cast<std::size_t>(size / 2 + j)];
                            sum += w * v;
                            magnitude += w * std::abs(v);
                        }
                    const std::size_t at = p.place(x, y, c);
                    dst.x[at] = bytes ? std::floor((sum + 32768) / 65536) : sum;
                    dst.error[at] = bytes ? 0 : (size + 6) * 0x1p-24 * magnitude;
                }
    });
}

}  // namespace kumiko::reference
