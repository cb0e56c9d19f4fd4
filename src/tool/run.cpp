// SPDX-License-Identifier: Apache-2.0
// kumiko run - runs any operation on arrays in files.
#include <kumiko/registry.hpp>

#include "npy.hpp"
#include "tool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <deque>
#include <filesystem>
#include <optional>
#include <stdexcept>

namespace tool {
namespace {

using namespace kumiko;

template <class... What>
[[noreturn]] void refuse(const char* format, const What&... what)
{
    throw std::invalid_argument(fmt::format(fmt::runtime(format), what...));
}

/// What is known about an operand of the call.
struct place {
    const operand_info* info = nullptr;
    std::optional<npy> file;         // the array read from `from`
    std::string from, to;            // paths; empty: none
    std::vector<std::size_t> shape;  // the shape that the operation sees
    pixel_format format{};
    element type{};
    bool read() const { return info->goes != direction::out; }
    bool written() const { return info->goes != direction::in; }
};

pixel_format format_named(const std::string& name)
{
    const std::string all = std::string("|") + pixel_format_names + "|";
    const std::size_t at = all.find("|" + name + "|");
    if (name.empty() || at == std::string::npos)
        refuse("there is no pixel format '{}', only {}", name, pixel_format_names);
    return static_cast<pixel_format>(
        std::count(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(at), '|'));
}

/// Reads "640x360", which must be all that stands between `at` and `end`.
bool read_size(const char* at, const char* end, int& width, int& height)
{
    const auto number = [&](int& n) {  // of digits alone, and at most a million
        const auto [rest, status] = std::from_chars(at, end, n);
        const bool is = status == std::errc() && *at != '-' && n <= 1000000;
        at = rest;
        return is;
    };
    return number(width) && at != end && *at++ == 'x' && number(height) && at == end;
}

/// Reads a frame given as "clip.nv12:640x360:nv12": path, size, format.
void read_frame(place& p, const std::string& given)
{
    const std::size_t last = given.rfind(':');
    const std::size_t middle =
        last == std::string::npos || last == 0 ? last : given.rfind(':', last - 1);
    int width = 0, height = 0;
    if (middle == std::string::npos ||
        !read_size(given.data() + middle + 1, given.data() + last, width, height))
        refuse("{}: a frame is given as PATH:WIDTHxHEIGHT:FORMAT, clip.yuv:640x360:nv12", given);
    p.format = format_named(given.substr(last + 1));
    p.shape = {static_cast<std::size_t>(height), static_cast<std::size_t>(width)};
    p.from = given.substr(0, middle);
    std::size_t wanted = 0;
    for (int i = 0; i < plane_count(p.format); ++i) {
        const plane_shape s = shape_of(p.format, i, width, height);
        wanted += static_cast<std::size_t>(s.width) * static_cast<std::size_t>(s.height) *
                  static_cast<std::size_t>(s.channels);
    }
    p.file.emplace();
    p.file->type = element::u8;
    p.file->bytes = read_file(p.from, wanted + 1);
    const std::size_t has = p.file->bytes.size();
    if (has != wanted)
        refuse("{}: a frame of {} is {} bytes, the file has {}", p.from, given.substr(middle + 1),
               wanted, has > wanted ? "more" : fmt::to_string(has));
}

/// Whether a file written to one of the paths replaces a file written to the other.
bool is_one_file(const std::string& a, const std::string& b)
{
    namespace fs = std::filesystem;
    std::error_code e;
    return fs::weakly_canonical(a, e) == fs::weakly_canonical(b, e) &&
           (!fs::exists(b, e) || fs::is_regular_file(b, e));
}

/// Converts an array's axes to the shape of an operand of that kind.
std::vector<std::size_t> shape_as(operand_kind is, const npy& a, const place& p)
{
    const std::vector<std::size_t>& s = a.shape;
    std::size_t all = 1;
    for (const std::size_t n : s) all *= n;
    switch (is) {
        case operand_kind::matrix: {
            if (s.size() < 2)
                refuse("{}: {} is a matrix, of 2 axes or more, the file has {}", p.from,
                       p.info->name, s.size());
            std::size_t rows = 1;  // of all matrices, if several are stacked
            for (std::size_t i = 0; i + 1 < s.size(); ++i) rows *= s[i];
            return {rows, s.back()};
        }
        case operand_kind::image:
            if (s.size() != 2 && s.size() != 3)
                refuse(
                    "{}: {} is an image, of 2 axes (height, width) or 3 (and channels), the file "
                    "has {}",
                    p.from, p.info->name, s.size());
            return {s[0], s[1], s.size() == 3 ? s[2] : 1};
        default:
            return {all};
    }
}

/// Assigns each argument to an operand: arguments with a name first, then the others in order.
struct call {
    const operation& op;
    values fields;
    std::vector<place> places;

    explicit call(const std::string& name) : op(operation_named(name)), places(op.operands.size())
    {
        for (std::size_t i = 0; i < places.size(); ++i) places[i].info = &op.operands[i];
    }

    place* named(const std::string& name)
    {
        for (place& p : places)
            if (name == p.info->name) return &p;
        return nullptr;
    }

    void load(place& p, const std::string& given)
    {
        if (!p.read())
            refuse("{}: {} is a result, whose file is given by -o", op.name, p.info->name);
        if (p.file) refuse("{}: {} is given twice", op.name, p.info->name);
        if (p.info->is == operand_kind::frame) return read_frame(p, given);
        p.from = given;
        p.file = read_npy(given);
        p.shape = shape_as(p.info->is, *p.file, p);
    }

    void arguments(const std::vector<std::string>& all)
    {
        std::vector<std::string> files;
        for (const std::string& a : all) {
            const std::size_t equals = a.find('=');
            const std::string key = a.substr(0, equals);
            const bool word =
                equals != std::string::npos && equals > 0 &&
                key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == std::string::npos;
            if (!word)
                files.push_back(a);
            else if (place* p = named(key))
                load(*p, a.substr(equals + 1));
            else
                fields.insert_or_assign(key, a.substr(equals + 1));
        }
        fields = op.checked(fields);
        auto next = files.begin();
        for (place& p : places)
            if (next != files.end() && p.from.empty() && p.read() && !p.info->optional)
                load(p, *next++);
        if (next != files.end()) refuse("{}: there is no operand for {}", op.name, *next);
    }

    void outputs(const std::vector<std::string>& all)
    {
        auto next = all.begin();
        for (place& p : places) {
            if (!p.written()) continue;
            if (next != all.end()) {
                p.to = *next++;
                if (p.info->is == operand_kind::frame) {
                    const std::size_t colon = p.to.rfind(':');
                    if (colon == std::string::npos)
                        refuse("{}: a frame is written to PATH:FORMAT, picture.raw:rgba", p.to);
                    p.format = format_named(p.to.substr(colon + 1));
                    p.to.resize(colon);
                }
                if (p.to.empty()) refuse("{}: the file of {} has no name", op.name, p.info->name);
                for (const place* o = places.data(); o != &p; ++o)
                    if (is_one_file(o->to, p.to))
                        refuse("{}: {} and {} are both to be written to {}", op.name, o->info->name,
                               p.info->name, p.to);
            } else if (p.info->is != operand_kind::scalar) {
                refuse("{}: where shall {} be written? Give -o FILE", op.name, p.info->name);
            }
        }
        if (next != all.end())
            refuse(
                "{}: there is no result for {}; words after -o are files of results, so inputs "
                "come before -o",
                op.name, *next);
    }

    /// Chooses the first row of types that fits the inputs and the type wished for the results.
    void choose_types(const std::string& wish)
    {
        for (const std::vector<element>& row : op.types) {
            bool fits = true;
            for (std::size_t i = 0; i < row.size(); ++i) {
                const place& p = places[i];
                if (p.file && p.file->type != row[i]) fits = false;
                if (!wish.empty() && p.written() && wish != name(row[i])) fits = false;
            }
            if (!fits) continue;
            for (std::size_t i = 0; i < row.size(); ++i) places[i].type = row[i];
            return;
        }
        std::string types;
        for (const place& p : places)
            if (p.file)
                types += fmt::format("{}{} {}", types.empty() ? "" : ", ", p.info->name,
                                     name(p.file->type));
        refuse("{} does not take {}{}; `kumiko describe {}` lists the types that it takes", op.name,
               types, wish.empty() ? "" : " to " + wish, op.name);
    }

    void choose_sizes()
    {
        sizes known;
        for (const place& p : places) {
            if (p.shape.empty()) continue;
            std::size_t axis = 0;
            const std::string words = p.info->shape;
            for (std::size_t at = 0; at < words.size(); ++axis) {
                const std::size_t end = std::min(words.find(' ', at), words.size());
                const std::string word = words.substr(at, end - at);
                at = end + 1;
                if (axis >= p.shape.size()) break;
                const auto [size, fresh] = known.emplace(word, p.shape[axis]);
                if (!fresh && size->second != p.shape[axis])
                    refuse("{}: {} of {} is {}, must be {}", op.name, word, p.info->name,
                           p.shape[axis], size->second);
            }
        }
        op.complete(fields, known);
        for (std::size_t i = 0; i < places.size(); ++i) {
            const place& p = places[i];
            if (!p.shape.empty() || (p.info->optional && !p.file)) continue;
            if (!p.file && !p.written()) refuse("{}: {} is missing", op.name, p.info->name);
            try {
                places[i].shape = op.shape(i, known);
            } catch (const std::invalid_argument&) {
                refuse("{}: {} is missing, or its size", op.name, p.info->name);
            }
        }
    }

    /// The axes of a result in its file: those of an input of the same shape, else its own.
    std::vector<std::size_t> axes(const place& p) const
    {
        if (p.file) return p.file->shape;
        for (const place& o : places) {
            if (!o.file || o.info->is != p.info->is) continue;
            if (o.shape == p.shape) return o.file->shape;
            // If the input matrices are stacked, so are the results.
            std::vector<std::size_t> stack = o.file->shape;
            if (p.info->is == operand_kind::matrix && stack.size() > 2) {
                std::size_t count = 1;
                for (std::size_t i = 0; i + 2 < stack.size(); ++i) count *= stack[i];
                if (count > 0 && p.shape[0] % count == 0) {
                    stack[stack.size() - 2] = p.shape[0] / count;
                    stack[stack.size() - 1] = p.shape[1];
                    return stack;
                }
            }
        }
        std::vector<std::size_t> own = p.shape;
        if (p.info->is == operand_kind::image && own.size() == 3 && own[2] == 1) own.pop_back();
        return own;
    }
};

/// Copies rows between packed host bytes and the operand's memory.
void move_rows(const queue& q, const operand_memory& m, unsigned char* host, bool to_device)
{
    std::size_t at = 0;
    for (const detail::rectangle& r : m.areas()) {
        if (r.rows == 0 || r.width == 0) continue;
        if (to_device)
            detail::write(q, r, host + at, r.width, true);
        else
            detail::read(q, r, host + at, r.width, true);
        at += r.rows * r.width * size_of(r.data.type);
    }
}

std::string printed(element e, const unsigned char* at)
{
    const auto as = [&at](auto zero) {
        std::copy_n(at, sizeof zero, reinterpret_cast<unsigned char*>(&zero));
        return zero;
    };
    switch (e) {
        case element::u8:
            return fmt::format("{}", as(std::uint8_t{}));
        case element::s8:
            return fmt::format("{}", as(std::int8_t{}));
        case element::u16:
            return fmt::format("{}", as(std::uint16_t{}));
        case element::s16:
            return fmt::format("{}", as(std::int16_t{}));
        case element::u32:
            return fmt::format("{}", as(std::uint32_t{}));
        case element::s32:
            return fmt::format("{}", as(std::int32_t{}));
        case element::u64:
            return fmt::format("{}", as(std::uint64_t{}));
        case element::s64:
            return fmt::format("{}", as(std::int64_t{}));
        case element::f32:
            return fmt::format("{}", as(float{}));
        case element::f64:
            return fmt::format("{}", as(double{}));
        case element::f16:
            return fmt::format("{}", static_cast<float>(as(half{})));
        case element::bf16:
            return fmt::format("{}", static_cast<float>(as(bfloat16{})));
        case element::c32: {
            const float re = as(float{});
            at += sizeof re;
            return fmt::format("{}{:+}j", re, as(float{}));
        }
        default: {
            const double re = as(double{});
            at += sizeof re;
            return fmt::format("{}{:+}j", re, as(double{}));
        }
    }
}

void time_it(const queue& q, const call& c, const std::vector<operand>& operands)
{
    std::vector<double> seconds;
    for (int i = 0; i < 11; ++i) {
        const auto start = std::chrono::steady_clock::now();
        apply(q, c.op.name, c.fields, operands).wait();
        seconds.push_back(
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(seconds.begin(), seconds.end());
    fmt::print(stderr, "{}: median {:.4g} ms, least {:.4g} ms, of 11 calls on {}\n", c.op.name,
               1e3 * seconds[5], 1e3 * seconds[0], q.device().name());
}

}  // namespace

int run(const run_options& o)
{
    call c(o.name);
    c.arguments(o.arguments);
    c.outputs(o.outputs);
    c.choose_types(o.type);
    c.choose_sizes();
    if (o.in_place && !c.op.in_place) refuse("{} cannot work in place", c.op.name);

    queue_options options;
    options.force = o.kind == "cpu" ? kind::cpu : o.kind == "gpu" ? kind::gpu : kind::automatic;
    const queue q(o.device.empty() ? default_device() : chosen(o.device).front(), options);
    std::deque<operand_memory> memory;  // a deque, because elements must not move
    std::vector<operand> operands(c.places.size());
    std::vector<const operand_memory*> of(c.places.size());
    for (std::size_t i = 0; i < c.places.size(); ++i) {
        place& p = c.places[i];
        if (p.shape.empty()) continue;
        if (o.in_place && !p.read()) {  // it shares the memory of the first operand
            of[i] = of[0];
            operands[i] = operands[0];
            continue;
        }
        memory.emplace_back(q, p.info->is, p.type, p.shape, 0, p.format);
        of[i] = &memory.back();
        operands[i] = memory.back().get();
        if (p.file)
            move_rows(q, memory.back(), p.file->bytes.data(), true);
        else if (p.read()) {
            constexpr double zero[2] = {};
            detail::fill(q, memory.back().memory(), zero);
        }
    }
    apply(q, c.op.name, c.fields, operands).wait();
    for (std::size_t i = 0; i < c.places.size(); ++i) {
        const place& p = c.places[i];
        if (!p.written() || of[i] == nullptr) continue;
        npy result;
        result.type = p.type;
        result.shape = c.axes(p);
        std::size_t count = 0;
        for (const detail::rectangle& r : of[i]->areas()) count += r.rows * r.width;
        result.bytes.resize(count * size_of(p.type));
        move_rows(q, *of[i], result.bytes.data(), false);
        if (p.to.empty())
            fmt::print("{}\n", printed(p.type, result.bytes.data()));
        else if (p.info->is == operand_kind::frame)
            write_file(p.to, result.bytes.data(), result.bytes.size());
        else
            write_npy(p.to, result);
    }
    if (o.time) time_it(q, c, operands);
    return 0;
}

}  // namespace tool
