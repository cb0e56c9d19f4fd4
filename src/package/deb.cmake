# SPDX-License-Identifier: Apache-2.0
# Debian packages of the shared library: cmake --workflow --preset package
set(abi ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(KUMIKO_MAINTAINER "Kumiko maintainers <maintainers@kumiko.example>" CACHE STRING "Who answers for the packages")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME kumiko)
set(CPACK_PACKAGE_CONTACT ${KUMIKO_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # it would stand above each package's own
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY >=)
set(CPACK_COMPONENTS_ALL runtime development)

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME libkumiko${abi})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS "ocl-icd-libopencl1 | libopencl1")  # it is loaded, not linked
set(CPACK_DEBIAN_RUNTIME_PACKAGE_RECOMMENDS "pocl-opencl-icd | opencl-icd")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/triggers)
set(CPACK_DEBIAN_RUNTIME_DESCRIPTION "portable OpenCL compute library
Matrices, parallel primitives, image filters and video frames behind one
small C++17 API, on whatever GPU or CPU a machine has.
.
This package has the shared library. It finds devices through OpenCL's
loader, so it wants a driver beside it: a GPU's, or PoCL for the CPU.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libkumiko-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libkumiko${abi} (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS "cmake, pkg-config, opencl-headers, opencl-clhpp-headers, libopencv-dev, libeigen3-dev")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "portable OpenCL compute library - development files
Matrices, parallel primitives, image filters and video frames behind one
small C++17 API, on whatever GPU or CPU a machine has.
.
This package has the headers, and the files by which CMake and pkg-config
find the library.")

if(TARGET kumiko_tool)
    list(APPEND CPACK_COMPONENTS_ALL tools)
    set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME kumiko-tools)
    set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION utils)
    set(CPACK_DEBIAN_TOOLS_PACKAGE_SHLIBDEPS ON)
    set(CPACK_DEBIAN_TOOLS_PACKAGE_DEPENDS "libkumiko${abi} (= ${PROJECT_VERSION})")
    set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR})
    set(CPACK_DEBIAN_TOOLS_DESCRIPTION "portable OpenCL compute library - command line
Matrices, parallel primitives, image filters and video frames behind one
small C++17 API, on whatever GPU or CPU a machine has.
.
This package has the program kumiko: it lists OpenCL devices and what they
can do, tells why one is missing, tests the library on them, and keeps its
cache of programs.")
endif()

# Each package has its licence and its changes where Debian expects them. EXCLUDE_FROM_ALL: other installs do not.
file(WRITE ${PROJECT_BINARY_DIR}/triggers "activate-noawait ldconfig\n")
configure_file(src/package/debian/copyright copyright @ONLY)
configure_file(src/package/debian/changelog changelog @ONLY)
if(GZIP)  # every system with Debian packages has it; -n: no time stamp
    execute_process(COMMAND ${GZIP} -9nc ${PROJECT_BINARY_DIR}/changelog OUTPUT_FILE ${PROJECT_BINARY_DIR}/changelog.gz)
endif()
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
    string(TOUPPER ${component} upper)
    install(FILES ${PROJECT_BINARY_DIR}/copyright ${PROJECT_BINARY_DIR}/changelog.gz
            DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME}
            COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()
include(CPack)
