include(${CMAKE_SOURCE_DIR}/engines/asio/engine.cmake)
set(engine_strategies gather)
