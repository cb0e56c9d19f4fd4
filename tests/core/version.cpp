// SPDX-License-Identifier: Apache-2.0
#include <kumiko/version.hpp>

#include "support/catch.hpp"

#include <string>

using namespace kumiko;

TEST_CASE("the library that runs is of the version of its headers, as a number and as text",
          "[version][small]")
{
    CHECK(version() == KUMIKO_VERSION);
    CHECK(version_string() == std::string(KUMIKO_VERSION_STRING));
    CHECK(version_string() == std::to_string(version() / 10000) + '.' +
                                  std::to_string(version() / 100 % 100) + '.' +
                                  std::to_string(version() % 100));
}
