/// How many tasks fail by what the other side of their I/O does: it refuses, or
/// falls silent.

#include "bench/sample/failure_count.hpp"

#include "base/error.hpp"
#include "bench/catalog/registration.hpp"
#include "tests/bench/cheats.hpp"
#include "workloads/noop.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

pid_t silent_server = 0;

/// Its tasks wait for others, and are never really run.
struct served_work : workload_defaults {
    using wait_type = wait::tcp;
    static constexpr std::string_view name = "served_work";
    static constexpr std::string_view summary = "";
    static constexpr std::array<parameter, 0> parameter_list{};

    explicit served_work(const parameters& /*p*/) {}
    [[nodiscard]] static wait::tcp wait(std::size_t i) { return {.index = i, .delay_us = 0}; }
    [[nodiscard]] static wait::tcp::endpoint endpoint() { return {}; }
    [[nodiscard]] static std::int64_t wait_ns() { return 5'000'000; }
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) {
        return i;
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i) { return i; }
    [[nodiscard]] static pid_t waited_for() { return silent_server; }
};

/// A contender whose tasks with an odd number are refused.
class FailureCount : public testing::Test {
protected:
    static constexpr std::size_t tasks = 5;
    static constexpr std::int64_t patience_ns = 20'000'000;

    void run(const batch& b) {
        ++runs_;
        for (std::size_t i = 1; i < b.tasks; i += 2) {
            if (b.failures == nullptr) {
                throw error(exit_code::refused, "there is no place");
            }
            b.failures[i].keep("there is no place", exit_code::refused);
        }
        if (breaks_) {
            throw std::runtime_error("its workers have gone");
        }
    }
    void fail() {
        EXPECT_THROW(
            count_.watch(by_, tasks, [&] { by_.contender().run(left_.prepare(tasks, false)); }),
            std::runtime_error);
        EXPECT_FALSE(count_.found()) << "not counted yet";
    }

    bench::typed_workload<served_work> work_{parameters("served_work", {}, {}, {})};
    bench::contender_entry entry_ = cheat("served_work", [this](const batch& b) { run(b); });
    batch_size size_{.tasks = tasks, .limit = 2};
    bench::outcomes left_{tasks};
    bench::failure_count count_{left_, work_, tasks, patience_ns};
    bench::subject by_{entry_, work_, size_};
    int runs_ = 0;
    bool breaks_ = false;
};

TEST_F(FailureCount, IsThatOfOneMoreBatchWhichGoesOn) {
    by_.set_up();
    fail();
    count_.slots()[0].keep("left by the batch that was stopped", exit_code::refused);
    count_.count(by_);
    ASSERT_TRUE(count_.found());
    EXPECT_EQ(count_.found()->tasks, 2U);
    EXPECT_TRUE(count_.found()->whole);
    count_.count(by_);
    EXPECT_EQ(runs_, 2) << "they have been counted";
}

TEST_F(FailureCount, IsNotWholeWhereTheBatchWasStopped) {
    by_.set_up();
    fail();
    breaks_ = true;
    count_.count(by_);
    ASSERT_TRUE(count_.found());
    EXPECT_EQ(count_.found()->tasks, 2U);
    EXPECT_FALSE(count_.found()->whole);
}

TEST_F(FailureCount, IsNoneWithoutAContenderAndWhereTasksDependOnNobody) {
    const auto refused = [] { throw std::runtime_error("it could not be set up"); };
    EXPECT_THROW(count_.watch(by_, tasks, refused), std::runtime_error);
    count_.count(by_);
    EXPECT_FALSE(count_.found());
    const bench::typed_workload<workloads::noop> alone(parameters("noop", {}, {}, {}));
    bench::failure_count none(left_, alone, tasks, patience_ns);
    by_.set_up();
    none.count(by_);
    EXPECT_TRUE(none.slots().empty());
    EXPECT_FALSE(none.found());
    EXPECT_EQ(runs_, 0);
}

TEST_F(FailureCount, IsOfAllThatHadNotEndedWhenTheServerFellSilent) {
    by_.set_up();
    silent_server = ::fork();
    if (silent_server == 0) {
        ::pause();
        ::_exit(0);
    }
    // In steps: the watch is the handler of a signal, which a sanitizer may hold back in waitpid.
    const auto wait_for_silent_server = [this] {
        left_.prepare(tasks, false).results[3] = 1;
        while (::waitpid(silent_server, nullptr, WNOHANG) == 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        throw std::runtime_error("the connection was closed");
    };
    try {
        count_.watch(by_, tasks, wait_for_silent_server);
        ADD_FAILURE() << "nothing was thrown";
    } catch (const error& silence) {
        EXPECT_EQ(silence.code(), exit_code::server_failed);
        EXPECT_NE(std::string(silence.what()).find("no task has ended for 25 ms"),
                  std::string::npos)
            << silence.what();
    }
    silent_server = 0;
    ASSERT_TRUE(count_.found());
    EXPECT_EQ(count_.found()->tasks, 4U);
    EXPECT_TRUE(count_.found()->whole);
}

} // namespace
} // namespace crossover::tests
