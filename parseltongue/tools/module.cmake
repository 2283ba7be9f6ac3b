# The `hallows` command.
add_executable(hallows ${HALLOWS_DIR}/main.cpp)
target_link_libraries(hallows PRIVATE ${HALLOWS_TARGET} CLI11::CLI11)
target_compile_definitions(hallows PRIVATE HALLOWS_VERSION="${PROJECT_VERSION}")
