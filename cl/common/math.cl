// SPDX-License-Identifier: Apache-2.0
// math.cl - e^x and the normal distribution's tail, for vectors and without a branch.
//
// A compiler's built-ins are exact to the last bit or two, but need branches, tables, or a call for
// each lane. These functions are polynomials: about 15 instructions for e^x and 30 for the tail (45
// in double), for all arguments alike.
// Params   E      float | double
//          T      E, or a vector of it
//          BITS   int or long, with as many lanes as T
#include "common/join.cl"

#if IN_DOUBLE
#define MANTISSA_BITS 52
#define BIAS 1023
#define LOG2_E 1.4426950408889634
#define LN2_HIGH 0.693147180369123816490  // 33 bits: its product with an exponent is exact
#define LN2_LOW 1.90821492927058770002e-10
#define TAIL_END 37.7  // from here on the tail, below the least normal number, is 0
#define EXP_TERMS 12
#define TAIL_TERMS 27
constant E exp_terms[] = {1.0,
                          1.0,
                          0.50000000000000178,
                          0.16666666666666169,
                          0.041666666666492644,
                          0.0083333333335593816,
                          0.001388888895125701,
                          0.00019841269432566554,
                          2.4801486485520618e-05,
                          2.7557622543887344e-06,
                          2.7632306759153682e-07,
                          2.4994325627363399e-08};
constant E tail_terms[] = {
    0.49999999999999994,     -0.39894228040142266,    0.24999999999947362,
    -0.13298076012279525,    0.062499999877446213,    -0.026596151188064687,
    0.010416662811381188,    -0.0037994376676461321,  0.0013020526530149541,
    -0.00042210404194140453, 0.00013012501547562326,  -3.828118939070228e-05,
    1.0758957598747618e-05,  -2.8810310907028048e-06, 7.2927639689842993e-07,
    -1.7214548804275902e-07, 3.7204078409973633e-08,  -7.2076070412271941e-09,
    1.2242192734577913e-09,  -1.7824704730984985e-10, 2.1734423905009671e-11,
    -2.1627204790058384e-12, 1.7017286759454628e-13,  -1.0145215030643112e-14,
    4.2924910784044701e-16,  -1.1455772981186271e-17, 1.4468609056825642e-19};
#else
#define MANTISSA_BITS 23
#define BIAS 127
#define LOG2_E 1.44269504f
#define LN2_HIGH 0.693359375f
#define LN2_LOW -2.12194440e-4f
#define TAIL_END 13.3f
#define EXP_TERMS 7
#define TAIL_TERMS 13
constant E exp_terms[] = {1.0f,         1.00000004f,    0.499999921f,  0.166664201f,
                          0.041668226f, 0.00837482401f, 0.00138368472f};
constant E tail_terms[] = {0.499999996f,    -0.398941795f,    0.249991096f,    -0.132916864f,
                           0.0622622998f,   -0.0260690376f,   0.00965966571f,  -0.00305526488f,
                           0.000779637775f, -0.000149780939f, 1.98912181e-05f, -1.60348133e-06f,
                           5.85252993e-08f};
#endif

// e^x, |error| <= 2 u e^x; 0 below 2^(1/2 - BIAS), infinite from 2^(BIAS + 1/2) on.
// x = n ln 2 + r with |r| <= ln 2 / 2. e^r is a minimax polynomial (its error is below u / 16); 2^n
// is made of its bits. Adding 1.5 2^MANTISSA_BITS rounds to the integer n and leaves n in the
// lowest bits. No conversion to integer is needed, and a NaN stays a NaN.
T fast_exp(T x)
{
    const E shift = 3 * ((E)(1L << MANTISSA_BITS) / 2);
    x = x < (T)(-BIAS / LOG2_E) ? (T)(-BIAS / LOG2_E) : x;
    x = x > (T)((BIAS + 1) / LOG2_E) ? (T)((BIAS + 1) / LOG2_E) : x;
    const T shifted = fma(x, (T)LOG2_E, (T)shift), n = shifted - shift;
    const T r = fma(n, (T)-LN2_LOW, fma(n, (T)-LN2_HIGH, x));
    T p = exp_terms[EXP_TERMS - 1];
    UNROLL
    for (int i = EXP_TERMS - 2; i >= 0; i--) p = fma(p, r, (T)exp_terms[i]);
    const BITS power = JOIN(as_, BITS)(shifted) + (BITS)BIAS;
    return p * JOIN(as_, T)(power << (BITS)MANTISSA_BITS);
}

// Phi(-x), the share of a normal distribution beyond x >= 0: erfc(x / sqrt 2) / 2,
// |error| <= 2 u; 0 from TAIL_END on.
// It is e^(-x^2/2) P(x). The quotient Phi(-x) / e^(-x^2/2) varies so slowly that a polynomial P
// approximates it. P is a minimax polynomial with weights e^(-x^2/2); its weighted error is < u/2.
T normal_tail(T x)
{
    x = x > (T)TAIL_END ? (T)TAIL_END : x;
    T p = tail_terms[TAIL_TERMS - 1];
    UNROLL
    for (int i = TAIL_TERMS - 2; i >= 0; i--) p = fma(p, x, (T)tail_terms[i]);
    return p * fast_exp(x * x * (T)-0.5f);
}
