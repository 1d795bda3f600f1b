set(engine_headers liburing)
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  # 2.2: buffer rings, receiving many times, and cancelling synchronously came with it.
  pkg_check_modules(liburing QUIET IMPORTED_TARGET liburing>=2.2)
endif()
set(engine_strategies gather semaphore offload blocking_gather)
if(liburing_FOUND)
  set(engine_libraries PkgConfig::liburing)
  # Older ones cannot tell their version themselves.
  target_compile_definitions(PkgConfig::liburing INTERFACE CROSSOVER_LIBURING_VERSION="${liburing_VERSION}")
else()
  set(engine_missing "liburing 2.2 or newer was not found when the suite was built")
endif()
