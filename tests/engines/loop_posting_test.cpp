/// Coroutines that other threads give back to a loop, one by one or with others.

#include "base/clock.hpp"
#include "base/relax.hpp"
#include "strategies/concepts.hpp"
#include "strategies/coro/ready_list.hpp"
#include "tests/support/type_lists.hpp"

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

template <class L>
concept gathering_loop = remote_loop<L> && requires(L& loop, coro::ready_node& node) {
    loop.post(node, [] { return true; });
};

enum class posting { alone, with_others, both };

/// Coroutines that wait until another thread gives them back.
template <class Loop>
class away {
public:
    using coroutine = typename Loop::coroutine;

    away(Loop& loop, std::size_t tasks) : loop_(loop), nodes_(tasks) {}

    /// Runs the loop while `threads` give the tasks back, each every `apart_ns`. Returns how many
    /// came back.
    std::size_t come_back(posting how, std::size_t threads, std::int64_t apart_ns) {
        for (auto& node : nodes_) {
            loop_.spawn(wait_there(node));
        }
        std::vector<std::jthread> posters;
        for (std::size_t n = 0; n < threads; ++n) {
            posters.emplace_back([this, how, n, threads, apart_ns] {
                for (std::size_t i = n; i < nodes_.size(); i += threads) {
                    for (const auto until = now_ns() + apart_ns; now_ns() < until;) {
                        relax();
                    }
                    post(how, i);
                }
            });
        }
        loop_.run();
        posters.clear(); // one may still be on its way out of post()
        return back_;
    }

private:
    struct suspended : coro::ready_node {
        [[nodiscard]] static bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> continued) noexcept {
            handle = continued;
            loop->stay_started();
        }
        static void await_resume() noexcept {}
        Loop* loop = nullptr;
    };

    coroutine wait_there(suspended& node) {
        node.loop = &loop_;
        co_await node;
        ++back_;
    }

    void post(posting how, std::size_t i) {
        if (how == posting::alone || (how == posting::both && i % 7 == 0)) {
            loop_.post(nodes_[i]);
        } else {
            loop_.post(nodes_[i], [] { return true; });
        }
    }

    Loop& loop_;
    std::vector<suspended> nodes_;
    std::size_t back_ = 0;
};

template <class Engine>
class LoopPosting : public ::testing::Test {
public:
    using loop_type = typename Engine::loop;

    /// Runs `test` with a loop, where it has both ways.
    template <class Test>
    static void with_loop(Test test) {
        if constexpr (gathering_loop<loop_type>) {
            loop_type loop;
            test(loop);
        } else {
            GTEST_SKIP() << "its tasks do not go to other threads, or it is turned by several";
        }
    }
};
TYPED_TEST_SUITE(LoopPosting, loop_engines, engine_name);

/// What is posted with others comes back although nobody posts after it.
TYPED_TEST(LoopPosting, BringsEveryTaskBack) {
    TestFixture::with_loop([](auto& loop) {
        for (const posting how : {posting::alone, posting::with_others, posting::both}) {
            for (const std::int64_t apart_ns : {0, 3'000, 40'000}) {
                away tasks(loop, 500);
                EXPECT_EQ(tasks.come_back(how, 2, apart_ns), 500);
            }
        }
    });
}

TYPED_TEST(LoopPosting, BringsASingleTaskBack) {
    TestFixture::with_loop([](auto& loop) {
        for (int round = 0; round < 50; ++round) {
            for (const posting how : {posting::alone, posting::with_others}) {
                away tasks(loop, 1);
                EXPECT_EQ(tasks.come_back(how, 1, 0), 1);
            }
        }
    });
}

/// How often this thread has slept.
long sleeps() {
    rusage used{};
    getrusage(RUSAGE_THREAD, &used);
    return used.ru_nvcsw;
}

template <class Engine>
class LoopPostingTiming : public LoopPosting<Engine> {};
TYPED_TEST_SUITE(LoopPostingTiming, loop_engines, engine_name);

/// Every 20 us one comes back: a loop that is woken for each sleeps as often.
TYPED_TEST(LoopPostingTiming, WakesTheLoopForManyAtOnce) {
    TestFixture::with_loop([](auto& loop) {
        constexpr std::size_t tasks = 1000;
        const long before = sleeps();
        away with_others(loop, tasks);
        EXPECT_EQ(with_others.come_back(posting::with_others, 1, 20'000), tasks);
        EXPECT_LT(sleeps() - before, static_cast<long>(tasks / 2));
    });
}

} // namespace
} // namespace crossover::tests
