// SPDX-License-Identifier: Apache-2.0
#define CATCH_CONFIG_EXTERNAL_INTERFACES  // listeners, in Catch2 2
#include "support/builds.hpp"

#include <exception>
#include <map>
#include <string>

#include "support/catch.hpp"
#include "support/device.hpp"

namespace {

std::map<std::string, std::uint64_t>& by_file()
{
    static std::map<std::string, std::uint64_t> counts;
    return counts;
}
std::uint64_t before = 0;  // the running case

std::uint64_t builds()
try {
    const kumiko::statistics s = stats(test_queue());
    return s.builds + s.loads;  // what the cache on disk spared is counted too
} catch (const std::exception&) {
    return 0;  // no device: the case itself will say so
}

#if __has_include(<catch2/catch_all.hpp>)
using listener_base = Catch::EventListenerBase;
#else
using listener_base = Catch::TestEventListenerBase;
#endif

/// Books each case's builds on its file.
struct listener : listener_base {
    using listener_base::listener_base;
    void testCaseStarting(const Catch::TestCaseInfo& c) override
    {
        listener_base::testCaseStarting(c);
        before = builds();
    }
    void testCaseEnded(const Catch::TestCaseStats& c) override
    {
#if __has_include(<catch2/catch_all.hpp>)
        by_file()[c.testInfo->lineInfo.file] += builds() - before;
#else
        by_file()[c.testInfo.lineInfo.file] += builds() - before;
#endif
        listener_base::testCaseEnded(c);
    }
};
CATCH_REGISTER_LISTENER(listener)

}  // namespace

std::uint64_t builds_in(const char* file) { return by_file()[file] + builds() - before; }
