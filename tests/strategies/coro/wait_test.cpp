/// The part that every cancellable wait shares.

#include "strategies/coro/wait.hpp"

#include "strategies/coro/task.hpp"

#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

/// What a test does with a wait, and sees of it.
struct waiting_hand {
    coro::ready_list ready;
    class hand_wait* waiting = nullptr;
    bool has_to_wait = true;
    int starts = 0;
    int aborts = 0;
};

/// A wait that ends when the test says so.
class hand_wait final : public coro::cancellable_wait<hand_wait> {
public:
    explicit hand_wait(waiting_hand& by) noexcept : by_(by) {}
    bool start() noexcept {
        ++by_.starts;
        by_.waiting = this;
        return by_.has_to_wait;
    }
    void abort() noexcept { ++by_.aborts; }
    [[nodiscard]] coro::ready_list& ready() noexcept { return by_.ready; }
    [[nodiscard]] static int value() noexcept { return 42; }

private:
    waiting_hand& by_;
};

enum class hand_ending { none, answered, cancelled };

coro::task<void> wait_by_hand(waiting_hand& by, hand_ending& ended) {
    try {
        hand_wait wait(by);
        EXPECT_EQ(co_await wait, 42);
        ended = hand_ending::answered;
    } catch (const coro::cancelled&) {
        ended = hand_ending::cancelled;
    }
}

TEST(CancellableWait, GoesOnWithItsAnswerWhenItIsComplete) {
    waiting_hand by;
    coro::scope tasks(by.ready);
    hand_ending ended{};
    tasks.spawn(wait_by_hand(by, ended));
    EXPECT_EQ(ended, hand_ending::none);
    by.waiting->complete();
    EXPECT_EQ(ended, hand_ending::answered);
    EXPECT_EQ(by.aborts, 0);
}

TEST(CancellableWait, ThatIsCompleteSoonGoesOnWhenTheLoopDrains) {
    waiting_hand by;
    coro::scope tasks(by.ready);
    hand_ending ended{};
    tasks.spawn(wait_by_hand(by, ended));
    by.waiting->complete_soon();
    EXPECT_EQ(ended, hand_ending::none);
    tasks.cancel(); // too late
    by.ready.drain();
    EXPECT_EQ(ended, hand_ending::answered);
    EXPECT_EQ(by.aborts, 0);
}

TEST(CancellableWait, IsAbortedOnceWhenItsScopeIsCancelled) {
    waiting_hand by;
    coro::scope tasks(by.ready);
    hand_ending ended{};
    tasks.spawn(wait_by_hand(by, ended));
    tasks.cancel();
    tasks.cancel();
    EXPECT_EQ(by.aborts, 1);
    EXPECT_EQ(ended, hand_ending::none) << "not on the stack of who cancels";
    by.ready.drain();
    EXPECT_EQ(ended, hand_ending::cancelled);
}

coro::task<void> cancel_and_wait(coro::scope& own, waiting_hand& by, hand_ending& ended) {
    own.cancel();
    co_await wait_by_hand(by, ended);
}

TEST(CancellableWait, DoesNotBeginInACancelledScope) {
    waiting_hand by;
    coro::scope tasks(by.ready);
    hand_ending ended{};
    tasks.spawn(cancel_and_wait(tasks, by, ended));
    EXPECT_EQ(ended, hand_ending::cancelled);
    EXPECT_EQ(by.starts, 0);
    EXPECT_EQ(by.aborts, 0);
}

TEST(CancellableWait, WithNothingToWaitForGoesOnAtOnce) {
    waiting_hand by;
    by.has_to_wait = false;
    coro::scope tasks(by.ready);
    hand_ending ended{};
    tasks.spawn(wait_by_hand(by, ended));
    EXPECT_EQ(ended, hand_ending::answered);
    EXPECT_TRUE(tasks.idle());
}

} // namespace
} // namespace crossover::tests
