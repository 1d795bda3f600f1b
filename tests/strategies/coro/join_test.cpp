/// How the end of a scope's tasks is awaited: without a loop, a step at a time.

#include "strategies/coro/join.hpp"

#include "strategies/coro/ready_list.hpp"
#include "strategies/coro/semaphore.hpp"

#include <exception>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

namespace crossover::tests {
namespace {

/// A task that waits at a door until it is opened, and another one that awaits
/// its scope.
class ScopeJoin : public testing::Test {
protected:
    ScopeJoin() {
        EXPECT_TRUE(door_.acquire().await_ready()) << "it is shut: the permit is out";
        inner_.spawn(wait_at_door());
    }

    void open_door() {
        door_.release();
        ready_.drain();
    }

    coro::task<void> wait_at_door() {
        co_await door_.acquire();
        if (fails_) {
            throw std::domain_error("behind the door");
        }
    }
    coro::task<void> await_end() { told_ = co_await inner_.ended() ? "cancelled" : "ended"; }
    coro::task<void> await_end_shielded() {
        told_ = co_await inner_.ended_shielded() ? "cancelled" : "ended";
    }
    coro::task<void> join(coro::scope& awaited, std::string& told) {
        try {
            co_await awaited.join();
            told = "joined";
        } catch (const std::exception& thrown) {
            told = thrown.what();
        }
    }

    coro::ready_list ready_;
    coro::semaphore door_{ready_, 1};
    coro::scope inner_{ready_};
    coro::scope outer_{ready_};
    bool fails_ = false;
    std::string told_;
};

TEST_F(ScopeJoin, GoesOnWhenTheLastTaskHasEndedAndAtOnceThen) {
    outer_.spawn(join(inner_, told_));
    EXPECT_EQ(told_, "");
    open_door();
    EXPECT_EQ(told_, "joined");
    told_ = "";
    outer_.spawn(join(inner_, told_));
    EXPECT_EQ(told_, "joined") << "there is nothing to wait for";
}

/// Between the end of the last task and whoever awaits it.
TEST_F(ScopeJoin, LetsNoTaskInOnceTheLastHasEnded) {
    bool ran = false;
    bool started = true;
    const auto note = [](bool& done) -> coro::task<void> {
        done = true;
        co_return;
    };
    const auto spawn_late = [&]() -> coro::task<void> {
        co_await door_.acquire();
        started = inner_.spawn(note(ran));
    };
    outer_.spawn(spawn_late()); // behind the one of the scope inside, before who joins it
    outer_.spawn(join(inner_, told_));
    door_.release();
    door_.release();
    ready_.drain();
    EXPECT_FALSE(started);
    EXPECT_FALSE(ran);
    EXPECT_EQ(told_, "a task never started: its scope had been cancelled, or had ended, before");
    static_cast<void>(inner_.reset());
    EXPECT_TRUE(inner_.spawn(note(ran))) << "it can be used again";
    EXPECT_TRUE(ran);
}

TEST_F(ScopeJoin, RethrowsWhatATaskThrew) {
    fails_ = true;
    outer_.spawn(join(inner_, told_));
    open_door();
    EXPECT_EQ(told_, "behind the door");
}

TEST_F(ScopeJoin, OfWhoIsCancelledCancelsTheTasksAndAwaitsThem) {
    outer_.spawn(join(inner_, told_));
    outer_.cancel();
    EXPECT_TRUE(inner_.is_cancelled());
    EXPECT_EQ(told_, "") << "a task has not ended yet";
    ready_.drain();
    EXPECT_EQ(told_, "cancelled");
    EXPECT_TRUE(inner_.idle());
}

TEST_F(ScopeJoin, MayTellOfACancellationInsteadOfThrowing) {
    outer_.spawn(await_end());
    outer_.cancel();
    ready_.drain();
    EXPECT_EQ(told_, "cancelled");
}

TEST_F(ScopeJoin, ThatIsShieldedIsReachedByNoCancellation) {
    outer_.spawn(await_end_shielded());
    outer_.cancel();
    ready_.drain();
    EXPECT_FALSE(inner_.is_cancelled());
    EXPECT_EQ(told_, "");
    open_door();
    EXPECT_EQ(told_, "ended");
}

TEST_F(ScopeJoin, IsForOneTaskAndForNoneOfItsOwn) {
    std::string second;
    std::string own;
    outer_.spawn(join(inner_, told_));
    outer_.spawn(join(inner_, second));
    EXPECT_NE(second.find("two tasks wait"), std::string::npos) << second;
    outer_.spawn(join(outer_, own));
    EXPECT_NE(own.find("so for its own"), std::string::npos) << own;
    open_door();
    EXPECT_EQ(told_, "joined") << "the first one waits as if nothing had been";
}

} // namespace
} // namespace crossover::tests
