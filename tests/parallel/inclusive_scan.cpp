// SPDX-License-Identifier: Apache-2.0
#include <kumiko/parallel/inclusive_scan.hpp>

#include "reference/reference.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

#include <numeric>

using kumiko::element;
using kumiko::fold;
using kumiko::reference::run;

namespace {

/// The naive form's numbers, floating sums within their bound, element by element.
void agrees(element type, std::initializer_list<std::size_t> sizes)
{
    const bool least = type == element::u32 || type == element::s64 || type == element::f32;
    for (const kumiko::queue& q : test_queues())
        for (const std::size_t n : sizes)
            for (const fold op : {fold::sum, least ? fold::min : fold::max}) {
                CAPTURE(kind_name(q), name(type), n, static_cast<int>(op));
                CHECK(run(q, "parallel/inclusive_scan", type, {{"op", op}}, {{"n", n}}) == "");
            }
}

}  // namespace

TEST_CASE("inclusive_scan around vectors, rounds, tiles and bands", "[parallel][inclusive_scan]")
{
    for (const element type :
         {element::s32, element::u32, element::s64, element::u64, element::f32, element::f64})
        agrees(type, {2, 7, 16, 33, 63, 64, 257, 1791, 1793, 7168, 7169, 32769, 65537, 131101});
    agrees(element::f32, {4194311});  // larger than caches
}

TEST_CASE("inclusive_scan of small vectors", "[parallel][inclusive_scan][small]")
{
    agrees(element::u32, {1, 7, 257, 1793});
}

TEMPLATE_TEST_CASE("inclusive_scan of integers wraps", "[parallel][inclusive_scan]", std::uint32_t,
                   std::uint64_t)
{
    std::vector<TestType> x(100003), wanted(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = static_cast<TestType>(i * 0x9e3779b97f4a7c15u);
    std::partial_sum(x.begin(), x.end(), wanted.begin());
    for (const kumiko::queue& q : test_queues()) {
        const kumiko::buffer<TestType> y(q, x);
        inclusive_scan(q, y, y);
        CHECK(read(q, y) == wanted);
    }
}
