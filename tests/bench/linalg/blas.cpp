// SPDX-License-Identifier: Apache-2.0
#include <kumiko/linalg/blas.hpp>
