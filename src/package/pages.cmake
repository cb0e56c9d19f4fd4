# SPDX-License-Identifier: Apache-2.0
# The program's manual page and shell completions. The program writes them itself, so a build for another system has
# none.
if(CMAKE_CROSSCOMPILING)
    return()
endif()
# Debian's zsh looks in zsh/vendor-completions, which the preset `package` sets.
set(KUMIKO_ZSH_COMPLETIONS ${CMAKE_INSTALL_DATAROOTDIR}/zsh/site-functions CACHE STRING "Where zsh looks for completion")
mark_as_advanced(KUMIKO_ZSH_COMPLETIONS)
find_program(GZIP gzip)
set(pages "")
function(page format folder name)  # ARGN: a command that the page is piped through
    set(file ${PROJECT_BINARY_DIR}/pages/${name})
    add_custom_command(OUTPUT ${file} COMMAND kumiko_tool page ${format} ${ARGN} > ${file} DEPENDS kumiko_tool VERBATIM)
    install(FILES ${file} DESTINATION ${folder} COMPONENT tools)
    set(pages ${pages} ${file} PARENT_SCOPE)
endfunction()
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/pages)
if(GZIP)  # -n: no time stamp
    page(man ${CMAKE_INSTALL_MANDIR}/man1 kumiko.1.gz | ${GZIP} -9nc)
else()
    page(man ${CMAKE_INSTALL_MANDIR}/man1 kumiko.1)
endif()
page(bash ${CMAKE_INSTALL_DATAROOTDIR}/bash-completion/completions kumiko)
page(fish ${CMAKE_INSTALL_DATAROOTDIR}/fish/vendor_completions.d kumiko.fish)
page(zsh ${KUMIKO_ZSH_COMPLETIONS} _kumiko)
add_custom_target(kumiko_pages ALL DEPENDS ${pages})
