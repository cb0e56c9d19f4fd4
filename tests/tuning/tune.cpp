// SPDX-License-Identifier: Apache-2.0
#include <kumiko/cache.hpp>
#include <kumiko/linalg/gemm.hpp>
#include <kumiko/tune.hpp>

#include <algorithm>

#include "support/catch.hpp"
#include "support/device.hpp"

#ifndef _WIN32
#include "support/process.hpp"

using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

/// A separate folder for measured files, until the test's end.
class own_folder : public temporary_folder {
public:
    own_folder() : before_(kumiko::cache()) { kumiko::set_cache({path()}); }
    own_folder(const own_folder&) = delete;
    own_folder& operator=(const own_folder&) = delete;
    ~own_folder() { kumiko::set_cache(before_); }

private:
    kumiko::cache_options before_;
};

const kumiko::device& here() { return test_queue().device(); }

std::uint64_t programs()
{
    const kumiko::statistics s = stats(test_queue());
    return s.builds + s.loads;
}

/// The number of programs built for a product of ones, whose result must be right. Its rows are few
/// or its sides large, so that the cpu kind uses packed panels: the kernel whose sizes are tuned.
std::uint64_t programs_for(const kumiko::queue& q, std::size_t m, std::size_t n, std::size_t k)
{
    const kumiko::buffer<float> a(q, std::vector<float>(m * k, 1)),
        b(q, std::vector<float>(k * n, 1)), c(q, m * n);
    const std::uint64_t before = programs();
    gemm(q, {a, m, k}, {b, k, n}, {c, m, n});
    const std::vector<float> got = read(q, c);
    CHECK(got == std::vector<float>(m * n, static_cast<float>(k)));
    return programs() - before;
}
std::uint64_t programs_for(const kumiko::queue& q, std::size_t n)
{
    return programs_for(q, n, n, n);
}

/// The line of a file for `problem`, for example "gemm cpu f32 64x64x64".
std::string line_of(const kumiko::tuning_file& f, const std::string& problem)
{
    for (const std::string& l : f.lines)
        if (l.rfind(problem + ' ', 0) == 0) return l;
    return "";
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    const std::size_t at = text.find(from);
    REQUIRE(at != text.npos);
    return text.replace(at, from.size(), to);
}

int steps = 0;

}  // namespace

TEST_CASE("tuning finds sizes, says how fast they are, and keeps them in a file")
{
    for (const kumiko::queue& q : test_queues()) {
        CAPTURE(kind_name(q));
        const own_folder folder;
        CHECK(kumiko::measured_tuning(here()).lines.empty());
        steps = 0;
        const std::vector<kumiko::tuned> found =
            tune(q, {{40, 344, 200}, {33, 365, 217}}, {1, [](const kumiko::tuning_progress& p) {
                                                           CHECK(p.done >= 0);
                                                           CHECK(p.done <= 1);
                                                           CHECK(p.tried >= 1);
                                                           CHECK(p.best > 0);
                                                           CHECK_THAT(p.sizes,
                                                                      ContainsSubstring("depth="));
                                                           ++steps;
                                                       }});
        REQUIRE(found.size() == 2);
        CHECK(found[0].problem == "gemm f32 40x344x200");
        int tried = 0;
        for (const kumiko::tuned& t : found) {
            CHECK(t.before > 0);
            CHECK(t.after >= t.before);
            CHECK(t.wrong == 0);
            CHECK(t.tried > t.failed);
            tried += t.tried;
        }
        CHECK(steps == tried);
        const kumiko::tuning_file file = kumiko::measured_tuning(here());
        CHECK(file.lines.size() == 2);
        CHECK(file.refused.empty());
        CHECK(fs::path(file.path).parent_path() == folder.path());
        const std::string kind = q.options().force == kumiko::kind::cpu ? "cpu" : "gpu";
        CHECK_THAT(line_of(file, "gemm " + kind + " f32 40x344x200"),
                   ContainsSubstring("  " + found[0].sizes + "  # "));
        CHECK(kumiko::examine_tuning(file.path).lines == file.lines);
        (void)programs_for(q, 40, 350, 190);

        CHECK(kumiko::clear_tuning(here()));
        CHECK_FALSE(fs::exists(file.path));
        CHECK(kumiko::measured_tuning(here()).lines.empty());
        CHECK_FALSE(kumiko::clear_tuning(here()));
    }
}

TEST_CASE("what was measured holds around its shape, and no further")
{
    const kumiko::queue& q = test_queues()[0];
    std::string text, name;
    {
        const own_folder folder;
        (void)tune(q, {{520, 520, 520}}, {0.01});
        const kumiko::tuning_file file = kumiko::measured_tuning(here());
        text = contents(file.path);
        name = fs::path(file.path).filename().string();
        CHECK(kumiko::clear_tuning(here()));
        (void)programs_for(q, 2200);  // builds the usual program
    }
    const std::string at = text.substr(text.find("gemm cpu f32 520x520x520"));
    const std::size_t depth = at.find("depth=");
    const std::string old = at.substr(depth, at.find(' ', depth) - depth);
    // Another depth means another program. So a program is built if the line is used.
    const auto programs_with = [&](const std::string& other, std::size_t m, std::size_t n,
                                   std::size_t k) {
        const own_folder folder;
        folder.file(name, replaced(text, old, other));
        kumiko::set_cache({folder.path()});
        CHECK_THAT(kumiko::measured_tuning(here()).lines.at(0), ContainsSubstring(other));
        const std::uint64_t made = programs_for(q, m, n, k);
        CHECK(kumiko::clear_tuning(here()));
        CHECK(programs_for(q, m, n, k) == 0);  // the usual program again
        return made;
    };
    CHECK(programs_with("depth=112", 520, 520, 520) > 0);
    CHECK(programs_with("depth=144", 130, 2080, 520) > 0);    // a quarter of a side,
    CHECK(programs_with("depth=176", 2080, 2080, 2080) > 0);  // up to 4 times,
    CHECK(programs_with("depth=208", 129, 2080, 520) == 0);   // and no further
    CHECK(programs_with("depth=208", 2081, 2081, 2081) == 0);
}

TEST_CASE("bytes stay exact, whatever was measured for floats")
{
    const kumiko::queue& q = test_queues()[0];
    std::string text, name;
    {
        const own_folder folder;
        (void)tune(q, {{47, 250, 200}}, {0.01});
        const std::string path = kumiko::measured_tuning(here()).path;
        text = contents(path);
        name = fs::path(path).filename().string();
    }
    const std::size_t depth = text.find("depth=");
    const own_folder folder;
    folder.file(name,
                replaced(text, text.substr(depth, text.find(' ', depth) - depth), "depth=512"));
    kumiko::set_cache({folder.path()});
    const int n = 180, k = 511;
    const kumiko::buffer<std::uint8_t> a(q, std::vector<std::uint8_t>(n * k, 255));
    const kumiko::buffer<std::int32_t> c(q, n * n);
    gemm(q, {a, n, k}, {a, k, n}, {c, n, n});  // every other partial sum is odd
    CHECK(read(q, c) == std::vector<std::int32_t>(n * n, 255 * 255 * k));
}

TEST_CASE("a file of another device is not used")
{
    std::string text, name;
    {
        const own_folder folder;
        (void)tune(test_queues()[0], {{40, 320, 180}}, {0.01});
        const std::string path = kumiko::measured_tuning(here()).path;
        text = contents(path);
        name = fs::path(path).filename().string();
    }
    for (const char* what : {"\ndevice ", "\ndriver ", "\nlibrary ", "\nlanes "}) {
        const own_folder folder;
        folder.file(name, replaced(text, what, std::string(what) + "1"));
        kumiko::set_cache({folder.path()});
        const kumiko::tuning_file f = kumiko::measured_tuning(here());
        CHECK(f.lines.empty());
        CHECK(f.refused == std::vector<std::string>{"it is of another device, driver or version"});
    }
}

TEST_CASE("lines that cannot be used are told, and the others are used")
{
    const temporary_folder folder;
    const std::string good =
        "gemm cpu f32 any  lanes=8 vectors=3 rows=4 depth=256 block_rows=192 small=400 "
        "own_rows=240";
    const auto refused = [&](const std::string& line) {
        const std::string path =
            folder.file("some.txt", "kumiko tuning 1\n# a comment\n\n" + line + '\n' + good + "\n");
        const kumiko::tuning_file f = kumiko::examine_tuning(path);
        CHECK(f.lines == std::vector<std::string>{good});
        REQUIRE(f.refused.size() == 1);
        return f.refused[0];
    };
    CHECK(refused("gemm") == "line 4: \"\" is no kind: cpu, gpu");
    CHECK(refused("gemm cpu f31 any") == "line 4: \"f31\" is no element type: f32, ..., any");
    CHECK(refused("gemm cpu f32 64x64") == "line 4: \"64x64\" is no shape: any, 1024x64x4096");
    CHECK(refused("gemm cpu f32 64x0x64") == "line 4: \"64x0x64\" is no shape: any, 1024x64x4096");
    CHECK(refused("gemm cpu f32 64x64x64x64") ==
          "line 4: \"64x64x64x64\" is no shape: any, 1024x64x4096");
    CHECK(refused("gemm cpu f32 any rows") == "line 4: \"rows\" is not of the form rows=12");
    CHECK(refused("gemm cpu f32 any rows=1e3") ==
          "line 4: \"rows=1e3\" is not of the form rows=12");
    CHECK(refused("gemm cpu f32 any rows=99999999999") ==
          "line 4: \"rows=99999999999\" is not of the form rows=12");
    CHECK(refused("gemm cpu f32 any rows=4") == "line 4: own_rows is missing");
    CHECK(refused("song cpu f32 any rows=4") == "line 4: nothing reads song, cpu kind");
    CHECK(refused(replaced(good, "rows=4", "rows=0")) == "line 4: rows is 0, must be 4 to 32");
    CHECK(refused(replaced(good, "rows=4", "rows=6")) == "line 4: these sizes do not go together");
    CHECK(refused(good + " more=1") == "line 4: there are fields of other names");
    CHECK_THAT(refused(std::string("\0\xff\n", 3).substr(0, 2)), ContainsSubstring("is no kind"));

    const std::string other = folder.file("other.txt", "kumiko tuning 2\n" + good + '\n');
    CHECK(kumiko::examine_tuning(other).lines.empty());
    CHECK(kumiko::examine_tuning(other).refused ==
          std::vector<std::string>{"line 1 is not \"kumiko tuning 1\""});
    CHECK_THROWS_AS(kumiko::examine_tuning(folder.path() + "/none"), std::invalid_argument);
}

TEST_CASE("where nothing is kept, what was found is used all the same")
{
    const own_folder folder;
    kumiko::set_cache({});
    (void)kumiko::clear_tuning(here());
    const std::vector<kumiko::tuned> found = tune(test_queues()[0], {{40, 320, 180}}, {0.01});
    CHECK_FALSE(found.at(0).sizes.empty());
    const kumiko::tuning_file file = kumiko::measured_tuning(here());
    CHECK(file.path.empty());
    CHECK(file.lines.size() == 1);
    CHECK(kumiko::clear_tuning(here()));
    CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("every type can be tuned")
{
    using kumiko::element;
    const own_folder folder;
    const kumiko::queue& q = test_queues()[0];
    std::vector<kumiko::gemm_shape> shapes;
    for (const element e : {element::f32, element::f16, element::bf16, element::c32})
        shapes.push_back({44, 300, 170, e, e, e, true, false});
    if (here().facts().reported_fp64)
        for (const element e : {element::f64, element::c64})
            shapes.push_back({44, 300, 170, e, e, e});
    shapes.push_back({44, 300, 170, element::u8, element::s8, element::s32, false, true});
    const std::vector<kumiko::tuned> found = tune(q, shapes, {1});
    for (const kumiko::tuned& t : found) {
        CAPTURE(t.problem);
        CHECK(t.wrong == 0);
        CHECK(t.after > 0);
    }
    CHECK(kumiko::measured_tuning(here()).lines.size() == shapes.size());
}

TEST_CASE("tuning refuses what it cannot do")
{
    const kumiko::queue& q = test_queue();
    CHECK_THROWS_WITH(tune(q, {{64, 64, 64}}, {0}), "tune: seconds is 0, must be above 0");
    CHECK_THROWS_WITH(tune(q, {{64, 0, 64}}, {1}),
                      "tune: a product of 64x0x64 has nothing to tune");
    using kumiko::element;
    CHECK_THROWS_WITH(tune(q, {{8, 8, 8, element::s8, element::s8, element::s8}}, {1}),
                      "gemm: no product of s8 and s8 to s8");
    CHECK(tune(q, {}, {1}).empty());
}

#endif
