// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image/gaussian.hpp>
#include <kumiko/program.hpp>
#include <kumiko/registry.hpp>

#include <atomic>
#include <limits>
#include <locale>
#include <thread>

#include "support/catch.hpp"
#include "support/device.hpp"

using namespace kumiko;
using Catch::Matchers::ContainsSubstring;

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
    CHECK_THROWS_WITH(operation_named("image/gaussian").checked({{"border", 1}}),
                      "image/gaussian has no field 'border'; its fields are size, sigma, edge, "
                      "value");
    CHECK_THROWS_WITH(operation_named("linalg/copy").checked({{"border", 1}}),
                      "linalg/copy has no field 'border'");
    CHECK_THROWS_WITH(operation_named("linalg/gemm").checked({{"alpha", "two"}}),
                      "linalg/gemm: alpha is 'two', must be a number");
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

TEST_CASE("operands that are filled in by hand must lie in their memory", "[registry][small]")
{
    const queue& q = test_queue();
    const std::uint64_t before = stats(q).enqueues;
    const any_buffer floats(q, element::f32, 64), bytes(q, element::u8, 64),
        out(q, element::u8, 64);
    const auto refuses = [&](const char* name, const std::vector<operand>& operands,
                             const char* why) {
        CHECK_THROWS_AS(apply(q, name, {}, operands), std::invalid_argument);
        CHECK_THROWS_WITH(apply(q, name, {}, operands),
                          ContainsSubstring(std::string(name) + ": ") && ContainsSubstring(why));
    };
    const any_image dst = {out, 8, 8, 1, 8};
    refuses("image/gaussian", {any_image{bytes, 8, 9, 1, 8}, any_image{out, 8, 9, 1, 8}},
            "src: image: 8 x 9 of 1 channels with pitch 8 is not inside 64 elements");
    refuses("image/gaussian", {any_image{bytes, 8, 8, 1, 7}, dst}, "the pitch is 7");
    refuses("image/gaussian", {any_image{bytes, -8, -8, 1, 8}, any_image{out, -8, -8, 1, 8}},
            "must not be negative");
    any_view more = bytes;
    more.offset = 1;
    refuses("image/gaussian", {any_image{more, 8, 8, 1, 8}, dst}, "its memory, which has 64");
    more.offset = std::numeric_limits<std::size_t>::max();
    refuses("image/gaussian", {any_image{more, 8, 8, 1, 8}, dst}, "its memory, which has 64");
    more = floats;
    more.type = static_cast<element>(200);
    refuses("linalg/copy", {more, floats}, "x: its elements are of no type");
    more = floats;
    more.size = 65;
    refuses("linalg/copy", {more, more}, "its memory, which has 64");
    refuses("linalg/copy", {any_vector{floats, 33, 2}, any_vector{floats, 33, 2}}, "not inside 64");
    refuses("linalg/copy", {any_vector{floats, 5, 0}, any_vector{floats, 5, 0}}, "stride is 0");
    const auto least = std::numeric_limits<std::ptrdiff_t>::min();
    refuses("linalg/copy", {any_vector{floats, 1, least}, any_vector{floats, 1, least}},
            "has no opposite");
    const any_matrix fits = {floats, 8, 8, 8};
    refuses("linalg/gemm", {any_matrix{floats, 8, 9, 8}, fits, fits}, "leading dimension is 8");
    refuses("linalg/gemm", {fits, any_matrix{floats, 9, 8, 8}, fits}, "b: matrix: (9,8)");
    any_frame yuv = {pixel_format::nv12, {}, 4, 4, {}}, rgb = {pixel_format::rgba, {}, 4, 4, {}};
    yuv.planes = {any_image{bytes, 4, 4, 1, 4}, any_image{bytes, 2, 2, 2, 61}};
    rgb.planes = {any_image{out, 4, 4, 4, 16}};
    refuses("video/convert", {yuv, rgb}, "src: image: 2 x 2 of 2 channels with pitch 61");
    yuv.format = static_cast<pixel_format>(9);
    refuses("video/convert", {yuv, rgb}, "there is no pixel format 9");
    CHECK(stats(q).enqueues == before);
}

TEST_CASE("memory that is wrapped as const is no operation's result by name either",
          "[registry][small]")
{
    const queue& q = test_queue();
    const std::vector<float> host(16, 3.0f);
    const buffer<float> x(q, std::vector<float>(16, 1.0f)), y(q, 16);
    {
        const buffer<const float> constant = wrap(q, host);
        CHECK_THROWS_WITH(apply(q, "linalg/copy", {}, {x, constant}),
                          "linalg/copy: y: its memory was wrapped as const, it cannot be written");
        CHECK_THROWS_AS(apply(q, "linalg/scal", {}, {constant}), std::invalid_argument);
        apply(q, "linalg/copy", {}, {constant, y});
    }
    CHECK(read(q, y) == host);
    CHECK(host == std::vector<float>(16, 3.0f));
    const buffer<float> next(q, 16);  // in the same record of the library's
    apply(q, "linalg/copy", {}, {x, next});
    CHECK(read(q, next)[0] == 1);
}

TEST_CASE("sizes are completed from what is known, and no further", "[registry][small]")
{
    sizes none;
    for (const operation& op : operations()) CHECK_NOTHROW(op.complete({}, none));
    sizes known = {{"a_stack", 6}, {"a_columns", 5}};
    operation_named("linalg/gemm_batched").complete({{"count", 2}}, known);
    CHECK(known == sizes{{"a_stack", 6},
                         {"a_rows", 3},
                         {"a_columns", 5},
                         {"m", 3},
                         {"k", 5},
                         {"b_rows", 5},
                         {"b_stack", 10},
                         {"c_stack", 6}});
    known = {{"a_columns", 7}, {"b_rows", 3}};
    CHECK_THROWS_WITH(operation_named("linalg/gemm").complete({}, known),
                      "linalg/gemm: k is 7, b_rows is 3, must be equal");
    known = {{"a_stack", 7}};
    CHECK_THROWS_WITH(operation_named("linalg/gemm_batched").complete({{"count", 2}}, known),
                      "linalg/gemm_batched: 7 rows are not 2 matrices");
}

namespace {

struct german : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

}  // namespace

TEST_CASE("values are read and printed the same whatever the program's locale is",
          "[registry][small]")
{
    const std::locale before = std::locale::global(std::locale(std::locale(), new german));
    const std::string printed = value(1234.5).print();
    double read = 0;
    std::string refused;
    try {
        read = operation_named("linalg/scal").checked({{"alpha", "1234.5"}}).at("alpha").real();
        (void)operation_named("image/gaussian").checked({{"size", 1234.5}});
    } catch (const std::invalid_argument& e) {
        refused = e.what();
    }
    const std::string wide = define("N", 1234).value, real = define("X", 0.75).value;
    std::string message;
    try {
        (void)detail::make_vector({}, 1234, 1);
    } catch (const std::out_of_range& e) {
        message = e.what();
    }
    std::locale::global(before);
    CHECK(printed == "1234.5");
    CHECK(read == 1234.5);
    CHECK(refused == "image/gaussian: size is '1234.5', must be a whole number, 0 to 31");
    CHECK(wide == "1234");
    CHECK(real == "0x1.8p-1");
    CHECK(message == "vector: 1234 elements with stride 1 are not inside 0 elements");
}

TEST_CASE("operations are called by name from several threads at once", "[registry][threads]")
{
    const queue& q = test_queue();
    std::vector<std::thread> threads;
    std::atomic<int> right{0};
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            for (int n = 1; n <= 20; ++n) {
                const buffer<float> x(q, std::vector<float>(100, 1.0f)), y(q, 100);
                apply(q, "linalg/copy", {}, {x, y});
                apply(q, "linalg/scal", {{"alpha", i + n}}, {y});
                right += read(q, y) == std::vector<float>(100, static_cast<float>(i + n));
            }
        });
    for (std::thread& t : threads) t.join();
    CHECK(right == 160);
}
