# SPDX-License-Identifier: Apache-2.0
# For the tests of the tour. They get TOUR and MEDIA (programs), DATA (examples/data) and WORK (an empty folder).
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

# media(WORDS...): runs tests/examples/media.cpp; its output is in `said`.
function(media)
    execute_process(COMMAND ${MEDIA} ${ARGN} OUTPUT_VARIABLE text OUTPUT_STRIP_TRAILING_WHITESPACE
                    ERROR_VARIABLE bad RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "media ${ARGN}: ${bad}")
    endif()
    set(said "${text}" PARENT_SCOPE)
endfunction()

# expect(VALUE media-words...): what media prints must be VALUE.
function(expect value)
    media(${ARGN})
    if(NOT said STREQUAL value)
        message(FATAL_ERROR "media ${ARGN}: ${said}, not ${value}")
    endif()
endfunction()

# refused(PATTERN tour-options...): the tour must exit with 1 and one line that matches, print nothing else, and
# leave no file.
function(refused pattern)
    execute_process(COMMAND ${TOUR} ${ARGN} --out ${WORK}/out/of/it OUTPUT_VARIABLE out ERROR_VARIABLE err
                    RESULT_VARIABLE status)
    if(NOT status STREQUAL 1)
        message(SEND_ERROR "tour ${ARGN}: exit status ${status}, not 1")
    endif()
    if(NOT err MATCHES "^tour: [^\n]*${pattern}[^\n]*\n$" OR NOT out STREQUAL "")
        message(SEND_ERROR "tour ${ARGN}: printed\n${out}${err}not one line with: ${pattern}")
    endif()
    if(EXISTS ${WORK}/out)
        message(SEND_ERROR "tour ${ARGN}: left ${WORK}/out behind")
    endif()
endfunction()

# took(tour-options...): the tour must exit with 0, its output in ${WORK}/out, and leave no temporary file.
function(took)
    execute_process(COMMAND ${TOUR} ${ARGN} --out ${WORK}/out OUTPUT_VARIABLE out ERROR_VARIABLE err
                    RESULT_VARIABLE status)
    if(NOT status STREQUAL 0)
        message(FATAL_ERROR "tour ${ARGN}: exit status ${status}\n${out}${err}")
    endif()
    file(GLOB left ${WORK}/out/.*)
    if(left)
        message(FATAL_ERROR "tour ${ARGN}: left ${left}")
    endif()
endfunction()
