# Shaders travel inside the library: each GLSL file becomes SPIR-V, then an array of words.
# vulkan1.2: what glslc emits for 1.3 needs maintenance4, which the minimum device lacks.
find_program(HALLOWS_GLSLC glslc REQUIRED)
set(shader_dir ${PROJECT_SOURCE_DIR}/renderer/shaders)
set(spirv_dir ${PROJECT_BINARY_DIR}/generated/renderer/shaders)
file(MAKE_DIRECTORY ${spirv_dir})
file(GLOB shaders CONFIGURE_DEPENDS ${shader_dir}/*.vert ${shader_dir}/*.frag)
file(GLOB shader_includes CONFIGURE_DEPENDS ${shader_dir}/*.glsl)
set(spirv_files)
foreach(shader IN LISTS shaders)
  get_filename_component(name ${shader} NAME)
  set(spirv ${spirv_dir}/${name}.spv)
  set(words ${spirv_dir}/${name}.inc)
  add_custom_command(
    OUTPUT ${spirv} ${words}
    COMMAND ${HALLOWS_GLSLC} --target-env=vulkan1.2 -O -I ${shader_dir} -o ${spirv} ${shader}
    COMMAND ${HALLOWS_GLSLC} --target-env=vulkan1.2 -O -I ${shader_dir} -mfmt=num -o ${words}
            ${shader}
    DEPENDS ${shader} ${shader_includes}
    COMMENT "Shader ${name}" VERBATIM)
  list(APPEND spirv_files ${spirv} ${words})
endforeach()
add_custom_target(hallows_spirv DEPENDS ${spirv_files})
add_dependencies(${HALLOWS_TARGET} hallows_spirv)
target_include_directories(${HALLOWS_TARGET} PRIVATE ${PROJECT_BINARY_DIR}/generated)
# volk's own implementation is C that our warnings don't apply to.
set_source_files_properties(${HALLOWS_DIR}/volk.cpp PROPERTIES COMPILE_OPTIONS "-w")
