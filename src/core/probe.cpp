// SPDX-License-Identifier: Apache-2.0
#include <kumiko/memory.hpp>
#include <kumiko/probe.hpp>
#include <kumiko/program.hpp>

#include <algorithm>

#include "core/cache.hpp"
#include "core/queue_state.hpp"
#include "core/quirks.hpp"

namespace kumiko {
namespace {

constexpr int wg = 64;  // work-items of a probe's group

/// The options with which the compiler understands a probe.
struct words {
    const char *name, *extension;
    int c;  // the first version of OpenCL C that has the feature
};
constexpr words vocabulary[] = {
    {"f16", "cl_khr_fp16", 120},
    {"f64", "cl_khr_fp64", 120},
    {"int64_atomics", "cl_khr_int64_base_atomics", 120},
    {"float_atomics", "cl_ext_float_atomics", 300},
    {"sub_groups", "cl_khr_subgroups", 200},
    {"integer_dot", "cl_khr_integer_dot_product", 300},
};
const words& words_of(capability c) { return vocabulary[static_cast<int>(c)]; }

kernel probe_of(const queue& q, capability c, const std::vector<define>& more = {})
{
    const words& w = words_of(c);
    std::vector<define> defines = {{"WG", wg}};
    defines.insert(defines.end(), more.begin(), more.end());
    const std::vector<int>& versions = q.device().facts().opencl_c;
    const auto version = std::lower_bound(versions.begin(), versions.end(), w.c);
    if (w.c == 120 || version == versions.end())
        return {q, source::library(detail::text("probe/", w.name, ".cl")), "probe", defines};
    return {q, source::library(detail::text("probe/", w.name, ".cl")), "probe", defines,
            detail::text("-cl-std=CL", *version / 100, '.', *version / 10 % 10)};
}

/// Launches `items_` work-items once on n elements that are 0, and returns the elements.
template <class T>
std::vector<T> run(const queue& q, const kernel& k, std::size_t items_, std::size_t n)
{
    const buffer<T> y(q, n);
    fill(q, y, T{});
    k(q, items(items_).of(wg), y);
    return read(q, y);
}

bool check_f16(const queue& q)
{
    const std::vector<int> y = run<int>(q, probe_of(q, capability::f16), wg, wg);
    for (int i = 0; i < wg; ++i) {
        const int below = 2048 + 2 * i;  // it and below + 2: the neighbours of 2048 + 2 i + 1
        if (y[static_cast<std::size_t>(i)] != (below % 4 == 0 ? below : below + 2)) return false;
    }
    return true;
}

bool check_f64(const queue& q)
{
    const std::vector<int> y = run<int>(q, probe_of(q, capability::f64), wg, wg);
    for (int i = 0; i < wg; ++i)
        if (y[static_cast<std::size_t>(i)] != i) return false;
    return true;
}

bool check_int64_atomics(const queue& q)
{
    constexpr std::uint64_t n = 4 * wg;
    const auto y = run<std::uint64_t>(q, probe_of(q, capability::int64_atomics), n, 2);
    return y[0] == (n << 32) + n * (n - 1) / 2 && y[1] == (n - 1) << 33;
}

bool check_float_atomics(const queue& q)
{
    constexpr int n = 4 * wg;
    const buffer<float> y(q, {0.0f});
    // The kernel's parameter has a type that is no element.
    any_view as_unsigned = y;
    as_unsigned.type = element::u32;
    probe_of(q, capability::float_atomics)(q, items(n).of(wg), as_unsigned);
    return read(q, y)[0] == static_cast<float>(n * (n - 1) / 2);
}

bool check_sub_groups(const queue& q)
{
    const std::vector<int> y = run<int>(q, probe_of(q, capability::sub_groups), wg, 3 * wg);
    int sum[wg] = {};
    for (std::size_t i = 0; i < wg; ++i) {
        const int group = y[i];
        if (group < 0 || group >= wg) return false;
        sum[group] += static_cast<int>(i);
        if (y[2 * wg + i] != sum[group]) return false;
    }
    for (std::size_t i = 0; i < wg; ++i)
        if (y[wg + i] != sum[y[i]]) return false;
    return true;
}

bool check_integer_dot(const queue& q)
{
    const std::vector<int> y =
        run<int>(q,
                 probe_of(q, capability::integer_dot,
                          {{"UU", "dot_4x8packed_uu_uint"}, {"SS", "dot_4x8packed_ss_int"}}),
                 wg, 2 * wg);
    for (int i = 0; i < wg; ++i) {
        int of_unsigned = 0, of_signed = 0;
        for (int j = 0; j < 4; ++j) {
            const int a = (37 * i + 11 * j) & 255, b = (201 - 3 * i + 70 * j) & 255;
            of_unsigned += a * b;
            of_signed += (a < 128 ? a : a - 256) * (b < 128 ? b : b - 256);
        }
        const auto at = static_cast<std::size_t>(i);
        if (y[at] != of_unsigned || y[wg + at] != of_signed) return false;
    }
    return true;
}

bool check_local_memory(const queue& q, std::size_t bytes)
{
    const kernel k(q, source::library("probe/local_memory.cl"), "probe", {{"WG", wg}});
    const std::size_t words = bytes / sizeof(int);
    const buffer<int> y(q, wg);
    fill(q, y, 0);
    k(q, groups(1).of(wg), static_cast<int>(words), local_memory<int>{words}, y);
    const std::vector<int> right = read(q, y);
    return std::all_of(right.begin(), right.end(), [](int r) { return r == 1; });
}

/// Runs a check. If the driver refuses anything, the device does not have the feature. A lack of
/// memory is different: it passes, and must not be remembered as the device's answer.
template <class Check>
bool works(Check check)
{
    try {
        return check();
    } catch (const error& e) {
        const int status = e.code().value();
        if (status == CL_OUT_OF_HOST_MEMORY || status == CL_MEM_OBJECT_ALLOCATION_FAILURE) throw;
        return false;
    } catch (const std::invalid_argument&) {  // the built kernel does not allow the group
        return false;
    }
}

bool ask(const queue& q, capability c)
{
    const device_facts& f = q.device().facts();
    if (detail::has(detail::quirk::prints_failed_builds, f) &&
        !detail::offers(f, words_of(c).extension))
        return false;
    constexpr bool (*checks[])(const queue&) = {check_f16,           check_f64,
                                                check_int64_atomics, check_float_atomics,
                                                check_sub_groups,    check_integer_dot};
    return works([&] { return checks[static_cast<int>(c)](q); });
}

/// The number that is remembered under a name; if there is none, find() finds it now.
template <class Find>
double once(const queue& q, const char* name, Find find)
{
    const device_facts& f = q.device().facts();
    const detail::numbers known = detail::recall(detail::entry::probes, f);
    const auto found = known.find(name);
    if (found != known.end()) return found->second;
    const double value = find();
    detail::remember(detail::entry::probes, f, {{name, value}});
    return value;
}

}  // namespace

const char* name(capability c) noexcept { return words_of(c).name; }

bool supports(const queue& q, capability c)
{
    return once(q, name(c), [&] { return ask(q, c) ? 1.0 : 0.0; }) != 0;
}

std::size_t usable_local_memory(const queue& q)
{
    const auto find = [&] {
        const device_facts& f = q.device().facts();
        std::size_t most = f.local_memory;
        while (most > 0 && !works([&] { return check_local_memory(q, most); })) most /= 2;
        // If local memory is ordinary memory, more gains nothing, and drivers do not check its
        // size.
        if (most == f.local_memory && f.dedicated_local_memory)
            for (std::size_t quarters = 5; quarters <= 16; ++quarters) {
                const std::size_t more = f.local_memory / 4 * quarters;
                if (!works([&] { return check_local_memory(q, more); })) break;
                most = more;
            }
        return static_cast<double>(most);
    };
    return static_cast<std::size_t>(once(q, "local_memory", find));
}

}  // namespace kumiko
