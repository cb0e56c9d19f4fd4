// SPDX-License-Identifier: Apache-2.0
// join.cl - names joined from parameters.
#define JOIN_TOKENS(a, b) a##b
#define JOIN(a, b) JOIN_TOKENS(a, b)

// For #if: 1 for double; otherwise an undefined name, which counts as 0.
#define IN_DOUBLE JOIN(DOUBLE_IF_, E)
#define DOUBLE_IF_double 1
