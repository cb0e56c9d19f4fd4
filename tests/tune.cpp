// SPDX-License-Identifier: Apache-2.0
#include <kumiko/tune.hpp>

#include "support/catch.hpp"

TEST_CASE("placeholder") { CHECK(kumiko::measured_tuning(kumiko::default_device()).path != "x"); }
