# Finds the engines: each folder of engines/ with an engine.hpp is one. Its engine.cmake, where it
# needs a library, looks for it and sets
#   engine_libraries   the targets to link
#   engine_missing     why it cannot be built; empty when it can
#   engine_strategies  the strategies it carries, shown as skipped when it cannot be built
# Results: CROSSOVER_ENGINES (names), CROSSOVER_ENGINE_LIBRARIES, CROSSOVER_MISSING (C++
# initialisers), engine_type_<name>.
set(CROSSOVER_ENGINES)
set(CROSSOVER_ENGINE_LIBRARIES)
set(CROSSOVER_MISSING)

file(GLOB engine_headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/engines ${CMAKE_SOURCE_DIR}/engines/*/engine.hpp)
foreach(header IN LISTS engine_headers)
  get_filename_component(engine ${header} DIRECTORY)
  if(CROSSOVER_ONLY_ENGINES AND NOT engine IN_LIST CROSSOVER_ONLY_ENGINES)
    continue()
  endif()
  set(engine_libraries)
  set(engine_missing)
  set(engine_strategies)
  include(${CMAKE_SOURCE_DIR}/engines/${engine}/engine.cmake OPTIONAL)
  if(engine_missing)
    message(STATUS "engine ${engine}: skipped, ${engine_missing}")
    foreach(strategy IN LISTS engine_strategies)
      string(APPEND CROSSOVER_MISSING "    r.missing.push_back({\"${strategy}\", \"${engine}\", \"${engine_missing}\"});\n")
    endforeach()
  else()
    list(APPEND CROSSOVER_ENGINES ${engine})
    list(APPEND CROSSOVER_ENGINE_LIBRARIES ${engine_libraries})
  endif()
endforeach()
list(REMOVE_DUPLICATES CROSSOVER_ENGINE_LIBRARIES)
