// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image/threshold.hpp>

#include "reference/reference.hpp"

#include <algorithm>
#include <cmath>

namespace kumiko::reference {

void reference_image_threshold(references& all)
{
    all.add("image/threshold", [](const settings& f, const arrays& before, arrays&,
                                  arrays& wanted) {
        const element e = before[0].type;
        const auto stored = [&](double v) {  // in the image
            if (e == element::f32) return static_cast<double>(static_cast<float>(v));
            return std::clamp(std::nearbyint(v), 0.0, e == element::u8 ? 255.0 : 65535.0);
        };
        const double t = e == element::f32 ? stored(f["threshold"]) : std::floor(f["threshold"]);
        const double maximum = stored(f["maximum"]);
        for (std::size_t i = 0; i < before[0].x.size(); ++i) {
            const double x = before[0].re(i);
            const double above[] = {maximum, 0, stored(t), x, 0}, below[] = {0, maximum, x, 0, x};
            wanted[1].x[i] = (x > t ? above : below)[f.choice("type")];
        }
    });
}

}  // namespace kumiko::reference
