# SPDX-License-Identifier: Apache-2.0
# Calls that must not compile: the compiler's message has the expected sentence, and few lines. Run with
#   cmake -DCXX=g++ -DINCLUDE=include -DWORK=folder -P refused.cmake
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
set(most 20)  # lines; a list of gemm's overloads is 90

# refused(CALL SENTENCE): CALL with a queue q, buffers of float a to c, one of double d, of bytes s, of constant
# memory k, a constant picture i, and sizes m, n. It must compile if SENTENCE is empty.
function(refused call sentence)
    file(WRITE ${WORK}/call.cpp
"#include <kumiko/kumiko.hpp>
using namespace kumiko;
void call(const queue& q, const buffer<float>& a, const buffer<float>& b, const buffer<float>& c,
          const buffer<double>& d, const buffer<std::int8_t>& s,
          const buffer<const float>& k, const image<const float>& i, int m, int n)
{
    (void)a, (void)b, (void)c, (void)d, (void)s, (void)k, (void)i, (void)m, (void)n;
    ${call};
}
")
    execute_process(COMMAND ${CXX} -std=c++17 -fsyntax-only -I${INCLUDE} ${WORK}/call.cpp RESULT_VARIABLE status
                    OUTPUT_VARIABLE out ERROR_VARIABLE err)
    if(sentence STREQUAL "")
        if(NOT status EQUAL 0)
            message(SEND_ERROR "${call}\nmust compile, and does not:\n${err}")
        endif()
        return()
    endif()
    string(REGEX MATCHALL "\n" lines "${out}${err}")
    list(LENGTH lines count)
    string(FIND "${err}" "${sentence}" at)
    if(status EQUAL 0 OR at EQUAL -1 OR count GREATER most)
        message(SEND_ERROR "${call}\nmust not compile, and be answered with\n${sentence}\nin at most ${most} lines; "
                           "the compiler's exit status is ${status}, and its ${count} lines are\n${out}${err}")
    endif()
endfunction()

refused("(void)reduce(q, k), gemm(q, {k, m, n}, {b, n, m}, {c, m, m}, 2, 1)" "")
set(gemm "gemm(q, {a, m, k}, {b, k, n}, {c, m, n})")
refused("gemm(q, a, b, c)" "${gemm}")
refused("gemm(q, a, b, c, 2, 1).wait()" "${gemm}")
refused("gemm(q, {a, m, n}, b, {c, m, m})" "${gemm}")
refused("gemm(q, {a, m, n}, {b, n, m}, {d, m, m})" "${gemm}")
refused("gemv(q, a, b, c)" "gemv(q, {a, m, n}, x, y)")
refused("ger(q, 1, a, b, c)" "ger(q, alpha, x, y, {a, m, n})")
refused("ger(q, 1, a, d, {c, m, n})" "ger(q, alpha, x, y, {a, m, n})")
refused("gemm_batched(q, 5, a, 16, b, 16, c, 16)" "gemm_batched(q, count, {a, m, k}, m * k,")
refused("gemm_quantized(q, s, {1, 0}, s, {1, 0}, c)" "gemm_quantized(q, ")
refused("gemm_quantized(q, {s, m, n}, {1, 0}, {s, n, m}, {1, 0}, {c, m, m})" "gemm_quantized(q, ")

# Constant memory is not written.
set(const "this memory is const, it cannot be written")
refused("fill(q, k, 1.0f)" "${const}")
refused("write(q, i, std::vector<float>(3).data())" "${const}")
refused("(void)map_discarding(q, k)" "${const}")
