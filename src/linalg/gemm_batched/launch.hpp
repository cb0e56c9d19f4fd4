// SPDX-License-Identifier: Apache-2.0
// Many products of one size, already checked, and the launch that computes them.
#pragma once

#include <kumiko/linalg/gemm.hpp>
#include <kumiko/linalg/gemm_batched.hpp>
#include <kumiko/program.hpp>

#include "core/queue_state.hpp"

namespace kumiko::detail {

struct batch {
    std::size_t count;
    any_factor a;  // the first one; the places tell where the others lie
    places a_at;
    any_factor b;
    places b_at;
    any_matrix c;
    places c_at;
    std::size_t m, n, k;
    std::size_t k_last;  // the last product's steps, at most k
    double alpha, beta;
    std::size_t blocks = 1;  // cpu kind: work-items that share one product
    epilogue then = {};      // cpu kind, of a batch of one
};

/// The cpu kind computes any batch. The gpu kind needs k_last = k and factors of C's type.
event batch_cpu(const queue& q, const batch& w);
event batch_gpu(const queue& q, const batch& w);
std::string batch_cpu_sizes(const queue& q, element type, std::size_t n);

}  // namespace kumiko::detail
