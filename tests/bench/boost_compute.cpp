// SPDX-License-Identifier: Apache-2.0
#include "bench/boost_compute.hpp"

#include <boost/compute/algorithm/inclusive_scan.hpp>
#include <boost/compute/algorithm/reduce.hpp>
#include <boost/compute/iterator/buffer_iterator.hpp>

namespace bench {

template <class T>
T sum_by_boost_compute(const kumiko::queue& q, const kumiko::view<const T>& x)
{
    namespace bc = boost::compute;
    bc::command_queue queue(q.get());
    const bc::buffer memory(kumiko::handle(q, x));
    T sum{};
    bc::reduce(bc::make_buffer_iterator<T>(memory, 0), bc::make_buffer_iterator<T>(memory, x.size),
               &sum, bc::plus<T>(), queue);
    return sum;
}
template float sum_by_boost_compute(const kumiko::queue&, const kumiko::view<const float>&);
template double sum_by_boost_compute(const kumiko::queue&, const kumiko::view<const double>&);
template std::int32_t sum_by_boost_compute(const kumiko::queue&,
                                           const kumiko::view<const std::int32_t>&);

template <class T>
void scan_by_boost_compute(const kumiko::queue& q, const kumiko::any_view& x,
                           const kumiko::any_view& y)
{
    namespace bc = boost::compute;
    bc::command_queue queue(q.get());
    const bc::buffer from(kumiko::handle(q, x)), to(kumiko::handle(q, y));
    bc::inclusive_scan(bc::make_buffer_iterator<T>(from, 0),
                       bc::make_buffer_iterator<T>(from, x.size),
                       bc::make_buffer_iterator<T>(to, 0), queue);
    queue.finish();
}
template void scan_by_boost_compute<float>(const kumiko::queue&, const kumiko::any_view&,
                                           const kumiko::any_view&);
template void scan_by_boost_compute<double>(const kumiko::queue&, const kumiko::any_view&,
                                            const kumiko::any_view&);
template void scan_by_boost_compute<std::int32_t>(const kumiko::queue&, const kumiko::any_view&,
                                                  const kumiko::any_view&);
template void scan_by_boost_compute<std::int64_t>(const kumiko::queue&, const kumiko::any_view&,
                                                  const kumiko::any_view&);

}  // namespace bench
