# A process takes 20 ms to start and end, a third of a second under a sanitizer, and most tests of a
# contender less: so these run in a few processes, each a part of them; under a sanitizer all tests
# do. What failed is in a part's output.

# One workload speaks for all that wait or compute in the same way: sha256, timer, tcp, limited_api,
# dialogue, http, file, exec and shared_counter stay.
set(alike compress database head_of_line json mandelbrot mixed noop nqueens payload simple_script sync_only)
list(TRANSFORM alike PREPEND "Every/Conformance.*_")
# What a plan says of times and memory is judged where no sanitizer adds its own.
set(plans_of_times "Every/PlannedSamplesTiming*")
set(not_walked ${timing_tests})
set(others_left_out "Every/*" ${timing_tests})
if(CROSSOVER_SANITIZE)
  list(APPEND not_walked ${alike})
endif()

if(CROSSOVER_SANITIZE MATCHES "thread")
  # What has one thread, or only processes, is left to the other sanitizers.
  foreach(strategy IN ITEMS sequential blocking_gather fork_per_task process_pool offload_asio_processes gather_libuv semaphore_libuv gather_uring semaphore_uring)
    list(APPEND not_walked "Every/*/${strategy}_*")
  endforeach()
  # oneTBB is not instrumented: what its threads have written looks like a race to whoever reads it,
  # and with its stack lost tsan.supp cannot name it.
  list(APPEND not_walked "Every/Burn.*_tbb*")
  list(APPEND others_left_out "Measure.SeesThreadsAndProcesses*") # it counts threads, of which the sanitizer has its own
  list(APPEND others_left_out "OptimisedAway.*") # one thread, whose CPU time is judged
endif()


# walk(NAME PARTS PATTERNS LEFT_OUT): PARTS tests, which share what matches PATTERNS.
function(walk name parts patterns left_out)
  list(JOIN patterns ":" patterns)
  list(JOIN left_out ":" left_out)
  math(EXPR last_part "${parts} - 1")
  foreach(part RANGE ${last_part})
    add_test(NAME ${name}.${part} COMMAND crossover_tests "--gtest_filter=${patterns}-${left_out}" --gtest_brief=1)
    set_tests_properties(${name}.${part} PROPERTIES TIMEOUT 300 LABELS cpp
                         ENVIRONMENT "${test_environment};GTEST_TOTAL_SHARDS=${parts};GTEST_SHARD_INDEX=${part}")
  endforeach()
endfunction()

# The thread sanitizer does not follow threads of a child whose parent had some when it forked.
# oneTBB's stay in their process: they are apart. So do those of libuv's worker queue: each of its
# tests has a process of its own.
set(on_tbb "Every/*/*_tbb*")
set(on_libuv_threads "Every/*/thread_pool_libuv_*" "Every/*/offload_libuv_*")
walk(every_contender 24 "Every/*" "${not_walked};${on_tbb};${on_libuv_threads}")
walk(every_contender_on_tbb 3 "${on_tbb}" "${not_walked}")
list(JOIN on_libuv_threads ":" on_libuv_threads)
list(JOIN not_walked ":" not_walked)
gtest_discover_tests(crossover_tests TEST_FILTER "${on_libuv_threads}-${not_walked}" TEST_LIST libuv_thread_tests DISCOVERY_TIMEOUT 120
                     PROPERTIES TIMEOUT 60 ENVIRONMENT "${test_environment}" LABELS cpp)

# All others, but those that want the machine to themselves: each in a process, so that it has a name
# in the list. What the thread sanitizer does not bear, a fork beside threads, it meets where oneTBB
# and libuv have been: they are apart again.
if(CROSSOVER_SANITIZE MATCHES "thread")
  set(keep_threads "*tbb*" "*libuv*")
  walk(others 12 "*" "${others_left_out};${keep_threads}")
  list(JOIN keep_threads ":" keep_threads)
  list(JOIN others_left_out ":" others_left_out)
  gtest_discover_tests(crossover_tests TEST_FILTER "${keep_threads}-${others_left_out}" TEST_LIST keeping_tests DISCOVERY_TIMEOUT 120
                       PROPERTIES TIMEOUT 60 ENVIRONMENT "${test_environment}" LABELS cpp)
elseif(CROSSOVER_SANITIZE)
  walk(others 12 "*" "${others_left_out}")
else()
  list(JOIN others_left_out ":" others_left_out)
  gtest_discover_tests(crossover_tests TEST_FILTER "-${others_left_out}" TEST_LIST free_tests DISCOVERY_TIMEOUT 120
                       PROPERTIES TIMEOUT 60 ENVIRONMENT "${test_environment}" LABELS cpp)
endif()
