# cjk.words: Chinese and Japanese words, of packages that a build may lack. It stands in the build as
# it does in an installed tree, so that programs in bin/ find it.
set(HALLOWS_CHEWING_DIR /usr/share/libchewing CACHE PATH "Chinese words: libchewing3-data")
set(HALLOWS_IPADIC_DIR /usr/share/chasen/ipadic CACHE PATH "Japanese words: ipadic-common")
set(words_variants /usr/share/unicode/Unihan_Variants.txt.bz2)
set(words_out ${PROJECT_BINARY_DIR}/share/hallows/fonts/cjk.words)
set(words_sources ${HALLOWS_CHEWING_DIR}/index_tree.dat ${HALLOWS_CHEWING_DIR}/dictionary.dat
    ${HALLOWS_IPADIC_DIR}/Noun.dic ${HALLOWS_IPADIC_DIR}/Verb.dic ${words_variants})
find_package(Python3 QUIET COMPONENTS Interpreter)
set(words_missing "")
foreach(source IN LISTS words_sources)
  if(NOT EXISTS ${source})
    list(APPEND words_missing ${source})
  endif()
endforeach()
if(words_missing OR NOT Python3_Interpreter_FOUND)
  file(REMOVE ${words_out})
  message(STATUS "Word movement in Chinese and Japanese without a dictionary: "
                 "apt-get install libchewing3-data ipadic-common unicode-data python3")
else()
  add_custom_command(
    OUTPUT ${words_out}
    COMMAND Python3::Interpreter ${HALLOWS_DIR}/make_cjk_words.py --chewing ${HALLOWS_CHEWING_DIR}
            --ipadic ${HALLOWS_IPADIC_DIR} --variants ${words_variants} ${words_out}
    DEPENDS ${HALLOWS_DIR}/make_cjk_words.py ${words_sources}
    COMMENT "Making the dictionary of Chinese and Japanese words"
    VERBATIM)
  add_custom_target(hallows_cjk_words DEPENDS ${words_out})
  set_target_properties(hallows_cjk_words PROPERTIES HALLOWS_WORDS ${words_out})
  add_dependencies(${HALLOWS_TARGET} hallows_cjk_words)
endif()
