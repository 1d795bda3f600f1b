/// Threads that are proved to be there can be had at once.

#include "engines/support/threads.hpp"

#include "tests/support/few_resources.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/sanitizers.hpp"

#include <cstddef>
#include <gtest/gtest.h>
#include <sys/types.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crossover::tests {
namespace {

constexpr std::size_t threads_allowed = 4;

/// Whoever has been joined still counts for a moment: a library that starts its own right after
/// would be refused one, and end the process.
TEST(RequireThreads, LeavesNoneOfItsOwnInTheWay) {
    if (under_sanitizer || ::getuid() != 0 || !can_limit_processes()) {
        GTEST_SKIP() << "it takes root, a limit of processes, and no thread of a sanitizer's";
    }
    in_child([] {
        ASSERT_TRUE(allow_processes(threads_allowed));
        for (int round = 0; round < 300; ++round) {
            engines::require_threads(threads_allowed);
            std::vector<pid_t> ids(threads_allowed);
            std::vector<std::jthread> wanted;
            for (pid_t& id : ids) {
                wanted.emplace_back([&id] { id = ::gettid(); });
            }
            wanted.clear();
            engines::await_forgotten(ids);
        }
    });
}

} // namespace
} // namespace crossover::tests
