# The sources of the standard components become one generated .cpp.
file(GLOB hallows_std_files CONFIGURE_DEPENDS ${HALLOWS_DIR}/*.ptl)
list(SORT hallows_std_files)
string(REPLACE ";" "|" hallows_std_joined "${hallows_std_files}")
set(hallows_std_out ${PROJECT_BINARY_DIR}/generated/std_texts.cpp)
add_custom_command(
  OUTPUT ${hallows_std_out}
  COMMAND ${CMAKE_COMMAND} -DOUT=${hallows_std_out} "-DFILES=${hallows_std_joined}"
          -P ${HALLOWS_DIR}/embed.cmake
  DEPENDS ${hallows_std_files} ${HALLOWS_DIR}/embed.cmake
  COMMENT "Embedding parseltongue/std"
  VERBATIM)
target_sources(${HALLOWS_TARGET} PRIVATE ${hallows_std_out})
