include(${CMAKE_SOURCE_DIR}/engines/tbb/engine.cmake)
