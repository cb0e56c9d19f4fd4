// SPDX-License-Identifier: Apache-2.0
#include "core/signature.hpp"

#include <cstring>

#include "core/cache.hpp"
#include "core/check.hpp"

namespace kumiko::detail {
namespace {

/// "float4" is f32 with 4 lanes. 0 lanes mean that the name is no built-in type.
std::pair<element, std::size_t> built_in(std::string_view name)
{
    struct spelling {
        std::string_view name;
        element type;
    };
    constexpr spelling spellings[] = {
        {"unsigned char", element::u8}, {"unsigned short", element::u16},
        {"unsigned int", element::u32}, {"unsigned long", element::u64},
        {"uchar", element::u8},         {"char", element::s8},
        {"ushort", element::u16},       {"short", element::s16},
        {"uint", element::u32},         {"int", element::s32},
        {"ulong", element::u64},        {"long", element::s64},
        {"float", element::f32},        {"double", element::f64},
        {"half", element::f16},
    };
    for (const spelling& s : spellings) {
        if (name.substr(0, s.name.size()) != s.name) continue;
        const std::string_view lanes = name.substr(s.name.size());
        if (lanes.empty()) return {s.type, 1};
        for (const std::size_t n : {2u, 3u, 4u, 8u, 16u})
            if (lanes == std::to_string(n)) return {s.type, n == 3 ? 4 : n};
        return {s.type, 0};
    }
    return {element::u8, 0};
}

/// Whether the driver told about a parameter. Some never do. A driver that has no memory at the
/// moment must not be taken for one of those: the answer is kept with the program. So it is an
/// error.
bool told(cl_int status)
{
    if (status == CL_OUT_OF_HOST_MEMORY || status == CL_OUT_OF_RESOURCES)
        check(status, "clGetKernelArgInfo");
    return status == CL_SUCCESS;
}

std::string info(cl_kernel k, cl_uint i, cl_kernel_arg_info what)
{
    std::size_t n = 0;
    if (!told(clGetKernelArgInfo(k, i, what, 0, nullptr, &n)) || n == 0) return {};
    std::string s(n, '\0');
    if (!told(clGetKernelArgInfo(k, i, what, n, s.data(), nullptr))) return {};
    s.resize(std::strlen(s.c_str()));
    return s;
}

parameter parameter_of(cl_kernel k, cl_uint i)
{
    parameter p;
    cl_kernel_arg_address_qualifier where = 0;
    std::string type = info(k, i, CL_KERNEL_ARG_TYPE_NAME);
    if (type.empty() || !told(clGetKernelArgInfo(k, i, CL_KERNEL_ARG_ADDRESS_QUALIFIER,
                                                 sizeof where, &where, nullptr))) {
        p.text = "?";
        return p;
    }
    const bool pointer = type.back() == '*';
    std::string base =
        type.substr(0, type.find_first_of(" *", type.find("unsigned ") == 0 ? 9 : 0));
    const auto [e, lanes] = built_in(base);
    p.typed = lanes > 0;
    p.type = e;
    p.bytes = lanes * size_of(e);
    p.is = pointer && where == CL_KERNEL_ARG_ADDRESS_LOCAL ? parameter::what::local
           : pointer                                       ? parameter::what::global
           : lanes == 1                                    ? parameter::what::number
                                                           : parameter::what::structure;
    const char* space = where == CL_KERNEL_ARG_ADDRESS_GLOBAL     ? "global "
                        : where == CL_KERNEL_ARG_ADDRESS_CONSTANT ? "constant "
                        : where == CL_KERNEL_ARG_ADDRESS_LOCAL    ? "local "
                                                                  : "";
    p.text = space + type + ' ' + info(k, i, CL_KERNEL_ARG_NAME);
    return p;
}

}  // namespace

signature signature_of(cl_kernel k)
{
    cl_uint n = 0;
    check(clGetKernelInfo(k, CL_KERNEL_NUM_ARGS, sizeof n, &n, nullptr), "clGetKernelInfo");
    signature s;
    for (cl_uint i = 0; i < n; ++i) s.push_back(parameter_of(k, i));
    return s;
}

std::optional<signatures> signatures_of(const cl::Program& p)
{
    std::string names;
    if (p.getInfo(CL_PROGRAM_KERNEL_NAMES, &names) != CL_SUCCESS) return std::nullopt;
    signatures all;
    for (std::size_t at = 0; at < names.size();) {
        const std::size_t end = std::min(names.find(';', at), names.size());
        const std::string name = names.substr(at, end - at);
        at = end + 1;
        cl_int status = 0;
        const cl::Kernel k(p, name.c_str(), &status);
        if (status != CL_SUCCESS) return std::nullopt;
        all[name] = signature_of(k());
    }
    return all;
}

std::string pack(const signatures& s)
{
    packer out;
    out.number(s.size());
    for (const auto& [name, parameters] : s) {
        out.text(name).number(parameters.size());
        for (const parameter& p : parameters)
            out.number(static_cast<std::uint64_t>(p.is))
                .number(p.typed)
                .number(static_cast<std::uint64_t>(p.type))
                .number(p.bytes)
                .text(p.text);
    }
    return out.bytes();
}

std::optional<signatures> unpack_signatures(std::string_view bytes)
{
    unpacker in(bytes);
    signatures all;
    for (std::uint64_t kernels = in.number(); kernels > 0 && in.ok(); --kernels) {
        signature& s = all[std::string(in.text())];
        for (std::uint64_t left = in.number(); left > 0 && in.ok(); --left) {
            parameter p;
            const std::uint64_t is = in.number();
            p.typed = in.number() != 0;
            const std::uint64_t type = in.number();
            p.bytes = static_cast<std::size_t>(in.number());
            p.text = in.text();
            if (is > static_cast<std::uint64_t>(parameter::what::structure) ||
                type > static_cast<std::uint64_t>(element::c64) || p.bytes > 128)
                return std::nullopt;  // 128: the size of double16
            p.is = static_cast<parameter::what>(is);
            p.type = static_cast<element>(type);
            s.push_back(std::move(p));
        }
    }
    if (!in.done()) return std::nullopt;
    return all;
}

}  // namespace kumiko::detail
