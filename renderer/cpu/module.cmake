# One file per instruction set, chosen at run time: nothing else may use more than the baseline.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set_source_files_properties(${HALLOWS_DIR}/kernels_avx2.cpp PROPERTIES COMPILE_OPTIONS -mavx2)
endif()
