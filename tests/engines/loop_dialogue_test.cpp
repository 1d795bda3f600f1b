/// Dialogues on every event loop: their steps, and what becomes of them when they fail, are late or
/// are cancelled.

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "tests/support/server_dialogue.hpp"
#include "tests/support/type_lists.hpp"
#include "workloads/servers/server_process.hpp"

#include <chrono>
#include <csignal>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using way = dialogue_plan::way;

constexpr std::uint64_t dialogue_secret = 7;
constexpr std::int64_t long_dialogue_ns = 5'000'000'000; ///< below the dialogues' patience

template <class Engine>
class LoopTalk : public loop_test<Engine> {
public:
    using loop_type = typename Engine::loop;
    using coroutine = typename loop_type::coroutine;

    static coroutine hold(loop_type& l, std::uint64_t index, std::size_t slot,
                          std::uint64_t& answer) {
        answer = co_await l.wait(wait::dialogue{.index = index}, slot);
    }

    static coroutine fail_after(loop_type& l, std::chrono::nanoseconds time) {
        co_await l.wait(wait::timer{time}, 0);
        throw std::runtime_error("on purpose");
    }

    /// The same, and not before so many dialogues of the plan have begun.
    coroutine fail_after_begins(loop_type& l, std::chrono::nanoseconds time, int dialogues_begun) {
        co_await l.wait(wait::timer{time}, 0);
        while (plan.begun < dialogues_begun) {
            co_await l.wait(wait::timer{1ms}, 0);
        }
        throw std::runtime_error("on purpose");
    }

    /// One dialogue on each slot, all at once.
    void expect_right_batch(loop_type& l, std::size_t slots, std::uint64_t first_index) {
        std::vector<std::uint64_t> answers(slots, 0);
        const auto start = now_ns();
        for (std::size_t i = 0; i < slots; ++i) {
            l.spawn(hold(l, first_index + i, i, answers[i]));
        }
        l.run();
        ASSERT_LT(now_ns() - start, long_dialogue_ns)
            << "a dialogue went on only when its time was over";
        for (std::size_t i = 0; i < slots; ++i) {
            const std::uint64_t index = first_index + i;
            ASSERT_EQ(answers[i], plan.how == way::at_once ? ~index : mix(index ^ dialogue_secret))
                << "slot " << i;
        }
    }

    /// What a batch of one dialogue on each slot throws.
    std::string failure_of_batch(loop_type& l, std::size_t slots) {
        std::vector<std::uint64_t> answers(slots, 0);
        for (std::size_t i = 0; i < slots; ++i) {
            l.spawn(hold(l, i, i, answers[i]));
        }
        try {
            l.run();
        } catch (const std::runtime_error& failure) {
            return failure.what();
        }
        return "nothing";
    }

    servers::server_process server{dialogue_secret};
    dialogue_plan plan{.port = server.port()};
    server_dialogues dialogues{plan};
};
TYPED_TEST_SUITE(LoopTalk, loop_engines, engine_name);

/// Every way, with a watch that is kept and with one that is let go of before each step. Where
/// slots change their descriptors they take over each other's numbers.
TYPED_TEST(LoopTalk, GoesOnStepByStep) {
    for (const bool kept : {false, true}) {
        for (const auto how :
             {way::exchange, way::at_once, way::write_first, way::pause, way::reconnect}) {
            this->plan.announces_closing = kept;
            this->plan.how = how;
            this->plan.exchanges = 3;
            typename TypeParam::loop loop;
            loop.open(wait::dialogue::endpoint{&this->dialogues}, 8);
            for (std::uint64_t round = 0; round < 3; ++round) {
                this->expect_right_batch(loop, 8, round * 8);
            }
        }
    }
    EXPECT_EQ(this->plan.early, 0) << "a pause was cut short";
    EXPECT_EQ(this->plan.abandoned, 0);
}

TYPED_TEST(LoopTalk, TwoHundredAtOnce) {
    typename TypeParam::loop loop;
    loop.open(wait::dialogue::endpoint{&this->dialogues}, 200);
    for (std::uint64_t round = 0; round < 3; ++round) {
        this->expect_right_batch(loop, 200, round * 200);
    }
    EXPECT_EQ(this->plan.begun, 600);
    EXPECT_GE(this->plan.steps, 600);
}

/// A loop that asks a dialogue again and again wastes its time.
TYPED_TEST(LoopTalk, TakesNoMoreStepsThanThereAreEvents) {
    for (const bool kept : {false, true}) {
        this->plan.announces_closing = kept;
        this->plan.steps = 0;
        this->plan.exchanges = 4;
        typename TypeParam::loop loop;
        loop.open(wait::dialogue::endpoint{&this->dialogues}, 1);
        this->expect_right_batch(loop, 1, 0);
        EXPECT_EQ(this->plan.steps, 4);
    }
}

TYPED_TEST(LoopTalk, GoesOnWhenItsTimeIsOver) {
    for (const bool kept : {false, true}) {
        this->plan.announces_closing = kept;
        typename TypeParam::loop loop;
        loop.open(wait::dialogue::endpoint{&this->dialogues}, 3);
        this->plan.patience_ns = 4'000'000;
        this->plan.delay_us = [](std::uint64_t) { return 10'000'000U; };
        const auto start = now_ns();
        EXPECT_NE(this->failure_of_batch(loop, 3).find("has lost its server"), std::string::npos);
        EXPECT_GE(now_ns() - start, 4'000'000);
        EXPECT_LT(now_ns() - start, long_dialogue_ns);
        this->plan.patience_ns = 10'000'000'000;
        this->plan.delay_us = [](std::uint64_t) { return 100U; };
        this->expect_right_batch(loop, 3, 50);
    }
}

TYPED_TEST(LoopTalk, FailsAsItsDialogueDoesAndWorksAgain) {
    for (const bool kept : {false, true}) {
        this->plan.announces_closing = kept;
        typename TypeParam::loop loop;
        loop.open(wait::dialogue::endpoint{&this->dialogues}, 1);
        this->plan.abandoned = 0;
        for (int round = 0; round < 2; ++round) {
            this->plan.how = way::fail_in_begin;
            EXPECT_EQ(this->failure_of_batch(loop, 1), "task 0 failed in begin");
            this->plan.how = way::fail_in_go_on;
            EXPECT_EQ(this->failure_of_batch(loop, 1), "task 0 failed in go_on");
            this->plan.how = way::exchange;
            this->expect_right_batch(loop, 1, 10);
        }
        EXPECT_EQ(this->plan.abandoned, 0) << "what has failed is over";
    }
}

TYPED_TEST(LoopTalk, TellsOfAServerThatDied) {
    typename TypeParam::loop loop;
    loop.open(wait::dialogue::endpoint{&this->dialogues}, 2);
    this->expect_right_batch(loop, 2, 0);
    ::kill(this->server.pid(), SIGKILL);
    for (int round = 0; round < 2; ++round) { // broken, then nobody there to connect to
        EXPECT_NE(this->failure_of_batch(loop, 2), "nothing");
    }
}

/// The replies to what was abandoned still come; and nothing of the old watch may reach the next
/// batch.
TYPED_TEST(LoopTalk, IsAbandonedOnceWhenItIsCancelledAndWorksAgain) {
    for (const bool kept : {false, true}) {
        for (const auto how : {way::exchange, way::pause}) {
            this->plan.announces_closing = kept;
            this->plan.how = how;
            this->plan.exchanges = 2;
            this->plan.pause_ns = how == way::pause ? 10'000'000'000 : 0;
            typename TypeParam::loop loop;
            loop.open(wait::dialogue::endpoint{&this->dialogues}, 8);
            for (int round = 0; round < 4; ++round) {
                this->plan.abandoned = 0;
                this->plan.delay_us = [how](std::uint64_t) {
                    return how == way::pause ? 100U : 2'000'000U;
                };
                this->plan.begun = 0;
                loop.spawn(this->fail_after_begins(loop, (round + 1) * 1ms, 8));
                EXPECT_EQ(this->failure_of_batch(loop, 8), "on purpose");
                EXPECT_EQ(this->plan.abandoned, 8);
                this->plan.delay_us = [](std::uint64_t) { return 100U; };
                this->plan.how = way::exchange;
                this->expect_right_batch(loop, 8, 100);
                this->plan.how = how;
            }
        }
    }
}

TYPED_TEST(LoopTalk, IsNotBegunInABatchThatIsCancelledAlready) {
    typename TypeParam::loop loop;
    loop.open(wait::dialogue::endpoint{&this->dialogues}, 1);
    struct late {
        static typename TypeParam::loop::coroutine hold(typename TypeParam::loop& l, int& reached) {
            try {
                co_await l.wait(wait::timer{1h}, 0);
            } catch (
                ...) { // NOLINT(bugprone-empty-catch): a task that goes on after its cancellation
            }
            ++reached;
            static_cast<void>(co_await l.wait(wait::dialogue{.index = 1}, 0));
            ++reached;
        }
    };
    int reached = 0;
    loop.spawn(late::hold(loop, reached));
    loop.spawn(this->fail_after(loop, 1ms));
    EXPECT_THROW(loop.run(), std::runtime_error);
    EXPECT_EQ(reached, 1);
    EXPECT_EQ(this->plan.begun, 0);
}

TYPED_TEST(LoopTalk, RefusesMoreDialoguesThanDescriptors) {
    typename TypeParam::loop loop;
    try {
        loop.open(wait::dialogue::endpoint{&this->dialogues}, 100'000'000);
        ADD_FAILURE() << "no error came through";
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::machine_limit);
        EXPECT_NE(std::string(refused.what()).find("ulimit -n"), std::string::npos)
            << refused.what();
    }
}

} // namespace
} // namespace crossover::tests
