set(engine_variation_of asio pipe)
include(${CMAKE_SOURCE_DIR}/engines/asio/engine.cmake)
set(engine_strategies offload)
