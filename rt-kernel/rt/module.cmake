# The traps of hot_guard for a whole program: an object library, because a static one would be
# dropped by the linker and because only tests and demos may link it.
add_library(hallows_guard_interposer OBJECT ${HALLOWS_DIR}/interposer/interposer.cpp)
target_link_libraries(hallows_guard_interposer PUBLIC ${HALLOWS_TARGET} ${CMAKE_DL_LIBS})
# A compiler that knows malloc would fold pairs of calls away or turn calloc into itself.
target_compile_options(hallows_guard_interposer PRIVATE -fno-builtin)
