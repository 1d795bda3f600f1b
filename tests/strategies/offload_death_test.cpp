/// A worker process that dies under `offload`: an error soon, which names the worker and how it
/// ended, whatever the other tasks wait for.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/shared_memory.hpp"
#include "bench/sample/outcomes.hpp"
#include "tests/support/left_behind.hpp"
#include "tests/support/offload_engines.hpp"
#include "tests/support/sanitizers.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

enum class end { none, killed, exits_with_3, exits_with_0 };

/// Task 7 computes when others compute or sleep for long, and ends its process in the given way.
class mortal {
public:
    using wait_type = wait::timer;

    explicit mortal(end how) noexcept : how_(how) {}

    [[nodiscard]] wait::timer wait(std::size_t i) const noexcept {
        if (how_ == end::none) {
            return {0ns};
        }
        return {i == 7 ? 5ms : i % 2 == 0 ? 30s : 0ms};
    }
    [[nodiscard]] static wait::timer::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) const {
        if (i == 7 && how_ != end::none) {
            died_->pid.store(::getpid());
            died_->at_ns.store(now_ns());
            die();
        }
        return i;
    }
    [[nodiscard]] pid_t dead() const noexcept { return died_->pid.load(); }
    [[nodiscard]] std::int64_t died_ns() const noexcept { return died_->at_ns.load(); }

private:
    void die() const {
        if (how_ == end::killed) {
            ::kill(::getpid(), SIGKILL);
        } else {
            ::_exit(how_ == end::exits_with_3 ? 3 : 0);
        }
    }

    struct death {
        std::atomic<pid_t> pid = 0;
        std::atomic<std::int64_t> at_ns = 0;
    };
    end how_;
    shared_memory<death> died_;
};

constexpr std::size_t tasks = 20;

template <class Engine>
class OffloadDeath : public loop_test<Engine> {
public:
    using contender = strategies::offload::contender<Engine, mortal>;

    OffloadDeath() : before_(census::take()) {}
    ~OffloadDeath() override { EXPECT_EQ(census::left_since(before_, under_tsan ? 1 : 0), ""); }

    std::string text_of_failed_run(contender& runner) {
        try {
            runner.run(left_.prepare(tasks, true));
        } catch (const error& told) {
            EXPECT_EQ(told.code(), exit_code::internal);
            return told.what();
        }
        ADD_FAILURE() << "no error came through";
        return "";
    }

    void expect_a_fresh_one_works() {
        const mortal work(end::none);
        contender fresh(work, {.tasks = tasks, .limit = 2});
        fresh.run(left_.prepare(tasks, true));
        EXPECT_EQ(left_.check(tasks, [](std::size_t i) { return i; }), "");
    }

    /// Has task 7 end its worker so, and expects to be told.
    void expect_told(end how, const std::string& outcome) {
        const mortal work(how);
        contender runner(work, {.tasks = tasks, .limit = 2});
        const std::string text = text_of_failed_run(runner);
        EXPECT_LT(now_ns() - work.died_ns(), 1'000'000'000) << "others sleep on the loop for 30 s";
        const std::string who =
            "(pid " + std::to_string(work.dead()) + ") " + outcome + " while running task 7";
        EXPECT_TRUE(text.starts_with("worker process ")) << text;
        EXPECT_NE(text.find(who), std::string::npos) << text << ", not " << who;
        EXPECT_THROW(runner.run(left_.prepare(tasks, true)), std::logic_error)
            << "it has lost its worker";
        expect_a_fresh_one_works();
    }

private:
    bench::outcomes left_{tasks};
    census before_;
};
TYPED_TEST_SUITE(OffloadDeath, process_offload_engines, engine_name);

TYPED_TEST(OffloadDeath, BySignalIsToldWithWorkerAndSignal) {
    this->expect_told(end::killed, "was killed by signal 9 (SIGKILL)");
}

TYPED_TEST(OffloadDeath, ByExitIsToldWithWorkerAndStatusEvenZero) {
    this->expect_told(end::exits_with_3, "ended with exit status 3");
    this->expect_told(end::exits_with_0, "ended with exit status 0");
}

TYPED_TEST(OffloadDeath, BetweenTwoBatchesIsToldByTheNext) {
    for (std::size_t victim = 0; victim < 2; ++victim) {
        const mortal work(end::none);
        typename TestFixture::contender runner(work, {.tasks = tasks, .limit = 2});
        bench::outcomes left(tasks);
        runner.run(left.prepare(tasks, true));
        const pid_t pid = runner.workers().at(victim);
        ::kill(pid, SIGKILL);
        siginfo_t info{};
        ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
        const std::string text = this->text_of_failed_run(runner);
        EXPECT_TRUE(text.starts_with("worker process " + std::to_string(victim) + " (pid " +
                                     std::to_string(pid) + ") was killed by signal 9 (SIGKILL)"))
            << text;
    }
    this->expect_a_fresh_one_works();
}

} // namespace
} // namespace crossover::tests
