// SPDX-License-Identifier: Apache-2.0
// complex.cl - arithmetic of complex numbers, one at a time.
// Params   E   their parts' type   float | double
#define COMPLEX_PASTE(a, b) a##b
#define COMPLEX_OF(type) COMPLEX_PASTE(type, 2)
typedef COMPLEX_OF(E) cplx;

/// (re + i im) z
cplx times(const E re, const E im, cplx z)
{
    return (cplx)(re * z.x - im * z.y, re * z.y + im * z.x);
}
cplx conjugate(cplx z) { return (cplx)(z.x, -z.y); }
