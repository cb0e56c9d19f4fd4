// SPDX-License-Identifier: Apache-2.0
// join.cl - names made of parameters.
#define JOIN_TOKENS(a, b) a##b
#define JOIN(a, b) JOIN_TOKENS(a, b)

// For #if: 1, or a name that nobody knows, which is 0.
#define IN_DOUBLE JOIN(DOUBLE_IF_, E)
#define DOUBLE_IF_double 1
