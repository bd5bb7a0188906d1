# assay_weights_enum(TARGET SOURCE FILE.textproto [HEADER PATH] [CATEGORIES FILE.txt|NAME...])
#
# Typed weights from a textproto of share/assay/catalog.proto: TARGET is an object library with the enum's header and the entries compiled
# in. Link it to the program itself: in a static library of yours the entries would be dropped.
#
#   assay_weights_enum(med_resnet50 SOURCE weights/med_resnet50.textproto CATEGORIES weights/chest3.txt)
#   target_link_libraries(app PRIVATE Assay::resnet med_resnet50)
#
# HEADER is what programs include, by default SOURCE with .h: #include "weights/med_resnet50.h". CATEGORIES are the files of names that
# the entries refer to, yours or one of Assay's by name (imagenet1k). What is wrong with the textproto stops the build, with its line and the remedy.
function(assay_weights_enum target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SOURCE;HEADER" "CATEGORIES")
  if(NOT arg_SOURCE OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "assay_weights_enum(${target} SOURCE FILE.textproto [HEADER PATH] [CATEGORIES FILE.txt|NAME...])")
  endif()
  if(NOT arg_HEADER)
    string(REGEX REPLACE "[.]textproto$" ".h" arg_HEADER "${arg_SOURCE}")
  endif()
  set(codegen "${Assay_PREFIX}/bin/weights_codegen")
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}_weights")
  set(header "${folder}/${arg_HEADER}")
  get_filename_component(header_folder "${header}" DIRECTORY)
  file(MAKE_DIRECTORY "${header_folder}")

  add_library(${target} OBJECT "${folder}/entries.cc" "${header}")
  target_link_libraries(${target} PUBLIC Assay::weights)
  target_include_directories(${target} PUBLIC "${folder}")
  set(categories "")
  foreach(name IN LISTS arg_CATEGORIES)
    set(file "${name}")
    if(EXISTS "${Assay_PREFIX}/share/assay/categories/${name}.txt")
      set(file "${Assay_PREFIX}/share/assay/categories/${name}.txt")
      target_link_libraries(${target} PUBLIC Assay::${name})
    else()
      get_filename_component(stem "${name}" NAME_WE)
      add_custom_command(
        OUTPUT "${folder}/${stem}_categories.cc"
        COMMAND "${codegen}" "--embed_categories=${file}" "--embedded=${folder}/${stem}_categories.cc"
        DEPENDS "${file}" "${codegen}"
        WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
        VERBATIM)
      target_sources(${target} PRIVATE "${folder}/${stem}_categories.cc")
    endif()
    list(APPEND categories "${file}")
  endforeach()

  set(arguments "--source=${arg_SOURCE}" "--header_path=${arg_HEADER}" "--header=${header}" "--embedded=${folder}/entries.cc")
  foreach(file IN LISTS categories)
    list(APPEND arguments "--categories=${file}")
  endforeach()
  add_custom_command(
    OUTPUT "${header}" "${folder}/entries.cc"
    COMMAND "${codegen}" ${arguments}
    DEPENDS "${arg_SOURCE}" ${categories} "${codegen}"
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
    COMMENT "Typed weights of ${arg_SOURCE}"
    VERBATIM)
endfunction()
