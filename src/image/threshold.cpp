// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image/threshold.hpp>

#include <cmath>
#include <cstring>

#include "core/operands.hpp"
#include "image/rows.hpp"
#include "registry/describe.hpp"

namespace kumiko {
namespace {

using namespace detail;

constexpr std::size_t loads = 8;
const memo<launch_key, kernel> kernels;

kernel choose(const queue& q, const launch_key& k)
{
    const char* bits = k.type == element::f32 ? "uint" : cl_name(k.type);
    std::vector<define> defines = defines_of(q, k, {});
    if (k.shape == kind::cpu) {
        defines.emplace_back("BITS", bits);
        defines.emplace_back("B", bits + std::to_string(lanes_of(q.device(), k.type)));
    } else {
        defines.emplace_back("B", bits);
        defines.emplace_back("LOADS", loads);
    }
    return kernel(q, kernels_of("image/threshold", k.shape), "threshold", defines);
}

/// The element that is nearest to v, which is whole where elements are; as bits.
std::uint32_t bits_of(element e, double v)
{
    if (e != element::f32)
        return static_cast<std::uint32_t>(std::clamp(v, 0.0, e == element::u8 ? 255.0 : 65535.0));
    const auto x = static_cast<float>(v);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &x, sizeof bits);
    return bits;
}

}  // namespace

event threshold::run(const queue& q, const any_image& src, const any_image& dst) const
{
    check_fields("threshold", *this);
    check_images(q, "threshold", {element::u8, element::u16, element::f32}, src, dst,
                 place::in_place);
    if (row_of(src) == 0 || src.height == 0) return {};
    const element e = src.data.type;
    const bool real = e == element::f32;
    const double at = real ? threshold : std::floor(threshold);

    struct bits {
        std::uint32_t kept, put;
    };
    const bits x = {e == element::u8 ? 0xffu
                    : real           ? ~0u
                                     : 0xffffu,
                    0},
               zero = {0, 0}, most = {0, bits_of(e, real ? maximum : std::nearbyint(maximum))},
               limit = {0, bits_of(e, at)};
    const bits above[] = {most, zero, limit, x, zero}, below[] = {zero, most, x, zero, x};
    const auto i = static_cast<std::size_t>(type);
    const bits a = above[i], b = !real && at < 0 ? a : below[i];  // all are above -1

    const rows r(src, dst);
    const launch_key k = key_of(q, src, dst);
    const auto run = [&](auto... past) {
        return kernels.get(q, k, choose)(q, r.over(q, e, group_of(q, k.shape), loads), r.count,
                                         r.length, past..., limit.put, a.kept, a.put, b.kept, b.put,
                                         src, dst);
    };
    if (k.shape == kind::gpu) return run();
    const bool large = r.count * r.length * size_of(e) >= past_caches;
    return run(large && src.data.block != dst.data.block ? 1 : 0);
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
