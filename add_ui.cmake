# hallows_add_ui(TARGET FILE.ptl...): compiles Parseltongue files into the target. Each gives a header
# FILE.ptl.h with a class for every component of the file: set_<property>, on_<event>. In the source
# tree and, after find_package(hallows), in the project of an application.
function(hallows_add_ui target)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target}.ui)
  file(MAKE_DIRECTORY ${out})
  set(ptlc ptlc)
  if(TARGET hallows::ptlc)  # the installed one
    set(ptlc hallows::ptlc)
  endif()
  foreach(file IN LISTS ARGN)
    get_filename_component(path ${file} ABSOLUTE)
    get_filename_component(name ${file} NAME)
    add_custom_command(
      OUTPUT ${out}/${name}.cpp ${out}/${name}.h
      COMMAND ${ptlc} ${path} ${out}
      DEPENDS ${ptlc} ${path}
      DEPFILE ${out}/${name}.d
      WORKING_DIRECTORY ${out}
      COMMENT "Compiling ${name}"
      VERBATIM)
    target_sources(${target} PRIVATE ${out}/${name}.cpp)
  endforeach()
  target_include_directories(${target} PRIVATE ${out})
  target_link_libraries(${target} PRIVATE hallows::hallows)
endfunction()
