// SPDX-License-Identifier: Apache-2.0
#include "bench/traffic.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <map>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>

namespace bench {
namespace {

std::vector<entry>& registry()
{
    static std::vector<entry> all;
    return all;
}

/// One sleeping thread for each core but the caller's.
class pool {
public:
    pool()
    {
        for (int band = 1; band < cores(); ++band) {
            threads_.emplace_back([this, band] { serve(band); });
            threads_.back().detach();  // the process ends under it
        }
    }
    void run(const std::function<void(int)>& f)
    {
        {
            const std::lock_guard lock(m_);
            work_ = &f;
            left_ = cores() - 1;
            ++round_;
        }
        wake_.notify_all();
        f(0);
        std::unique_lock lock(m_);
        done_.wait(lock, [this] { return left_ == 0; });
    }

private:
    void serve(int band)
    {
        for (unsigned seen = 0;;) {
            const std::function<void(int)>* f = nullptr;
            {
                std::unique_lock lock(m_);
                wake_.wait(lock, [&] { return round_ != seen; });
                seen = round_;
                f = work_;
            }
            (*f)(band);
            const std::lock_guard lock(m_);
            if (--left_ == 0) done_.notify_one();
        }
    }
    std::mutex m_;
    std::condition_variable wake_, done_;
    const std::function<void(int)>* work_ = nullptr;
    unsigned round_ = 0;
    int left_ = 0;
    std::vector<std::thread> threads_;
};

}  // namespace

entry::entry(std::string n, std::function<comparison(const kumiko::queue&)> m)
    : name(std::move(n)), make(std::move(m))
{
    registry().push_back(*this);
}

namespace {

/// Numbers in [0, 1), or any bits.
void put_noise(kumiko::element e, std::size_t n, void* to)
{
    std::mt19937 g(1);
    auto* bytes = static_cast<unsigned char*>(to);
    for (std::size_t i = 0; i < n; ++i, bytes += size_of(e)) {
        const float real = static_cast<float>(g() >> 8) * 0x1p-24f;
        const double wide = real;
        const std::uint64_t bits = g() * 0x100000001ull;
        const void* from = &bits;
        if (e == kumiko::element::f32) from = &real;
        if (e == kumiko::element::f64) from = &wide;
        std::memcpy(bytes, from, size_of(e));
    }
}

comparison usual_case(const kumiko::queue& q, const std::string& name, kumiko::element first_type,
                      const kumiko::values& fields, kumiko::sizes sizes, const usual_rivals& rivals)
{
    const kumiko::operation& op = kumiko::operation_named(name);
    op.complete(op.checked(fields), sizes);
    const auto row = std::find_if(op.types.begin(), op.types.end(),
                                  [&](const auto& types) { return types[0] == first_type; });
    if (row == op.types.end()) throw std::invalid_argument(name + " has no such type");

    const auto all = std::make_shared<operands>(q);
    std::vector<kumiko::operand> given;
    comparison c;
    const kumiko::any_view* read = nullptr;
    const kumiko::any_view* written = nullptr;  // numbers alone: none
    for (std::size_t i = 0; i < op.operands.size(); ++i) {
        const kumiko::operand_info& o = op.operands[i];
        all->device.emplace_back(q, o.is, (*row)[i], op.shape(i, sizes));
        const kumiko::any_view& memory = all->device.back().memory();
        const std::size_t bytes = memory.size * size_of(memory.type);
        all->host.emplace_back(bytes / sizeof(double) + 1);
        put_noise(memory.type, memory.size, all->host.back().data());
        kumiko::write_bytes(q, memory, all->host.back().data());
        given.push_back(all->device.back().get());
        const bool number = o.is == kumiko::operand_kind::scalar;
        if (o.goes == kumiko::direction::in && !read) read = &memory;
        if (o.goes != kumiko::direction::in && !written && !number) written = &memory;
        c.work += static_cast<double>(bytes) * (o.goes == kumiko::direction::in_out ? 2 : 1);
    }
    c.unit = "GB/s";
    c.roof_rate = written ? copy_rate(q, c.work) : read_rate(q, c.work);
    const std::size_t bytes = read ? read->size * size_of(read->type) : 0;
    if (read && q.device().is_cpu() &&
        (!written || written->size * size_of(written->type) == bytes)) {
        const auto from = host_memory(q, *read, all),
                   to = written ? host_memory(q, *written, all) : nullptr;
        c.roof_loop = [from, to,
                       run = fastest(written ? traffic::move : traffic::read, from.get(), to.get(),
                                     bytes)] { run(); };
    }
    c.ours = [=] { return (void)all, kumiko::apply(q, name, fields, given); };
    for (const auto& [rival, run] : rivals)
        c.rivals.push_back({rival, [all, f = run] { f(*all); }});
    return c;
}

}  // namespace

usual::usual(const std::string& op, const std::string& rest, kumiko::element first_type,
             const kumiko::values& fields, const kumiko::sizes& sizes, const usual_rivals& rivals)
    : entry(op + '/' + rest, [=](const kumiko::queue& q) {
          return usual_case(q, op, first_type, fields, sizes, rivals);
      })
{
}

const std::vector<entry>& entries() { return registry(); }

namespace {

/// The best of several: on one of them a second core may have come late.
kumiko::roofs best_roofs(const kumiko::queue& q, std::size_t bytes)
{
    kumiko::roofs best = measure(q, bytes);
    for (int i = 0; i < 3; ++i) {
        const kumiko::roofs r = measure(q, bytes);
        best.copy = std::max(best.copy, r.copy);
        best.read = std::max(best.read, r.read);
        best.f32 = std::max(best.f32, r.f32);
    }
    return best;
}

/// Of copies that move so many bytes, back and forth.
const kumiko::roofs& roofs_at(const kumiko::queue& q, double bytes)
{
    // To the next power of two: the caches that hold it are the same.
    std::size_t size = std::size_t{1} << 20;
    while (static_cast<double>(size) < bytes / 2 && size < std::size_t{256} << 20) size *= 2;
    static std::map<std::size_t, kumiko::roofs> known;
    kumiko::roofs& rates = known[size];
    if (rates.copy == 0) rates = best_roofs(q, size);
    return rates;
}

}  // namespace

double copy_rate(const kumiko::queue& q, double bytes) { return roofs_at(q, bytes).copy; }
double read_rate(const kumiko::queue& q, double bytes) { return roofs_at(q, 2 * bytes).read; }

double fma_rate(const kumiko::queue& q)
{
    static const double rate = best_roofs(q, 1 << 20).f32;
    return rate;
}

int cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

void in_bands(const std::function<void(int)>& f)
{
    static pool& p = *new pool;
    p.run(f);
}

std::vector<float> noise(std::size_t n)
{
    std::mt19937 g(1);
    std::vector<float> x(n);
    for (float& v : x) v = static_cast<float>(g() >> 8) * 0x1p-24f;
    return x;
}

std::vector<std::uint8_t> noise_bytes(std::size_t n)
{
    std::mt19937 g(1);
    std::vector<std::uint8_t> x(n);
    for (std::uint8_t& v : x) v = static_cast<std::uint8_t>(g() >> 16);
    return x;
}

}  // namespace bench
