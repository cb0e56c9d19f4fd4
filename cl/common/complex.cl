// SPDX-License-Identifier: Apache-2.0
// complex.cl - arithmetic of single complex numbers.
// Params   E   type of a part   float | double
#define COMPLEX_PASTE(a, b) a##b
#define COMPLEX_OF(type) COMPLEX_PASTE(type, 2)
typedef COMPLEX_OF(E) cplx;

/// (re + i im) z
cplx times_complex(const E re, const E im, cplx z)
{
    return (cplx)(re * z.x - im * z.y, re * z.y + im * z.x);
}
/// The same for real numbers, im = 0.
E times_real(const E re, const E im, E z)
{
    (void)im;
    return re * z;
}

/// s + a x if odd = -1, s + conj(a) x if odd = 1. `odd` is the sign of im a im x in the real part.
cplx add_product_complex(cplx s, cplx a, cplx x, const E odd)
{
    return (cplx)(s.x + (a.x * x.x + odd * (a.y * x.y)), s.y + (a.x * x.y - odd * (a.y * x.x)));
}
E add_product_real(E s, E a, E x, const E odd)
{
    (void)odd;
    return fma(a, x, s);
}

/// conj(z) if odd = -1, z if odd = 1.
cplx conjugate_complex(cplx z, const E odd) { return (cplx)(z.x, odd * z.y); }
E conjugate_real(E z, const E odd)
{
    (void)odd;
    return z;
}
