// SPDX-License-Identifier: Apache-2.0
#include "reference/reference.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <sstream>
#include <stdexcept>

namespace kumiko::reference {

void add_all(references& all);  // written by the build

std::size_t array::count() const
{
    if (is == operand_kind::frame) {
        std::size_t n = 0;
        for (int i = 0; i < plane_count(format); ++i) {
            const plane_shape p =
                shape_of(format, i, static_cast<int>(shape[1]), static_cast<int>(shape[0]));
            n += static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.height) *
                 static_cast<std::size_t>(p.channels);
        }
        return n;
    }
    std::size_t n = 1;
    for (const std::size_t s : shape) n *= s;
    return n;
}

function references::find(const std::string& operation) const
{
    const auto at = all_.find(operation);
    return at == all_.end() ? nullptr : at->second;
}

const references& all_references()
{
    static const references all = [] {
        references r;
        add_all(r);
        return r;
    }();
    return all;
}

double unit(element e)
{
    switch (e) {
        case element::f16:
            return 0x1p-11;
        case element::bf16:
            return 0x1p-8;
        case element::f32:
        case element::c32:
            return 0x1p-24;
        default:
            return 0x1p-53;
    }
}

array as(const array& a, int how)
{
    const bool transposed = how == 1 || how == 3, conjugated = how >= 2;
    array r = a;
    if (transposed) std::swap(r.shape[0], r.shape[1]);
    for (std::size_t i = 0; i < r.rows(); ++i)
        for (std::size_t j = 0; j < r.cols(); ++j) {
            const number z = transposed ? a(j, i) : a(i, j);
            r(i, j) = conjugated ? std::conj(z) : z;
        }
    return r;
}

std::string trial::name() const
{
    std::string s = op->name;
    for (std::size_t i = 0; i < types.size(); ++i)
        if (op->operands[i].is != operand_kind::frame && !op->operands[i].optional &&
            (i == 0 || types[i] != types[i - 1]))
            s += std::string(" ") + kumiko::name(types[i]);
    return s + ", " + with->text;
}

bool trial::has_double() const
{
    return std::any_of(types.begin(), types.end(), detail::is_double_element);
}

std::vector<trial> trials_of(const operation& op)
{
    std::vector<trial> all;
    for (const std::vector<element>& row : op.types)
        for (const sample& s : op.samples)
            if (s.only.empty() || std::find(s.only.begin(), s.only.end(), row[0]) != s.only.end())
                all.push_back({&op, row, &s});
    return all;
}

namespace {

/// Numbers of both signs up to 1; bytes of all values; other whole numbers of both signs up to 1000, whose
/// sums a double holds.
number any_number(element e, std::mt19937& g)
{
    const auto fraction = [&] { return static_cast<double>(g() >> 8) * 0x1p-23 - 1; };
    switch (e) {
        case element::u8:
            return static_cast<double>(g() % 256);
        case element::s8:
            return static_cast<double>(g() % 256) - 128;
        case element::f32:
        case element::f64:
        case element::f16:
        case element::bf16:
            return fraction();
        case element::c32:
        case element::c64: {
            const double re = fraction();
            return {re, fraction()};
        }
        case element::u16:
        case element::u32:
        case element::u64:
            return static_cast<double>(g() % 1001);
        default:
            return static_cast<double>(g() % 2001) - 1000;
    }
}

}  // namespace

arrays trial::inputs(unsigned seed) const
{
    const values all = op->checked(with->fields);
    sizes known = with->sizes;
    op->complete(all, known);
    arrays made(op->operands.size());
    std::mt19937 g(seed);
    for (std::size_t i = 0; i < made.size(); ++i) {
        const operand_info& o = op->operands[i];
        if (o.optional &&
            std::find(with->with.begin(), with->with.end(), o.name) == with->with.end())
            continue;
        array& a = made[i];
        a.is = o.is;
        a.type = types[i];
        a.shape = op->shape(i, known);
        const auto f = with->formats.find(o.name);
        if (f != with->formats.end()) a.format = f->second;
        a.x.resize(a.count());
        unsigned char bytes[16] = {};
        for (number& z : a.x) {
            z = any_number(a.type, g);
            encode(a.type, z, bytes);  // rounded to the type
            z = decode(a.type, bytes);
        }
    }
    return made;
}

namespace {

template <class T>
void put(T v, unsigned char* to)
{
    std::memcpy(to, &v, sizeof v);
}
template <class T>
T get(const unsigned char* from)
{
    T v;
    std::memcpy(&v, from, sizeof v);
    return v;
}

}  // namespace

void encode(element e, const number& z, unsigned char* to)
{
    const double x = z.real();
    switch (e) {
        case element::u8:
            return put(static_cast<std::uint8_t>(x), to);
        case element::s8:
            return put(static_cast<std::int8_t>(x), to);
        case element::u16:
            return put(static_cast<std::uint16_t>(x), to);
        case element::s16:
            return put(static_cast<std::int16_t>(x), to);
        case element::u32:
            return put(static_cast<std::uint32_t>(x), to);
        case element::s32:
            return put(static_cast<std::int32_t>(x), to);
        case element::u64:
            return put(static_cast<std::uint64_t>(x), to);
        case element::s64:
            return put(static_cast<std::int64_t>(x), to);
        case element::f32:
            return put(static_cast<float>(x), to);
        case element::f64:
            return put(x, to);
        case element::f16:
            return put(half(static_cast<float>(x)).bits, to);
        case element::bf16:
            return put(bfloat16(static_cast<float>(x)).bits, to);
        case element::c32:
            put(static_cast<float>(x), to);
            return put(static_cast<float>(z.imag()), to + 4);
        case element::c64:
            put(x, to);
            return put(z.imag(), to + 8);
    }
}

number decode(element e, const unsigned char* from)
{
    switch (e) {
        case element::u8:
            return get<std::uint8_t>(from);
        case element::s8:
            return get<std::int8_t>(from);
        case element::u16:
            return get<std::uint16_t>(from);
        case element::s16:
            return get<std::int16_t>(from);
        case element::u32:
            return get<std::uint32_t>(from);
        case element::s32:
            return get<std::int32_t>(from);
        case element::u64:
            return static_cast<double>(get<std::uint64_t>(from));
        case element::s64:
            return static_cast<double>(get<std::int64_t>(from));
        case element::f32:
            return static_cast<double>(get<float>(from));
        case element::f64:
            return get<double>(from);
        case element::f16: {
            half h;
            h.bits = get<std::uint16_t>(from);
            return static_cast<double>(static_cast<float>(h));
        }
        case element::bf16: {
            bfloat16 b;
            b.bits = get<std::uint16_t>(from);
            return static_cast<double>(static_cast<float>(b));
        }
        case element::c32:
            return {static_cast<double>(get<float>(from)),
                    static_cast<double>(get<float>(from + 4))};
        default:
            return {get<double>(from), get<double>(from + 8)};
    }
}

namespace {

/// Calls f(element of the array, byte of the memory) for each element.
template <class F>
void each_element(const operand_memory& m, element e, F f)
{
    std::size_t i = 0;
    for (const detail::rectangle& r : m.areas())
        for (std::size_t row = 0; row < r.rows; ++row)
            for (std::size_t col = 0; col < r.width; ++col)
                f(i++, (r.data.offset + row * r.pitch + col) * size_of(e));
}

}  // namespace

placed::placed(const queue& q, const operation& op, const arrays& a, std::size_t gap)
    : op_(op), given_(a), memory_(a.size()), before_(a.size())
{
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!a[i].given()) {
            operands_.emplace_back();
            continue;
        }
        memory_[i].emplace(q, a[i].is, a[i].type, a[i].shape, gap, a[i].format);
        before_[i].assign(memory_[i]->memory().size * size_of(a[i].type), 0xff);
        if (op.operands[i].goes != direction::out)
            each_element(*memory_[i], a[i].type, [&](std::size_t element, std::size_t byte) {
                encode(a[i].type, a[i].x[element], &before_[i][byte]);
            });
        write_bytes(q, memory_[i]->memory(), before_[i].data());
        operands_.push_back(memory_[i]->get());
    }
}

std::vector<std::vector<unsigned char>> placed::bytes(const queue& q) const
{
    std::vector<std::vector<unsigned char>> all = before_;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (memory_[i]) read_bytes(q, memory_[i]->memory(), all[i].data());
    return all;
}

arrays placed::read(const queue& q) const
{
    const std::vector<std::vector<unsigned char>> all = bytes(q);
    arrays got = given_;
    for (std::size_t i = 0; i < got.size(); ++i)
        if (memory_[i])
            each_element(*memory_[i], got[i].type, [&](std::size_t element, std::size_t byte) {
                got[i].x[element] = decode(got[i].type, &all[i][byte]);
            });
    return got;
}

std::string placed::trespass(const queue& q) const
{
    std::vector<std::vector<unsigned char>> now = bytes(q);
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (!memory_[i]) continue;
        const bool read_only = op_.operands[i].goes == direction::in;
        if (!read_only)
            each_element(*memory_[i], given_[i].type, [&](std::size_t, std::size_t byte) {
                std::copy_n(&before_[i][byte], size_of(given_[i].type), &now[i][byte]);
            });
        if (now[i] != before_[i])
            return std::string(op_.operands[i].name) +
                   (read_only ? ", which is only read, was changed"
                              : " was written outside of its elements");
    }
    return "";
}

std::string compare(const operation& op, const values& fields, const arrays& before, arrays got)
{
    const function compute = all_references().find(op.name);
    if (compute == nullptr) throw std::logic_error(op.name + " has no reference");
    arrays wanted = before;
    compute(settings(op.checked(fields)), before, got, wanted);
    const auto right = [](double a, double b, double error) {
        return std::abs(a - b) <= error || a == b || (std::isnan(a) && std::isnan(b));
    };
    for (std::size_t i = 0; i < got.size(); ++i) {
        if (op.operands[i].goes == direction::in || !got[i].given()) continue;
        for (std::size_t k = 0; k < got[i].x.size(); ++k) {
            const double error = wanted[i].error.empty() ? 0 : wanted[i].error[k];
            const number &a = got[i].x[k], &b = wanted[i].x[k];
            if (right(a.real(), b.real(), error) && right(a.imag(), b.imag(), error)) continue;
            std::ostringstream s;
            s.precision(9);
            s << op.operands[i].name << '[' << k << "] is ";
            if (detail::is_complex_element(got[i].type))
                s << a << ", must be " << b;
            else
                s << a.real() << ", must be " << b.real();
            if (error > 0) s << " within " << error;
            return s.str();
        }
    }
    return "";
}

std::string run(const queue& q, const trial& t, std::size_t gap)
{
    const arrays before = t.inputs();
    const placed on_device(q, *t.op, before, gap);
    apply(q, t.op->name, t.with->fields, on_device.operands()).wait();
    const std::string wrong = compare(*t.op, t.with->fields, before, on_device.read(q));
    return wrong.empty() ? on_device.trespass(q) : wrong;
}

std::string run(const queue& q, const std::string& name, element first, const values& fields,
                const sizes& known, std::size_t gap)
{
    const operation& op = operation_named(name);
    const auto row = std::find_if(op.types.begin(), op.types.end(),
                                  [&](const auto& types) { return types[0] == first; });
    if (row == op.types.end()) throw std::invalid_argument(name + " has no such type");
    const sample with = {"", {}, fields, known, {}, {}};
    return run(q, trial{&op, *row, &with}, gap);
}

}  // namespace kumiko::reference
