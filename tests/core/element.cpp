// SPDX-License-Identifier: Apache-2.0
#include <kumiko/element.hpp>

#include "support/catch.hpp"

#include <cmath>
#include <complex>
#include <cstring>
#include <limits>

namespace {

template <class T>
T from_bits(unsigned bits)
{
    T x;
    x.bits = static_cast<std::uint16_t>(bits);
    return x;
}

/// Every finite value of T converts to itself. A value between two neighbours is rounded to the
/// nearer one, a tie to the one whose last bit is 0.
template <class T>
void check_rounding(unsigned infinity)
{
    int wrong = 0;
    for (unsigned sign = 0; sign <= 0x8000; sign += 0x8000)
        for (unsigned bits = 0; bits < infinity; ++bits) {
            const T x = from_bits<T>(sign + bits);
            if (T(static_cast<float>(x)).bits != x.bits) ++wrong;
            if (bits + 1 == infinity) continue;
            const unsigned even = sign + bits + (bits & 1);
            // A double holds the middle of any two neighbours. A float holds the middle of normal
            // numbers and of halves.
            const double low = static_cast<float>(x),
                         high = static_cast<float>(from_bits<T>(sign + bits + 1));
            const auto middle = static_cast<float>((low + high) / 2);
            if (static_cast<double>(middle) != (low + high) / 2) continue;
            if (T(middle).bits != even) ++wrong;
            if (T(std::nextafter(middle, static_cast<float>(low))).bits != x.bits) ++wrong;
            if (T(std::nextafter(middle, static_cast<float>(high))).bits != x.bits + 1) ++wrong;
        }
    CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("an element type has a size, a name and one in OpenCL C", "[element][small]")
{
    using kumiko::element;
    CHECK((kumiko::element_of<kumiko::half> == element::f16 && size_of(element::f16) == 2));
    CHECK((kumiko::element_of<kumiko::bfloat16> == element::bf16 && size_of(element::bf16) == 2));
    CHECK((kumiko::element_of<const std::complex<float>> == element::c32));
    CHECK(kumiko::element_of<std::complex<double>> == element::c64);
    CHECK((size_of(element::c32) == 8 && size_of(element::c64) == 16));
    CHECK(std::string(cl_name(element::f16)) == "half");
    CHECK(std::string(cl_name(element::bf16)) == "ushort");
    CHECK(std::string(cl_name(element::c64)) == "double2");
    CHECK(std::string(name(element::c64)) == "c64");
    CHECK(std::string(name(element::u8)) == "u8");
    CHECK(!kumiko::is_element<std::complex<long double>>);
    CHECK(!kumiko::is_element<std::string>);
    CHECK(!kumiko::is_element<bool>);
    CHECK(!kumiko::is_element<long double>);
}

TEST_CASE("half rounds to the nearest", "[element][small]")
{
    check_rounding<kumiko::half>(0x7c00);
    CHECK(static_cast<float>(kumiko::half(65519.996f)) == 65504.0f);
    CHECK(kumiko::half(65520.0f).bits == 0x7c00);
    CHECK(static_cast<float>(from_bits<kumiko::half>(1)) == 0x1p-24f);
    CHECK(std::isnan(kumiko::half(std::numeric_limits<float>::quiet_NaN())));
    CHECK(kumiko::half(-std::numeric_limits<float>::infinity()).bits == 0xfc00);
}

TEST_CASE("bfloat16 rounds to the nearest", "[element][small]")
{
    check_rounding<kumiko::bfloat16>(0x7f80);
    CHECK(std::isinf(kumiko::bfloat16(std::numeric_limits<float>::max())));
    CHECK(std::isnan(kumiko::bfloat16(std::numeric_limits<float>::quiet_NaN())));
    // A NaN whose only mark is in the half that is cut off stays a NaN.
    const std::uint32_t bits = 0x7f800001;
    float x;
    std::memcpy(&x, &bits, sizeof x);
    CHECK(std::isnan(kumiko::bfloat16(x)));
}
