// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image/gaussian.hpp>
#include <kumiko/program.hpp>

#include <algorithm>
#include <cmath>

#include "core/launch.hpp"
#include "core/operands.hpp"
#include "registry/describe.hpp"

namespace kumiko::detail {
namespace {

constexpr int most_radius = 15;
constexpr std::size_t taps = most_radius + 1;  // of a symmetric kernel, the centre first
using exact_weights = std::array<double, taps>;
using u8_weights = std::array<std::uint16_t, taps>;  // a kernel's ushort16, float16
using f32_weights = std::array<float, taps>;

struct key {
    launch_key with;
    int radius;   // that is compiled in; 0: any
    bool coarse;  // u8: weights are n/16
};
struct plan {
    kernel blur;
    std::size_t bands;  // cpu: work-items; gpu: 0
};
const memo<key, plan> plans;

/// CPU: bands enough that a slow core leaves its last ones to the others. Vectors of 16-bit lanes
/// are twice a register of floats long, as far as OpenCL has them.
plan choose(const queue& q, const key& k)
{
    const device& d = q.device();
    const source text = kernels_of("image/gaussian", k.with.shape);
    const char* name = k.with.type == element::u8 ? "gaussian_u8" : "gaussian_f32";
    if (k.with.shape == kind::gpu) return {kernel(q, text, name, {{"INDEX", k.with.at}}), 0};
    return {kernel(q, text, name,
                   {{"INDEX", k.with.at},
                    {"RADIUS", k.radius},
                    {"COARSE", k.coarse ? 1 : 0},
                    {"LANES", d.lanes()},
                    {"WORDS", std::min(2 * d.lanes(), 16)}}),
            16 * units_of(q)};
}

int size_of_kernel(const gaussian& op, element type)
{
    check_fields("gaussian", op);
    if (op.size != 0) {
        require(op.size % 2 == 1, "gaussian: size is ", op.size, ", must be odd");
        return op.size;
    }
    require(op.sigma > 0, "gaussian: size and sigma are both 0, one must be given");
    const int across =
        static_cast<int>(std::nearbyint(op.sigma * (type == element::u8 ? 6 : 8) + 1));
    require((across | 1) <= 2 * most_radius + 1, "gaussian: sigma is ", op.sigma,
            ", which wants size ", across | 1, ", must be at most ", 2 * most_radius + 1);
    return across | 1;
}

/// k[|i|], which sum to 1.
exact_weights weights_of(int size, double sigma)
{
    if (sigma <= 0) switch (size) {
            case 1:
                return {1};
            case 3:
                return {0.5, 0.25};
            case 5:
                return {0.375, 0.25, 0.0625};
            case 7:
                return {18 / 64.0, 14 / 64.0, 7 / 64.0, 2 / 64.0};
            case 9:
                return {60 / 256.0, 51 / 256.0, 30 / 256.0, 13 / 256.0, 4 / 256.0};
            default:
                sigma = std::fma(size, 0.15, 0.35);
        }
    const std::size_t radius = static_cast<std::size_t>(size) / 2;
    exact_weights k{};
    double sum = 0;
    for (std::size_t i = radius; i > 0; --i) {  // 4 i^2 as OpenCV has it, for the same bits
        k[i] = std::exp(static_cast<double>(4 * i * i) * (-0.125 / (sigma * sigma)));
        sum += k[i];
    }
    const double scale = 1 / (2 * sum + 1);
    for (std::size_t i = radius; i > 0; --i) k[i] *= scale;
    k[0] = scale;
    return k;
}

/// Integers that sum to 256. A weight's rounding error goes to its inner neighbour.
u8_weights fixed(const exact_weights& k)
{
    u8_weights w{};
    double error = 0;
    int sum = 0;
    for (std::size_t i = taps - 1; i > 0; --i) {
        const double wanted = 256 * k[i] + error;
        const double nearest = std::nearbyint(wanted);
        error = wanted - nearest;
        w[i] = static_cast<std::uint16_t>(nearest);
        sum += w[i];
    }
    w[0] = static_cast<std::uint16_t>(256 - 2 * sum);
    return w;
}

f32_weights rounded(const exact_weights& k)
{
    f32_weights w{};
    std::transform(k.begin(), k.end(), w.begin(), [](double v) { return static_cast<float>(v); });
    return w;
}

/// V, W: the types of the constant and of the weights.
template <class V, class W>
event launch(const queue& q, const plan& p, int size, border edge, V value, const W& weights,
             const any_image& src, const any_image& dst)
{
    const int radius = size / 2;
    const std::size_t row = row_of(src), height = static_cast<std::size_t>(src.height);
    const auto run = [&](const grid& over, const auto& last) {
        return p.blur(q, over, src.width, src.height, src.channels, radius, static_cast<int>(edge),
                      value, weights, src, dst, last);
    };
    if (p.bands == 0) {
        const std::size_t reach = static_cast<std::size_t>(radius * src.channels);
        const std::size_t x = std::min<std::size_t>(p.blur.max_group(), reach > 16 ? 256 : 64);
        const std::size_t y =
            std::max<std::size_t>(std::min<std::size_t>(p.blur.max_group(), 256) / x, 1);
        const std::size_t sums = y * (x + 2 * reach);
        using sum = std::conditional_t<std::is_same_v<V, float>, float, std::uint16_t>;
        return run(items(row, height).of(x, y), local_memory<sum>{sums});
    }
    const grid over = groups(std::min(p.bands, height)).of(1);
    if (edge != border::constant) return run(over, src.data);
    using stored = std::conditional_t<std::is_same_v<V, float>, float, std::uint8_t>;
    const scratch outside(q, src.data.type, row);
    const stored one = static_cast<stored>(value);
    const event first = fill(q, outside, &one);
    return {first, run(over, static_cast<const any_view&>(outside))};
}

event blur(const queue& q, const gaussian& op, const any_image& src, const any_image& dst)
{
    check_images(q, "gaussian", {element::u8, element::f32}, src, dst);
    const element type = src.data.type;
    const int size = size_of_kernel(op, type);
    const double value = type == element::u8 ? std::nearbyint(op.value) : op.value;
    require(type != element::u8 || op.edge != border::constant || (value >= 0 && value <= 255),
            "gaussian: value is ", op.value, ", must be 0 to 255 for u8");
    if (src.width == 0 || src.height == 0) return {};

    const int radius = size / 2;
    const bool cpu = kind_of(q) == kind::cpu;
    const exact_weights weights = weights_of(size, op.sigma);
    u8_weights in_256ths = fixed(weights);
    key k = {key_of(q, src, dst), cpu && radius <= 2 ? radius : 0, false};
    if (cpu && type == element::u8) {
        k.coarse = std::all_of(in_256ths.begin(), in_256ths.end(),
                               [](std::uint16_t w) { return w % 16 == 0; });
        for (std::uint16_t& w : in_256ths) w = static_cast<std::uint16_t>(k.coarse ? w / 16 : w);
    }
    const plan& p = plans.get(q, k, choose);
    if (type == element::u8)
        return launch(q, p, size, op.edge, static_cast<std::uint32_t>(value), in_256ths, src, dst);
    return launch(q, p, size, op.edge, static_cast<float>(value), rounded(weights), src, dst);
}

}  // namespace

void describe_image_gaussian(registry& all)
{
    all.add("image/gaussian", "Gaussian blur")
        .reads("src", operand_kind::image, "h w c")
        .writes("dst", operand_kind::image, "h w c")
        .types("u8, f32")
        .samples({"size=3 h=9 w=67 c=1", "size=5 h=9 w=67 c=3", "size=9 h=20 w=35 c=4",
                  "size=31 edge=reflect h=40 w=37 c=1",
                  "size=5 edge=constant value=7 h=9 w=33 c=4"})
        .calls<gaussian>();
}

}  // namespace kumiko::detail

namespace kumiko {

event gaussian::run(const queue& q, const any_image& src, const any_image& dst) const
{
    return detail::blur(q, *this, src, dst);
}

}  // namespace kumiko
