# SPDX-License-Identifier: Apache-2.0
# Included by consume.cmake. A program with two plugins, each compiled with another minor version of Kumiko and linked with
# it: with the shared library, and with a static library inside each plugin. The second version has the first one's
# objects, except the one that holds the version's numbers.
find_program(AR ar)
set(objects "")
foreach(folder IN ITEMS ${shared_build}/CMakeFiles/kumiko.dir ${shared_build}/cl/CMakeFiles/kumiko_kernels.dir)
    get_filename_component(from ${folder}/../.. ABSOLUTE)
    file(GLOB_RECURSE names RELATIVE ${folder} ${folder}/*.o)
    list(REMOVE_ITEM names src/core/version.cpp.o)
    foreach(name IN LISTS names)  # an object whose source is gone is a leftover
        string(REGEX REPLACE "\\.o$" "" source ${name})
        if(EXISTS ${KUMIKO}/${source} OR EXISTS ${from}/${source})
            list(APPEND objects ${folder}/${name})
        endif()
    endforeach()
endforeach()
if(NOT AR OR NOT objects OR NOT EXISTS ${BUILD}/libkumiko.a)
    skip("no ar, or no objects of both kinds of library")
    return()
endif()
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK}/a ${WORK}/b)
separate_arguments(compile UNIX_COMMAND "${CXX_FLAGS} -std=c++17 -O1 -fPIC -fvisibility=hidden -fvisibility-inlines-hidden")
list(PREPEND compile ${CXX})
list(APPEND compile ${warnings})

# The headers that differ between the versions.
file(READ ${KUMIKO}/include/kumiko/version.hpp text)
foreach(version IN ITEMS a b)
    set(include_${version} -I${WORK}/${version} -I${KUMIKO}/include)
    if(version STREQUAL "a")
        set(minor 97)
    else()
        set(minor 98)
    endif()
    string(REGEX REPLACE "(#define KUMIKO_VERSION_MINOR) [0-9]+" "\\1 ${minor}" other "${text}")
    file(WRITE ${WORK}/${version}/kumiko/version.hpp "${other}")

    set(abi 0.${minor})
    configure_file(${KUMIKO}/src/package/exports.map.in ${WORK}/${version}/exports.map @ONLY)
    set(source ${KUMIKO}/src/core/version.cpp)
    run(${compile} ${include_${version}} -c ${source} -DKUMIKO_BUILDING -o ${WORK}/${version}/version.o)
    run(${CXX} -shared ${objects} ${WORK}/${version}/version.o -o ${WORK}/${version}/libkumiko.so -lpthread -ldl
        -Wl,-soname,libkumiko.so.${abi} -Wl,--version-script=${WORK}/${version}/exports.map)
    file(CREATE_LINK libkumiko.so ${WORK}/${version}/libkumiko.so.${abi} SYMBOLIC)
    run(${compile} ${include_${version}} -shared ${here}/plugins/plugin.cpp -o ${WORK}/${version}/shared.so
        -L${WORK}/${version} -lkumiko -Wl,-rpath,${WORK}/${version} -Wl,--no-undefined)

    file(COPY ${BUILD}/libkumiko.a DESTINATION ${WORK}/${version})
    run(${compile} ${include_${version}} -c ${source} -DKUMIKO_STATIC -o ${WORK}/${version}/version.cpp.o)
    run(${AR} r ${WORK}/${version}/libkumiko.a ${WORK}/${version}/version.cpp.o)
    run(${compile} ${include_${version}} -DKUMIKO_STATIC -shared ${here}/plugins/plugin.cpp -o ${WORK}/${version}/static.so
        ${WORK}/${version}/libkumiko.a -lpthread -ldl -Wl,--no-undefined)
endforeach()

run(${compile} ${here}/plugins/host.cpp -o ${WORK}/host -ldl)
foreach(kind IN ITEMS shared static)
    foreach(scope IN ITEMS local global)
        run(${WORK}/host ${scope} ${WORK}/a/${kind}.so ${WORK}/b/${kind}.so)
        message("${kind}, ${out}")
    endforeach()
endforeach()
