# SPDX-License-Identifier: Apache-2.0
# The whole tour on small inputs: all its files exist and have the right contents.
include(${CMAKE_CURRENT_LIST_DIR}/support.cmake)

took(--image ${DATA}/chelsea.png --frames 10)
foreach(file IN ITEMS before after strips)
    expect(451x300x3 picture ${WORK}/out/${file}.png)
endforeach()
file(READ ${WORK}/out/report.html page)
if(NOT page MATCHES "</html>" OR page MATCHES "https?://" OR page MATCHES "Wrong:")
    message(FATAL_ERROR "report.html is not whole, loads something, or says that something is wrong")
endif()
if(VIDEO)
    expect("1280x720 10" clip ${WORK}/out/clip.mp4)
    # An odd size, as H.264 cannot have it, becomes even; an older result is replaced.
    media(odd ${WORK}/odd.y4m)
    took(--image ${DATA}/rocket.jpg --video ${WORK}/odd.y4m)
    expect("36x22 5" clip ${WORK}/out/clip.mp4)
    expect(640x427x3 picture ${WORK}/out/after.png)
endif()
