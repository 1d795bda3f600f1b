# Writes the files that put every workload under every strategy on every engine into the registry:
# all are found in the tree, so adding one touches no list. Every header of workloads/ is a workload
# but for the interface, and the vocabulary of waits.
include(cmake/strategy.cmake)
include(cmake/workload.cmake)
set(CROSSOVER_GENERATED_DIR ${CMAKE_BINARY_DIR}/generated)

set(STRATEGY_INCLUDES)
set(STRATEGY_TYPES)
file(GLOB strategy_headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/strategies/*.hpp)
foreach(header IN LISTS strategy_headers)
  strategy_in(${CMAKE_SOURCE_DIR}/${header} strategy)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${header}) # it may register one later
  if(strategy)
    string(APPEND STRATEGY_INCLUDES "#include \"${header}\"\n")
    list(APPEND STRATEGY_TYPES "strategies::${strategy}")
  endif()
endforeach()
list(JOIN STRATEGY_TYPES ", " STRATEGY_TYPES)
configure_file(${CMAKE_SOURCE_DIR}/bench/catalog/all_strategies.hpp.in
               ${CROSSOVER_GENERATED_DIR}/bench/all_strategies.hpp @ONLY)

set(workload_includes)
set(workload_types)
set(workload_checks)
file(READ ${CMAKE_SOURCE_DIR}/bench/catalog/own_workload.cpp.in workload_check)
file(GLOB workload_headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/workloads/*.hpp)
list(REMOVE_ITEM workload_headers workloads/workload.hpp workloads/wait.hpp)
foreach(header IN LISTS workload_headers)
  workload_in(${header} OWN_WORKLOAD)
  set(WORKLOAD_INCLUDES "#include \"${header}\"\n")
  string(APPEND workload_includes "${WORKLOAD_INCLUDES}")
  list(APPEND workload_types "workloads::${OWN_WORKLOAD}")
  string(CONFIGURE "${workload_check}" check @ONLY)
  string(APPEND workload_checks "${check}\n")
endforeach()
file(CONFIGURE OUTPUT ${CROSSOVER_GENERATED_DIR}/bench/workload_checks.cpp CONTENT "${workload_checks}" @ONLY)

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
list(APPEND CROSSOVER_GENERATED_SOURCES ${CROSSOVER_GENERATED_DIR}/bench/workload_checks.cpp)
string(REPLACE "GNU" "gcc" CROSSOVER_COMPILER "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")
string(REPLACE "Clang" "clang" CROSSOVER_COMPILER "${CROSSOVER_COMPILER}")
configure_file(${CMAKE_SOURCE_DIR}/bench/catalog/build_info.hpp.in ${CROSSOVER_GENERATED_DIR}/bench/build_info.hpp @ONLY)
