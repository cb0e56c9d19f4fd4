// SPDX-License-Identifier: Apache-2.0
// The special kind of gemm for matrix units, tested on devices without them. The kernel runs with
// emulated instructions, and its results are compared. The real kernel is assembled if there are
// tools.
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/program.hpp>

#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/full.hpp"
#if !defined(_WIN32)
#include "support/process.hpp"
#endif

namespace {

using kumiko::bfloat16, kumiko::half;

/// Small integers that tf32 does not round and whose sums fit bf16.
template <class T>
T small(std::size_t i)
{
    const int x = static_cast<int>(i * 7 % 5);
    return static_cast<T>(static_cast<float>(std::is_same_v<T, std::uint8_t> ? x : x - 2));
}
template <class T>
std::vector<T> smalls(std::size_t n, std::size_t seed)
{
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = small<T>(i + seed);
    return x;
}

struct sizes {
    int warps_x, warps_y, tiles_x, tiles_y, stages;
};

template <class A, class B, class C>
kumiko::kernel emulated(const kumiko::queue& q, const sizes& s, bool ta, bool tb)
{
    const bool bytes = std::is_integral_v<C>;
    return {q,
            kumiko::source::library("linalg/gemm/nvidia_mma.cl"),
            "gemm",
            {{"A", kumiko::name(kumiko::element_of<A>)},
             {"B", kumiko::name(kumiko::element_of<B>)},
             {"C", kumiko::name(kumiko::element_of<C>)},
             {"SUM", bytes ? "s32" : "f32"},
             {"WARPS_X", s.warps_x},
             {"WARPS_Y", s.warps_y},
             {"TILES_X", s.tiles_x},
             {"TILES_Y", s.tiles_y},
             {"A_BY_STEPS", int{ta}},
             {"B_BY_STEPS", int{!tb}},
             {"STAGES", s.stages},
             {"EMULATED", 1},
             {"EPILOGUE", 0},
             {"ACTIVATION", "act_none"},
             {"INDEX", kumiko::index::narrow}}};
}

/// A product by the whole kernel, in slices of `slice` steps if that is less than k.
template <class A, class B, class C>
void check(const sizes& s, bool ta, bool tb, std::size_t m, std::size_t n, std::size_t k)
{
    const kumiko::queue& q = test_queue();
    CAPTURE(kumiko::name(kumiko::element_of<A>), kumiko::name(kumiko::element_of<B>), ta, tb, m, n,
            k, s.warps_x, s.warps_y, s.tiles_x, s.tiles_y, s.stages);
    const kumiko::kernel gemm = emulated<A, B, C>(q, s, ta, tb);
    const auto group = static_cast<std::size_t>(32 * s.warps_x * s.warps_y);
    if (group > gemm.max_group()) return;
    const auto tiles = [](std::size_t size, int warps, int squares) {
        const auto length = static_cast<std::size_t>(warps * squares * 16);
        return (size + length - 1) / length;
    };
    const std::size_t lda = ((ta ? m : k) + 31) / 16 * 16, ldb = ((tb ? k : n) + 15) / 16 * 16;
    const std::size_t ldc = n + 3;
    const std::vector<A> a = smalls<A>((ta ? k : m) * lda, 1);
    const std::vector<B> b = smalls<B>((tb ? n : k) * ldb, 2);
    const std::vector<C> c = smalls<C>(m * ldc, 3);
    const kumiko::buffer<A> da(q, a);
    const kumiko::buffer<B> db(q, b);
    const kumiko::buffer<C> dc(q, c);
    using number = std::conditional_t<std::is_integral_v<C>, std::int32_t, float>;
    gemm(q,
         kumiko::groups(tiles(n, s.warps_x, s.tiles_x), tiles(m, s.warps_y, s.tiles_y)).of(group),
         m, n, k, number(1), kumiko::matrix<A>(da, ta ? k : m, ta ? m : k, lda), int{ta} + 4,
         kumiko::matrix<B>(db, tb ? n : k, tb ? k : n, ldb), int{tb} + 4, number(-1),
         kumiko::matrix<C>(dc, m, n, ldc), 0, k, std::size_t{0});
    const std::vector<C> got = read(q, dc);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < ldc; ++j) {
            double wanted = static_cast<double>(c[i * ldc + j]);
            if (j < n) {
                wanted = -wanted;
                for (std::size_t t = 0; t < k; ++t)
                    wanted += static_cast<double>(ta ? a[t * lda + i] : a[i * lda + t]) *
                              static_cast<double>(tb ? b[j * ldb + t] : b[t * ldb + j]);
            }
            if (static_cast<double>(got[i * ldc + j]) != wanted) ++wrong;
        }
    CHECK(wrong == 0);
}

template <class A, class B, class C>
void check_forms(const sizes& s, std::size_t m, std::size_t n, std::size_t k)
{
    for (const bool ta : {false, true})
        for (const bool tb : {false, true}) check<A, B, C>(s, ta, tb, m, n, k);
}

}  // namespace

TEST_CASE("products by emulated matrix instructions are right in each type and form",
          "[linalg][gemm]")
{
    // No size is a multiple of a tile. k is two rounds (of 32, 16 or 64 steps) and a part of one.
    const sizes s = {2, 1, 1, 1, 2};
    // Each type of number with each factor copied and transposed, independently.
    check<half, half, float>(s, false, false, 21, 45, 83);
    check<half, half, float>(s, true, true, 21, 45, 83);
    check<bfloat16, bfloat16, bfloat16>(s, false, true, 21, 45, 50);
    check<float, float, float>(s, false, false, 21, 45, 37);
    check<float, float, float>(s, true, true, 21, 45, 37);
    check<std::uint8_t, std::int8_t, std::int32_t>(s, false, false, 21, 45, 149);
    check<std::int8_t, std::uint8_t, std::int32_t>(s, true, true, 21, 45, 149);
    if (!full()) return;
    check_forms<half, half, float>(s, 21, 45, 83);
    check<bfloat16, bfloat16, bfloat16>(s, false, false, 21, 45, 50);
    check<float, float, float>(s, false, true, 21, 45, 37);
    check<float, float, float>(s, true, false, 21, 45, 37);
    check<std::int8_t, std::int8_t, std::int32_t>(s, false, true, 21, 45, 149);
    check<std::int8_t, std::int8_t, std::int32_t>(s, true, false, 21, 45, 149);
    check<std::uint8_t, std::uint8_t, std::int32_t>(s, false, true, 21, 45, 64);
}

TEST_CASE("products by emulated matrix instructions are right with other stages and tiles",
          "[linalg][gemm]")
{
    check<half, half, half>({1, 2, 2, 1, 3}, false, true, 33, 41, 101);
    if (full()) check<half, half, half>({2, 1, 1, 2, 3}, true, false, 33, 41, 1);
}

/// A product of bytes by dot4.cl, with the dot products of words in plain code.
template <class A, class B>
void check_dot4(bool ta, bool tb, std::size_t m, std::size_t n, std::size_t k, std::size_t gap)
{
    const kumiko::queue& q = test_queue();
    CAPTURE(kumiko::name(kumiko::element_of<A>), kumiko::name(kumiko::element_of<B>), ta, tb, m, n,
            k, gap);
    const kumiko::kernel gemm(q, kumiko::source::library("linalg/gemm/dot4.cl"), "gemm",
                              {{"A", kumiko::name(kumiko::element_of<A>)},
                               {"B", kumiko::name(kumiko::element_of<B>)},
                               {"C", "s32"},
                               {"SUM", "s32"},
                               {"DOT", "dot_code"},
                               {"GROUP_X", 8},
                               {"GROUP_Y", 4},
                               {"ITEM_ROWS", 4},
                               {"ITEM_COLUMNS", 4},
                               {"DEPTH", 4},
                               {"STAGES", 2},
                               {"EPILOGUE", 0},
                               {"ACTIVATION", "act_none"},
                               {"INDEX", kumiko::index::narrow}});
    if (gemm.max_group() < 32) return;
    const std::size_t lda = (ta ? m : k) + gap, ldb = (tb ? k : n) + gap;
    const std::vector<A> a = smalls<A>((ta ? k : m) * lda, 1);
    const std::vector<B> b = smalls<B>((tb ? n : k) * ldb, 2);
    const kumiko::buffer<A> da(q, a);
    const kumiko::buffer<B> db(q, b);
    const kumiko::buffer<std::int32_t> dc(q, m * n);
    const auto aligned = [](std::size_t ld) { return ld % 4 == 0 ? 4 : 0; };
    gemm(q, kumiko::groups((n + 31) / 32, (m + 15) / 16).of(32), m, n, k, 3,
         kumiko::matrix<A>(da, ta ? k : m, ta ? m : k, lda), int{ta} + aligned(lda),
         kumiko::matrix<B>(db, tb ? n : k, tb ? k : n, ldb), int{tb} + aligned(ldb), 0,
         kumiko::matrix<std::int32_t>(dc, m, n), 0, k, std::size_t{0});
    const std::vector<std::int32_t> got = read(q, dc);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            std::int32_t sum = 0;
            for (std::size_t t = 0; t < k; ++t)
                sum += std::int32_t{ta ? a[t * lda + i] : a[i * lda + t]} *
                       std::int32_t{tb ? b[j * ldb + t] : b[t * ldb + j]};
            if (got[i * n + j] != 3 * sum) ++wrong;
        }
    CHECK(wrong == 0);
}

TEST_CASE("products of bytes by dot products of four", "[linalg][gemm][small]")
{
    for (const bool ta : {false, true})
        for (const bool tb : {false, true}) {
            check_dot4<std::int8_t, std::uint8_t>(ta, tb, 19, 35, 21, 0);
            check_dot4<std::int8_t, std::uint8_t>(ta, tb, 20, 32, 24, 4);
        }
    check_dot4<std::uint8_t, std::int8_t>(false, false, 9, 7, 3, 1);
    check_dot4<std::uint8_t, std::int8_t>(true, false, 9, 7, 17, 0);
}

TEST_CASE("a small product by emulated matrix instructions", "[linalg][gemm][small]")
{
    check<half, half, float>({1, 1, 1, 1, 2}, false, true, 17, 9, 40);
    check<half, half, float>({1, 1, 1, 1, 2}, true, false, 17, 9, 40);
}

TEST_CASE("tf32 rounds factors to 11 bits, and no more", "[linalg][gemm]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::kernel gemm = emulated<float, float, float>(q, {1, 1, 1, 1, 2}, false, true);
    if (gemm.max_group() < 32) return;
    const std::size_t m = 16, n = 16, k = 24;
    std::vector<float> a(m * k), b(n * k);
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = 1 / static_cast<float>(i + 3);
    for (std::size_t i = 0; i < b.size(); ++i) b[i] = 1 / static_cast<float>(i + 7);
    const kumiko::buffer<float> da(q, a), db(q, b), dc(q, m * n);
    gemm(q, kumiko::groups(1).of(32), m, n, k, 1.0f, kumiko::matrix<float>(da, m, k), 4,
         kumiko::matrix<float>(db, n, k), 5, 0.0f, kumiko::matrix<float>(dc, m, n), 4, k,
         std::size_t{0});
    const std::vector<float> got = read(q, dc);
    // Both factors are rounded by up to 2^-11; then the bound for sums in f32 holds.
    const double u = std::ldexp(1.0, -24), d = static_cast<double>(k) + 2;
    const double bound =
        2 * std::ldexp(1.0, -11) + std::ldexp(1.0, -22) + d * u / (1 - d * u) * 1.001;
    double off = 0;
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            double sum = 0;
            for (std::size_t t = 0; t < k; ++t)
                sum += static_cast<double>(a[i * k + t]) * static_cast<double>(b[j * k + t]);
            CHECK(std::abs(got[i * n + j] - sum) <= bound * sum);
            off = std::max(off, std::abs(got[i * n + j] - sum) / sum);
        }
    CHECK(off > std::ldexp(1.0, -18));  // an error in f32 would be below 26 u: it did round
}

TEST_CASE("where there are no matrix units, products are the gpu kind's", "[linalg][gemm][small]")
{
    // The factors have more than 11 bits, so rounding them would show. On a device with such units
    // the probe decides, and the bound is that of tf32.
    kumiko::queue_options o;
    o.force = kumiko::kind::gpu;
    const kumiko::queue full(test_queue().device(), o);
    o.products = kumiko::precision::reduced;
    const kumiko::queue reduced(test_queue().device(), o);
    const std::size_t n = 32;
    std::vector<float> x(n * n);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1 / static_cast<float>(i + 3);
    const kumiko::buffer<float> a(full, x), c(full, n * n), d(full, n * n);
    kumiko::gemm(full, {a, n, n}, {a, n, n}, {c, n, n});
    full.finish();
    kumiko::gemm(reduced, {a, n, n}, {a, n, n}, {d, n, n});
    const std::vector<float> wanted = read(full, c), got = read(reduced, d);
    if (full.device().vendor() != "nvidia") CHECK(got == wanted);
    for (std::size_t i = 0; i < got.size(); ++i)
        CHECK(std::abs(got[i] - wanted[i]) <= std::ldexp(wanted[i], -9));
}

#if !defined(_WIN32)
namespace {

/// Compiles cl/linalg/gemm/FILE to PTX and assembles it. Both must succeed, without spills.
void check_assembly(const std::string& file, const std::string& defines, const char* wanted,
                    const char* least, const std::vector<std::string>& targets)
{
    const temporary_folder folder;
    const std::string ptx = folder.path() + "/kernel.ptx", cl = KUMIKO_SOURCE "/cl";
    const answer made =
        run_command("'" KUMIKO_CLANG
                    "' -x cl -cl-std=CL1.2 --target=nvptx64-unknown-unknown"
                    " -Xclang -target-cpu -Xclang " +
                    std::string(least) +
                    " -Xclang -target-feature -Xclang +ptx70 -Xclang -finclude-default-header"
                    " -Xclang -cl-ext=+all -fgnu-keywords -O3 -S -I '" +
                    cl +
                    "' -include '" KUMIKO_SOURCE
                    "/tests/linalg/gemm/nvptx.cl' -DEPILOGUE=0 -DACTIVATION=act_none"
                    " -DINDEX=int " +
                    defines + " '" + cl + "/linalg/gemm/" + file + "' -o '" + ptx + "'");
    CAPTURE(file, defines, made.text);
    REQUIRE(made.status == 0);
    CHECK(run_command("grep -q '" + std::string(wanted) + "' '" + ptx + "'").status == 0);
    for (const std::string& target : targets) {
        const answer done = run_command("'" KUMIKO_PTXAS "' -v -c -arch=" + target + " '" + ptx +
                                        "' -o '" + folder.path() + "/kernel.cubin'");
        CAPTURE(target, done.text);
        REQUIRE(done.status == 0);
        const auto at = done.text.find("Function properties for gemm\n");
        REQUIRE(at != std::string::npos);
        CHECK(done.text.find("    0 bytes stack frame, 0 bytes spill stores", at) <
              done.text.find("Used", at));
    }
}

}  // namespace

TEST_CASE("the kernels with instructions in PTX assemble", "[linalg][gemm]")
{
    if (run_command("'" KUMIKO_PTXAS "' --version").status != 0 ||
        run_command("'" KUMIKO_CLANG "' --print-targets | grep -q nvptx64").status != 0) {
        WARN("skipped: wants the CUDA toolkit's ptxas, and a clang that makes PTX");
        return;
    }
    const std::string large = " -DWARPS_X=4 -DWARPS_Y=2 -DTILES_X=2 -DTILES_Y=4 -DSTAGES=2",
                      small = " -DWARPS_X=2 -DWARPS_Y=2 -DTILES_X=2 -DTILES_Y=2 -DSTAGES=3",
                      copied = " -DA_BY_STEPS=0 -DB_BY_STEPS=0",
                      turned = " -DA_BY_STEPS=1 -DB_BY_STEPS=1";
    const auto mma = [](const std::string& types, const char* wanted, const std::string& more) {
        check_assembly("nvidia_mma.cl", types + more + " -DEMULATED=0", wanted, "sm_80",
                       {"sm_80", "sm_90"});
    };
    const std::string halves = "-DA=f16 -DB=f16 -DC=f16 -DSUM=f32";
    for (const std::string& sizes : {large, small})
        for (const std::string& form : {copied, turned})
            mma(halves, "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32", sizes + form);
    mma("-DA=bf16 -DB=bf16 -DC=f32 -DSUM=f32", "m16n8k16.row.col.f32.bf16.bf16.f32",
        large + turned);
    mma("-DA=f32 -DB=f32 -DC=f32 -DSUM=f32", "m16n8k8.row.col.f32.tf32.tf32.f32", large + turned);
    mma("-DA=s8 -DB=s8 -DC=s32 -DSUM=s32", "m16n8k32.row.col.s32.s8.s8.s32", large + turned);
    mma("-DA=s8 -DB=u8 -DC=s32 -DSUM=s32", "m16n8k32.row.col.s32.s8.u8.s32", large + copied);
    mma("-DA=u8 -DB=u8 -DC=s32 -DSUM=s32", "m16n8k32.row.col.s32.u8.u8.s32", small + copied);
    // The gpu kind with the largest tile of the priors.
    check_assembly("gpu.cl",
                   "-DA=f32 -DB=f32 -DC=f32 -DSUM=f32 -DGROUP_X=16 -DGROUP_Y=16 -DITEM_ROWS=8"
                   " -DITEM_COLUMNS=8 -DDEPTH=8 -DSTAGES=2",
                   "ld.shared.v4", "sm_61", {"sm_80", "sm_90"});
    check_assembly("dot4.cl",
                   "-DA=s8 -DB=u8 -DC=s32 -DSUM=s32 -DDOT=dot_ptx -DGROUP_X=16 -DGROUP_Y=16"
                   " -DITEM_ROWS=8 -DITEM_COLUMNS=8 -DDEPTH=8 -DSTAGES=2",
                   "dp4a.s32.u32", "sm_61", {"sm_75", "sm_90"});
}
#endif
