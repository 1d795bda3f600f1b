/// A loop whose tasks wait for what cannot come says so, and is not mistaken when what they wait
/// for is on another thread.

#include "base/clock.hpp"
#include "strategies/coro/ready_list.hpp"
#include "tests/support/lives.hpp"
#include "tests/support/type_lists.hpp"

#include <chrono>
#include <coroutine>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <thread>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

template <class Engine>
class LoopStuck : public loop_test<Engine> {
public:
    using loop_type = typename Engine::loop;
    using coroutine = typename loop_type::coroutine;
    using semaphore = typename loop_type::semaphore;

    static coroutine take_and_keep(semaphore& permits, life /*held*/) {
        co_await permits.acquire();
    }

    static coroutine sleep_then_take(loop_type& l, semaphore& permits, life /*held*/) {
        co_await l.wait(wait::timer{5ms}, 0);
        co_await permits.acquire();
    }

    static coroutine sleep(loop_type& l, bool& done) {
        co_await l.wait(wait::timer{1ms}, 0);
        done = true;
    }

    /// Runs the loop, and expects that it is told which tasks cannot go on.
    static void expect_stuck(loop_type& l, const std::string& tasks) {
        try {
            l.run();
            ADD_FAILURE() << "no error came through";
        } catch (const std::logic_error& told) {
            EXPECT_NE(std::string(told.what()).find(tasks + " tasks wait for what cannot come"),
                      std::string::npos)
                << told.what();
        }
    }
};
TYPED_TEST_SUITE(LoopStuck, loop_engines, engine_name);

TYPED_TEST(LoopStuck, ASemaphoreThatNobodyReleasesIsAnErrorAndTheLoopWorksAgain) {
    typename TypeParam::loop loop;
    for (int round = 0; round < 3; ++round) {
        typename TypeParam::loop::semaphore permits(loop, 1);
        int lives = 0;
        for (int i = 0; i < 3; ++i) {
            loop.spawn(this->take_and_keep(permits, life(lives)));
        }
        this->expect_stuck(loop, "2");
        EXPECT_EQ(lives, 0) << "a frame was not freed";
        bool done = false;
        loop.spawn(this->sleep(loop, done));
        loop.run();
        EXPECT_TRUE(done);
    }
}

/// It is seen when the last one that could have helped is gone, not only at the beginning.
TYPED_TEST(LoopStuck, IsSeenInTheMiddleOfABatch) {
    typename TypeParam::loop loop;
    typename TypeParam::loop::semaphore permits(loop, 2);
    int lives = 0;
    for (int i = 0; i < 5; ++i) {
        loop.spawn(this->sleep_then_take(loop, permits, life(lives)));
    }
    this->expect_stuck(loop, "3");
    EXPECT_EQ(lives, 0) << "a frame was not freed";
}

/// Hands a coroutine to a thread, which posts it back later.
template <class Loop>
class elsewhere : public coro::ready_node {
public:
    elsewhere(Loop& loop, std::jthread& thread) noexcept : loop_(loop), thread_(thread) {}
    [[nodiscard]] static bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> continued) {
        handle = continued;
        loop_.stay_started();
        thread_ = std::jthread([this] {
            std::this_thread::sleep_for(20ms); // so that the loop has nothing else to do
            loop_.post(*this);
        });
    }
    static void await_resume() noexcept {}

private:
    Loop& loop_;
    std::jthread& thread_;
};

TYPED_TEST(LoopStuck, ATaskOnAnotherThreadIsWaitedFor) {
    if constexpr (remote_loop<typename TypeParam::loop>) {
        std::jthread thread;
        typename TypeParam::loop loop;
        bool done = false;
        struct body {
            static typename TypeParam::loop::coroutine go(typename TypeParam::loop& l,
                                                          std::jthread& t, bool& ended) {
                elsewhere<typename TypeParam::loop> away(l, t);
                co_await away;
                ended = true;
            }
        };
        loop.spawn(body::go(loop, thread, done));
        loop.run();
        thread.join(); // it may still be on its way out of post(), which needs the loop
        EXPECT_TRUE(done);
    } else {
        GTEST_SKIP() << "its tasks do not go to other threads";
    }
}

} // namespace
} // namespace crossover::tests
