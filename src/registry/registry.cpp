// SPDX-License-Identifier: Apache-2.0
#include <kumiko/registry.hpp>

#include <algorithm>
#include <cstdlib>

#include "core/block.hpp"
#include "core/check.hpp"
#include "core/numbers.hpp"
#include "registry/describe.hpp"

namespace kumiko {
namespace {

using detail::require;
using detail::text;

const char* name_of(operand_kind k)
{
    constexpr const char* names[] = {"a vector", "a matrix", "an image", "a frame", "a scalar"};
    return names[static_cast<int>(k)];
}

template <class List>
std::vector<std::string> names_of(const List& list)
{
    std::vector<std::string> names;
    for (const auto& x : list) names.emplace_back(x.name);
    return names;
}

/// The name that was meant, or else all names: "; its fields are size, sigma".
std::string instead_of(const std::string& wrong, const std::vector<std::string>& names)
{
    std::string near = detail::nearest(wrong, names);
    if (!near.empty() || names.empty()) return near;
    std::string all;
    for (const std::string& n : names) all += (all.empty() ? "" : ", ") + n;
    return "; its fields are " + all;
}

/// "a, b, c [, bias]"
std::string print(const std::vector<operand_info>& all)
{
    std::string s;
    for (const operand_info& o : all)
        s += (s.empty() ? "" : ", ") + std::string(o.optional ? "[" : "") + o.name +
             (o.optional ? "]" : "");
    return s;
}

std::string print(const operation& op, const std::vector<operand>& given,
                  const std::vector<element>& row)
{
    std::string s;
    for (std::size_t i = 0; i < given.size(); ++i)
        if (given[i].given() && op.operands[i].is != operand_kind::frame)
            s += (s.empty() ? "" : ", ") + text(op.operands[i].name, " ", name(row[i]));
    return s;
}

/// A view's elements lie in its memory, as far as that is still there: whoever uses it looks at that.
void check_view(const any_view& v, bool written)
{
    require(v.type <= element::c64, "its elements are of no type");
    const std::size_t has = v.block != nullptr ? v.block->bytes / size_of(v.type) : v.size;
    require(v.size <= has && v.offset <= has - v.size, v.size, " elements from element ", v.offset,
            " on are not inside its memory, which has ", has);
    require(!written || v.block == nullptr || !v.block->read_only,
            "its memory was wrapped as const, it cannot be written");
}

/// An operand's members agree with each other and with its memory: somebody may have filled them in by hand.
void check_memory(const operation& op, const operand_info& info, const operand& o)
try {
    const bool written = info.goes != direction::in;
    if (o.is(operand_kind::frame)) {
        const any_frame& f = o.frame();
        for (const any_image& plane : f.planes) check_view(plane.data, written);
        (void)make_frame(f.format, f.width, f.height, f.planes);
        return;
    }
    check_view(o.memory(), written);
    if (o.is(operand_kind::matrix)) {
        const any_matrix& a = o.matrix();
        (void)detail::make_matrix(a.data, a.rows, a.cols, a.ld);
    } else if (o.is(operand_kind::image)) {
        const any_image& a = o.image();
        (void)detail::make_image(a.data, a.width, a.height, a.channels, a.pitch);
    } else {
        const any_vector x = o.vector();
        (void)detail::make_vector(x.data, x.size, x.stride);
    }
} catch (const std::logic_error& e) {
    throw std::invalid_argument(text(op.name, ": ", info.name, ": ", e.what()));
}

void check_operands(const operation& op, const std::vector<operand>& given)
{
    const auto needed = static_cast<std::size_t>(
        std::count_if(op.operands.begin(), op.operands.end(), [](auto& o) { return !o.optional; }));
    require(
        given.size() >= needed && given.size() <= op.operands.size(), op.name, ": takes ",
        [&] { return print(op.operands); }, "; ", given.size(), " operands were given");
    for (std::size_t i = 0; i < given.size(); ++i) {
        const operand_info& wanted = op.operands[i];
        require(given[i].given() || wanted.optional, op.name, ": ", wanted.name, " is missing");
        require(!given[i].given() || given[i].is(wanted.is), op.name, ": ", wanted.name,
                " must be ", name_of(wanted.is));
        if (given[i].given()) check_memory(op, wanted, given[i]);
    }
    const auto fits = [&](const std::vector<element>& row) {
        for (std::size_t i = 0; i < given.size(); ++i)
            if (given[i].given() && op.operands[i].is != operand_kind::frame &&
                given[i].type() != row[i])
                return false;
        return true;
    };
    if (std::any_of(op.types.begin(), op.types.end(), fits)) return;
    std::vector<element> types;
    for (const operand& o : given) types.push_back(o.type());
    std::vector<std::string> rows;
    for (const std::vector<element>& row : op.types) {
        const std::string printed = "(" + print(op, given, row) + ")";
        if (std::find(rows.begin(), rows.end(), printed) == rows.end()) rows.push_back(printed);
    }
    std::string all;
    for (const std::string& row : rows) all += (all.empty() ? "" : ", ") + row;
    throw std::invalid_argument(text(op.name, ": the element types are (", print(op, given, types),
                                     "), must be one of ", all));
}

}  // namespace

bool operand::is(operand_kind k) const noexcept
{
    switch (k) {
        case operand_kind::vector:
            return is_ == form::view || is_ == form::vector;
        case operand_kind::scalar:
            return is_ == form::view || is_ == form::vector;
        case operand_kind::matrix:
            return is_ == form::matrix;
        case operand_kind::image:
            return is_ == form::image;
        default:
            return is_ == form::frame;
    }
}

any_view operand::memory() const
{
    if (!given()) return {};
    switch (is_) {
        case form::view:
            return *static_cast<const any_view*>(at_);
        case form::vector:
            return static_cast<const any_vector*>(at_)->data;
        case form::matrix:
            return matrix().data;
        case form::image:
            return image().data;
        default:
            return frame().planes[0].data;
    }
}

element operand::type() const noexcept
{
    return given() && is_ != form::frame ? memory().type : element::u8;
}

any_view operand::view() const
{
    if (is_ == form::view) return *static_cast<const any_view*>(at_);
    const any_vector& v = *static_cast<const any_vector*>(at_);
    require(v.stride == 1 || v.size <= 1, "a vector has stride ", v.stride,
            ", where the operation takes none but 1");
    return detail::part(v.data, 0, v.size);
}

any_vector operand::vector() const
{
    if (is_ == form::vector) return *static_cast<const any_vector*>(at_);
    const any_view& v = *static_cast<const any_view*>(at_);
    return {v, v.size, 1};
}

void operation::complete(const values& given, sizes& known) const
{
    if (behind->complete == nullptr) return;
    const values all = checked(given);
    try {
        behind->complete(all, known);
    } catch (const std::invalid_argument& e) {
        throw std::invalid_argument(text(name, ": ", e.what()));
    }
}

std::vector<std::size_t> operation::shape(std::size_t at, const sizes& known) const
{
    std::vector<std::size_t> shape;
    const std::string words = operands.at(at).shape;
    for (std::size_t first = 0; first < words.size();) {
        const std::size_t end = std::min(words.find(' ', first), words.size());
        const std::string word = words.substr(first, end - first);
        const auto size = known.find(word);
        if (word[0] >= '0' && word[0] <= '9')
            shape.push_back(std::strtoul(word.c_str(), nullptr, 10));
        else if (size != known.end())
            shape.push_back(size->second);
        else
            throw std::invalid_argument(
                text(name, ": the size ", word, " of ", operands[at].name, " is not known"));
        first = end + 1;
    }
    return shape;
}

values operation::checked(const values& given) const
{
    values all;
    for (const auto& one : given) {
        const std::string& key = one.first;
        const auto f = std::find_if(fields.begin(), fields.end(),
                                    [&](const field_info& i) { return key == i.name; });
        require(f != fields.end(), name, " has no field '", key, "'",
                [&] { return instead_of(key, names_of(fields)); });
        all.emplace(key, detail::checked_value(name, *f, one.second));
    }
    for (std::size_t i = 0; i < fields.size(); ++i) all.emplace(fields[i].name, usual[i]);
    return all;
}

const std::vector<operation>& operations()
{
    static const auto& all = *new std::vector<operation>([] {
        detail::registry r;
        describe_all(r);
        return r.take();
    }());
    return all;
}

const operation& operation_named(const std::string& name)
{
    const std::vector<operation>& all = operations();
    const auto at =
        std::lower_bound(all.begin(), all.end(), name,
                         [](const operation& o, const std::string& n) { return o.name < n; });
    require(at != all.end() && at->name == name, "there is no operation '", name, "'",
            [&] { return detail::nearest(name, names_of(all)); });
    return *at;
}

event apply(const queue& q, const std::string& name, const values& given,
            const std::vector<operand>& operands)
{
    const operation& op = operation_named(name);
    const values all = op.checked(given);
    check_operands(op, operands);
    std::vector<operand> full = operands;
    full.resize(op.operands.size());
    return op.behind->call(q, all, full.data());
}

}  // namespace kumiko
