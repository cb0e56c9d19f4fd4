// SPDX-License-Identifier: Apache-2.0
// activation.cl - functions of one number, applied to a product before it is stored. One is chosen
// by name: -DACTIVATION=act_gelu. The bounds of `between` are arguments of the kernel. Include
// common/launch.cl before this file.
//
// A NaN stays a NaN. Negation is written 0 - x because some interpreters have no other. u is the
// unit roundoff; divisions are within 2.5 ulp, which is all that OpenCL promises for float.
// Params   E, T, BITS   as in common/math.cl
#include "common/math.cl"

#if IN_DOUBLE
#define GELU_LINEAR 1.5957691216057308   // 2 sqrt(2 / pi)
#define GELU_CUBIC 0.071354816272600252  // 0.044715 of that
#else
#define GELU_LINEAR 1.59576912f
#define GELU_CUBIC 0.0713548163f
#endif

// min(max(x, low), high), exactly. (0, INFINITY) makes it relu, (-INFINITY, INFINITY) the identity.
T between(T x, const E low, const E high)
{
    x = x < (T)low ? (T)low : x;
    return x > (T)high ? (T)high : x;
}

T act_none(T x) { return x; }

// x Phi(x) = max(x, 0) - |x| Phi(-|x|): nothing cancels. |error| <= 3 u |x|
T act_gelu(T x)
{
    const T size = fabs(x);
    const T near = size > (T)TAIL_END ? (T)0 : size;  // infinity times 0 would be NaN
    return (x < 0 ? (T)0 : x) - near * normal_tail(size);
}

// x (1 + tanh y) / 2 = x / (1 + e^(-2 y)), y = sqrt(2 / pi) (x + 0.044715 x^3). |error| <= 8 u |x|
T act_gelu_tanh(T x) { return x / (1 + fast_exp(x * fma(x * x, (T)-GELU_CUBIC, (T)-GELU_LINEAR))); }

// x / (1 + e^-x). |error| <= 8 u |x|
T act_silu(T x) { return x / (1 + fast_exp(0 - x)); }
