// SPDX-License-Identifier: Apache-2.0
// Counts the programs that the test cases of each file make the library compile or load from its
// cache. At the end the run fails if a file has more than tests/budget.txt allows it.
#define CATCH_CONFIG_EXTERNAL_INTERFACES  // Catch2 2 needs it for listeners
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

#include "support/catch.hpp"
#include "support/device.hpp"

namespace {

std::uint64_t builds()
try {
    const kumiko::statistics s = stats(test_queue());
    return s.builds + s.loads;  // programs loaded from the cache on disk count, too
} catch (const std::exception&) {
    return 0;  // no device: the case itself will report it
}

/// "linalg/gemm" for ".../tests/linalg/gemm.cpp"; "operations/linalg/gemm" for its operations.
std::string name_of(const std::string& file)
{
    const std::string folder = "tests/";
    const std::size_t at = file.rfind(folder), begin = at == file.npos ? 0 : at + folder.size();
    const std::string name = file.substr(begin, file.rfind('.') - begin);
    const char* header = std::getenv("KUMIKO_OPERATIONS");  // tests/registry/operations.cpp
    return name == "registry/operations" && header ? std::string("operations/") + header : name;
}

/// The number of programs that a test file may build. The line "*" is for files without a line.
std::uint64_t allowed(const std::string& name)
{
    std::ifstream table(KUMIKO_BUDGET);
    std::string line, who;
    std::uint64_t most = 0, programs = 0;
    while (std::getline(table, line))
        if (std::istringstream(line) >> who >> programs && (who == "*" || who == name))
            most = programs;
    return most;
}

#if __has_include(<catch2/catch_all.hpp>)
using listener_base = Catch::EventListenerBase;
std::string file_of(const Catch::TestCaseStats& c) { return c.testInfo->lineInfo.file; }
#else
using listener_base = Catch::TestEventListenerBase;
std::string file_of(const Catch::TestCaseStats& c) { return c.testInfo.lineInfo.file; }
#endif

struct listener : listener_base {
    using listener_base::listener_base;
    void testCaseStarting(const Catch::TestCaseInfo& c) override
    {
        listener_base::testCaseStarting(c);
        before = builds();
    }
    void testCaseEnded(const Catch::TestCaseStats& c) override
    {
        by_file[name_of(file_of(c))] += builds() - before;
        listener_base::testCaseEnded(c);
    }
    void testRunEnded(const Catch::TestRunStats& r) override
    {
        listener_base::testRunEnded(r);
        bool over = false;
        for (const auto& [name, programs] : by_file) {
            if (std::getenv("KUMIKO_COUNT")) std::cout << name << " builds " << programs << '\n';
            if (programs <= allowed(name) || std::getenv("KUMIKO_FULL")) continue;
            std::cerr << "tests/" << name << ".cpp builds " << programs << " programs; "
                      << "tests/budget.txt allows " << allowed(name) << '\n';
            over = true;
        }
        // Catch2 knows no failure outside a test case.
        if (over && test_queue().device().is_cpu()) std::cout.flush(), std::_Exit(EXIT_FAILURE);
    }
    std::map<std::string, std::uint64_t> by_file;
    std::uint64_t before = 0;  // the number when the running case began
};
CATCH_REGISTER_LISTENER(listener)

}  // namespace
