# The workload `database` speaks through libpq, where that is installed, in a module that it loads
# when it is asked for (workloads/postgres/query.hpp says why). Result: CROSSOVER_POSTGRES, the
# module's target, or nothing.
find_path(CROSSOVER_PQ_INCLUDE libpq-fe.h PATH_SUFFIXES postgresql pgsql)
find_library(CROSSOVER_PQ_LIBRARY pq)
set(CROSSOVER_POSTGRES)
if(CROSSOVER_PQ_INCLUDE AND CROSSOVER_PQ_LIBRARY)
  set(CROSSOVER_POSTGRES crossover_postgres)
  file(GLOB postgres_sources CONFIGURE_DEPENDS workloads/postgres/*.cpp)
  add_library(crossover_postgres MODULE ${postgres_sources} workloads/support/dialogue.cpp
              workloads/support/shape.cpp)
  set_target_properties(crossover_postgres PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  target_include_directories(crossover_postgres PRIVATE ${CMAKE_SOURCE_DIR})
  target_include_directories(crossover_postgres SYSTEM PRIVATE ${CROSSOVER_PQ_INCLUDE})
  target_link_libraries(crossover_postgres PRIVATE crossover_flags ${CROSSOVER_PQ_LIBRARY})
else()
  message(STATUS "workload database: skipped, libpq was not found")
endif()
