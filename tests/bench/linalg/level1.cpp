// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/level1.hpp>

#include "bench/traffic.hpp"

#if KUMIKO_HAS_OPENBLAS
#include <cblas.h>
#endif

namespace {

using bench::traffic;

/// The vectors of a case, and where the rival finds them: in the same memory on a CPU, else in a copy.
template <class T>
struct vectors {
    std::shared_ptr<kumiko::buffer<T>> x, y;
    std::shared_ptr<T> host_x, host_y;

    vectors(const kumiko::queue& q, std::size_t n)
    {
        const std::vector<float> noise = bench::noise(n);
        const std::vector<T> h(noise.begin(), noise.end());
        const auto copy = std::make_shared<std::vector<T>>(h);
        x = std::make_shared<kumiko::buffer<T>>(q, h);
        y = std::make_shared<kumiko::buffer<T>>(q, h);
        host_x = bench::host_memory(q, x);
        host_y = bench::host_memory(q, y);
        if (!host_x) host_x = std::shared_ptr<T>(copy, copy->data());
        if (!host_y) host_y = std::shared_ptr<T>(copy, copy->data());
    }
};

template <class T>
using ours = kumiko::event (*)(const kumiko::queue&, const vectors<T>&);
template <class T>
using theirs = void (*)(int n, T* x, T* y);

/// Bytes moved for each byte of a vector.
double moves(traffic t)
{
    return t == traffic::read ? 1 : t == traffic::combine ? 3 : t == traffic::exchange ? 4 : 2;
}

template <class T>
bench::comparison timed(const kumiko::queue& q, std::size_t bytes, traffic roof, ours<T> f,
                        theirs<T> rival)
{
    const auto n = bytes / sizeof(T);
    const vectors<T> v(q, n);
    bench::comparison c;
    c.work = moves(roof) * static_cast<double>(bytes);
    c.unit = "GB/s";
    c.ours = [=] { return f(q, v); };
    if (rival)
        c.rivals.push_back(
            {"openblas", [=] { rival(static_cast<int>(n), v.host_x.get(), v.host_y.get()); }});
    if (q.device().is_cpu())
        c.roof_loop = [v, run = bench::fastest(roof, v.host_x.get(), v.host_y.get(), bytes)] {
            run();
        };
    else
        c.roof_rate = roof == traffic::read || roof == traffic::read_two
                          ? measure(q, bytes).read
                          : bench::copy_rate(q, c.work);
    return c;
}

template <class T>
kumiko::buffer<T>& result_on(const kumiko::queue& q)
{
    static kumiko::buffer<T>& r = *new kumiko::buffer<T>(q, 1);
    return r;
}

template <class T>
void add(std::vector<bench::entry>& all, const std::string& op, traffic roof, ours<T> f,
         theirs<T> rival)
{
    const std::string type = sizeof(T) == 4 ? "f32" : "f64";
    for (const auto& [name, bytes] : {std::pair("1MB", 1u << 20), std::pair("64MB", 1u << 26)})
        all.emplace_back("linalg/level1/" + type + "/" + op + "/" + name,
                         [=, n = std::size_t{bytes}](const kumiko::queue& q) {
                             return timed<T>(q, n, roof, f, rival);
                         });
}

#if KUMIKO_HAS_OPENBLAS
#define THEIRS(T, call) [](int n, T* x, T* y) { (void)x, (void)y, (void)(call); }
#else
#define THEIRS(T, call) nullptr
#endif
#define OURS(T, call) [](const kumiko::queue& q, const vectors<T>& v) { return call; }

[[maybe_unused]] volatile double sink;  // of the rivals' results
constexpr float tiny = 1e-6f, nearly_one = 1 - 0x1p-20f, c = 0.8f, s = 0.6f;

const std::vector<bench::entry> cases = [] {
    std::vector<bench::entry> all;
    using F = float;
    using D = double;
    add<F>(all, "axpy", traffic::combine, OURS(F, axpy(q, tiny, *v.x, *v.y)),
           THEIRS(F, (cblas_saxpy(n, tiny, x, 1, y, 1), 0)));
    add<D>(all, "axpy", traffic::combine, OURS(D, axpy(q, double{tiny}, *v.x, *v.y)),
           THEIRS(D, (cblas_daxpy(n, double{tiny}, x, 1, y, 1), 0)));
    add<F>(all, "scal", traffic::update, OURS(F, scal(q, nearly_one, *v.x)),
           THEIRS(F, (cblas_sscal(n, nearly_one, x, 1), 0)));
    add<D>(all, "scal", traffic::update, OURS(D, scal(q, double{nearly_one}, *v.x)),
           THEIRS(D, (cblas_dscal(n, double{nearly_one}, x, 1), 0)));
    add<F>(all, "copy", traffic::move, OURS(F, copy(q, kumiko::vector<const F>(*v.x), *v.y)),
           THEIRS(F, (cblas_scopy(n, x, 1, y, 1), 0)));
    add<F>(all, "swap", traffic::exchange, OURS(F, swap(q, *v.x, *v.y)),
           THEIRS(F, (cblas_sswap(n, x, 1, y, 1), 0)));
    add<F>(all, "rot", traffic::exchange, OURS(F, rot(q, *v.x, *v.y, c, s)),
           THEIRS(F, (cblas_srot(n, x, 1, y, 1, c, s), 0)));
    add<F>(all, "dot", traffic::read_two, OURS(F, dot(q, *v.x, *v.y, result_on<F>(q))),
           THEIRS(F, sink = static_cast<double>(cblas_sdot(n, x, 1, y, 1))));
    add<D>(all, "dot", traffic::read_two, OURS(D, dot(q, *v.x, *v.y, result_on<D>(q))),
           THEIRS(D, sink = cblas_ddot(n, x, 1, y, 1)));
    add<F>(all, "asum", traffic::read, OURS(F, asum(q, *v.x, result_on<F>(q))),
           THEIRS(F, sink = static_cast<double>(cblas_sasum(n, x, 1))));
    add<D>(all, "asum", traffic::read, OURS(D, asum(q, *v.x, result_on<D>(q))),
           THEIRS(D, sink = cblas_dasum(n, x, 1)));
    add<F>(all, "nrm2", traffic::read, OURS(F, nrm2(q, *v.x, result_on<F>(q))),
           THEIRS(F, sink = static_cast<double>(cblas_snrm2(n, x, 1))));
    add<D>(all, "nrm2", traffic::read, OURS(D, nrm2(q, *v.x, result_on<D>(q))),
           THEIRS(D, sink = cblas_dnrm2(n, x, 1)));
    add<F>(all, "iamax", traffic::read, OURS(F, iamax(q, *v.x, result_on<std::int64_t>(q))),
           THEIRS(F, sink = static_cast<double>(cblas_isamax(n, x, 1))));
    add<D>(all, "iamax", traffic::read, OURS(D, iamax(q, *v.x, result_on<std::int64_t>(q))),
           THEIRS(D, sink = static_cast<double>(cblas_idamax(n, x, 1))));
    return all;
}();

}  // namespace
