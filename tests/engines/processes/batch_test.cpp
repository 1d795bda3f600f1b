/// What a process pool does when all goes well, and when a task throws.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "tests/engines/processes/process_pools.hpp"

#include <gtest/gtest.h>
#include <new>
#include <stdexcept>
#include <thread>

namespace crossover::tests {
namespace {

template <class Engine>
class ProcessPool : public process_pool_fixture<Engine> {};
TYPED_TEST_SUITE(ProcessPool, process_pool_engines, engine_name);

TYPED_TEST(ProcessPool, RunsEveryTaskOfManyBatches) {
    typename TestFixture::pool_type pool(3, storing_index);
    EXPECT_EQ(pool.width(), 3U);
    EXPECT_EQ(pool.workers().size(), 3U);
    for (std::size_t round = 0; round < 2000; ++round) {
        const auto b = this->left_.prepare(round % 20, true);
        pool.run(b);
        ASSERT_TRUE(all_stored(b)) << "in round " << round;
    }
}

/// Nobody would ever run what is submitted: not even the constructor could return.
TYPED_TEST(ProcessPool, RefusesAWidthOfNothing) {
    EXPECT_THROW(typename TestFixture::pool_type pool(0, storing_index), std::invalid_argument);
}

TYPED_TEST(ProcessPool, ShipsAMillionResults) {
    bench::outcomes many(1'000'000);
    typename TestFixture::pool_type pool(2, storing_index);
    const auto b = many.prepare(1'000'000, true);
    pool.run(b);
    EXPECT_TRUE(all_stored(b));
}

TYPED_TEST(ProcessPool, ShipsTimesWhenTheyAreAskedFor) {
    typename TestFixture::pool_type pool(2, [] {
        return [](const process_call& call) {
            EXPECT_TRUE(call.stamped || call.index == 0);
            return outcome{
                .digest = call.index + 1,
                .when = {.started_ns = static_cast<std::int64_t>(call.index), .ended_ns = 2}};
        };
    });
    const auto b = this->left_.prepare(500, true);
    pool.run(b);
    for (std::size_t i = 0; i < b.tasks; ++i) {
        ASSERT_EQ(b.stamps[i].started_ns, static_cast<std::int64_t>(i));
        ASSERT_EQ(b.stamps[i].ended_ns, 2);
    }
    pool.run(this->left_.prepare(1, false));
}

/// Every worker is at work at once, and none runs two tasks at once: that is the limit that was
/// asked for.
TYPED_TEST(ProcessPool, KeepsEveryWorkerAtWork) {
    typename TestFixture::pool_type pool(5, [] {
        return [](const process_call& call) {
            outcome left = index_plus_one(call);
            left.when.started_ns = now_ns();
            std::this_thread::sleep_for(20ms);
            left.when.ended_ns = now_ns();
            return left;
        };
    });
    const auto b = this->left_.prepare(15, true);
    pool.run(b);
    EXPECT_TRUE(all_stored(b));
    EXPECT_EQ(this->left_.most_in_flight(15), 5U);
}

TYPED_TEST(ProcessPool, SendsTheTextOfAFailureAndWorksOn) {
    typename TestFixture::pool_type pool(
        2, for_task(500, [] { throw std::runtime_error("bad luck"); }));
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(this->text_of_failed_run(pool, this->left_.prepare(1000, false)), "bad luck");
        EXPECT_TRUE(pool.usable());
        const auto b = this->left_.prepare(400, false); // the victim is not among them
        pool.run(b);
        EXPECT_TRUE(all_stored(b));
    }
}

TYPED_TEST(ProcessPool, StartsNothingAfterAFailure) {
    typename TestFixture::pool_type pool(1,
                                         for_task(0, [] { throw std::runtime_error("bad luck"); }));
    const auto b = this->left_.prepare(1000, false);
    this->text_of_failed_run(pool, b);
    for (std::size_t i = 1; i < b.tasks; ++i) {
        ASSERT_NE(b.results[i], i + 1) << "it ran behind the one that failed";
    }
}

TYPED_TEST(ProcessPool, KeepsTheCodeOfAnError) {
    typename TestFixture::pool_type pool(
        2, for_task(3, [] { throw error(exit_code::server_failed, "the server is gone"); }));
    try {
        pool.run(this->left_.prepare(10, false));
        ADD_FAILURE() << "no error came through";
    } catch (const error& known) {
        EXPECT_EQ(known.code(), exit_code::server_failed);
        EXPECT_STREQ(known.what(), "the server is gone");
    }
}

TYPED_TEST(ProcessPool, SendsAtLeastTheBeginningOfALongText) {
    typename TestFixture::pool_type pool(
        2, for_task(0, [] { throw std::runtime_error(std::string(500'000, 'x')); }));
    const auto text = this->text_of_failed_run(pool, this->left_.prepare(10, false));
    EXPECT_GE(text.size(), 256U);
    EXPECT_EQ(text, std::string(text.size(), 'x'));
}

TYPED_TEST(ProcessPool, TellsOfSomethingThrownThatIsNoException) {
    typename TestFixture::pool_type pool(2, for_task(0, [] { throw 42; }));
    EXPECT_TRUE(contains(this->text_of_failed_run(pool, this->left_.prepare(10, false)),
                         "not a std::exception"));
}

/// In a worker as in the parent, memory that is refused is a limit of the machine.
TYPED_TEST(ProcessPool, TellsOfAWorkerThatIsRefusedMemory) {
    typename TestFixture::pool_type pool(2, for_task(0, [] { throw std::bad_alloc(); }));
    try {
        pool.run(this->left_.prepare(10, false));
        FAIL() << "no error came through";
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::machine_limit) << refused.what();
        EXPECT_TRUE(contains(refused.what(), "memory was refused")) << refused.what();
    }
}

TYPED_TEST(ProcessPool, IsNotMadeWhenAWorkerCannotGetReady) {
    const auto making = [](const std::function<process_body()>& make) {
        return text_of_failure([&] { typename TestFixture::pool_type made(3, make); });
    };
    EXPECT_EQ(making([]() -> process_body { throw std::runtime_error("no way"); }), "no way");
    const auto text = making([]() -> process_body { ::_exit(9); });
    EXPECT_TRUE(contains(text, "exit status 9")) << text;
    EXPECT_TRUE(contains(text, "getting ready")) << text;
}

TYPED_TEST(ProcessPool, KnowsWhatItsWorkersUsed) {
    typename TestFixture::pool_type pool(2, [] {
        return [](const process_call& call) {
            const auto until = now_ns() + 20'000'000;
            while (now_ns() < until) {
            }
            return index_plus_one(call);
        };
    });
    const auto before = pool.usage();
    pool.run(this->left_.prepare(4, false));
    const auto after = pool.usage();
    const auto used = after.user_ns + after.system_ns - before.user_ns - before.system_ns;
    EXPECT_GT(used, 8'000'000)
        << "four tasks of 20 ms on two workers, on a machine that may be busy";
    EXPECT_LT(used, 100'000'000);
}

} // namespace
} // namespace crossover::tests
