# The flags that every target of the project shares.
add_library(crossover_flags INTERFACE)
target_compile_options(crossover_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # Reported inside coroutine frames and std::atomic::wait, where gcc 12 loses track of what is
  # initialised and how long an array is.
  target_compile_options(crossover_flags INTERFACE -Wno-maybe-uninitialized -Wno-stringop-overflow)
endif()
if(CMAKE_UNITY_BUILD) # several files make one translation unit: a name may hide one of another file
  target_compile_options(crossover_flags INTERFACE -Wno-shadow)
endif()
# Warnings are errors with the compilers that the project is tested with. A newer one may know new
# warnings, and they must not keep anyone from measuring.
if(CROSSOVER_WERROR AND ((CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
                         OR (CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 15)))
  target_compile_options(crossover_flags INTERFACE -Werror)
endif()
# Each function begins on a cache line of its own, so that what stands before it in the binary does
# not decide how fast it is: on `noop` that was 5 % of one contender and 8 % of another.
set(placed_alike -falign-functions=64)
target_compile_options(crossover_flags INTERFACE ${placed_alike})
# Programs stand where they were linked to, but for those that a sanitizer places: else each page of
# addresses is written when one starts, and each fork() copies the entries of such pages.
if(NOT CROSSOVER_SANITIZE)
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES CXX)
  set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
endif()
# Each symbol is looked up when a program starts. Looked up at its first call, it would be in each
# forked child anew.
target_link_options(crossover_flags INTERFACE LINKER:-z,now)
if(CROSSOVER_SANITIZE)
  target_compile_options(crossover_flags INTERFACE -fsanitize=${CROSSOVER_SANITIZE} -fno-omit-frame-pointer
                                                   -fno-sanitize-recover=all)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CROSSOVER_SANITIZE MATCHES "undefined")
    # Its data before each function cannot stand before the parts of a coroutine (LLVM 49689):
    # "Cannot represent a difference across sections".
    target_compile_options(crossover_flags INTERFACE -fno-sanitize=function)
  endif()
  target_link_options(crossover_flags INTERFACE -fsanitize=${CROSSOVER_SANITIZE})
endif()
if(CROSSOVER_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "CROSSOVER_FUZZ takes clang, which has libFuzzer; ${CMAKE_CXX_COMPILER} is not it")
  endif()
  target_compile_options(crossover_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(crossover_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(CROSSOVER_COVERAGE)
  # fork() as it is: gcov's own writes all counts before each.
  target_compile_options(crossover_flags INTERFACE --coverage -fprofile-update=atomic -fno-builtin-fork)
  target_link_options(crossover_flags INTERFACE --coverage LINKER:-u,_exit) # in who never calls it as well
  add_library(crossover_keep_counts STATIC ${CMAKE_SOURCE_DIR}/tests/covered/keep_counts.cpp)
  set_target_properties(crossover_keep_counts PROPERTIES POSITION_INDEPENDENT_CODE ON) # libpq's module has it too
  target_link_libraries(crossover_flags INTERFACE crossover_keep_counts)
endif()
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
string(STRIP "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}} -std=c++20 ${placed_alike}" CROSSOVER_FLAGS)
if(NOT CROSSOVER_SANITIZE AND CMAKE_CXX_LINK_NO_PIE_SUPPORTED)
  string(APPEND CROSSOVER_FLAGS " -no-pie")
endif()
if(CROSSOVER_SANITIZE)
  string(APPEND CROSSOVER_FLAGS " -fsanitize=${CROSSOVER_SANITIZE}")
endif()
