# SPDX-License-Identifier: Apache-2.0
# Runs a program under Oclgrind. Any report fails:
#     cmake -DOCLGRIND=... -DUNINITIALIZED=option -DLOG=file -DPRELOAD=library -P oclgrind.cmake -- program args
cmake_minimum_required(VERSION 3.25)
set(program "")
set(after FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
    if(after)
        list(APPEND program "${CMAKE_ARGV${i}}")
    elseif("${CMAKE_ARGV${i}}" STREQUAL "--")
        set(after TRUE)
    endif()
endforeach()
file(REMOVE "${LOG}")
execute_process(COMMAND ${OCLGRIND} --data-races ${UNINITIALIZED} --check-api --log ${LOG}
                        sh -c "LD_PRELOAD=${PRELOAD}:$LD_PRELOAD exec \"$@\"" sh ${program}
                RESULT_VARIABLE status)
set(reports "")
if(EXISTS "${LOG}")
    file(READ "${LOG}" reports)
endif()
string(STRIP "${reports}" reports)
if(reports)
    string(SUBSTRING "${reports}" 0 4000 reports)
    message("${reports}")  # as it is: FATAL_ERROR would wrap it
    message(FATAL_ERROR "Oclgrind has reports (the first of them above)")
elseif(NOT status EQUAL 0)
    message(FATAL_ERROR "exit status ${status}")
endif()
