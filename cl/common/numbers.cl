// SPDX-License-Identifier: Apache-2.0
// numbers.cl - real and complex numbers in one text: PARTS reals each.
// Params   E       a part's type            float | double
//          PARTS   1: real, 2: complex      1 | 2
typedef struct {
    E re, im;  // im is 0 where numbers are real, and what is done with it folds away
} number;

number number_of(const E re, const E im)
{
    number z;
    z.re = re;
    z.im = PARTS == 2 ? im : 0;
    return z;
}
number get(global const E* p) { return number_of(p[0], PARTS == 2 ? p[PARTS - 1] : 0); }
void set(global E* p, const number z)
{
    p[0] = z.re;
    if (PARTS == 2) p[PARTS - 1] = z.im;
}

number plus(const number a, const number b) { return number_of(a.re + b.re, a.im + b.im); }
number minus(const number a, const number b) { return number_of(a.re - b.re, a.im - b.im); }
number times(const number a, const number b)
{
    if (PARTS == 1) return number_of(a.re * b.re, 0);
    return number_of(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
}
number conjugate_if(const int conjugate, const number z)
{
    return number_of(z.re, conjugate ? -z.im : z.im);
}
/// a / b; of complex numbers without squares, which might overflow (R. Smith, CACM 5(8), 1962).
number over(const number a, const number b)
{
    if (PARTS == 1) return number_of(a.re / b.re, 0);
    if (fabs(b.re) >= fabs(b.im)) {
        const E r = b.im / b.re, d = b.re + b.im * r;
        return number_of((a.re + a.im * r) / d, (a.im - a.re * r) / d);
    }
    const E r = b.re / b.im, d = b.im + b.re * r;
    return number_of((a.re * r + a.im) / d, (a.im * r - a.re) / d);
}
