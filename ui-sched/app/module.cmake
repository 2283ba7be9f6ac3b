# What applications link.
add_library(hallows::hallows ALIAS ${HALLOWS_TARGET})
