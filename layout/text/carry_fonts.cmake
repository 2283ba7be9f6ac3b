# hallows_carry_fonts([DESTINATION DIR] [WITH core|scripts|all] [COMPONENT NAME])
# Installs the fonts of the default stack and the dictionaries of Thai, Chinese and Japanese words
# with an application, so that it looks the same on a machine that has none of them, and the caret
# moves alike. They are looked for in the installed Hallows, then where Debian's packages put them;
# what isn't found is said. A program looks in `fonts` beside itself and in
# `../share/hallows/fonts`, which is the default DESTINATION.
#   core     Inter, DejaVu Sans Mono, Noto Sans with Arabic, Hebrew, Devanagari, Bengali,
#            Tamil, Thai (5 MB)
#   scripts  and the other scripts of Noto, Chinese and Japanese words (the default, 16 MB)
#   all      and Chinese, Japanese, Korean and colour emoji (64 MB)
set(HALLOWS_FONT_LIST ${CMAKE_CURRENT_LIST_DIR}/default_fonts.def)
if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/carried-fonts-dir.cmake)  # installed
  include(${CMAKE_CURRENT_LIST_DIR}/carried-fonts-dir.cmake)
endif()

function(hallows_carry_fonts)
  cmake_parse_arguments(PARSE_ARGV 0 carry "" "DESTINATION;WITH;COMPONENT" "")
  if(carry_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "hallows_carry_fonts: unknown argument ${carry_UNPARSED_ARGUMENTS}")
  endif()
  if(carry_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "hallows_carry_fonts: ${carry_KEYWORDS_MISSING_VALUES} needs a value")
  endif()
  if(NOT carry_WITH)
    set(carry_WITH scripts)
  endif()
  if(NOT carry_DESTINATION)
    set(carry_DESTINATION share/hallows/fonts)
  endif()
  if(NOT carry_COMPONENT)
    set(carry_COMPONENT fonts)
  endif()
  set(needs_core Core)
  set(needs_scripts Core Script)
  set(needs_all Core Script Optional)
  if(NOT DEFINED needs_${carry_WITH})
    message(FATAL_ERROR "hallows_carry_fonts: WITH is core, scripts or all, not ${carry_WITH}")
  endif()

  set(field "\"([^\"]*)\"")
  file(STRINGS ${HALLOWS_FONT_LIST} rows REGEX "^HALLOWS_FONT\\(")
  set(files "")
  set(packages "")
  set(missing "")
  foreach(row IN LISTS rows)
    if(NOT row MATCHES
       "^HALLOWS_FONT\\([A-Za-z]+, ${field}, ${field}, ${field}, ([0-9]+),.*, ${field}, ([A-Za-z]+)\\)$")
      message(FATAL_ERROR "${HALLOWS_FONT_LIST}: not a font: ${row}")
    endif()
    set(name ${CMAKE_MATCH_3})
    set(weight ${CMAKE_MATCH_4})
    set(package ${CMAKE_MATCH_5})
    if(NOT CMAKE_MATCH_6 IN_LIST needs_${carry_WITH})
      continue()
    endif()
    unset(path)  # find_file() looks for nothing while it is set, by the caller too
    find_file(path ${name} NO_CACHE NO_DEFAULT_PATH
              PATHS ${HALLOWS_CARRIED_FONTS} /usr/share/fonts/${CMAKE_MATCH_2})
    if(path)
      list(APPEND files ${path})
      list(APPEND packages ${package})
    elseif(weight EQUAL 400)
      list(APPEND missing ${package})
    endif()
  endforeach()
  unset(path)
  find_file(path thbrk.tri NO_CACHE NO_DEFAULT_PATH
            PATHS ${HALLOWS_CARRIED_FONTS} /usr/share/libthai)
  if(path)
    list(APPEND files ${path})
    list(APPEND packages libthai-data)
  else()
    list(APPEND missing libthai-data)
  endif()

  unset(path)
  if(TARGET hallows_cjk_words)  # made by this build
    get_target_property(path hallows_cjk_words HALLOWS_WORDS)
  else()
    find_file(path cjk.words NO_CACHE NO_DEFAULT_PATH
              PATHS ${HALLOWS_CARRIED_FONTS} /usr/share/hallows/fonts)
  endif()
  if(path AND NOT carry_WITH STREQUAL "core")
    list(APPEND files ${path})
    list(APPEND packages libchewing3-data ipadic-common)  # whose words it holds
  endif()

  list(REMOVE_DUPLICATES files)
  install(FILES ${files} DESTINATION ${carry_DESTINATION} COMPONENT ${carry_COMPONENT})
  list(REMOVE_DUPLICATES packages)
  foreach(package IN LISTS packages)  # their licences go with them
    foreach(licence ${HALLOWS_CARRIED_FONTS}/${package}.copyright
                    /usr/share/doc/${package}/copyright)
      if(EXISTS ${licence})
        install(FILES ${licence} DESTINATION ${carry_DESTINATION} RENAME ${package}.copyright
                COMPONENT ${carry_COMPONENT})
        break()
      endif()
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES missing)
  if(missing)
    list(JOIN missing " " missing)
    message(STATUS "Fonts that are not carried, for they are not here: apt-get install ${missing}")
  endif()
endfunction()
