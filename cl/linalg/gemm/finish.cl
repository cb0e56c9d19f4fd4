// SPDX-License-Identifier: Apache-2.0
// gemm/finish.cl - the last step of kernels of the gpu kind: alpha, beta, the epilogue, the store.
//
// Needs C, SUM, EPILOGUE, ACTIVATION and INDEX: see gemm/gpu.cl.
#include "common/launch.cl"
#include "common/number.cl"
#if EPILOGUE
#define E JOIN(number_, SUM)
#define T JOIN(reals_, SUM)
#define BITS JOIN(bits_, SUM)
#include "common/activation.cl"
#endif

typedef global JOIN(memory_, C) * of_c;

// How a matrix is stored: the bits of its `form`.
#define TRANSPOSED 1
#define CONJUGATED 2
#define ALIGNED 4  // each run that begins at a multiple of RUN columns is aligned

// The parameters of an epilogue, and the arguments passed on. `has` tells which operands there are.
// C stands for each operand that there is not; it is not read.
#define ROW_BIAS 1
#define COLUMN_BIAS 2
#define RESIDUAL 4
#if EPILOGUE
#define EPILOGUE_PARAMETERS                                                                \
    , const int has, global const number *row_bias, const INDEX row_bias_at,               \
        global const number *column_bias, const INDEX column_bias_at, const number low,    \
        const number high, of_c residual, const INDEX residual_at, const INDEX ldresidual, \
        const number scale
#define EPILOGUE_ARGUMENTS                                                                       \
    , has, row_bias, row_bias_at, column_bias, column_bias_at, low, high, residual, residual_at, \
        ldresidual, scale
#else
#define EPILOGUE_PARAMETERS
#define EPILOGUE_ARGUMENTS
#endif

// Loads, and stores, elements [j, j + RUN) of row i of a matrix like C; 0 from column n on.
static INLINE reals run_of(of_c at, const INDEX j, const INDEX n, const int form)
{
    run x;
    x.v = 0;
    if ((form & ALIGNED) && j + RUN <= n) {
        x.v = JOIN(run_, C)(at);
    } else {
        UNROLL
        for (int e = 0; e < RUN; e++)
            if (j + e < n) put(x, e, JOIN(load_, C)(at + e));
    }
    return x.v;
}
static INLINE void keep_run(const reals v, of_c at, const INDEX j, const INDEX n, const int form)
{
    run x;
    x.v = v;
    if ((form & ALIGNED) && j + RUN <= n) {
        JOIN(keep_run_, C)(x.v, at);
    } else {
        UNROLL
        for (int e = 0; e < RUN; e++)
            if (j + e < n) JOIN(keep_, C)(get(x, e), at + e);
    }
}

// Makes elements [j, j + RUN) of row i of C from those of the product.
static INLINE void finish(const reals sum, const INDEX i, const INDEX j, const INDEX n,
                          const number alpha, const number beta, of_c c, const INDEX ldc,
                          const int c_form EPILOGUE_PARAMETERS)
{
    of_c at = c + i * ldc + j;
    reals x = multiply(alpha, sum);
#if JOIN(is_complex_, SUM)
    if (is_one(beta))  // not times (1, 0): 0 times infinity is NaN
        x += run_of(at, j, n, c_form);
    else
#endif
        if (!is_zero(beta))
        x = multiply_add(beta, run_of(at, j, n, c_form), x);
#if EPILOGUE
    if (has & ROW_BIAS) x += row_bias[row_bias_at + i];
    if (has & COLUMN_BIAS) {
        run bias;
        bias.v = 0;
        UNROLL
        for (int e = 0; e < RUN; e++)
            if (j + e < n) put(bias, e, column_bias[column_bias_at + j + e]);
        x += bias.v;
    }
    x = between(ACTIVATION(x), low, high);
    if (has & RESIDUAL) x += run_of(residual + residual_at + i * ldresidual + j, j, n, 0);
    x *= scale;
#endif
    keep_run(x, at, j, n, c_form);
}
