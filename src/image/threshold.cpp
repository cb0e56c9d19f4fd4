// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image/threshold.hpp>

#include <array>
#include <cmath>

#include "core/operands.hpp"
#include "image/pointwise.hpp"
#include "registry/describe.hpp"

namespace kumiko {
namespace {

const detail::memo<detail::launch_key, kernel> kernels;

struct rule {
    double t, put_above, put_below;
    bool keep_above, keep_below;
};

/// Numbers of elements that are whole up to `most` are whole, and in their range.
rule rule_of(const threshold& op, bool whole, double most)
{
    const double t = whole ? std::floor(op.threshold) : op.threshold;
    const double limit = whole ? std::clamp(t, 0.0, most) : t;
    const double m = whole ? std::clamp(std::nearbyint(op.maximum), 0.0, most) : op.maximum;
    const rule all[] = {{limit, m, 0, false, false},
                        {limit, 0, m, false, false},
                        {limit, limit, 0, false, true},
                        {limit, 0, 0, true, false},
                        {limit, 0, 0, false, true}};
    rule r = all[static_cast<int>(op.type)];
    if (whole && t < 0) r.put_below = r.put_above, r.keep_below = r.keep_above;  // none is below
    return r;
}

}  // namespace

event threshold::run(const queue& q, const any_image& src, const any_image& dst) const
{
    detail::check_fields("threshold", *this);
    detail::check_images(q, "threshold", {element::u8, element::u16, element::f32}, src, dst,
                         detail::place::in_place);
    const auto compare = [&](auto zero, double most) {
        using E = decltype(zero);
        const rule r = rule_of(*this, std::is_integral_v<E>, most);
        const std::array<E, 5> lies = {static_cast<E>(r.t), static_cast<E>(r.put_above),
                                       static_cast<E>(r.put_below), E(r.keep_above),
                                       E(r.keep_below)};
        return detail::pointwise(q, kernels, "image/threshold", src, dst, lies);
    };
    if (src.data.type == element::u8) return compare(std::uint8_t{}, 255);
    if (src.data.type == element::u16) return compare(std::uint16_t{}, 65535);
    return compare(float{}, 0);
}

}  // namespace kumiko

namespace kumiko::detail {

void describe_image_threshold(registry& all)
{
    all.add("image/threshold", "Compare each element with a threshold")
        .reads("src", operand_kind::image, "h w c")
        .writes("dst", operand_kind::image, "h w c")
        .types("u8, u16, f32")
        .in_place()
        .pointwise("threshold_of")
        .samples({"h=9 w=67 c=3", "f32: threshold=0.25 maximum=0.5 type=trunc h=9 w=67 c=1"})
        .calls<threshold>();
}

}  // namespace kumiko::detail
