// SPDX-License-Identifier: Apache-2.0
#include <kumiko/complex.hpp>
#include <kumiko/linalg/gemm.hpp>

#include "bench/bench.hpp"
#include "bench/vpmaddwd.hpp"

#if KUMIKO_HAS_OPENBLAS
#include <cblas.h>
#endif
#if KUMIKO_HAS_CLBLAST
#define CL_TARGET_OPENCL_VERSION 120
#include <clblast_c.h>
#endif

namespace {

struct size {
    std::size_t m, n, k;
    bool a_transposed, b_transposed;
};

/// Numbers of [0, 1) as T; bytes of all values.
template <class T>
std::shared_ptr<std::vector<T>> numbers(std::size_t n)
{
    const std::vector<float> x = bench::noise(n);
    auto y = std::make_shared<std::vector<T>>(n);
    for (std::size_t i = 0; i < n; ++i)
        (*y)[i] = static_cast<T>(std::is_integral_v<T> ? 255 * x[i] - 128 : x[i]);
    return y;
}

template <class T>
constexpr bool is_complex = !std::is_arithmetic_v<T> && sizeof(T) >= 8;

/// A product with everything that it needs, to be called again and again.
template <class A, class C>
struct product {
    size is;
    std::shared_ptr<std::vector<A>> host_a, host_b;
    std::shared_ptr<kumiko::buffer<A>> a, b;
    std::shared_ptr<kumiko::buffer<C>> c;

    product(const kumiko::queue& q, const size& s)
        : is(s),
          host_a(numbers<A>(s.m * s.k)),
          host_b(numbers<A>(s.k * s.n)),
          a(std::make_shared<kumiko::buffer<A>>(q, *host_a)),
          b(std::make_shared<kumiko::buffer<A>>(q, *host_b)),
          c(std::make_shared<kumiko::buffer<C>>(q, s.m * s.n))
    {
    }
    static kumiko::factor<A> factor(const kumiko::buffer<A>& x, std::size_t rows, std::size_t cols,
                                    bool flip)
    {
        return flip ? kumiko::transposed(kumiko::factor<A>(x, cols, rows))
                    : kumiko::factor<A>(x, rows, cols);
    }
    template <class... Then>
    kumiko::event operator()(const kumiko::queue& q, const Then&... then) const
    {
        if constexpr (sizeof...(Then) == 0)
            return kumiko::gemm(q, factor(*a, is.m, is.k, is.a_transposed),
                                factor(*b, is.k, is.n, is.b_transposed), {*c, is.m, is.n});
        else
            return kumiko::gemm(q, factor(*a, is.m, is.k, is.a_transposed),
                                factor(*b, is.k, is.n, is.b_transposed), {*c, is.m, is.n}, 1, 0,
                                then...);
    }
};

#if KUMIKO_HAS_OPENBLAS
template <class T>
void openblas(const size& s, const T* a, const T* b, T* c)
{
    const auto m = static_cast<int>(s.m), n = static_cast<int>(s.n), k = static_cast<int>(s.k);
    const auto ta = s.a_transposed ? CblasTrans : CblasNoTrans;
    const auto tb = s.b_transposed ? CblasTrans : CblasNoTrans;
    const int lda = s.a_transposed ? m : k, ldb = s.b_transposed ? k : n;
    const T one = 1, zero = 0;
    if constexpr (std::is_same_v<T, float>)
        cblas_sgemm(CblasRowMajor, ta, tb, m, n, k, one, a, lda, b, ldb, zero, c, n);
    else if constexpr (std::is_same_v<T, double>)
        cblas_dgemm(CblasRowMajor, ta, tb, m, n, k, one, a, lda, b, ldb, zero, c, n);
    else if constexpr (sizeof(T) == 8)
        cblas_cgemm(CblasRowMajor, ta, tb, m, n, k, &one, a, lda, b, ldb, &zero, c, n);
    else
        cblas_zgemm(CblasRowMajor, ta, tb, m, n, k, &one, a, lda, b, ldb, &zero, c, n);
}
#endif

#if KUMIKO_HAS_CLBLAST
template <class T>
void clblast(const kumiko::queue& q, const size& s, const kumiko::buffer<T>& a,
             const kumiko::buffer<T>& b, const kumiko::buffer<T>& c)
{
    cl_command_queue queue = q.get();
    const auto call = [&](auto gemm, auto one, auto zero) {
        gemm(CLBlastLayoutRowMajor, s.a_transposed ? CLBlastTransposeYes : CLBlastTransposeNo,
             s.b_transposed ? CLBlastTransposeYes : CLBlastTransposeNo, s.m, s.n, s.k, one,
             kumiko::handle(q, a), 0, s.a_transposed ? s.m : s.k, kumiko::handle(q, b), 0,
             s.b_transposed ? s.k : s.n, zero, kumiko::handle(q, c), 0, s.n, &queue, nullptr);
    };
    if constexpr (std::is_same_v<T, float>)
        call(CLBlastSgemm, 1.0f, 0.0f);
    else if constexpr (std::is_same_v<T, double>)
        call(CLBlastDgemm, 1.0, 0.0);
    else if constexpr (sizeof(T) == 8)
        call(CLBlastCgemm, cl_float2{{1, 0}}, cl_float2{{0, 0}});
    else
        call(CLBlastZgemm, cl_double2{{1, 0}}, cl_double2{{0, 0}});
    q.finish();
}
#endif

/// Against OpenBLAS and CLBlast where they have the type, else against ours of floats.
template <class A, class C>
bench::comparison against_libraries(const kumiko::queue& q, const size& s)
{
    const product<A, C> ours(q, s);
    bench::comparison one;
    one.work =
        (is_complex<A> ? 8.0 : 2.0) * static_cast<double>(s.m * s.n) * static_cast<double>(s.k);
    one.unit = "GF/s";
    // One fused multiply-add after the other, or one pass over the factors.
    const double bytes = static_cast<double>(sizeof(A) * (s.m + s.n) * s.k);
    one.roof_rate =
        std::min(bench::fma_rate(q) / (std::is_same_v<A, double> || sizeof(A) == 16 ? 2 : 1),
                 one.work * bench::read_rate(q, bytes) / bytes);
    one.ours = [=] { return ours(q); };
    if constexpr (std::is_same_v<A, C>) {
#if KUMIKO_HAS_OPENBLAS
        const auto y = std::make_shared<std::vector<C>>(s.m * s.n);
        one.rivals.push_back({"openblas", [=] {
                                  openblas(s, ours.host_a->data(), ours.host_b->data(), y->data());
                              }});
#endif
#if KUMIKO_HAS_CLBLAST
        if (one.work < 1e10)  // beyond, a minute a row on a CPU, and the rate is the same
            one.rivals.push_back({"clblast", [=] { clblast(q, s, *ours.a, *ours.b, *ours.c); }});
#endif
    }
    return one;
}
template <class A, class C>
bench::comparison against_floats(const kumiko::queue& q, const size& s)
{
    const product<A, C> ours(q, s);
    const product<float, float> floats(q, s);
    bench::comparison one;
    one.work = 2.0 * static_cast<double>(s.m * s.n) * static_cast<double>(s.k);
    one.unit = "GF/s";
    one.roof_rate = bench::fma_rate(q);
    one.ours = [=] { return ours(q); };
    one.rivals.push_back({"f32", [=] { floats(q).wait(); }});
    if constexpr (std::is_same_v<A, std::int8_t>)
        if (!s.a_transposed && !s.b_transposed && bench::has_vpmaddwd()) {
            const auto y = std::make_shared<std::vector<C>>(s.m * s.n);
            const auto native = [=] {
                bench::gemm_by_vpmaddwd(s.m, s.n, s.k, ours.host_a->data(), ours.host_b->data(),
                                        y->data());
            };
            ours(q), native();
            if (*y != kumiko::read(q, *ours.c)) throw std::logic_error("vpmaddwd: another product");
            one.rivals.push_back({"vpmaddwd", native});
        }
    return one;
}

/// An epilogue against the product without one.
template <class A>
bench::comparison against_plain(const kumiko::queue& q, const size& s, kumiko::activation then,
                                bool bias, bool residual)
{
    const product<A, A> ours(q, s);
    const auto vector = std::make_shared<kumiko::buffer<A>>(q, *numbers<A>(s.n));
    const auto matrix = std::make_shared<kumiko::buffer<A>>(q, *numbers<A>(s.m * s.n));
    bench::comparison one;
    one.work = 2.0 * static_cast<double>(s.m * s.n) * static_cast<double>(s.k);
    one.unit = "GF/s";
    one.roof_rate = bench::fma_rate(q) / (sizeof(A) == 8 ? 2 : 1);
    one.ours = [=] {
        kumiko::epilogue e;
        e.then = then;
        if (then == kumiko::activation::clamp) e.low = 250, e.high = 260;
        if (bias) e.column_bias = *vector;
        if (residual) e.residual = kumiko::matrix<A>(*matrix, s.m, s.n);
        return ours(q, e);
    };
    one.rivals.push_back({"plain", [=] { ours(q).wait(); }});
    return one;
}

/// A layer of inference: a few rows times 16-bit weights stored (n,k), with bias and activation,
/// against the same of floats, and OpenBLAS's product of floats alone.
template <class A>
bench::comparison layer(const kumiko::queue& q, std::size_t m, kumiko::activation then)
{
    const size s = {m, 4096, 4096, false, true};
    const product<A, A> ours(q, s);
    const product<float, float> floats(q, s);
    const auto bias = std::make_shared<kumiko::buffer<float>>(q, *numbers<float>(s.n));
    kumiko::epilogue e;
    e.then = then;
    e.column_bias = *bias;
    bench::comparison one;
    one.work = 2.0 * static_cast<double>(s.m * s.n) * static_cast<double>(s.k);
    one.unit = "GF/s";
    const double bytes = static_cast<double>(sizeof(A) * s.n * s.k);
    one.roof_rate = one.work * bench::read_rate(q, bytes) / bytes;
    one.ours = [=] { return (void)bias, ours(q, e); };
    one.rivals.push_back({"f32", [=] { (void)bias, floats(q, e).wait(); }});
#if KUMIKO_HAS_OPENBLAS
    const auto y = std::make_shared<std::vector<float>>(s.m * s.n);
    one.rivals.push_back({"openblas f32", [=] {
                              openblas(s, floats.host_a->data(), floats.host_b->data(), y->data());
                          }});
#endif
    return one;
}

using make = bench::comparison (*)(const kumiko::queue&, const size&);

const std::vector<bench::entry> cases = [] {
    std::vector<bench::entry> all;
    const auto add = [&](const std::string& type, make compare, const char* op, std::size_t m,
                         std::size_t n, std::size_t k) {
        const std::string of = m == n && n == k ? std::to_string(m)
                                                : std::to_string(m) + "x" + std::to_string(n) +
                                                      "x" + std::to_string(k);
        const size s = {m, n, k, op[0] == 't', op[1] == 't'};
        all.emplace_back("linalg/gemm/" + type + "/" + op + "/" + of,
                         [=](const kumiko::queue& q) { return compare(q, s); });
    };
    const std::pair<const char*, make> libraries[] = {{"f32", against_libraries<float, float>},
                                                      {"f64", against_libraries<double, double>}};
    for (const auto& [type, compare] : libraries) {
        for (const std::size_t n : {16, 32, 64, 128, 256, 512, 768, 1000, 1024, 2048, 4096})
            add(type, compare, "nn", n, n, n);
        for (const char* op : {"nn", "nt"})  // few rows
            for (const std::size_t m : {1, 2, 4, 8, 16}) add(type, compare, op, m, 4096, 4096);
        for (const std::size_t n : {4, 16}) add(type, compare, "nn", 4096, n, 4096);
        add(type, compare, "nn", 32, 32, 65536);  // deep
        add(type, compare, "nn", 64, 64, 16384);
        add(type, compare, "nn", 333, 777, 1555);
        add(type, compare, "nn", 37, 1025, 511);
        for (const char* op : {"tn", "nt", "tt"})
            for (const std::size_t n : {256, 512, 1024, 2048}) add(type, compare, op, n, n, n);
    }
    for (const char* op : {"nn", "tn", "nt", "tt"}) {
        add("c32", against_libraries<std::complex<float>, std::complex<float>>, op, 1024, 1024,
            1024);
        add("c64", against_libraries<std::complex<double>, std::complex<double>>, op, 512, 512,
            512);
        for (const std::size_t n : {1024, 2048}) {
            add("f16", against_floats<kumiko::half, kumiko::half>, op, n, n, n);
            add("bf16", against_floats<kumiko::bfloat16, kumiko::bfloat16>, op, n, n, n);
            add("s8", against_floats<std::int8_t, std::int32_t>, op, n, n, n);
        }
    }
    using kumiko::activation;
    for (const std::size_t m : {1, 4}) {
        const std::string end = "/" + std::to_string(m) + "x4096x4096";
        all.emplace_back("linalg/gemm/bf16/nt+bias+silu" + end, [m](const kumiko::queue& q) {
            return layer<kumiko::bfloat16>(q, m, activation::silu);
        });
        all.emplace_back("linalg/gemm/f16/nt+bias+relu" + end, [m](const kumiko::queue& q) {
            return layer<kumiko::half>(q, m, activation::relu);
        });
    }
    const std::tuple<const char*, activation, bool, bool> epilogues[] = {
        {"relu", activation::relu, false, false},
        {"gelu", activation::gelu, false, false},
        {"gelu_tanh", activation::gelu_tanh, false, false},
        {"silu", activation::silu, false, false},
        {"clamp", activation::clamp, false, false},
        {"bias", activation::none, true, false},
        {"residual", activation::none, false, true},
        {"bias+gelu+residual", activation::gelu, true, true}};
    for (const auto& [name, then, bias, residual] : epilogues) {
        const size s = {1024, 1024, 1024, false, false};
        const std::string end = std::string("/nn+") + name + "/1024";
        const auto a = then;
        const bool b = bias, r = residual;
        all.emplace_back("linalg/gemm/f32" + end, [=](const kumiko::queue& q) {
            return against_plain<float>(q, s, a, b, r);
        });
        all.emplace_back("linalg/gemm/f64" + end, [=](const kumiko::queue& q) {
            return against_plain<double>(q, s, a, b, r);
        });
    }
    return all;
}();

}  // namespace
