// SPDX-License-Identifier: Apache-2.0
// numbers.cl - one source text for real and complex numbers: a number has PARTS parts.
// Params   E       type of a part           float | double
//          PARTS   1: real, 2: complex      1 | 2
#define NUMBERS_PASTE(type, lanes) type##lanes
#define NUMBERS_PAIR(type) NUMBERS_PASTE(type, 2)
typedef NUMBERS_PAIR(E) number;  // re, im; im is 0 for real numbers, and optimised away

number number_of(const E re, const E im) { return (number)(re, PARTS == 2 ? im : 0); }
number get(global const E* p) { return number_of(p[0], PARTS == 2 ? p[PARTS - 1] : 0); }
void set(global E* p, const number z)
{
    p[0] = z.x;
    if (PARTS == 2) p[PARTS - 1] = z.y;
}

number plus(const number a, const number b) { return number_of(a.x + b.x, a.y + b.y); }
number minus(const number a, const number b) { return number_of(a.x - b.x, a.y - b.y); }
number times(const number a, const number b)
{
    if (PARTS == 1) return number_of(a.x * b.x, 0);
    return number_of(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}
number conjugate_if(const int conjugate, const number z)
{
    return number_of(z.x, conjugate ? -z.y : z.y);
}
/// a / b; complex numbers without squares, which might overflow (R. Smith, CACM 5(8), 1962).
number over(const number a, const number b)
{
    if (PARTS == 1) return number_of(a.x / b.x, 0);
    if (fabs(b.x) >= fabs(b.y)) {
        const E r = b.y / b.x, d = b.x + b.y * r;
        return number_of((a.x + a.y * r) / d, (a.y - a.x * r) / d);
    }
    const E r = b.x / b.y, d = b.y + b.x * r;
    return number_of((a.x * r + a.y) / d, (a.y * r - a.x) / d);
}
