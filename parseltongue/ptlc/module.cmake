# The compiler of `hallows_add_ui`: runs on the machine that builds.
add_executable(ptlc ${HALLOWS_DIR}/main.cpp)
target_link_libraries(ptlc PRIVATE ${HALLOWS_TARGET})
