# cmake --install: headers, libraries, the `hallows` command, the compiler of hallows_add_ui(), fonts,
# find_package(hallows) and pkg-config.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(HALLOWS_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/hallows)
set(libraries "")
get_property(modules GLOBAL PROPERTY HALLOWS_MODULES)
foreach(path IN LISTS modules)
  hallows_target_name(target ${path})
  if(NOT TARGET ${target} OR path STREQUAL "parseltongue/tools")
    continue()
  endif()
  string(REPLACE hallows_ "" name ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  install(TARGETS ${target} EXPORT hallows-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  target_include_directories(${target} INTERFACE
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/hallows>)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    string(PREPEND libraries "-l${target} ")
  endif()
endforeach()
install(TARGETS hallows_volk EXPORT hallows-targets)
install(TARGETS ptlc EXPORT hallows-targets RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(EXPORT hallows-targets NAMESPACE hallows:: DESTINATION ${HALLOWS_CMAKE_DIR})

foreach(top rt-kernel layout renderer widgets ui-sched parseltongue)
  if(EXISTS ${PROJECT_SOURCE_DIR}/${top})
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/${top}
            DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/hallows
            FILES_MATCHING PATTERN "*.h" PATTERN "*.def" PATTERN "tools" EXCLUDE)
  endif()
endforeach()
if(TARGET hallows)
  install(TARGETS hallows RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

# What applications carry, and what the installed command itself draws with.
set(HALLOWS_CARRY_FONTS scripts CACHE STRING "Fonts to install: none, core, scripts or all")
include(layout/text/carry_fonts.cmake)
if(NOT HALLOWS_CARRY_FONTS STREQUAL "none")
  hallows_carry_fonts(WITH ${HALLOWS_CARRY_FONTS}
                      DESTINATION ${CMAKE_INSTALL_DATADIR}/hallows/fonts)
endif()
file(RELATIVE_PATH to_fonts /prefix/${HALLOWS_CMAKE_DIR}
     /prefix/${CMAKE_INSTALL_DATADIR}/hallows/fonts)
file(WRITE ${CMAKE_BINARY_DIR}/carried-fonts-dir.cmake
     "set(HALLOWS_CARRIED_FONTS \${CMAKE_CURRENT_LIST_DIR}/${to_fonts})\n")

file(WRITE ${CMAKE_BINARY_DIR}/hallows-config.cmake [=[
include(${CMAKE_CURRENT_LIST_DIR}/third_party.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/carry_fonts.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/hallows-targets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/add_ui.cmake)
# The names that applications link; the modules keep theirs (hallows::layout, hallows::ui_sched, ...).
foreach(pair hallows=ui_sched_app text=layout_text scene=renderer_scene sched=ui_sched rt=rt_kernel_rt)
  string(REPLACE "=" ";" pair ${pair})
  list(GET pair 0 public)
  list(GET pair 1 module)
  if(TARGET hallows::${module} AND NOT TARGET hallows::${public})
    add_library(hallows::${public} ALIAS hallows::${module})
  endif()
endforeach()
]=])
write_basic_package_version_file(${CMAKE_BINARY_DIR}/hallows-config-version.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/hallows-config.cmake
              ${CMAKE_BINARY_DIR}/hallows-config-version.cmake
              ${PROJECT_SOURCE_DIR}/third_party.cmake
              ${PROJECT_SOURCE_DIR}/add_ui.cmake
              ${PROJECT_SOURCE_DIR}/layout/text/carry_fonts.cmake
              ${PROJECT_SOURCE_DIR}/layout/text/default_fonts.def
              ${CMAKE_BINARY_DIR}/carried-fonts-dir.cmake
        DESTINATION ${HALLOWS_CMAKE_DIR})

# The prefix is found from the file's own place, so an installed tree may be moved.
file(RELATIVE_PATH to_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
file(WRITE ${CMAKE_BINARY_DIR}/hallows.pc "prefix=\${pcfiledir}/${to_prefix}
libdir=\${prefix}/${CMAKE_INSTALL_LIBDIR}
includedir=\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}/hallows

Name: hallows
Description: ${PROJECT_DESCRIPTION}
Version: ${PROJECT_VERSION}
Requires: harfbuzz fontconfig freetype2 libpng libjpeg libwebp glfw3 x11 x11-xcb xcb xcb-shm fmt
Libs: -L\${libdir} -Wl,--start-group ${libraries}-Wl,--end-group -lpthread -ldl
Cflags: -I\${includedir} -std=c++20
")
install(FILES ${CMAKE_BINARY_DIR}/hallows.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
