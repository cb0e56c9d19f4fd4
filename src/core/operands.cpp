// SPDX-License-Identifier: Apache-2.0
#include "core/operands.hpp"

#include <algorithm>

namespace kumiko::detail {
namespace {

bool same(const any_view& a, const any_view& b)
{
    return a.block == b.block && a.offset == b.offset;
}

/// "u8, u16 or f32"
std::string one_of_types(std::initializer_list<element> types)
{
    std::string s;
    for (const element* e = types.begin(); e != types.end(); ++e)
        s += text(e == types.begin() ? "" : e + 1 == types.end() ? " or " : ", ", name(*e));
    return s;
}

/// They are of the device, of one type that it has.
void check_memory(const queue& q, const char* call, const any_view& from, const char* from_name,
                  const any_view& to, const char* to_name)
{
    require(from.type == to.type, call, ": ", from_name, " is of ", name(from.type), ", ", to_name,
            " of ", name(to.type));
    require_double(call, q, from.type);
    (void)memory_of(from, q.state().shared);
    (void)memory_of(to, q.state().shared);
}

}  // namespace

std::string shape(const any_matrix& a) { return text("(", a.rows, ",", a.cols, ")"); }
std::string shape(const any_factor& a)
{
    return shape(a.stored) + (a.transposed ? " transposed" : "");
}
std::string shape(const any_image& a)
{
    return text("(", a.height, ",", a.width, ",", a.channels, ")");
}

void check_vectors(const queue& q, const char* call, const any_view& x, const any_view& y,
                   place where)
{
    require(x.size == y.size, call, ": x has ", x.size, " elements, y has ", y.size);
    check_memory(q, call, x, "x", y, "y");
    if (where == place::apart || !same(x, y)) require_disjoint(call, y, "y", x, "x");
}

void check_images(const queue& q, const char* call, std::initializer_list<element> types,
                  const any_image& src, const any_image& dst, place where)
{
    require(std::find(types.begin(), types.end(), src.data.type) != types.end(), call,
            ": src is of ", name(src.data.type), ", must be of ",
            [&] { return one_of_types(types); });
    require(
        src.height == dst.height && src.width == dst.width && src.channels == dst.channels, call,
        ": src is ", [&] { return shape(src); }, ", dst is ", [&] { return shape(dst); },
        "; they must agree");
    require(src.channels != 2, call, ": src and dst have 2 channels, must have 1, 3 or 4");
    check_memory(q, call, src.data, "src", dst.data, "dst");
    if (where == place::apart || !same(src.data, dst.data) || src.pitch != dst.pitch)
        require_disjoint(call, dst, "dst", src, "src");
}

}  // namespace kumiko::detail
