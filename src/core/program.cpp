// SPDX-License-Identifier: Apache-2.0
#include <kumiko/program.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <locale>
#include <optional>
#include <set>
#include <sstream>

#include "core/block.hpp"
#include "core/programs.hpp"
#include "core/queue_state.hpp"
#include "core/system.hpp"
#include "kernels.hpp"

namespace kumiko {
namespace {

/// The file that an #include line of `by` names.
source included(const std::string& name, const source& by, int line)
{
    if (!by.folder.empty())
        if (auto text = detail::read_file(by.folder + "/" + name))
            return {by.folder + "/" + name, std::move(*text), by.folder};
    try {
        return source::library(name);
    } catch (const std::invalid_argument&) {
        throw std::invalid_argument(detail::text(
            by.file, ":", line, ": no file ", name,
            by.folder.empty() ? "" : " in " + by.folder + ", and none", " among the library's"));
    }
}

/// A #line marker: it tells the compiler the position of the next line. Characters of the path that
/// a string literal needs to escape are escaped.
std::string marker(int line, const std::string& file)
{
    std::string quoted;
    for (const char c : file) {
        if (c == '\\' || c == '"') quoted += '\\';
        quoted += c;
    }
    return "#line " + std::to_string(line) + " \"" + quoted + "\"\n";
}

/// Appends the text to `out`. The first `#include` of each file is replaced by the file, later ones
/// by nothing. #line markers let a build log name the file and line that the author edited.
void expand(const source& s, std::set<std::string>& seen, std::string& out)
{
    if (!seen.insert(s.file).second) return;
    out += marker(1, s.file);
    int number = 0;
    for (std::size_t at = 0; at < s.text.size();) {
        const std::size_t newline = std::min(s.text.find('\n', at), s.text.size());
        const std::string line = s.text.substr(at, newline - at);
        at = newline + 1;
        ++number;
        const std::size_t end = line.rfind('"');
        if (line.rfind("#include \"", 0) != 0 || end < 10) {
            out += line + '\n';
            continue;
        }
        expand(included(line.substr(10, end - 10), s, number), seen, out);
        out += marker(number + 1, s.file);
    }
}

std::string expanded(const source& s)
{
    std::string text;
    std::set<std::string> seen;
    expand(s, seen, text);
    return text;
}

}  // namespace

source source::library(const std::string& name)
{
    if (const char* folder = std::getenv("KUMIKO_KERNEL_DIR")) {
        const std::string path = std::string(folder) + "/" + name;
        if (auto text = detail::read_file(path)) return {path, std::move(*text)};
    }
    for (const detail::embedded& e : detail::kernels)
        if (name == e.file) return {"cl/" + name, e.text};
    throw std::invalid_argument("no kernel file cl/" + name);
}

source source::read(const std::string& path)
{
    auto text = detail::read_file(path);
    detail::require(text.has_value(), "cannot read the kernel file ", path);
    const std::size_t slash = path.find_last_of("/\\");
    return {path, std::move(*text), slash == std::string::npos ? "." : path.substr(0, slash)};
}

define::define(const char* n, float v) : define(n, static_cast<double>(v)) { value += 'f'; }
define::define(const char* n, double v) : name(n)
{
    std::ostringstream hex;
    hex.imbue(std::locale::classic());  // a compiler knows no decimal comma
    hex << std::hexfloat << v;
    value = hex.str();
}

namespace detail {

struct kernel_state {
    kernel_state(const detail::context& c, cl::Kernel h, std::string n, bool wide)
        : where(c.handle()),
          facts(c.facts),
          handle(std::move(h)),
          name(std::move(n)),
          wide_index(wide)
    {
    }
    std::atomic<int> owners{1};
    // Not the detail::context: it keeps kernels itself, and the two would keep each other.
    cl_context where;  ///< the kernel retains it
    const device_facts& facts;
    cl::Kernel handle;
    std::string name;
    bool wide_index;  ///< for unknown parameters: whether a std::size_t is passed as long
    detail::signature parameters;
    std::size_t max_group = 1, multiple = 1;
    std::array<std::size_t, 3> required{};  ///< the group of reqd_work_group_size; 0: none
    std::mutex setting;  ///< OpenCL kernels carry their arguments: one caller at a time

    /// An argument that the kernel carries from an earlier launch: a number, or memory. Most
    /// arguments stay the same from call to call, and to set one costs more than to compare it.
    struct carried {
        std::uint64_t low = 0, high = 0;  ///< the value; for memory its block and generation
        std::size_t bytes = 0;            ///< 0: not known
    };
    std::vector<carried> carries;  ///< by parameter

    std::string signature() const
    {
        std::string s = name + "(";
        for (const detail::parameter& p : parameters)
            s += (&p == &parameters[0] ? "" : ", ") + p.text;
        return s + ")";
    }
};

void retain(kernel_state* s) noexcept { s->owners.fetch_add(1, std::memory_order_relaxed); }
void release(kernel_state* s) noexcept
{
    if (s->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete s;
}

}  // namespace detail

kernel::kernel(const queue& q, const source& src, const std::string& name,
               const std::vector<define>& defines, const std::string& options)
{
    detail::context& c = q.state().shared;
    std::string all = options;
    bool wide = true;
    for (const define& d : defines) {
        detail::require(d.value.find_first_of(" \t\n\"'") == std::string::npos, src.file, ": -D",
                        d.name, "=", d.value, " holds a blank or a quote");
        all += " -D" + d.name + "=" + d.value;
        if (d.name == "INDEX") wide = d.value == "long";
    }
    const auto built = detail::program_of(c, src.file, expanded(src), all);
    cl_int status = 0;
    cl::Kernel handle(built->program, name.c_str(), &status);
    if (status != CL_SUCCESS)
        throw error(status, detail::text(src.file, ": clCreateKernel of ", name));
    const detail::shared<detail::kernel_state> s(
        new detail::kernel_state(c, std::move(handle), name, wide));

    cl_uint parameters = 0;
    detail::check(
        clGetKernelInfo(s->handle(), CL_KERNEL_NUM_ARGS, sizeof parameters, &parameters, nullptr),
        "clGetKernelInfo");
    if (built->signatures && built->signatures->count(name) != 0)
        s->parameters = built->signatures->at(name);
    if (s->parameters.size() != parameters) s->parameters = detail::signature_of(s->handle());
    s->carries.resize(s->parameters.size());
    const cl_device_id d = c.device.get();
    const auto ask = [&](cl_kernel_work_group_info what, auto& v) {
        return clGetKernelWorkGroupInfo(s->handle(), d, what, sizeof v, &v, nullptr) == CL_SUCCESS;
    };
    ask(CL_KERNEL_WORK_GROUP_SIZE, s->max_group);
    ask(CL_KERNEL_PREFERRED_WORK_GROUP_SIZE_MULTIPLE, s->multiple);
    ask(CL_KERNEL_COMPILE_WORK_GROUP_SIZE, s->required);
    s->max_group = std::max<std::size_t>(s->max_group, 1);
    s->multiple = std::max<std::size_t>(s->multiple, 1);
    state_ = s;
}

std::size_t keep_programs(const queue& q) { return detail::keep_programs(q.state().shared); }

std::string kernel::signature() const { return state_->signature(); }
std::size_t kernel::max_group() const noexcept { return state_->max_group; }
std::size_t kernel::preferred_multiple() const noexcept { return state_->multiple; }

namespace {

using detail::argument, detail::parameter;

/// How many parameters an argument fills if its kernel takes offset, leading dimension or pitch.
std::size_t width(const argument& a)
{
    switch (a.is) {
        case argument::shape::view:
            return 2;
        case argument::shape::matrix:
        case argument::shape::image:
            return 3;
        default:
            return 1;
    }
}

const any_view& memory(const argument& a)
{
    switch (a.is) {
        case argument::shape::matrix:
            return static_cast<const any_matrix*>(a.data)->data;
        case argument::shape::image:
            return static_cast<const any_image*>(a.data)->data;
        default:
            return *static_cast<const any_view*>(a.data);
    }
}

std::string describe(const argument& a)
{
    const std::string type = cl_name(a.type);
    switch (a.is) {
        case argument::shape::view:
            return "view of " + type;
        case argument::shape::matrix:
            return "matrix of " + type;
        case argument::shape::image:
            return "image of " + type;
        case argument::shape::local:
            return "local_memory of " + type;
        case argument::shape::bytes:
            return "structure of " + std::to_string(a.bytes) + " bytes";
        default:
            return type;
    }
}

/// An integer of either sign. If it is negative, `bits` is its two's complement.
struct integer {
    std::uint64_t bits;
    bool negative;
};

template <class T>
integer load(const void* p)
{
    T v;
    std::memcpy(&v, p, sizeof v);
    return {static_cast<std::uint64_t>(v), v < 0};
}

integer integer_of(const argument& a)
{
    switch (a.type) {
        case element::u8:
            return {load<std::uint8_t>(a.data).bits, false};
        case element::s8:
            return load<std::int8_t>(a.data);
        case element::u16:
            return {load<std::uint16_t>(a.data).bits, false};
        case element::s16:
            return load<std::int16_t>(a.data);
        case element::u32:
            return {load<std::uint32_t>(a.data).bits, false};
        case element::s32:
            return load<std::int32_t>(a.data);
        case element::s64:
            return load<std::int64_t>(a.data);
        default:
            return {load<std::uint64_t>(a.data).bits, false};
    }
}

/// The scalar type that a kernel's signature names for a buffer of e; a complex number is a float2.
element pointed_to(element e)
{
    return e == element::bf16  ? element::u16
           : e == element::c32 ? element::f32
           : e == element::c64 ? element::f64
                               : e;
}

bool is_floating(element e) { return e == element::f16 || e == element::f32 || e == element::f64; }

bool fits(integer v, element e)
{
    const bool is_signed =
        e == element::s8 || e == element::s16 || e == element::s32 || e == element::s64;
    const unsigned value_bits = static_cast<unsigned>(8 * size_of(e)) - (is_signed ? 1 : 0);
    if (v.negative) return is_signed && (value_bits == 63 || ~v.bits >> value_bits == 0);
    return value_bits == 64 || v.bits >> value_bits == 0;
}

std::uint64_t magnitude(integer v) { return v.negative ? ~v.bits + 1 : v.bits; }

/// A number converted to e, float or double: an integer if it can be exact, a double with C's
/// rounding. The value is in `as_float` or `as_double`. nullopt if there is no such value.
struct floating {
    bool fits;
    float as_float;
    double as_double;
};
floating floating_of(const argument& a, element e)
{
    if (is_floating(a.type)) {
        const double v = a.type == element::f32
                             ? static_cast<double>(*static_cast<const float*>(a.data))
                             : *static_cast<const double*>(a.data);
        constexpr double most = std::numeric_limits<float>::max();
        const bool fits = e == element::f64 || !std::isfinite(v) || std::abs(v) <= most;
        return {fits, fits ? static_cast<float>(v) : 0, v};
    }
    const integer i = integer_of(a);
    std::uint64_t digits = magnitude(i);
    while (digits != 0 && digits % 2 == 0) digits /= 2;
    const double v = static_cast<double>(magnitude(i)) * (i.negative ? -1 : 1);
    return {digits >> (e == element::f64 ? 53 : 24) == 0, static_cast<float>(v), v};
}

}  // namespace

event kernel::launch(const queue& q, const grid& over, const detail::argument* args,
                     std::size_t count) const
{
    detail::kernel_state& k = *state_;
    const detail::context& c = q.state().shared;
    detail::require(&c.facts == &k.facts, "kernel ", k.name, " is built for ", k.facts.name,
                    ", the queue is on ", c.facts.name);
    detail::require(c.handle() == k.where, "kernel ", k.name,
                    " is built for another context than the queue's, both on ", k.facts.name);

    const auto mismatch = [&](const std::string& why) {
        std::string called = k.name + "(";
        for (std::size_t i = 0; i < count; ++i) called += (i ? ", " : "") + describe(args[i]);
        throw std::invalid_argument("kernel " + k.signature() + " called as " + called +
                                    "): " + why);
    };

    std::size_t whole = 0;
    for (std::size_t i = 0; i < count; ++i) whole += width(args[i]);
    const bool pointers_only = whole != k.parameters.size();
    if (pointers_only && count != k.parameters.size())
        mismatch(detail::text(count, " arguments for ", k.parameters.size(), " parameters"));

    const std::lock_guard lock(k.setting);
    cl_uint at = 0;
    const auto set = [&](std::size_t bytes, const void* p) {
        k.carries[at].bytes = 0;  // unknown, until the call below succeeds
        const cl_int status = clSetKernelArg(k.handle(), at, bytes, p);
        if (status != CL_SUCCESS)
            throw error(status,
                        detail::text("clSetKernelArg of argument ", at + 1, " of ", k.signature()));
        ++at;
    };
    const auto set_once = [&](const detail::kernel_state::carried& now, const void* p) {
        detail::kernel_state::carried& has = k.carries[at];
        if (same_key(has, now)) {
            ++at;
            return;
        }
        set(now.bytes, p);
        has = now;
    };
    const auto set_number = [&](std::size_t bytes, const void* p) {
        std::array<std::uint64_t, 2> value{};
        if (bytes > sizeof value) return set(bytes, p);
        std::memcpy(value.data(), p, bytes);
        set_once({value[0], value[1], bytes}, p);
    };
    // Memory is compared by block and generation: the driver may have given its handle to another.
    const auto set_memory = [&](const any_view& v) {
        const cl_mem m = detail::memory_of(v, c);
        set_once({reinterpret_cast<std::uintptr_t>(v.block), v.generation, sizeof m},
                 m ? &m : nullptr);
    };
    const auto set_integer = [&](integer v, std::size_t own_bytes) {
        const parameter& p = k.parameters[at];
        if (p.is == parameter::what::unknown)
            return set_once({v.bits, 0, own_bytes}, &v.bits);  // little endian
        const bool wanted = p.is == parameter::what::number && !is_floating(p.type);
        if (!wanted && !pointers_only && count != k.parameters.size())
            mismatch(detail::text(count, " arguments for ", k.parameters.size(), " parameters"));
        if (!wanted)
            mismatch(detail::text("argument ", at + 1, " is an integer, the kernel's is ", p.text));
        if (!fits(v, p.type))
            mismatch(detail::text("argument ", at + 1, " is ", v.negative ? "-" : "", magnitude(v),
                                  ", which ", p.text, " cannot hold"));
        set_once({v.bits, 0, p.bytes}, &v.bits);
    };
    /// Sets a parameter of type float or double. @return whether the parameter is of that type
    const auto set_floating = [&](const argument& a) {
        const parameter& p = k.parameters[at];
        const bool narrow = p.type == element::f32;
        if (p.is != parameter::what::number || !(narrow || p.type == element::f64)) return false;
        const floating v = floating_of(a, p.type);
        if (!v.fits && is_floating(a.type))
            mismatch(detail::text("argument ", at + 1, " is ", v.as_double, ", which ", p.text,
                                  " cannot hold"));
        if (!v.fits)
            mismatch(detail::text("argument ", at + 1, " is ", integer_of(a).negative ? "-" : "",
                                  magnitude(integer_of(a)), ", which ", p.text,
                                  " cannot hold exactly"));
        narrow ? set_number(sizeof(float), &v.as_float) : set_number(sizeof(double), &v.as_double);
        return true;
    };
    const std::size_t index_bytes = k.wide_index ? 8 : 4;

    for (std::size_t i = 0; i < count; ++i) {
        const argument& a = args[i];
        const parameter& p = k.parameters[at];
        const bool known = p.is != parameter::what::unknown;
        switch (a.is) {
            case argument::shape::view:
            case argument::shape::matrix:
            case argument::shape::image: {
                if (known &&
                    (p.is != parameter::what::global || (p.typed && p.type != pointed_to(a.type))))
                    mismatch(detail::text("argument ", at + 1, " is a ", describe(a),
                                          ", the kernel's is ", p.text));
                const any_view& v = memory(a);
                set_memory(v);
                if (pointers_only) {
                    if (v.offset != 0)
                        mismatch(detail::text("argument ", at, " starts at element ", v.offset,
                                              ", and the kernel has no parameter for that"));
                    break;
                }
                set_integer({v.offset, false}, index_bytes);
                if (a.is == argument::shape::matrix)
                    set_integer({static_cast<const any_matrix*>(a.data)->ld, false}, index_bytes);
                if (a.is == argument::shape::image)
                    set_integer({static_cast<const any_image*>(a.data)->pitch, false}, index_bytes);
                break;
            }
            case argument::shape::local:
                if (known && (p.is != parameter::what::local || (p.typed && p.type != a.type)))
                    mismatch(detail::text("argument ", at + 1, " is ", describe(a),
                                          ", the kernel's is ", p.text));
                set(a.bytes, nullptr);
                break;
            case argument::shape::index:
                if (!set_floating(a)) set_integer(integer_of(a), index_bytes);
                break;
            case argument::shape::number:
                if (set_floating(a)) break;
                if (!is_floating(a.type)) {
                    set_integer(integer_of(a), a.bytes);
                    break;
                }
                if (known)
                    mismatch(detail::text("argument ", at + 1, " is ", describe(a),
                                          ", the kernel's is ", p.text));
                set_number(a.bytes, a.data);
                break;
            case argument::shape::bytes:
                if (known && (p.is == parameter::what::global || p.is == parameter::what::local ||
                              (p.bytes > 0 && p.bytes != a.bytes)))
                    mismatch(detail::text("argument ", at + 1, " is a ", describe(a),
                                          ", the kernel's is ", p.text));
                set_number(a.bytes, a.data);
                break;
        }
    }

    std::array<std::size_t, 3> local = over.local, global{1, 1, 1};
    const auto dimensions = static_cast<std::size_t>(over.dimensions);
    if (local[0] == 0) {
        if (k.required[0] != 0) {
            local = k.required;
        } else {  // powers of two, rows first, 256 work-items at most
            std::size_t room = std::min<std::size_t>(k.max_group, 256);
            const device_facts& facts = k.facts;
            for (std::size_t d = 0; d < dimensions; ++d) {
                const std::size_t most = std::min(
                    {room, facts.max_work_item_sizes[d],
                     d == 0 && dimensions > 1 ? std::max<std::size_t>(32, k.multiple) : room});
                local[d] = 1;
                while (2 * local[d] <= most && local[d] < over.count[d]) local[d] *= 2;
                room /= local[d];
            }
            for (std::size_t d = dimensions; d < 3; ++d) local[d] = 1;
        }
    }
    const std::size_t group = local[0] * local[1] * local[2];
    // A group that the kernel itself requires does fit, although rusticl says that only 32 do.
    detail::require(local == k.required || (group >= 1 && group <= k.max_group), "kernel ", k.name,
                    ": a group of ", local[0], " x ", local[1], " x ", local[2],
                    " work-items; the built kernel allows ", k.max_group, " on ", k.facts.name);
    for (std::size_t d = 0; d < dimensions; ++d) {
        const std::size_t groups = over.in_groups
                                       ? over.count[d]
                                       : over.count[d] / local[d] + (over.count[d] % local[d] != 0);
        if (groups == 0) return {};  // nothing to do
        global[d] = groups * local[d];
    }

    cl_event e = nullptr;
    const cl_int status =
        clEnqueueNDRangeKernel(q.get(), k.handle(), static_cast<cl_uint>(over.dimensions), nullptr,
                               global.data(), local.data(), 0, nullptr, &e);
    if (status != CL_SUCCESS)
        throw error(status, detail::text("clEnqueueNDRangeKernel of ", k.name));
    q.state().enqueues.fetch_add(1, std::memory_order_relaxed);
    return event(e);
}

}  // namespace kumiko
