// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "linalg/gemm/cpu.hpp"
#include "linalg/gemm_batched/launch.hpp"

namespace kumiko::detail {

bool direct_takes(const queue& q, const product& p)
{
    return kind_of(q) == kind::cpu && is_real(p);
}

std::string sizes_of_direct(const queue& q, const product& p)
{
    return batch_cpu_sizes(q, p.sums, p.n);
}

/// Launches a batch of one product whose rows are shared out among the compute units.
event gemm_direct(const queue& q, const product& p)
{
    const std::size_t units = positive(q.device().compute_units());
    const std::size_t blocks = std::max<std::size_t>(1, std::min(units, p.m / 16));
    return batch_cpu(
        q, {1, p.a, 0, p.b, 0, p.c, 0, p.m, p.n, p.k, p.k, p.alpha.re, p.beta.re, blocks, p.then});
}

}  // namespace kumiko::detail
