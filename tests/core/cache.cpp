// SPDX-License-Identifier: Apache-2.0
#include <kumiko/cache.hpp>
#include <kumiko/prewarm.hpp>
#include <kumiko/probe.hpp>
#include <kumiko/program.hpp>
#include <kumiko/roofs.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <sstream>
#include <thread>

#include "support/catch.hpp"
#include "support/device.hpp"

#ifndef _WIN32

#include <signal.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "support/process.hpp"

using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

/// Gives this process another cache until the test's end.
class own_cache {
public:
    explicit own_cache(const std::string& folder, std::size_t limit = kumiko::cache_options{}.limit)
        : before_(kumiko::cache())
    {
        kumiko::set_cache({folder, limit});
    }
    own_cache(const own_cache&) = delete;
    own_cache& operator=(const own_cache&) = delete;
    ~own_cache() { kumiko::set_cache(before_); }

private:
    kumiko::cache_options before_;
};

std::string command(const std::string& folder, const std::string& arguments)
{
    return "KUMIKO_CACHE='" + folder + "' '" KUMIKO_USE_CACHE "' " + arguments;
}
answer use(const std::string& folder, const std::string& arguments)
{
    return run_command(command(folder, arguments));
}

/// 1 for the line "builds 1"; -1 if there is no line of that name.
int number(const answer& a, const std::string& name)
{
    std::istringstream lines(a.text);
    for (std::string line; std::getline(lines, line);)
        if (line.rfind(name + ' ', 0) == 0) return std::stoi(line.substr(name.size() + 1));
    return -1;
}

/// Checks that the process printed `wanted`, and how many programs it compiled and loaded.
void check_answer(const answer& a, int wanted, int builds, int loads)
{
    CAPTURE(a.text);
    CHECK(a.status == 0);
    CHECK(number(a, "answer") == wanted);
    CHECK_THAT(a.text, ContainsSubstring("answer(global int* y)"));
    CHECK(number(a, "builds") == builds);
    CHECK(number(a, "loads") == loads);
}

void overwrite(const fs::path& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::vector<fs::path> entries(const std::string& folder, const std::string& start = "program-")
{
    std::vector<fs::path> all;
    for (const auto& f : fs::directory_iterator(folder))
        if (f.path().filename().string().rfind(start, 0) == 0 && f.path().extension() == ".kumiko")
            all.push_back(f.path());
    return all;
}

/// A folder with one entry: that of number 7.
struct one_entry : temporary_folder {
    one_entry()
    {
        check_answer(use(path(), "--keep 7"), 7, 1, 0);
        REQUIRE(entries(path()).size() == 1);
    }
    fs::path entry() const { return entries(path()).at(0); }
};

/// Checks that an unusable entry is made again, once: the next process finds a good one.
void check_mended(const one_entry& folder)
{
    const answer first = use(folder.path(), "--keep 7");
    check_answer(first, 7, 1, 0);
    CHECK(number(first, "damaged") == 1);
    const answer second = use(folder.path(), "7");
    check_answer(second, 7, 0, 1);
    CHECK(number(second, "damaged") == 0);
}

}  // namespace

TEST_CASE("a program that one process compiled is loaded by the next")
{
    const one_entry folder;
    const answer a = use(folder.path(), "7");
    check_answer(a, 7, 0, 1);
    CHECK(number(a, "stored") == 0);
    check_answer(use(folder.path(), "8"), 8, 1, 0);              // other options: another program
    check_answer(use(folder.path(), "--padding 1 7"), 7, 1, 0);  // another text
}

TEST_CASE("without a cache nothing is written, and everything works")
{
    const temporary_folder folder;
    const answer off = run_command("cd '" + folder.path() +
                                   "' && KUMIKO_CACHE=off '" KUMIKO_USE_CACHE "' --keep 7");
    check_answer(off, 7, 1, 0);
    CHECK(number(off, "stored") == 0);
    CHECK(number(off, "misses") == 0);
    CHECK(fs::is_empty(folder.path()));
    // Unset KUMIKO_CACHE, and all variables that its default folder is made from.
    const answer homeless =
        run_command("env -u KUMIKO_CACHE -u XDG_CACHE_HOME HOME= '" KUMIKO_USE_CACHE "' --keep 7");
    check_answer(homeless, 7, 1, 0);
    CHECK(number(homeless, "stored") == 0);
}

TEST_CASE("the cache lies in the user's folder for caches, for the user alone")
{
    const temporary_folder home;
    check_answer(run_command("env -u KUMIKO_CACHE XDG_CACHE_HOME='" + home.path() +
                             "' '" KUMIKO_USE_CACHE "' --keep 7"),
                 7, 1, 0);
    const fs::path folder = fs::path(home.path()) / "kumiko";
    CHECK(entries(folder.string()).size() == 1);
    CHECK(fs::status(folder).permissions() == fs::perms::owner_all);
}

TEST_CASE("a byte that changed anywhere in an entry is noticed")
{
    const one_entry folder;
    const own_cache here(folder.path());
    REQUIRE(kumiko::examine_cache().programs == 1);
    const std::string whole = contents(folder.entry());
    std::size_t unnoticed = 0;
    // Every byte of the first and of the last KB, and every 97th between.
    for (std::size_t at = 0; at < whole.size();
         at += at < 1024 || at + 1024 >= whole.size() ? 1 : 97) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ 1 << at % 8);
        overwrite(folder.entry(), bytes);
        const kumiko::cache_usage u = kumiko::examine_cache();
        unnoticed += u.damaged != 1 || u.programs != 0;
    }
    CHECK(unnoticed == 0);
    overwrite(folder.entry(), whole);
    CHECK(kumiko::examine_cache().damaged == 0);
}

TEST_CASE("an entry that is corrupt is ignored and made anew")
{
    const one_entry folder;
    const std::string whole = contents(folder.entry());
    for (const std::size_t at : {std::size_t{0}, whole.size() / 2, whole.size() - 1}) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(~bytes[at]);
        overwrite(folder.entry(), bytes);
        check_mended(folder);
    }
}

TEST_CASE("an entry that is torn, empty or longer than it was is ignored and made anew")
{
    const one_entry folder;
    const std::string whole = contents(folder.entry());
    for (const std::size_t n :
         {std::size_t{0}, std::size_t{5}, std::size_t{21}, whole.size() / 2, whole.size() - 1}) {
        overwrite(folder.entry(), whole.substr(0, n));
        check_mended(folder);
    }
    overwrite(folder.entry(), whole + "more");
    check_mended(folder);
}

TEST_CASE("an entry of another program, device or version is not used")
{
    const one_entry folder;
    const fs::path seven = folder.entry();
    check_answer(use(folder.path(), "--keep 8"), 8, 1, 0);
    for (const fs::path& e : entries(folder.path()))
        if (e != seven) fs::rename(e, seven);
    check_mended(folder);
}

TEST_CASE("a binary that the driver refuses is made anew")
{
    const one_entry folder;
    // An entry is a mark; format, kind, key, payload; a checksum. Numbers and lengths have 8 bytes.
    // The payload is signatures and binary.
    const std::string whole = contents(folder.entry());
    std::size_t at = std::string("kumiko entry\n").size() + 16;
    const auto length = [&](std::size_t i) {
        std::uint64_t n = 0;
        for (std::size_t b = 8; b-- > 0;) n = n << 8 | static_cast<unsigned char>(whole.at(i + b));
        return static_cast<std::size_t>(n);
    };
    const auto bytes_of = [](std::uint64_t n) {
        std::string s;
        for (int b = 0; b < 8; ++b) s += static_cast<char>(n >> 8 * b & 255);
        return s;
    };
    at += 8 + length(at);  // after the key
    const std::size_t payload = at, signatures = length(at + 8);
    std::string forged = whole.substr(0, payload);
    const std::string kept = whole.substr(payload + 8, 8 + signatures), binary = "no binary";
    forged += bytes_of(kept.size() + 8 + binary.size()) + kept + bytes_of(binary.size()) + binary;
    forged += bytes_of(XXH3_64bits(forged.data(), forged.size()));
    overwrite(folder.entry(), forged);
    {
        const own_cache here(folder.path());
        REQUIRE(kumiko::examine_cache().programs == 1);  // it counts as undamaged
    }
    check_mended(folder);
}

TEST_CASE("where an entry cannot be written nothing is lost")
{
    const temporary_folder folder;
    const std::string file = folder.file("file", "");
    const answer a = use(file + "/below", "--keep 7");
    check_answer(a, 7, 1, 0);
    CHECK(number(a, "unwritable") == 1);
    {
        const own_cache here(file + "/below");
        CHECK(kumiko::examine_cache().problem == "the folder cannot be made");
    }
}

TEST_CASE("in a folder that may only be read nothing is kept, and what is there is used")
{
    // Root may write anywhere, so it becomes nobody. nobody can read all that is needed here.
    const one_entry folder;
    const std::string nobody =
        geteuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : "";
    fs::create_directory(folder.path() + "/driver");
    fs::permissions(folder.path() + "/driver", fs::perms::all);
    fs::permissions(folder.entry(), fs::perms::owner_read | fs::perms::others_read);
    const fs::perms may_read = fs::perms::owner_read | fs::perms::owner_exec |
                               fs::perms::others_read | fs::perms::others_exec;
    fs::permissions(folder.path(), may_read);
    const std::string environment = "HOME='" + folder.path() + "/driver' POCL_CACHE_DIR='" +
                                    folder.path() + "/driver' KUMIKO_CACHE='" + folder.path() +
                                    "' ";
    const auto as_nobody = [&](const std::string& arguments) {
        return run_command(nobody + "env " + environment + "'" KUMIKO_USE_CACHE "' " + arguments);
    };
    if (as_nobody("").status != 0) {
        WARN("skipped: nobody cannot run " KUMIKO_USE_CACHE);
    } else {
        const answer a = as_nobody("--keep 8");
        check_answer(a, 8, 1, 0);
        CHECK(number(a, "unwritable") == 1);
        check_answer(as_nobody("7"), 7, 0, 1);
        CHECK(entries(folder.path()).size() == 1);
    }
    fs::permissions(folder.path(), fs::perms::owner_all);
}

TEST_CASE("a folder in an entry's place is worked around")
{
    const one_entry folder;
    const fs::path entry = folder.entry();
    fs::remove(entry);
    fs::create_directories(entry / "full");
    const answer a = use(folder.path(), "--keep 7");
    check_answer(a, 7, 1, 0);
    CHECK(number(a, "unwritable") == 1);
}

TEST_CASE("a disk that is full costs the entry alone")
{
    const temporary_folder folder;
    const answer a = use(folder.path(), "--keep --padding 8000000 --full-disk 7");
    check_answer(a, 7, 1, 0);
    CHECK(number(a, "unwritable") == 1);
    CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("below its limit the cache forgets what was used longest ago")
{
    const temporary_folder folder;
    check_answer(use(folder.path(), "--keep --padding 200000 1"), 1, 1, 0);
    check_answer(use(folder.path(), "--keep --padding 200000 2"), 2, 1, 0);
    check_answer(use(folder.path(), "--padding 200000 1"), 1, 0, 1);  // now 1 was used last
    std::size_t bytes = 0;
    for (const fs::path& e : entries(folder.path())) bytes += fs::file_size(e);

    const kumiko::cache_statistics before = kumiko::cache_stats();
    const own_cache here(folder.path(), bytes);
    const kumiko::kernel third(test_queue(), {"third.cl", "kernel void third(void) {}\n"}, "third");
    kumiko::keep_programs(test_queue());
    CHECK(kumiko::cache_stats().evicted > before.evicted);
    CHECK(kumiko::examine_cache().bytes <= bytes);
    check_answer(use(folder.path(), "--padding 200000 2"), 2, 1, 0);
}

TEST_CASE("what a killed process left half written is swept away")
{
    const one_entry folder;
    const fs::path old = folder.file("program-0.kumiko.1.0.part", "half");
    const fs::path young = folder.file("program-0.kumiko.2.0.part", "half");
    fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(1));
    const own_cache here(folder.path());
    CHECK(kumiko::examine_cache().damaged == 0);
    CHECK_FALSE(fs::exists(old));
    CHECK(fs::exists(young));  // another process may be writing it
}

TEST_CASE("many processes use one folder at once")
{
    const temporary_folder folder;
    std::string all;
    for (int p = 0; p < 8; ++p)
        all += "{ " + command(folder.path(), "--keep --padding 100000 1 2 3") +
               "; echo status $?; } > '" + folder.path() + "/out" + std::to_string(p) + "' 2>&1 & ";
    REQUIRE(run_command(all + "wait").status == 0);
    for (int p = 0; p < 8; ++p) {
        const std::string out = contents(folder.path() + "/out" + std::to_string(p));
        CAPTURE(out);
        for (const char* wanted : {"answer 1 ", "answer 2 ", "answer 3 ", "damaged 0", "status 0"})
            CHECK_THAT(out, ContainsSubstring(wanted));
    }
    const own_cache here(folder.path());
    const kumiko::cache_usage u = kumiko::examine_cache();
    CHECK(u.programs == 3);
    CHECK(u.damaged == 0);
}

namespace {

/// use_cache as a separate process, which tells when it has started to work.
class worker {
public:
    worker(const std::string& folder, const char* padding, const char* number)
    {
        int ends[2];
        REQUIRE(pipe(ends) == 0);
        pid_ = fork();
        REQUIRE(pid_ >= 0);
        if (pid_ == 0) {
            setenv("KUMIKO_CACHE", folder.c_str(), 1);
            dup2(ends[1], STDOUT_FILENO);
            execl(KUMIKO_USE_CACHE, KUMIKO_USE_CACHE, "--keep", "--padding", padding, number,
                  nullptr);
            _exit(3);
        }
        close(ends[1]);
        char c = 0;
        while (read(ends[0], &c, 1) == 1 && c != '\n') {
        }
        close(ends[0]);
    }
    /// Kills the process if it has not ended. @return whether it was still running
    bool kill_now()
    {
        kill(pid_, SIGKILL);
        return WIFSIGNALED(wait());
    }
    int wait()
    {
        int status = 0;
        REQUIRE(waitpid(pid_, &status, 0) == pid_);
        return status;
    }

private:
    pid_t pid_;
};

}  // namespace

TEST_CASE("processes killed at any moment leave whole entries")
{
    const temporary_folder folder;
    const own_cache here(folder.path());
    // With KUMIKO_FULL all kills are done, otherwise as many as take some seconds.
    const int kills = 200;
    const std::chrono::seconds most(std::getenv("KUMIKO_FULL") ? 3600 : 4);
    const char* const padding = "8000000";  // writing that takes some milliseconds
    const auto forget = [&] {
        for (const fs::path& e : entries(folder.path())) fs::remove(e);
    };
    const auto half_written = [&] {
        return std::any_of(fs::directory_iterator(folder.path()), fs::directory_iterator(),
                           [](const auto& f) { return f.path().extension() == ".part"; });
    };
    std::chrono::steady_clock::duration once{};  // of work; kills are spread over it
    for (int run = 0; run < 2; ++run) {          // the first run fills the driver's own cache
        forget();
        worker w(folder.path(), padding, "7");
        const auto started = std::chrono::steady_clock::now();
        w.wait();
        once = std::chrono::steady_clock::now() - started;
    }
    std::mt19937 random(1);
    int runs = 0, killed = 0, writing = 0, damaged = 0;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kills && std::chrono::steady_clock::now() - start < most; ++i, ++runs) {
        forget();
        worker w(folder.path(), padding, "7");
        const auto end = std::chrono::steady_clock::now() + 2 * once;
        if (i % 2 == 0)  // at any moment; otherwise as soon as it writes
            std::this_thread::sleep_for(once * static_cast<int>(random() % 1000) / 1000);
        else
            while (!half_written() && std::chrono::steady_clock::now() < end) {
            }
        killed += w.kill_now();
        damaged += static_cast<int>(kumiko::examine_cache().damaged);
        for (const auto& f : fs::directory_iterator(folder.path())) {
            if (f.path().extension() != ".part") continue;
            ++writing;
            fs::remove(f.path());
        }
    }
    WARN(killed << " of " << runs << " processes were killed, " << writing
                << " of them while they wrote; entries damaged: " << damaged);
    CHECK(killed > 0);
    CHECK(damaged == 0);
    forget();
    check_answer(use(folder.path(), "--keep --padding 8000000 7"), 7, 1, 0);
    check_answer(use(folder.path(), "--padding 8000000 7"), 7, 0, 1);
}

TEST_CASE("clearing removes entries, and nothing else")
{
    const one_entry folder;
    folder.file("notes.txt", "not ours");
    const own_cache here(folder.path());
    CHECK(kumiko::clear_cache() == 1);
    CHECK(entries(folder.path()).empty());
    CHECK(fs::exists(folder.path() + "/notes.txt"));
    kumiko::set_cache({});
    CHECK(kumiko::clear_cache() == 0);
    CHECK(kumiko::examine_cache().problem == "the cache is off");
}

TEST_CASE("prewarming leaves nothing to compile for the next process")
{
    const temporary_folder folder;
    const answer first = use(folder.path(), "--prewarm"), second = use(folder.path(), "--prewarm");
    CAPTURE(first.text, second.text);
    CHECK(first.status == 0);
    CHECK(number(first, "builds") >= 8);
    CHECK(number(second, "builds") == 0);
    CHECK(number(second, "loads") == number(first, "builds"));

    const own_cache here(folder.path());
    int steps = 0;
    static int* seen = nullptr;
    seen = &steps;
    CHECK(kumiko::prewarm(test_queue(),
                          [](const char* what, int done, int all) {
                              CHECK(what != nullptr);
                              CHECK(done == *seen);
                              CHECK(done < all);
                              ++*seen;
                          },
                          {"parallel/reduce", "image/gaussian"}) <=
          static_cast<std::size_t>(number(first, "builds")));
    CHECK_THROWS_WITH(kumiko::prewarm(test_queue(), nullptr, {"image/gausian"}),
                      Catch::Matchers::ContainsSubstring("did you mean 'image/gaussian'"));
    CHECK(steps > 4);
}

TEST_CASE("probes and roofs are remembered on disk")
{
    const temporary_folder folder;
    const own_cache here(folder.path());
    const kumiko::roofs measured = kumiko::measure(test_queue());
    const std::optional<kumiko::roofs> known = kumiko::remembered(test_queue().device());
    REQUIRE(known);
    CHECK(known->copy == measured.copy);
    CHECK(known->f32 == measured.f32);
    CHECK(known->launch_wait == measured.launch_wait);
    CHECK(entries(folder.path(), "roofs-").size() == 1);
    CHECK(kumiko::examine_cache().notes >= 1);
}

#endif
