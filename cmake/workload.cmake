# A workload is one header, whose class bears the file's name. Whether it is a workload the compiler
# says (bench/catalog/own_workload.cpp.in).

# workload_in(HEADER RESULT): sets RESULT to the name of the workload that a header must define.
function(workload_in header result)
  get_filename_component(workload ${header} NAME_WE)
  if(NOT workload MATCHES "^[A-Za-z_][A-Za-z_0-9]*$")
    message(FATAL_ERROR "${header} cannot be named after a class: give it a name of letters, digits and _")
  endif()
  set(${result} ${workload} PARENT_SCOPE)
endfunction()

# own_workload_in(FILE RESULT): the same for a file from outside of the tree.
function(own_workload_in file result)
  if(NOT IS_ABSOLUTE ${file} OR NOT EXISTS ${file})
    message(FATAL_ERROR "CROSSOVER_WORKLOAD_FILE is ${file}: give the absolute path of a file that is there")
  endif()
  workload_in(${file} workload)
  set(${result} ${workload} PARENT_SCOPE)
endfunction()
