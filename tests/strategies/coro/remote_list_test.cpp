/// Coroutines that other threads make ready, and their loop takes.

#include "strategies/coro/remote_list.hpp"

#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"

#include <coroutine>
#include <cstddef>
#include <gtest/gtest.h>
#include <latch>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

/// Suspends and stands in the list, put there by whoever runs.
class turn_from_afar {
public:
    turn_from_afar(coro::remote_list& list, int& woken) noexcept : list_(list), woken_(woken) {}
    [[nodiscard]] static bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) noexcept {
        node_.handle = handle;
        woken_ += list_.push(node_) ? 1 : 0;
    }
    static void await_resume() noexcept {}

private:
    coro::remote_list& list_;
    int& woken_;
    coro::ready_node node_;
};

coro::task<void> note_from_afar(coro::remote_list& list, int& woken, std::vector<int>& order,
                                int name) {
    turn_from_afar turn(list, woken);
    co_await turn;
    order.push_back(name);
}

TEST(RemoteList, HandsThemOnInTheOrderInWhichTheyCame) {
    coro::remote_list remote;
    coro::ready_list ready;
    coro::scope tasks(ready);
    std::vector<int> order;
    int woken = 0;
    for (int name = 0; name < 3; ++name) {
        tasks.spawn(note_from_afar(remote, woken, order, name));
    }
    EXPECT_EQ(remote.move_to(ready), 3U);
    EXPECT_TRUE(order.empty()) << "they go on when the loop drains its list";
    ready.drain();
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2}));
    EXPECT_EQ(remote.move_to(ready), 0U);
}

TEST(RemoteList, WantsTheLoopWokenByTheFirstSinceItWasTaken) {
    coro::remote_list remote;
    coro::ready_list ready;
    coro::scope tasks(ready);
    std::vector<int> order;
    int woken = 0;
    for (int round = 1; round <= 2; ++round) {
        tasks.spawn(note_from_afar(remote, woken, order, 0));
        EXPECT_EQ(woken, round);
        tasks.spawn(note_from_afar(remote, woken, order, 1));
        EXPECT_EQ(woken, round) << "it has been told already";
        remote.move_to(ready);
        ready.drain();
    }
}

TEST(RemoteList, LosesNoneOfSeveralThreads) {
    constexpr std::size_t each = 200'000;
    coro::remote_list remote;
    coro::ready_list ready;
    std::vector<coro::ready_node> nodes(2 * each);
    for (auto& node : nodes) {
        node.handle = std::noop_coroutine();
    }
    std::size_t moved = 0;
    std::latch both_there(2);
    {
        std::vector<std::jthread> threads;
        for (std::size_t t = 0; t < 2; ++t) {
            threads.emplace_back([&, t] {
                both_there.arrive_and_wait();
                for (std::size_t i = 0; i < each; ++i) {
                    remote.push(nodes[t * each + i]);
                }
            });
        }
        for (int round = 0; round < 1000; ++round) {
            moved += remote.move_to(ready);
            ready.drain();
        }
    }
    EXPECT_EQ(moved + remote.move_to(ready), 2 * each);
}

} // namespace
} // namespace crossover::tests
