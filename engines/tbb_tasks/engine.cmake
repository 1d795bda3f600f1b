set(engine_headers oneapi/ tbb/)
include(${CMAKE_SOURCE_DIR}/engines/tbb/engine.cmake)
