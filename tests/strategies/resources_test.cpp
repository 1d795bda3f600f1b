/// What a contender holds and how many of its tasks compute at once, from a
/// batch's size alone.

#include "strategies/resources.hpp"

#include <cstddef>
#include <exception>
#include <gtest/gtest.h>
#include <vector>

namespace crossover::tests {
namespace {

struct thrifty_pool {};
struct lavish_pool {
    static constexpr std::size_t descriptors_per_worker = 3;
};

TEST(ContenderResources, OfProcessesCountTheirParent) {
    const auto held = for_processes<thrifty_pool>(4, 1, 8);
    EXPECT_EQ(held.threads, 5U);
    EXPECT_EQ(held.processes, 5U);
    EXPECT_EQ(held.slots, 1U);
    EXPECT_EQ(held.worker_slots, 8U);
    EXPECT_EQ(held.descriptors, 4U) << "what tells that a worker has ended";
    EXPECT_EQ(for_processes<lavish_pool>(4, 1, 8).descriptors, 12U);
}

TEST(ContenderResources, OfAPoolAreAWorkerForEachTaskThatMayBeInFlight) {
    EXPECT_EQ(pool_width({.tasks = 100, .limit = 8}), 8U);
    EXPECT_EQ(pool_width({.tasks = 3, .limit = 8}), 3U);
    EXPECT_EQ(pool_width({.tasks = 0, .limit = 8}), 1U);
}

/// The least that a loop has; on several threads when it says so.
struct counted_loop {
    using coroutine = int;
    struct semaphore {
        semaphore(counted_loop& /*of*/, std::size_t /*permits*/) {}
    };
    void spawn(int /*c*/) {}
    void run() {}
    [[nodiscard]] const std::vector<std::exception_ptr>& failures() const { return none; }
    void cancel() {}
    std::vector<std::exception_ptr> none;
};
struct counted_parallel_loop : counted_loop {
    static constexpr bool parallel = true;
    struct semaphore {
        semaphore(counted_parallel_loop& /*of*/, std::size_t /*permits*/) {}
    };
};

TEST(ContenderResources, OfALoopAreOneTaskThatComputesUnlessItHasThreads) {
    EXPECT_EQ(computing_on_loop<counted_loop>(5), 1U);
    EXPECT_EQ(computing_on_loop<counted_loop>(0), 0U);
    EXPECT_EQ(computing_on_loop<counted_parallel_loop>(5), 5U);
}

struct limited_strategy {
    static std::size_t limit(const batch_size& s) { return s.limit; }
};
struct halving_strategy : limited_strategy {
    static std::size_t computing(const batch_size& s) { return s.limit / 2; }
};
struct engine_wise_strategy : halving_strategy {
    template <class E>
    static std::size_t computing_on(const batch_size& /*s*/) {
        return sizeof(E);
    }
};

TEST(ContenderResources, AreAsManyThatComputeAsTheNearestToTheEngineSays) {
    constexpr batch_size s{.tasks = 100, .limit = 8};
    EXPECT_EQ((most_computing_on<limited_strategy, char[3]>(s)), 8U);
    EXPECT_EQ((most_computing_on<halving_strategy, char[3]>(s)), 4U);
    EXPECT_EQ((most_computing_on<engine_wise_strategy, char[3]>(s)), 3U);
    EXPECT_EQ(most_computing<engine_wise_strategy>(s), 4U) << "whatever it stands on";
}

struct threaded_engine {
    template <class Wait>
    static std::size_t loop_threads() {
        return sizeof(Wait);
    }
};

TEST(ContenderResources, OfAnEngineAreTheThreadsThatItTellsOf) {
    EXPECT_EQ((loop_threads<threaded_engine, char[5]>()), 5U);
    EXPECT_EQ((loop_threads<thrifty_pool, char[5]>()), 0U);
}

} // namespace
} // namespace crossover::tests
