// SPDX-License-Identifier: Apache-2.0
#include <kumiko/complex.hpp>
#include <kumiko/linalg/level1.hpp>
#include <kumiko/program.hpp>

#include <cmath>
#include <limits>
#include <utility>

#include "core/block.hpp"
#include "core/check.hpp"
#include "core/overlap.hpp"
#include "core/queue_state.hpp"
#include "core/reals.hpp"
#include "linalg/described.hpp"

namespace kumiko {
namespace detail {
namespace {

/// Up to so many bytes one group does all the work, because to wake the other cores takes longer.
constexpr std::size_t one_group = 256 << 10;
/// A vector as kernels take it: n real numbers.
struct reals {
    any_view from;
    std::ptrdiff_t step;
    std::size_t n;
    int pair;
    explicit reals(const any_vector& x)
        : from(reals_of(first_of(x))),
          step(x.size > 1 ? x.stride : 1),
          n(is_complex_element(x.data.type) ? 2 * x.size : x.size),
          pair(is_complex_element(x.data.type))
    {
    }
};

bool same(const any_vector& x, const any_vector& y)
{
    return x.data.block == y.data.block && x.data.offset == y.data.offset && x.stride == y.stride;
}

void require_usable(const queue& q, const char* call, const any_view& v)
{
    (void)memory_of(v, q.state().shared);
    require_double(call, q, v.type);
}

/// Checks two vectors of one size, of which y is written.
void validate(const queue& q, const char* call, const any_vector& x, const any_vector& y,
              bool may_be_same)
{
    require(x.size == y.size, call, ": x has ", x.size, " elements, y has ", y.size);
    require_usable(q, call, x.data);
    require_usable(q, call, y.data);
    if (!may_be_same || !same(x, y)) require_disjoint(call, y, "y", x, "x");
}

launch_key key_of(const queue& q, const any_vector& x, const any_vector& y)
{
    return {real_of(x.data.type), index_of(std::max(end_of(x), end_of(y)), grid_most), kind_of(q)};
}

struct size_of_grid {
    std::size_t groups, wg;
    /// cpu kind: a few bands per core, so that one slow core does not delay all. gpu kind: enough
    /// groups to fill every unit several times. One group for a few bytes.
    [[nodiscard]] grid over(std::size_t n, element type) const
    {
        return kumiko::groups(n * size_of(type) <= one_group ? 1 : groups).of(wg);
    }
};
size_of_grid grid_for(const queue& q, kind shape)
{
    const auto units = static_cast<std::size_t>(q.device().compute_units());
    if (shape == kind::cpu) return {4 * units, 1};
    return {8 * units, group_of(q.device())};
}

// ---- element by element ----

struct plan {
    kernel axpy, axpy_complex, scal, scal_complex, copy, swap, rotation;
    size_of_grid grid;
};
const memo<launch_key, plan> plans;

plan choose(const queue& q, const launch_key& k)
{
    const size_of_grid g = grid_for(q, k.shape);
    const bool cpu = k.shape == kind::cpu;
    const source text = kernels_of("linalg/level1", k.shape);
    const define width = cpu ? define("LANES", lanes_of(q.device(), k.type)) : define("WG", g.wg);
    const std::vector<define> defines = {{"E", k.type}, width, {"INDEX", k.at}};
    const auto get = [&](const char* name) { return kernel(q, text, name, defines); };
    return {get("axpy"), get("axpy_complex"), get("scal"),     get("scal_complex"),
            get("copy"), get("swap"),         get("rotation"), g};
}
const plan& plan_for(const queue& q, const launch_key& k) { return plans.get(q, k, choose); }

}  // namespace

event axpy(const queue& q, scalar a, const any_vector& x, const any_vector& y)
{
    validate(q, "axpy", x, y, true);
    if (x.size == 0 || a == 0) return {};
    const plan& p = plan_for(q, key_of(q, x, y));
    const reals from(x), to(y);
    const grid over = p.grid.over(from.n, from.from.type);
    return in_type(x.data.type, [&](auto zero) {
        using E = decltype(zero);
        const E re = static_cast<E>(a.re), im = static_cast<E>(a.im);
        return from.pair
                   ? p.axpy_complex(q, over, from.n, re, im, from.from, from.step, to.from, to.step)
                   : p.axpy(q, over, from.n, from.pair, re, from.from, from.step, to.from, to.step);
    });
}

event scal(const queue& q, scalar a, bool real, const any_vector& x)
{
    require_usable(q, "scal", x.data);
    if (x.size == 0) return {};
    const plan& p = plan_for(q, key_of(q, x, x));
    const reals to(x);
    const grid over = p.grid.over(to.n, to.from.type);
    return in_type(x.data.type, [&](auto zero) {
        using E = decltype(zero);
        const E re = static_cast<E>(a.re), im = static_cast<E>(a.im);
        return real ? p.scal(q, over, to.n, to.pair, re, to.from, to.step)
                    : p.scal_complex(q, over, to.n, re, im, to.from, to.step);
    });
}

event copy(const queue& q, const any_vector& x, const any_vector& y)
{
    validate(q, "copy", x, y, true);
    if (x.size == 0) return {};
    const plan& p = plan_for(q, key_of(q, x, y));
    const reals from(x), to(y);
    return p.copy(q, p.grid.over(from.n, from.from.type), from.n, from.pair, from.from, from.step,
                  to.from, to.step);
}

event swap(const queue& q, const any_vector& x, const any_vector& y)
{
    validate(q, "swap", x, y, true);
    if (x.size == 0) return {};
    const plan& p = plan_for(q, key_of(q, x, y));
    const reals a(x), b(y);
    return p.swap(q, p.grid.over(a.n, a.from.type), a.n, a.pair, a.from, a.step, b.from, b.step);
}

event rotate(const queue& q, const char* call, const any_vector& x, const any_vector& y, double h11,
             double h12, double h21, double h22)
{
    validate(q, call, x, y, false);
    if (x.size == 0) return {};
    const plan& p = plan_for(q, key_of(q, x, y));
    const reals a(x), b(y);
    return in_type(x.data.type, [&](auto zero) {
        using E = decltype(zero);
        return p.rotation(q, p.grid.over(a.n, a.from.type), a.n, a.pair, static_cast<E>(h11),
                          static_cast<E>(h12), static_cast<E>(h21), static_cast<E>(h22), a.from,
                          a.step, b.from, b.step);
    });
}

// ---- sums ----

namespace {

enum class term { product, products, size };

struct sum_key {
    launch_key with;
    element sums;  // the type of the sums
    term what;
};
struct sum_plan {
    kernel sum, total;
    size_of_grid grid;
};
const memo<sum_key, sum_plan> sum_plans;

sum_plan choose_sum(const queue& q, const sum_key& k)
{
    constexpr const char* names[] = {"term_product", "term_products", "term_size"};
    const size_of_grid g = grid_for(q, k.with.shape);
    const bool cpu = k.with.shape == kind::cpu, two = k.what == term::products;
    std::vector<define> defines = {{"E", k.with.type},
                                   {"A", k.sums},
                                   {"TERM", names[static_cast<int>(k.what)]},
                                   {"INDEX", k.with.at}};
    if (cpu) {
        defines.push_back({"LANES", lanes_of(q.device(), k.with.type)});
        defines.push_back({"SUMS", two ? 2 : 1});
    } else {
        const auto type = [&](element e) { return std::string(cl_name(e)) + (two ? "2" : ""); };
        defines.push_back({"T", type(k.with.type)});
        defines.push_back({"S", type(k.sums)});
        defines.push_back({"WG", g.wg});
        defines.push_back({"LOADS", 4});
    }
    const source text = kernels_of("linalg/level1", k.with.shape, "sum_");
    return {kernel(q, text, "sum", defines), kernel(q, text, "total", defines), g};
}

/// y = the sum of terms; `odd` is the sign of the odd lanes' products (level1/sum_cpu.cl).
event sum(const queue& q, term what, double odd, const any_vector& x, const any_vector& y,
          const any_view& result)
{
    const launch_key with = key_of(q, x, y);
    const bool cpu = with.shape == kind::cpu, two = what == term::products;
    const sum_key k = {with, real_of(result.type), what};
    const sum_plan& p = sum_plans.get(q, k, choose_sum);
    // For complex products, the gpu kind counts whole numbers instead of reals.
    reals a(x), b(y);
    any_view to = reals_of(result);
    element part = k.sums;
    if (!cpu && two) {
        a.from = first_of(x), b.from = first_of(y), to = result, part = result.type;
        a.n = x.size, a.pair = 0;
    }
    const grid over = p.grid.over(a.n, a.from.type);
    const std::size_t groups = over.count[0];
    const auto launch = [&](const any_view& parts) {
        return in_type(k.sums, [&](auto zero) {
            return p.sum(q, over, a.n, a.pair, static_cast<decltype(zero)>(odd), a.from, a.step,
                         b.from, b.step, parts);
        });
    };
    if (groups == 1) return launch(to);
    const scratch parts(q, part, groups * (cpu && two ? 2 : 1));
    const event first = launch(parts);
    return {first, p.total(q, kumiko::groups(1).of(p.grid.wg), groups, parts, to)};
}

void require_result(const queue& q, const char* call, const any_view& result, const any_vector& x)
{
    require(result.size == 1, call, ": the result has ", result.size, " elements, wants 1");
    require_usable(q, call, result);
    require_disjoint(call, result, "the result", x, "x");
}

/// Runs an operation whose result is of that type, and reads the result back.
template <class F>
void wait_for(const queue& q, element type, void* value, F run)
{
    const scratch result(q, type, 1);
    run(result);
    read(q, result, value, true);
}

}  // namespace

event dot(const queue& q, const any_vector& x, const any_vector& y, bool conjugate,
          const any_view& result)
{
    require(x.size == y.size, "dot: x has ", x.size, " elements, y has ", y.size);
    require_usable(q, "dot", x.data);
    require_usable(q, "dot", y.data);
    require_result(q, "dot", result, x);
    require_disjoint("dot", result, "the result", y, "y");
    if (!is_complex_element(x.data.type)) return sum(q, term::product, 1, x, y, result);
    return sum(q, term::products, conjugate ? 1 : -1, x, y, result);
}
void dot(const queue& q, const any_vector& x, const any_vector& y, bool conjugate, element type,
         void* result)
{
    wait_for(q, type, result, [&](const any_view& v) { dot(q, x, y, conjugate, v); });
}

event asum(const queue& q, const any_vector& x, const any_view& result)
{
    require_usable(q, "asum", x.data);
    require_result(q, "asum", result, x);
    return sum(q, term::size, 1, x, x, result);
}
void asum(const queue& q, const any_vector& x, void* result)
{
    wait_for(q, real_of(x.data.type), result, [&](const any_view& v) { asum(q, x, v); });
}

// ---- nrm2 ----

namespace {

struct norm_plan {
    kernel squares, norm;
    size_of_grid grid;
};
const memo<launch_key, norm_plan> norm_plans;

norm_plan choose_norm(const queue& q, const launch_key& k)
{
    const size_of_grid g = grid_for(q, k.shape);
    const bool cpu = k.shape == kind::cpu;
    std::vector<define> defines = {{"E", k.type}, {"INDEX", k.at}};
    if (cpu) {
        defines.push_back({"LANES", lanes_of(q.device(), k.type)});
    } else {
        defines.push_back({"WG", g.wg});
        defines.push_back({"LOADS", 4});
    }
    const source text = kernels_of("linalg/level1", k.shape, "norm_");
    return {kernel(q, text, "squares", defines), kernel(q, text, "norm", defines), g};
}

}  // namespace

event nrm2(const queue& q, const any_vector& x, const any_view& result)
{
    require_usable(q, "nrm2", x.data);
    require_result(q, "nrm2", result, x);
    const launch_key k = key_of(q, x, x);
    const norm_plan& p = norm_plans.get(q, k, choose_norm);
    const reals a(x);
    const grid over = p.grid.over(a.n, k.type);
    const std::size_t groups = over.count[0];
    const scratch parts(q, k.type, 2 * groups);
    const event first = in_type(k.type, [&](auto zero) {
        using E = decltype(zero);
        using limits = std::numeric_limits<E>;
        // A square that vanishes, also on a device without subnormals, is less than min(). If the
        // mean square is above min() / u, the vanished ones add up to less than one rounding.
        return p.squares(q, over, a.n, a.pair, limits::min() / (limits::epsilon() / 2), a.from,
                         a.step, parts);
    });
    return {first, p.norm(q, kumiko::groups(1).of(p.grid.wg), groups, parts, result)};
}
void nrm2(const queue& q, const any_vector& x, void* result)
{
    wait_for(q, real_of(x.data.type), result, [&](const any_view& v) { nrm2(q, x, v); });
}

// ---- iamax ----

namespace {

struct largest_plan {
    kernel largest, first;
    size_of_grid grid;
};
const memo<launch_key, largest_plan> largest_plans;

largest_plan choose_largest(const queue& q, const launch_key& k)
{
    const size_of_grid g = grid_for(q, k.shape);
    const bool cpu = k.shape == kind::cpu;
    std::vector<define> defines = {{"E", k.type}, {"INDEX", k.at}};
    if (cpu) {
        const int lanes = lanes_of(q.device(), k.type);
        defines.push_back({"LANES", lanes});
        defines.push_back({"BLOCK", 64 * lanes});
    } else {
        defines.push_back({"WG", g.wg});
    }
    const source text = kernels_of("linalg/level1", k.shape, "largest_");
    return {kernel(q, text, "largest", defines), kernel(q, text, "first", defines), g};
}

}  // namespace

event iamax(const queue& q, const any_vector& x, const any_view& result)
{
    require_usable(q, "iamax", x.data);
    require_result(q, "iamax", result, x);
    const launch_key k = key_of(q, x, x);
    const largest_plan& p = largest_plans.get(q, k, choose_largest);
    const reals a(x);
    const grid over = p.grid.over(a.n, k.type);
    const std::size_t groups = over.count[0];
    const scratch sizes(q, k.type, groups);
    if (groups == 1) return p.largest(q, over, a.n, a.pair, a.from, a.step, sizes, result);
    const scratch places(q, element::s64, groups);
    const event first = p.largest(q, over, a.n, a.pair, a.from, a.step, sizes, places);
    return {first, p.first(q, kumiko::groups(1).of(p.grid.wg), groups, sizes, places, result)};
}
void iamax(const queue& q, const any_vector& x, void* result)
{
    wait_for(q, element::s64, result, [&](const any_view& v) { iamax(q, x, v); });
}

}  // namespace detail

// ---- rotations, on the host ----

namespace {

/// As in reference BLAS 3.10: the larger number scales both, so that squares stay inside the range.
template <class T>
void real_rotation(T& a, T& b, T& c, T& s)
{
    using limits = std::numeric_limits<T>;
    if (a == 0 || b == 0) {
        c = b == 0;
        s = b != 0;
        if (b != 0) a = std::exchange(b, T{1});
        return;
    }
    const bool a_larger = std::abs(a) > std::abs(b);
    const T larger = std::abs(a_larger ? a : b);
    const T scale = std::min(1 / limits::min(), std::max(limits::min(), larger));
    const T x = a / scale, y = b / scale;
    const T r = std::copysign(scale * std::sqrt(x * x + y * y), a_larger ? a : b);
    c = a / r;
    s = b / r;
    a = r;
    b = a_larger ? s : c != 0 ? 1 / c : 1;
}

/// c = |a| / R, s = sgn(a) conj(b) / R, r = sgn(a) R with R = sqrt(|a|^2 + |b|^2), sgn(a) = a /
/// |a|. Numbers are scaled by powers of two, which is exact.
template <class T>
void complex_rotation(std::complex<T>& a, const std::complex<T>& b, T& c, std::complex<T>& s)
{
    using C = std::complex<T>;
    const auto larger = [](C z) { return std::max(std::abs(z.real()), std::abs(z.imag())); };
    const auto scaled = [](C z, int by) {
        return C(std::scalbn(z.real(), by), std::scalbn(z.imag(), by));
    };
    const auto modulus = [](C z) { return std::hypot(z.real(), z.imag()); };
    if (b == C(0)) {
        c = 1;
        s = 0;
        return;
    }
    const int by = std::ilogb(std::max(larger(a), larger(b)));
    const C x = scaled(a, -by), y = scaled(b, -by);
    C sign = 1;
    if (a != C(0)) {
        const C direction = scaled(a, -std::ilogb(larger(a)));
        sign = direction / modulus(direction);
    }
    const T r = std::hypot(modulus(x), modulus(y));
    c = modulus(x) / r;
    s = sign * (std::conj(y) / r);
    a = scaled(sign * r, by);
}

/// As in reference BLAS 3.10, where a determinant that is not positive gives zeros.
template <class T>
modified_rotation<T> modified(T& d1, T& d2, T& x1, T y1)
{
    constexpr T gamma = 4096;
    const auto zeros = [&]() -> modified_rotation<T> {
        d1 = d2 = x1 = 0;
        return {-1, 0, 0, 0, 0};
    };
    if (d1 < 0) return zeros();
    const T p2 = d2 * y1;
    if (p2 == 0) return {-2, 0, 0, 0, 0};
    const T p1 = d1 * x1, q2 = p2 * y1, q1 = p1 * x1;
    modified_rotation<T> h = {0, 1, -1, 1, 1};
    if (std::abs(q1) > std::abs(q2)) {
        h.h21 = -y1 / x1;
        h.h12 = p2 / p1;
        const T u = 1 - h.h12 * h.h21;
        if (!(u > 0)) return zeros();
        d1 /= u;
        d2 /= u;
        x1 *= u;
    } else {
        if (q2 < 0) return zeros();
        h.flag = 1;
        h.h11 = p1 / p2;
        h.h22 = x1 / y1;
        const T u = 1 + h.h11 * h.h22, d = d2 / u;
        d2 = d1 / u;
        d1 = d;
        x1 = y1 * u;
    }
    // Rescaling keeps d1 and d2 between gamma^-2 and gamma^2, but makes H full.
    const auto rescale = [&](T& d, T& first, T& second, T* x) {
        while (d != 0 && (std::abs(d) <= 1 / (gamma * gamma) || std::abs(d) >= gamma * gamma) &&
               std::isfinite(d)) {
            h.flag = -1;
            const bool small = std::abs(d) <= 1 / (gamma * gamma);
            d = small ? d * (gamma * gamma) : d / (gamma * gamma);
            const T by = small ? 1 / gamma : gamma;
            first *= by;
            second *= by;
            if (x) *x *= by;
        }
    };
    rescale(d1, h.h11, h.h12, &x1);
    rescale(d2, h.h21, h.h22, nullptr);
    return h;
}

}  // namespace

void rotg(float& a, float& b, float& c, float& s) { real_rotation(a, b, c, s); }
void rotg(double& a, double& b, double& c, double& s) { real_rotation(a, b, c, s); }
void rotg(std::complex<float>& a, const std::complex<float>& b, float& c, std::complex<float>& s)
{
    complex_rotation(a, b, c, s);
}
void rotg(std::complex<double>& a, const std::complex<double>& b, double& c,
          std::complex<double>& s)
{
    complex_rotation(a, b, c, s);
}
modified_rotation<float> rotmg(float& d1, float& d2, float& x1, float y1)
{
    return modified(d1, d2, x1, y1);
}
modified_rotation<double> rotmg(double& d1, double& d2, double& x1, double y1)
{
    return modified(d1, d2, x1, y1);
}

}  // namespace kumiko

namespace kumiko::detail {

void describe_linalg_level1(registry& all)
{
    constexpr const char* numbers = "f32, f64, c32, c64";
    constexpr auto vector = operand_kind::vector, number = operand_kind::scalar;

    all.add("linalg/axpy", "y += alpha x")
        .reads("x", vector, "n")
        .updates("y", vector, "n")
        .types(numbers)
        .samples({"alpha=0.5 n=1021"})
        .calls<with_alpha>([](const queue& q, const with_alpha& f, const operand* o) {
            return axpy(q, f.alpha.of(o[0].type(), "axpy"), o[0].vector(), o[1].vector());
        });
    all.add("linalg/scal", "x = alpha x")
        .updates("x", vector, "n")
        .types(numbers)
        .samples({"alpha=0.5 n=1021", "c32|c64: alpha=0.5 alpha_imaginary=2 n=1021"})
        .calls<with_alpha>([](const queue& q, const with_alpha& f, const operand* o) {
            const bool real = f.alpha.im == 0;
            return scal(q, f.alpha.of(o[0].type(), "scal"), real, o[0].vector());
        });
    all.add("linalg/copy", "y = x")
        .reads("x", vector, "n")
        .writes("y", vector, "n")
        .in_place()
        .types(numbers)
        .samples({"n=1021"})
        .calls<no_fields>([](const queue& q, const no_fields&, const operand* o) {
            return copy(q, o[0].vector(), o[1].vector());
        });
    all.add("linalg/swap", "x and y change places")
        .updates("x", vector, "n")
        .updates("y", vector, "n")
        .types(numbers)
        .samples({"n=1021"})
        .calls<no_fields>([](const queue& q, const no_fields&, const operand* o) {
            return swap(q, o[0].vector(), o[1].vector());
        });
    struct rotation {
        double c = 1, s = 0;
        void describe(fields& f)
        {
            f("c", c, -any_number, any_number, "", "cosine");
            f("s", s, -any_number, any_number, "", "sine");
        }
    };
    all.add("linalg/rot", "x, y = c x + s y, c y - s x: a plane rotation")
        .updates("x", vector, "n")
        .updates("y", vector, "n")
        .types(numbers)
        .samples({"c=0.6 s=0.8 n=1021"})
        .calls<rotation>([](const queue& q, const rotation& f, const operand* o) {
            return rotate(q, "rot", o[0].vector(), o[1].vector(), f.c, f.s, -f.s, f.c);
        });
    struct transformation {
        double h11 = 1, h12 = 0, h21 = 0, h22 = 1;
        void describe(fields& f)
        {
            f("h11", h11, -any_number, any_number, "", "of the matrix, row 1, column 1");
            f("h12", h12, -any_number, any_number, "", "row 1, column 2");
            f("h21", h21, -any_number, any_number, "", "row 2, column 1");
            f("h22", h22, -any_number, any_number, "", "row 2, column 2");
        }
    };
    all.add("linalg/rotm", "x, y = h11 x + h12 y, h21 x + h22 y")
        .updates("x", vector, "n")
        .updates("y", vector, "n")
        .types("f32, f64")
        .samples({"h11=0.5 h12=0.25 h21=-2 h22=1 n=1021"})
        .calls<transformation>([](const queue& q, const transformation& h, const operand* o) {
            return rotate(q, "rotm", o[0].vector(), o[1].vector(), h.h11, h.h12, h.h21, h.h22);
        });
    const auto inner = [&](const char* name, const char* title, const char* types,
                           event (*call)(const queue&, const no_fields&, const operand*)) {
        all.add(name, title)
            .reads("x", vector, "n")
            .reads("y", vector, "n")
            .writes("result", number, "1")
            .types(types)
            .samples({"n=1021", "f32: n=100003"})
            .calls<no_fields>(call);
    };
    constexpr auto plain = [](const queue& q, const no_fields&, const operand* o) {
        return dot(q, o[0].vector(), o[1].vector(), false, o[2].view());
    };
    inner("linalg/dot", "the inner product of x and y", "f32, f64, f32 f32 f64", plain);
    inner("linalg/dotu", "the inner product of complex x and y", "c32, c64", plain);
    inner("linalg/dotc", "the inner product of conj(x) and y", "c32, c64",
          [](const queue& q, const no_fields&, const operand* o) {
              return dot(q, o[0].vector(), o[1].vector(), true, o[2].view());
          });
    const auto outcome = [&](const char* name, const char* title, const char* types,
                             event (*call)(const queue&, const no_fields&, const operand*)) {
        all.add(name, title)
            .reads("x", vector, "n")
            .writes("result", number, "1")
            .types(types)
            .samples({"n=1021", "f32: n=100003"})
            .calls<no_fields>(call);
    };
    constexpr const char* real_results = "f32, f64, c32 f32, c64 f64";
    outcome("linalg/asum", "the sum of |re| + |im|", real_results,
            [](const queue& q, const no_fields&, const operand* o) {
                return asum(q, o[0].vector(), o[1].view());
            });
    outcome("linalg/nrm2", "the Euclidean norm", real_results,
            [](const queue& q, const no_fields&, const operand* o) {
                return nrm2(q, o[0].vector(), o[1].view());
            });
    outcome("linalg/iamax", "the first place of the largest |re| + |im|",
            "f32 s64, f64 s64, c32 s64, c64 s64",
            [](const queue& q, const no_fields&, const operand* o) {
                return iamax(q, o[0].vector(), o[1].view());
            });
}

}  // namespace kumiko::detail
