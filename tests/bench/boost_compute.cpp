// SPDX-License-Identifier: Apache-2.0
#include "bench/boost_compute.hpp"

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

}  // namespace bench
