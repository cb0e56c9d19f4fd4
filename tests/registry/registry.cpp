// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image/gaussian.hpp>
#include <kumiko/registry.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

using namespace kumiko;

TEST_CASE("operations are sorted by name, and found by it", "[registry][small]")
{
    const std::vector<operation>& all = operations();
    REQUIRE(all.size() > 10);
    for (std::size_t i = 1; i < all.size(); ++i) CHECK(all[i - 1].name < all[i].name);
    for (const operation& op : all) CHECK(&operation_named(op.name) == &op);
    CHECK(&operations() == &all);
}

TEST_CASE("an unknown name is answered with the nearest one", "[registry][small]")
{
    CHECK_THROWS_WITH(operation_named("image/gausian"),
                      "there is no operation 'image/gausian'; did you mean 'image/gaussian'?");
    CHECK_THROWS_WITH(operation_named("gaussian"),
                      "there is no operation 'gaussian'; did you mean 'image/gaussian'?");
    CHECK_THROWS_WITH(operation_named("xyzzyxyzzy"), "there is no operation 'xyzzyxyzzy'");
    CHECK_THROWS_WITH(operation_named(""), "there is no operation ''");
    CHECK_THROWS_WITH(operation_named("image/gaussian").checked({{"sgima", 1}}),
                      "image/gaussian has no field 'sgima'; did you mean 'sigma'?");
}

TEST_CASE("a call by name is the typed call", "[registry][small]")
{
    for (const queue& q : test_queues()) {
        std::vector<unsigned char> h(64 * 8);
        for (std::size_t i = 0; i < h.size(); ++i) h[i] = static_cast<unsigned char>(7 * i);
        const image<unsigned char> src(q, 64, 8, 1, h.data()), a(q, 64, 8, 1), b(q, 64, 8, 1);
        apply(q, gaussian{3, 0, border::wrap}, src, a);
        apply(q, "image/gaussian", {{"size", 3}, {"edge", "wrap"}}, {src, b});
        CHECK(read(q, a) == read(q, b));
        CHECK_THROWS_WITH(apply(q, "image/gaussian", {{"size", 4}}, {src, b}),
                          "gaussian: size is 4, must be odd");
        CHECK_THROWS_WITH(apply(q, "image/gaussian", {{"size", 33}}, {src, b}),
                          "image/gaussian: size is '33', must be a whole number, 0 to 31");
    }
}

TEST_CASE("values are taken as numbers, texts and names of choices, and kept exactly",
          "[registry][small]")
{
    const operation& op = operation_named("image/gaussian");
    CHECK(op.checked({{"size", "7"}}).at("size").natural() == 7);
    CHECK(op.checked({{"size", 7.0}}).at("size").natural() == 7);
    CHECK(op.checked({{"edge", border::wrap}}).at("edge").natural() == 3);
    CHECK(op.checked({{"edge", "wrap"}}).at("edge").natural() == 3);
    CHECK(op.checked({{"edge", "3"}}).at("edge").natural() == 3);
    CHECK(op.checked({{"sigma", "2.5e-1"}}).at("sigma").real() == 0.25);
    CHECK(op.checked({}).at("size").natural() == 5);
    for (const char* wrong : {"", " ", "7 ", "7x", "0x7", "7,5", "--7", "1e400", "size"})
        CHECK_THROWS_AS(op.checked({{"size", wrong}}), std::invalid_argument);
    // Whole numbers of more than the 53 bits that a double has.
    const operation& band = operation_named("linalg/gbmv");
    const std::uint64_t big = (std::uint64_t{1} << 62) - 1;
    CHECK(band.checked({{"kl", big}}).at("kl").natural() == big);
    CHECK(band.checked({{"kl", "4611686018427387903"}}).at("kl").natural() == big);
    CHECK(value(big).print() == "4611686018427387903");
    CHECK_THROWS_AS(band.checked({{"kl", big + 2}}), std::invalid_argument);
    CHECK_THROWS_AS(band.checked({{"kl", std::numeric_limits<std::uint64_t>::max()}}),
                    std::invalid_argument);
    CHECK_THROWS_AS(band.checked({{"kl", -1}}), std::invalid_argument);
    CHECK_THROWS_AS(band.checked({{"kl", "18446744073709551616"}}), std::invalid_argument);
}

TEST_CASE("a value is printed with as few digits as bring it back", "[registry][small]")
{
    CHECK(value(0.1).print() == "0.1");
    CHECK(value(1.0 / 3).print() == "0.3333333333333333");
    CHECK(value(-5).print() == "-5");
    CHECK(value("text").print() == "text");
    CHECK(value(1e30).print() == "1e+30");
}
