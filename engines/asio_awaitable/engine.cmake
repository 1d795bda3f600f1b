set(engine_variation_of asio)
set(engine_headers boost/)
include(${CMAKE_SOURCE_DIR}/engines/asio/engine.cmake)
set(engine_strategies gather semaphore)
