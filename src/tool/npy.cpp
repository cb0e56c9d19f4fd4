// SPDX-License-Identifier: Apache-2.0
#include "npy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <stdexcept>

namespace tool {
namespace {

using kumiko::element;

[[noreturn]] void refuse(const std::string& path, const std::string& why)
{
    throw std::invalid_argument(path + ": " + why);
}

bool little_endian()
{
    const std::uint16_t one = 1;
    unsigned char first;
    std::memcpy(&first, &one, 1);
    return first == 1;
}

using bytes = std::vector<unsigned char>;

/// Reads the next n bytes, or as many as there are. Memory is taken as bytes come, because n may be what a header
/// claims.
bytes take(std::istream& in, std::size_t n)
{
    constexpr std::size_t piece = std::size_t{1} << 20;
    bytes all;
    while (all.size() < n && in) {
        const std::size_t had = all.size();
        all.resize(had + std::min(piece, n - had));
        in.read(reinterpret_cast<char*>(&all[had]), static_cast<std::streamsize>(all.size() - had));
        all.resize(had + static_cast<std::size_t>(in.gcount()));
    }
    return all;
}

std::ifstream opened(const std::string& path)
{
    std::error_code e;
    if (std::filesystem::is_directory(path, e)) refuse(path, "is a folder");
    std::ifstream in(path, std::ios::binary);
    if (!in) refuse(path, std::string("cannot be read: ") + std::strerror(errno));
    return in;
}

/// NumPy's codes of types. NumPy has no bfloat16; packages that add it store two bytes of void.
struct code {
    const char* name;
    element type;
};
constexpr code codes[] = {{"u1", element::u8},  {"i1", element::s8},   {"u2", element::u16},
                          {"i2", element::s16}, {"u4", element::u32},  {"i4", element::s32},
                          {"u8", element::u64}, {"i8", element::s64},  {"f4", element::f32},
                          {"f8", element::f64}, {"f2", element::f16},  {"V2", element::bf16},
                          {"c8", element::c32}, {"c16", element::c64}, {"b1", element::u8}};

/// Reads a Python literal: the header is a dictionary with three entries.
class literal {
public:
    literal(const std::string& path, const std::string& text) : path_(path), text_(text) {}
    void expect(char c)
    {
        if (!take(c)) refuse(path_, fmt::format("its header has no '{}' where one must be", c));
    }
    bool take(char c)
    {
        blanks();
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    std::string string()
    {
        blanks();
        const char quote = at_ < text_.size() ? text_[at_] : ' ';
        if (quote != '\'' && quote != '"')
            refuse(path_, "its header has no text where one must be");
        const std::size_t end = text_.find(quote, ++at_);
        if (end == std::string::npos) refuse(path_, "its header has a text that does not end");
        const std::string s = text_.substr(at_, end - at_);
        at_ = end + 1;
        return s;
    }
    std::string word()
    {
        blanks();
        const std::size_t first = at_;
        while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_]))) ++at_;
        return text_.substr(first, at_ - first);
    }
    std::size_t number()
    {
        blanks();
        std::size_t n = 0;
        const std::size_t first = at_;
        for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
            if (n > std::numeric_limits<std::size_t>::max() / 100)
                refuse(path_, "its header has a size that no memory holds");
            n = 10 * n + static_cast<std::size_t>(text_[at_] - '0');
        }
        if (at_ == first) refuse(path_, "its header has no size where one must be");
        return n;
    }

private:
    void blanks()
    {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    }
    const std::string& path_;
    const std::string& text_;
    std::size_t at_ = 0;
};

struct header {
    std::string type;
    bool fortran = false;
    std::vector<std::size_t> shape;
};

header parse_header(const std::string& path, const std::string& text)
{
    header h;
    bool has_type = false, has_order = false, has_shape = false;
    literal in(path, text);
    in.expect('{');
    while (!in.take('}')) {
        const std::string key = in.string();
        in.expect(':');
        if (key == "descr") {
            if (in.take('[')) refuse(path, "its elements are records, not numbers");
            h.type = in.string();
            has_type = true;
        } else if (key == "fortran_order") {
            const std::string word = in.word();
            if (word != "True" && word != "False")
                refuse(path, "its order is neither True nor False");
            h.fortran = word == "True";
            has_order = true;
        } else if (key == "shape") {
            in.expect('(');
            h.shape.clear();  // of an entry that stands there twice, the last one counts
            while (!in.take(')')) {
                h.shape.push_back(in.number());
                if (!in.take(',')) {
                    in.expect(')');
                    break;
                }
            }
            has_shape = true;
        } else {
            refuse(path, "its header has the unknown entry '" + key + "'");
        }
        if (!in.take(',')) {
            in.expect('}');
            break;
        }
    }
    if (!has_type || !has_order || !has_shape) refuse(path, "its header lacks an entry");
    return h;
}

/// The elements of a column-major array in row-major order.
std::vector<unsigned char> row_major(const unsigned char* from,
                                     const std::vector<std::size_t>& shape, std::size_t each,
                                     std::size_t count)
{
    std::vector<unsigned char> to(count * each);
    std::vector<std::size_t> index(shape.size());
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t at = 0;
        for (std::size_t axis = shape.size(); axis-- > 0;) at = at * shape[axis] + index[axis];
        std::copy_n(from + at * each, each, &to[i * each]);
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            if (++index[axis] < shape[axis]) break;
            index[axis] = 0;
        }
    }
    return to;
}

constexpr unsigned char magic[] = {0x93, 'N', 'U', 'M', 'P', 'Y'};

}  // namespace

npy read_npy(const std::string& path, std::istream& in)
{
    bytes front = take(in, 10);
    if (front.size() < 10 || !std::equal(std::begin(magic), std::end(magic), front.begin()))
        refuse(path, "is no .npy file");
    const int version = front[6];
    if (version < 1 || version > 3)
        refuse(path, fmt::format("has the unknown version {}", version));
    std::size_t length = front[8] + 256u * front[9];
    if (version > 1) {
        front = take(in, 2);
        front.resize(2);  // of one that ends here, the header is too short
        length += 65536u * front[0] + (std::size_t{front[1]} << 24);
    }
    const bytes text = take(in, length);
    if (text.size() < length) refuse(path, "ends within its header");
    const header h = parse_header(path, std::string(text.begin(), text.end()));

    const char order = h.type.empty() ? ' ' : h.type[0];
    const std::string orders = "<>=|", name = h.type.substr(h.type.empty() ? 0 : 1);
    const auto known = std::find_if(std::begin(codes), std::end(codes),
                                    [&](const code& c) { return name == c.name; });
    if (known == std::end(codes) || orders.find(order) == orders.npos)
        refuse(path, "its elements are of type '" + h.type + "', which is none of Kumiko's");
    if (h.shape.size() > 4)
        refuse(path, fmt::format("has {} axes, may have 1 to 4", h.shape.size()));

    npy a;
    a.type = known->type;
    a.shape = h.shape;
    a.is_scalar = a.shape.empty();
    if (a.is_scalar) a.shape = {1};
    const std::size_t each = size_of(a.type);
    std::size_t count = 1;
    for (const std::size_t s : a.shape) {
        if (s != 0 && count > std::numeric_limits<std::size_t>::max() / each / s)
            refuse(path, "its header has a shape that no memory holds");
        count *= s;
    }
    a.bytes = take(in, count * each);
    if (a.bytes.size() < count * each)
        refuse(path, fmt::format("its header says {} bytes of elements, it has {}", count * each,
                                 a.bytes.size()));
    if (in.peek() != std::istream::traits_type::eof())
        refuse(path, "has more elements than its header says");
    if (h.fortran && a.shape.size() > 1) a.bytes = row_major(a.bytes.data(), a.shape, each, count);
    if ((order == '>') == little_endian() && order != '|' && order != '=') {
        const bool pair = a.type == element::c32 || a.type == element::c64;
        const std::size_t step = pair ? each / 2 : each;
        for (std::size_t i = 0; i < a.bytes.size(); i += step)
            std::reverse(&a.bytes[i], &a.bytes[i] + step);
    }
    return a;
}

npy read_npy(const std::string& path)
{
    std::ifstream in = opened(path);
    return read_npy(path, in);
}

void write_npy(const std::string& path, const npy& a)
{
    const auto known = std::find_if(std::begin(codes), std::end(codes),
                                    [&](const code& c) { return a.type == c.type; });
    std::string shape;
    for (const std::size_t s : a.shape) shape += fmt::format("{}, ", s);
    if (a.shape.size() > 1) shape.resize(shape.size() - 2);
    const bool no_order = size_of(a.type) == 1 || a.type == element::bf16;
    std::string header =
        fmt::format("{{'descr': '{}{}', 'fortran_order': False, 'shape': ({}), }}",
                    no_order          ? '|'
                    : little_endian() ? '<'
                                      : '>',
                    known->name, a.shape.size() == 1 ? shape.substr(0, shape.size() - 1) : shape);
    header.resize((10 + header.size() + 64) / 64 * 64 - 10,
                  ' ');  // data begin at a multiple of 64
    header.back() = '\n';
    std::string file(std::begin(magic), std::end(magic));
    file += {1, 0, static_cast<char>(header.size() & 255), static_cast<char>(header.size() >> 8)};
    file += header;
    file.append(reinterpret_cast<const char*>(a.bytes.data()), a.bytes.size());
    write_file(path, file.data(), file.size());
}

std::vector<unsigned char> read_file(const std::string& path, std::size_t most)
{
    std::ifstream in = opened(path);
    return take(in, most);
}

void write_file(const std::string& path, const void* data, std::size_t size)
{
    namespace fs = std::filesystem;
    std::error_code e;
    // A pipe, a device (for example /dev/stdout) or a link cannot be replaced by a new file: write to it.
    const fs::file_status is = fs::symlink_status(path, e);
    const bool plain = !fs::exists(is) || fs::is_regular_file(is);
    fs::path to = path;
    std::FILE* out = plain ? nullptr : std::fopen(path.c_str(), "wb");
    // With "x" the file is a new one: neither somebody's own file nor what a link of that name points to is
    // overwritten. A run that was killed leaves its unfinished file behind, so there are several names.
    for (int n = 0; plain && out == nullptr && (n == 0 || errno == EEXIST) && n < 100; ++n) {
        to.replace_filename(fmt::format(".kumiko{}.part", n));
        out = std::fopen(to.string().c_str(), "wbx");
    }
    bool well = out != nullptr && std::fwrite(data, 1, size, out) == size;
    if (out != nullptr) well = std::fclose(out) == 0 && well;
    if (well && plain) fs::rename(to, path, e);
    if (well && !(plain && e)) return;
    if (plain && out != nullptr) fs::remove(to, e);
    throw std::runtime_error(path + ": cannot be written");
}

}  // namespace tool
