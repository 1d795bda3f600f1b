# Writes the files that put every workload on every engine into the registry: workloads and engines
# are found in the tree, so adding one touches no list. What makes a file of workloads/ a workload
# stands in workload.cmake.
include(cmake/workload.cmake)
set(CROSSOVER_GENERATED_DIR ${CMAKE_BINARY_DIR}/generated)
set(workload_includes)
set(workload_types)
file(GLOB workload_headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/workloads/*.hpp)
foreach(header IN LISTS workload_headers)
  workload_in(${CMAKE_SOURCE_DIR}/${header} workload)
  if(workload)
    string(APPEND workload_includes "#include \"${header}\"\n")
    list(APPEND workload_types "workloads::${workload}")
  endif()
endforeach()

# registry_sources(FOLDER INCLUDES TYPES RESULT): writes into FOLDER the sources that register
# workloads on all engines, and sets RESULT to them.
function(registry_sources folder includes types result)
  set(WORKLOAD_INCLUDES ${includes})
  list(JOIN types ", " WORKLOAD_TYPES)
  set(DECLARATIONS) # a function sees its caller's
  set(CALLS)
  set(sources ${folder}/everything.cpp)
  foreach(ENGINE IN LISTS CROSSOVER_ENGINES)
    configure_file(${CMAKE_SOURCE_DIR}/bench/catalog/engine.cpp.in ${folder}/engine_${ENGINE}.cpp @ONLY)
    list(APPEND sources ${folder}/engine_${ENGINE}.cpp)
    string(APPEND DECLARATIONS "void register_${ENGINE}(registry& r);\n")
    string(APPEND CALLS "    register_${ENGINE}(r);\n")
  endforeach()
  string(APPEND CALLS "${CROSSOVER_MISSING}")
  configure_file(${CMAKE_SOURCE_DIR}/bench/catalog/everything.cpp.in ${folder}/everything.cpp @ONLY)
  set(${result} ${sources} PARENT_SCOPE)
endfunction()

registry_sources(${CROSSOVER_GENERATED_DIR}/bench "${workload_includes}" "${workload_types}" CROSSOVER_GENERATED_SOURCES)
string(REPLACE "GNU" "gcc" CROSSOVER_COMPILER "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")
string(REPLACE "Clang" "clang" CROSSOVER_COMPILER "${CROSSOVER_COMPILER}")
configure_file(${CMAKE_SOURCE_DIR}/bench/catalog/build_info.hpp.in ${CROSSOVER_GENERATED_DIR}/bench/build_info.hpp @ONLY)
