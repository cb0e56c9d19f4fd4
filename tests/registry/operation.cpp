// SPDX-License-Identifier: Apache-2.0
#include <kumiko/operation.hpp>

#include "support/catch.hpp"

#include <limits>

namespace {

enum class flavour { sweet, sour };
struct cake {
    int layers = 2;
    double height = 1.5;
    flavour taste = flavour::sweet;
    void describe(kumiko::fields& f)
    {
        f("layers", layers, 1, 3, "", "count");
        f("height", height, 0, 2, "metres", "of the whole");
        f("taste", taste, "sweet|sour", "of the whole");
    }
};

}  // namespace

TEST_CASE("an operation's fields are checked from its table", "[operation][small]")
{
    CHECK_NOTHROW(kumiko::detail::check_fields("cake", cake{}));
    CHECK_NOTHROW(kumiko::detail::check_fields("cake", cake{1, 0, flavour::sour}));
    CHECK_THROWS_WITH(kumiko::detail::check_fields("cake", cake{4}),
                      "cake: layers is 4, must be 1 to 3");
    CHECK_THROWS_WITH(kumiko::detail::check_fields("cake", cake{1, 2.5}),
                      "cake: height is 2.5, must be 0 to 2");
    CHECK_THROWS_AS(
        kumiko::detail::check_fields("cake", cake{1, std::numeric_limits<double>::quiet_NaN()}),
        std::invalid_argument);
    CHECK_THROWS_AS(kumiko::detail::check_fields("cake", cake{1, 1, static_cast<flavour>(2)}),
                    std::invalid_argument);
}
