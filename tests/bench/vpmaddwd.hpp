// SPDX-License-Identifier: Apache-2.0
// What AVX2's vpmaddwd would give a product of bytes: it multiplies 16 pairs of 16-bit numbers and adds
// neighbours, 16 multiply-adds where a float's fma has 8. OpenCL C has no name for it.
#pragma once

#include <cstdint>

namespace bench {

/// Whether this was compiled for a processor with it, and this is one.
bool has_vpmaddwd();
/// C = A B on all cores: (m,k) times (k,n), without gaps; m a multiple of 4, n of 16, k of 2.
/// Not for several threads at once.
void gemm_by_vpmaddwd(std::size_t m, std::size_t n, std::size_t k, const std::int8_t* a,
                      const std::int8_t* b, std::int32_t* c);

}  // namespace bench
