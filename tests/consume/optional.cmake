# SPDX-License-Identifier: Apache-2.0
# Included by consume.cmake. Everything configures if one of the optional packages is missing, and if all are.
# A find_... call does not search if its variable is already set, here to nothing.
set(packages CLI11 fmt nlohmann_json Eigen3 OpenCV CLBlast benchmark PkgConfig)
set(variables OPENCV_INCLUDE_DIR OPENCV_CORE OPENCV_IMGPROC YUV_LIBRARY YUV_INCLUDE_DIR BOOST_COMPUTE_INCLUDE_DIR CLANG
              CLANG_FORMAT OCLGRIND PKG_CONFIG MAKE)
set(all "")
foreach(name IN LISTS packages)
    list(APPEND all -DCMAKE_DISABLE_FIND_PACKAGE_${name}=ON)
endforeach()
foreach(name IN LISTS variables)
    list(APPEND all -D${name}=)
endforeach()
file(REMOVE_RECURSE ${WORK})
foreach(one IN LISTS all ITEMS "${all}")
    file(REMOVE ${WORK}/CMakeCache.txt)  # and no more: what is known of the compiler stays
    execute_process(COMMAND ${CMAKE_COMMAND} -S ${KUMIKO} -B ${WORK} -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${CXX}
                            -DCMAKE_BUILD_TYPE=Release -DKUMIKO_BENCH=ON ${one}
                    RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE err)
    if(NOT status EQUAL 0 OR err MATCHES "CMake (Warning|Error)")
        message(SEND_ERROR "with ${one}: exit status ${status}\n${err}")
    endif()
endforeach()
