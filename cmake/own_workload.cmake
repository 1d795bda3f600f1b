# own_workload_bench(TARGET FILE [ENGINE...]): a bench with the workload of one file from outside of
# the tree, and no other, on all engines or on those named. What the suite is made of is linked from
# its libraries, so all that is compiled is the file on each engine. Built on demand only.
function(own_workload_bench target file)
  own_workload_in(${file} OWN_WORKLOAD)
  set(WORKLOAD_INCLUDES "#include \"${file}\"\n")
  set(folder ${CROSSOVER_GENERATED_DIR}/${target})
  if(ARGN)
    set(CROSSOVER_ENGINES ${ARGN})
  endif()
  registry_sources(${folder} "${WORKLOAD_INCLUDES}" "workloads::${OWN_WORKLOAD}" sources)
  # Whether it is a workload is asked first: the engines would answer in a thousand lines.
  configure_file(${CMAKE_SOURCE_DIR}/bench/catalog/own_workload.cpp.in ${folder}/own_workload.cpp @ONLY)
  add_library(${target}_check OBJECT EXCLUDE_FROM_ALL ${folder}/own_workload.cpp)
  target_link_libraries(${target}_check PRIVATE crossover_workloads)
  # Its own `register_everything` is met before the library's, which is left out then.
  add_executable(${target} EXCLUDE_FROM_ALL ${google_benchmark_sources} ${sources})
  target_link_libraries(${target} PRIVATE crossover_measuring benchmark::benchmark)
  add_dependencies(${target} ${target}_check tcp_server)
  foreach(built IN ITEMS ${target} ${target}_check)
    target_compile_options(${built} PRIVATE -Wno-error) # the suite's warnings are advice to another's code
  endforeach()
endfunction()

# By the environment, not by the cache: a build that was once configured for a file must go on when
# the file is gone.
if(NOT "$ENV{CROSSOVER_WORKLOAD_FILE}" STREQUAL "")
  own_workload_bench(crossover_own_bench "$ENV{CROSSOVER_WORKLOAD_FILE}")
endif()
