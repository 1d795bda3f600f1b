# workload_in(HEADER RESULT): sets RESULT to the name of the workload that a header of workloads/
# defines, or to "" when it defines none. A workload is a class of its file's name with a static
# `parameter_list` and `name`, of whatever type. A header that has the one and lacks the others is
# refused: it would be left out of everything without a word.
function(workload_in header result)
  get_filename_component(workload ${header} NAME_WE)
  file(READ ${header} text)
  string(REGEX REPLACE "//[^\n]*" "" text "${text}") # what comments say does not count
  foreach(member IN ITEMS name parameter_list)
    set(has_${member} FALSE)
    if(text MATCHES "static[ \n]+[^;={(]*[ \n*&]${member}[ \n]*(\\[[^]]*\\])?[ \n]*[={]")
      set(has_${member} TRUE)
    endif()
  endforeach()
  set(${result} "" PARENT_SCOPE)
  if(NOT has_parameter_list)
    return()
  endif()
  if(NOT has_name)
    message(FATAL_ERROR "${header} has a workload's `parameter_list` and no `name`: write "
                        "`static constexpr std::string_view name = \"${workload}\"` into its class")
  endif()
  if(NOT text MATCHES "(class|struct)[ \n]+${workload}[ \n:{]")
    message(FATAL_ERROR "${header} has a workload's `parameter_list` and no class ${workload}: name the class as its file")
  endif()
  set(${result} ${workload} PARENT_SCOPE)
endfunction()

# own_workload_in(FILE RESULT): the same for a file from outside of the tree, which must define one.
function(own_workload_in file result)
  if(NOT IS_ABSOLUTE ${file} OR NOT EXISTS ${file})
    message(FATAL_ERROR "CROSSOVER_WORKLOAD_FILE is ${file}: give the absolute path of a file that is there")
  endif()
  workload_in(${file} workload)
  if(NOT workload)
    message(FATAL_ERROR "${file} has no workload: write a class of the file's name with a `name` and a `parameter_list` "
                        "(docs/YOUR_WORKLOAD.md shows one)")
  endif()
  file(READ ${file} text)
  if(NOT text MATCHES "namespace[ \n]+crossover::workloads[ \n]*{")
    message(FATAL_ERROR "${file} has its class ${workload} in another namespace: put it into `namespace crossover::workloads`")
  endif()
  set(${result} ${workload} PARENT_SCOPE)
endfunction()
