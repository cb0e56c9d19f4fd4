# SPDX-License-Identifier: Apache-2.0
# Builds a user's program in WORK in the way HOW, with the library built in BUILD or the sources in KUMIKO,
# and runs it. An installed library is moved first, because no file may depend on its place.
cmake_minimum_required(VERSION 3.25)

function(run)
    execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE out)
    if(NOT status EQUAL 0)
        string(REPLACE ";" " " command "${ARGV}")
        message("${command}\n${out}")  # as it is: FATAL_ERROR would wrap it
        message(FATAL_ERROR "consume: exit status ${status}")
    endif()
    set(out "${out}" PARENT_SCOPE)
endfunction()

function(skip why)
    message("consume: skipped: ${why}")  # ctest reports this as "Skipped"
endfunction()

set(here ${CMAKE_CURRENT_LIST_DIR})
set(warnings -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
set(toolchain -G ${GENERATOR} -DCMAKE_BUILD_TYPE=${CONFIG} -DCMAKE_CXX_COMPILER=${CXX} "-DCMAKE_CXX_FLAGS=${CXX_FLAGS}"
              -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
get_filename_component(shared_build ${WORK}/../shared/build ABSOLUTE)  # made by HOW=shared, and used by others
set(configure ${CMAKE_COMMAND} -S ${WORK}/app -B ${WORK}/app/build ${toolchain})

# Copies the project of this name and the program. It is compiled with a user's strict warnings, also for our headers.
function(project name)
    file(REMOVE_RECURSE ${WORK}/app)
    file(COPY ${here}/${name}/ ${here}/main.cpp DESTINATION ${WORK}/app)
    if(EXISTS ${WORK}/app/CMakeLists.txt)
        list(JOIN warnings " " flags)
        file(APPEND ${WORK}/app/CMakeLists.txt "target_compile_options(app PRIVATE ${flags})\n"
             "set_target_properties(app PROPERTIES NO_SYSTEM_FROM_IMPORTED ON)\n")
    endif()
endfunction()

# The sources that a user needs to build the library.
function(copy_sources folder)
    foreach(part IN ITEMS CMakeLists.txt LICENSE include src cl)
        file(COPY ${KUMIKO}/${part} DESTINATION ${folder})
    endforeach()
endfunction()

# Builds it as ${configure} says, and runs it. The arguments are for the configuration.
function(build_and_run)
    run(${configure} ${ARGN})
    set(configured "${out}" PARENT_SCOPE)
    run(${CMAKE_COMMAND} --build ${WORK}/app/build --config ${CONFIG} --parallel 2)
    run(${WORK}/app/build/app)
    message("${out}")
endfunction()

# Installs the library built in FOLDER, and moves it.
set(prefix ${WORK}/moved/here)
function(install_and_move folder)
    get_filename_component(parent ${prefix} DIRECTORY)
    file(REMOVE_RECURSE ${WORK}/prefix ${parent})
    run(${CMAKE_COMMAND} --install ${folder} --prefix ${WORK}/prefix --config ${CONFIG})
    file(MAKE_DIRECTORY ${parent})
    file(RENAME ${WORK}/prefix ${prefix})
    file(GLOB_RECURSE texts ${prefix}/*.cmake ${prefix}/*.pc ${prefix}/*.hpp)
    foreach(text IN LISTS texts)
        file(READ ${text} content)
        foreach(place IN ITEMS ${WORK} ${folder} ${KUMIKO})
            string(FIND "${content}" ${place} at)
            if(NOT at EQUAL -1)
                message(FATAL_ERROR "${text} knows ${place}, and would not find it after a move")
            endif()
        endforeach()
    endforeach()
endfunction()

function(try_find_package)
    project(find_package)
    build_and_run("-DCMAKE_PREFIX_PATH=${prefix}")
    set(versions ${CMAKE_COMMAND} -S ${here}/versions ${toolchain} "-DCMAKE_PREFIX_PATH=${prefix}")
    file(REMOVE_RECURSE ${WORK}/versions)
    run(${versions} -B ${WORK}/versions/with "-DNEEDED=${ARGN}")
    if(ARGN)  # without one of these the message names it
        execute_process(COMMAND ${versions} -B ${WORK}/versions/without -DCMAKE_DISABLE_FIND_PACKAGE_Threads=ON
                        RESULT_VARIABLE status OUTPUT_QUIET ERROR_VARIABLE message)
        if(status EQUAL 0 OR NOT message MATCHES "Threads")
            message(FATAL_ERROR "without Threads find_package says: ${message}")
        endif()
    endif()
endfunction()

function(try_pkg_config)
    file(GLOB_RECURSE pc ${prefix}/*/kumiko.pc)
    get_filename_component(folder ${pc} DIRECTORY)
    set(ENV{PKG_CONFIG_PATH} ${folder})
    set(ENV{LD_LIBRARY_PATH} "$ENV{LD_LIBRARY_PATH}:${ARGN}")
    list(JOIN warnings " " flags)
    project(pkg_config)
    run(${MAKE} -C ${WORK}/app "CXX=${CXX}" "CXXFLAGS=${CXX_FLAGS} ${flags}")
    run(${WORK}/app/app)
    message("${out}")
endfunction()

if(HOW STREQUAL "find_package")
    set(prefix "${WORK}/moved to/here")  # with a blank, which make's rules do not get past
    install_and_move(${BUILD})
    try_find_package(Threads::Threads)

elseif(HOW STREQUAL "pkg_config")
    if(NOT PKG_CONFIG OR NOT MAKE)
        skip("no pkg-config, or no make")
        return()
    endif()
    install_and_move(${BUILD})
    try_pkg_config()

elseif(HOW STREQUAL "add_subdirectory")
    project(add_subdirectory)
    copy_sources(${WORK}/app/kumiko)
    build_and_run(-DCMAKE_UNITY_BUILD=ON)  # which is for the stranger's own sources
    if(configured MATCHES "CLBlast")
        message(FATAL_ERROR "a stranger is told of CLBlast, which only benchmarks use:\n${configured}")
    endif()

elseif(HOW STREQUAL "fetch_content")
    find_program(GIT git)
    if(NOT GIT)
        skip("no git")
        return()
    endif()
    # A repository of these sources as they are, committed or not; that itself may be no repository.
    set(repository ${WORK}/repository)
    file(REMOVE_RECURSE ${repository})
    copy_sources(${repository})
    run(${GIT} -C ${repository} init --quiet)
    run(${GIT} -C ${repository} add .)
    run(${GIT} -C ${repository} -c user.name=test -c user.email=test@localhost -c commit.gpgsign=false
        commit --quiet -m test)
    run(${GIT} -C ${repository} tag v0)
    project(fetch_content)
    # What is built then is what add_subdirectory builds; so only the first part of it is built here.
    run(${configure} -DKUMIKO_REPOSITORY=file://${repository} -DKUMIKO_TAG=v0)
    run(${CMAKE_COMMAND} --build ${WORK}/app/build --config ${CONFIG} --parallel 2 --target kumiko_kernels)
    # From a folder, without a download.
    file(REMOVE_RECURSE ${WORK}/app/build/_deps)
    run(${configure} -DFETCHCONTENT_SOURCE_DIR_KUMIKO=${KUMIKO} -DFETCHCONTENT_FULLY_DISCONNECTED=ON)
    if(EXISTS ${WORK}/app/build/_deps/kumiko-src)
        message(FATAL_ERROR "FETCHCONTENT_SOURCE_DIR_KUMIKO is not heeded")
    endif()

elseif(HOW STREQUAL "shared")
    # What packages are made of; but what is installed by hand finds its library by itself.
    execute_process(COMMAND ${CMAKE_COMMAND} --preset package -B ${shared_build} ${toolchain} -DCMAKE_SKIP_INSTALL_RPATH=OFF
                    WORKING_DIRECTORY ${KUMIKO} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
    run(${CMAKE_COMMAND} --build ${shared_build} --config ${CONFIG} --parallel 2)
    install_and_move(${shared_build})
    file(GLOB_RECURSE library ${prefix}/*/libkumiko.so)
    try_find_package()
    if(PKG_CONFIG AND MAKE AND library)
        get_filename_component(folder ${library} DIRECTORY)
        try_pkg_config(${folder})
    endif()
    if(EXISTS ${prefix}/bin/kumiko)
        run(${prefix}/bin/kumiko --version)
        foreach(page IN ITEMS man/man1/kumiko.1.gz bash-completion/completions/kumiko fish/vendor_completions.d/kumiko.fish
                              zsh/vendor-completions/_kumiko)
            file(SIZE ${prefix}/share/${page} size)
            if(size EQUAL 0)
                message(FATAL_ERROR "share/${page} is empty")
            endif()
        endforeach()
    endif()
    # The documents are there, and the examples build beside them.
    foreach(document IN ITEMS README.md CHANGELOG.md LICENSE docs/design.md)
        if(NOT EXISTS ${prefix}/share/doc/kumiko/${document})
            message(FATAL_ERROR "${document} is not installed")
        endif()
    endforeach()
    run(${CMAKE_COMMAND} -S ${prefix}/share/doc/kumiko/examples -B ${WORK}/examples ${toolchain} -DCMAKE_PREFIX_PATH=${prefix})
    run(${CMAKE_COMMAND} --build ${WORK}/examples --target 01_hello)
    run(${WORK}/examples/01_hello)
    # What is installed can be removed again, and nothing else is.
    run(${CMAKE_COMMAND} --install ${shared_build} --prefix ${WORK}/prefix)
    file(WRITE ${WORK}/prefix/share/others "")
    run(${CMAKE_COMMAND} --build ${shared_build} --target uninstall)
    file(GLOB_RECURSE left ${WORK}/prefix/*)
    if(NOT left STREQUAL ${WORK}/prefix/share/others)
        message(FATAL_ERROR "after uninstall there is ${left}")
    endif()
    # Nothing but the API is visible, under the name of the minor version; and OpenCL's loader is not needed to start.
    find_program(NM nm)
    find_program(READELF readelf)
    if(NM AND READELF AND library)
        run(${READELF} -d ${library})
        if(NOT out MATCHES "SONAME[^\n]*libkumiko\\.so\\.[0-9]+\\.[0-9]+\\]")
            message(FATAL_ERROR "the SONAME is not libkumiko.so.MAJOR.MINOR:\n${out}")
        endif()
        if(out MATCHES "NEEDED[^\n]*OpenCL")
            message(FATAL_ERROR "the library is linked with OpenCL's loader:\n${out}")
        endif()
        run(${NM} -DC --defined-only ${library})
        string(STRIP "${out}" symbols)
        string(REGEX REPLACE "[[;]" "" symbols "${symbols}")
        string(REPLACE "\n" ";" symbols "${symbols}")
        list(LENGTH symbols count)
        message("${count} symbols are visible")
        string(CONCAT api "^[0-9a-f]+ (A KUMIKO_[0-9.]+|[TVRDBW] ((vtable|typeinfo|typeinfo name) for )?kumiko::"
               ".*@@KUMIKO_[0-9]+.[0-9]+)$")
        list(FILTER symbols EXCLUDE REGEX "${api}")
        if(symbols)
            list(JOIN symbols "\n" symbols)
            message(FATAL_ERROR "visible, and not of the API of this version:\n${symbols}")
        endif()
        if(out MATCHES "kumiko::detail::(context|memory_of)")
            message(FATAL_ERROR "private parts are visible: ${CMAKE_MATCH_0}")
        endif()
    endif()

elseif(HOW STREQUAL "plugins")
    include(${here}/plugins.cmake)

elseif(HOW STREQUAL "deb")
    include(${here}/deb.cmake)

elseif(HOW MATCHES "^cross/(.*)$")
    include(${here}/cross.cmake)

elseif(HOW STREQUAL "optional")
    include(${here}/optional.cmake)

elseif(HOW STREQUAL "oldest_cmake")
    include(${here}/oldest_cmake.cmake)

elseif(HOW STREQUAL "catch2")
    include(${here}/catch2.cmake)

else()
    message(FATAL_ERROR "HOW=${HOW}?")
endif()
