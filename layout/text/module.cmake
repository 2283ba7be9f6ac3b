# Thai words come from libthai where it is installed.
if(TARGET PkgConfig::THAI)
  target_compile_definitions(${HALLOWS_TARGET} PRIVATE HALLOWS_HAS_THAI=1)
endif()
