/// A batch under `offload` that fails or is stopped: what waits is cancelled, what computes is
/// finished, what has not started never starts.

#include "base/clock.hpp"
#include "base/shared_memory.hpp"
#include "bench/sample/outcomes.hpp"
#include "strategies/stop.hpp"
#include "tests/strategies/test_workloads.hpp"
#include "tests/support/offload_engines.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

/// What the computing parts of tasks have seen, in whatever process.
struct computing_seen {
    std::atomic<int> begun = 0;
    std::atomic<int> ended = 0;
};

/// Task 0 computes for long, task 1 fails meanwhile, all others wait for longer than a test may
/// take.
class computing_waiting_failing {
public:
    using wait_type = wait::timer;

    [[nodiscard]] static wait::timer wait(std::size_t i) noexcept { return {i < 2 ? 0ns : 30s}; }
    [[nodiscard]] static wait::timer::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) const {
        seen_->begun.fetch_add(1);
        if (i == 1) {
            while (seen_->begun < 2) { // the other one computes as well
                std::this_thread::sleep_for(100us);
            }
            throw planted_failure(i);
        }
        std::this_thread::sleep_for(40ms);
        seen_->ended.fetch_add(1);
        return 0;
    }
    [[nodiscard]] const computing_seen& seen() const noexcept { return *seen_; }

private:
    shared_memory<computing_seen> seen_;
};

/// Tasks that compute for a millisecond each; one of them may fail at once.
class computing {
public:
    using wait_type = wait::none;

    explicit computing(std::size_t victim) noexcept : victim_(victim) {}

    [[nodiscard]] static wait::none wait(std::size_t /*i*/) noexcept { return {}; }
    [[nodiscard]] static wait::none::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) const {
        if (i == victim_) {
            throw planted_failure(i);
        }
        seen_->begun.fetch_add(1);
        std::this_thread::sleep_for(1ms);
        seen_->ended.fetch_add(1);
        return i;
    }
    [[nodiscard]] const computing_seen& seen() const noexcept { return *seen_; }

private:
    std::size_t victim_;
    shared_memory<computing_seen> seen_;
};

template <class Engine>
class OffloadCancel : public loop_test<Engine> {
public:
    template <class W>
    using contender = strategies::offload::contender<Engine, W>;

    static constexpr std::int64_t long_ns = 5'000'000'000;
    static constexpr std::size_t many = 400; ///< with two workers at least 200 ms

    /// Runs a batch that must fail in that task.
    static void expect_failure_of(std::size_t task, crossover::runner& runner, const batch& b) {
        try {
            runner.run(b);
            ADD_FAILURE() << "no error came through";
        } catch (const std::runtime_error& told) {
            EXPECT_EQ(std::string(told.what()), planted_failure(task).what());
        }
    }

    static void expect_nothing_runs(const computing_seen& seen) {
        const int begun = seen.begun;
        EXPECT_EQ(seen.ended, begun) << "what computes is finished before the return";
        std::this_thread::sleep_for(10ms);
        EXPECT_EQ(seen.begun, begun) << "a task was started after the return";
    }
};
TYPED_TEST_SUITE(OffloadCancel, offload_engines, engine_name);

TYPED_TEST(OffloadCancel, AFailureCancelsWhoWaitsAndAwaitsWhoComputes) {
    const computing_waiting_failing work;
    bench::outcomes left(50);
    typename TestFixture::template contender<computing_waiting_failing> runner(
        work, {.tasks = 50, .limit = 2});
    const auto start = now_ns();
    this->expect_failure_of(1, runner, left.prepare(50, true));
    EXPECT_EQ(work.seen().ended, 1) << "a task was still computing";
    EXPECT_LT(now_ns() - start, this->long_ns) << "a task was still waiting";
    std::this_thread::sleep_for(10ms);
    EXPECT_EQ(work.seen().begun, 2) << "who waits never computes";
}

TYPED_TEST(OffloadCancel, AFailureAwaitsTheCleanUpsOfThoseThatWait) {
    constexpr std::size_t tasks = 12;
    const parameters given("", failing_dialogue::parameter_list,
                           {{"victim", tasks - 1}, {"wait_us", 10'000'000}}, {});
    const failing_dialogue work(given);
    bench::outcomes left(tasks);
    typename TestFixture::template contender<failing_dialogue> runner(
        work, {.tasks = tasks, .limit = tasks});
    work.arm(true);
    const auto start = now_ns();
    this->expect_failure_of(tasks - 1, runner, left.prepare(tasks, true));
    EXPECT_EQ(work.seen().abandoned, static_cast<int>(tasks) - 1)
        << "every dialogue that was under way is given up";
    EXPECT_EQ(work.computed(), 0);
    EXPECT_LT(now_ns() - start, this->long_ns);
}

TYPED_TEST(OffloadCancel, AFailureLetsNothingStartThatStandsInLineForThePool) {
    const computing work(0);
    bench::outcomes left(this->many);
    typename TestFixture::template contender<computing> runner(work,
                                                               {.tasks = this->many, .limit = 2});
    for (int round = 0; round < 2; ++round) {
        const int before = work.seen().begun;
        this->expect_failure_of(0, runner, left.prepare(this->many, true));
        EXPECT_LT(work.seen().begun - before, static_cast<int>(this->many) / 4);
        this->expect_nothing_runs(work.seen());
    }
}

TYPED_TEST(OffloadCancel, AStopLetsNothingStartThatStandsInLineForThePool) {
    const computing work(this->many); // nobody
    bench::outcomes left(this->many);
    typename TestFixture::template contender<computing> runner(work,
                                                               {.tasks = this->many, .limit = 2});
    std::stop_source source;
    std::jthread outside([&] {
        while (work.seen().ended < 3) {
            std::this_thread::sleep_for(100us);
        }
        source.request_stop();
    });
    batch b = left.prepare(this->many, true);
    const auto stop = source.get_token();
    b.stop = &stop;
    EXPECT_THROW(runner.run(b), batch_cancelled);
    EXPECT_LT(work.seen().begun, static_cast<int>(this->many) / 4);
    this->expect_nothing_runs(work.seen());
    runner.run(left.prepare(20, true)); // and it works again
    EXPECT_EQ(left.check(20, [](std::size_t i) { return i; }), "");
}

} // namespace
} // namespace crossover::tests
