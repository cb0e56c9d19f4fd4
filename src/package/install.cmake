# SPDX-License-Identifier: Apache-2.0
# Install rules and packages. An installed library finds its own files, so that it may be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/kumiko)

# Components: `runtime`, a shared library; `development`, to build against either; `tools`, the program.
install(TARGETS kumiko EXPORT kumiko
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT development
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(DIRECTORY include/kumiko DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development
        FILES_MATCHING PATTERN *.hpp)
install(EXPORT kumiko NAMESPACE kumiko:: FILE kumiko-targets.cmake DESTINATION ${package} COMPONENT development)
configure_package_config_file(src/package/kumiko-config.cmake.in kumiko-config.cmake INSTALL_DESTINATION ${package}
                              NO_SET_AND_CHECK_MACRO)
# Until 1.0 a minor version may break programs that compiled with the one before.
write_basic_package_version_file(kumiko-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/kumiko-config.cmake ${PROJECT_BINARY_DIR}/kumiko-config-version.cmake
        DESTINATION ${package} COMPONENT development)

# A static library passes its own dependencies on to the programs that link it.
set(pc_libs "")
set(pc_cflags "")
if(type STREQUAL STATIC_LIBRARY)
    set(pc_cflags " -DKUMIKO_STATIC")
    set(pc_libs " -lpthread")
    foreach(lib IN LISTS CMAKE_DL_LIBS)
        string(APPEND pc_libs " -l${lib}")
    endforeach()
endif()
file(RELATIVE_PATH pc_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(src/package/kumiko.pc.in kumiko.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/kumiko.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT licence)

# Documents and examples keep their places, so that links between them hold.
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT development)
install(DIRECTORY docs examples DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT development PATTERN run EXCLUDE)

if(TARGET kumiko_tool)
    install(TARGETS kumiko_tool RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
    include(src/package/pages.cmake)
    if(NOT type STREQUAL STATIC_LIBRARY AND NOT WIN32)
        file(RELATIVE_PATH to_library /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
        if(APPLE)
            set_target_properties(kumiko_tool PROPERTIES INSTALL_RPATH @loader_path/${to_library})
        else()
            set_target_properties(kumiko_tool PROPERTIES INSTALL_RPATH $ORIGIN/${to_library})
        endif()
    endif()
endif()

if(PROJECT_IS_TOP_LEVEL)
    add_custom_target(uninstall COMMAND ${CMAKE_COMMAND} -DMANIFEST=${PROJECT_BINARY_DIR}/install_manifest.txt
                                        -P ${PROJECT_SOURCE_DIR}/src/package/uninstall.cmake VERBATIM)
    if(type STREQUAL SHARED_LIBRARY)
        include(src/package/deb.cmake)
    endif()
endif()
