# SPDX-License-Identifier: Apache-2.0
# Included by consume.cmake. The static library and a program, for another system, with all our warnings.
# This machine's headers of OpenCL and xxHash are used, in a folder without its other headers. The build needs no loader.
set(file ${here}/cross/${CMAKE_MATCH_1}.cmake)
include(${file})
if(NOT CMAKE_CXX_COMPILER)
    skip("no compiler for ${CMAKE_MATCH_1}")
    return()
endif()
file(REMOVE_RECURSE ${WORK})
file(GLOB headers ${OPENCL}/CL/* ${CLHPP}/CL/*)
file(MAKE_DIRECTORY ${WORK}/include/CL)
foreach(header IN LISTS headers XXHASH)
    get_filename_component(name ${header} NAME)
    if(header STREQUAL XXHASH)
        file(CREATE_LINK ${XXHASH}/xxhash.h ${WORK}/include/xxhash.h SYMBOLIC)
    else()
        file(CREATE_LINK ${header} ${WORK}/include/CL/${name} SYMBOLIC)
    endif()
endforeach()

# Without optimisation: the differences between systems are found without it, in less time.
set(configure -G ${GENERATOR} -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-DNDEBUG -DCMAKE_TOOLCHAIN_FILE=${file}
              -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
run(${CMAKE_COMMAND} -S ${KUMIKO} -B ${WORK}/build ${configure} -DOpenCL_INCLUDE_DIR=${WORK}/include -DOpenCL_LIBRARY=
    -DCLHPP_INCLUDE_DIR=${WORK}/include -DXXHASH_INCLUDE_DIR=${WORK}/include -DKUMIKO_WERROR=ON -DKUMIKO_TESTS=OFF
    -DKUMIKO_BENCH=OFF -DKUMIKO_EXAMPLES=OFF)
run(${CMAKE_COMMAND} --build ${WORK}/build --parallel 2)
run(${CMAKE_COMMAND} --install ${WORK}/build --prefix ${WORK}/prefix)
project(find_package)
run(${CMAKE_COMMAND} -S ${WORK}/app -B ${WORK}/app/build ${configure} -Dkumiko_ROOT=${WORK}/prefix)
run(${CMAKE_COMMAND} --build ${WORK}/app/build)

# If there is an emulator, the program runs. Wine has a loader of its own, which finds this machine's devices.
# Other emulators have none: the program says so and ends in order.
if(CMAKE_SYSTEM_NAME STREQUAL "Windows")
    find_program(EMULATOR NAMES wine64 wine)
    set(ENV{WINEPREFIX} ${WORK}/wine)
    set(ENV{WINEDEBUG} -all)
    set(ENV{WINEDLLOVERRIDES} mscoree,mshtml=)  # or Wine offers to fetch them
    set(program ${WORK}/app/build/app.exe)
else()
    find_program(EMULATOR qemu-aarch64)
    set(ENV{QEMU_LD_PREFIX} /usr/aarch64-linux-gnu)
    set(program ${WORK}/app/build/app)
endif()
if(NOT EXISTS ${program})
    message(FATAL_ERROR "there is no ${program}")
endif()
if(EMULATOR)
    execute_process(COMMAND ${EMULATOR} ${program} TIMEOUT 300 RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE out)
    message("${out}")
    if(NOT (status EQUAL 0 AND out MATCHES "sum 10") AND NOT (status EQUAL 1 AND out MATCHES "no OpenCL device"))
        message(FATAL_ERROR "the program ends with ${status}")
    endif()
endif()
