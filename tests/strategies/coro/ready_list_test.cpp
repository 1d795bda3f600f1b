#include "strategies/coro/ready_list.hpp"

#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace crossover::tests {
namespace {

/// Suspends and stands in the list at once.
class yielding {
public:
    explicit yielding(coro::ready_list& list) noexcept : list_(list) {}
    [[nodiscard]] static bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) noexcept {
        node_.handle = handle;
        list_.push(node_);
    }
    static void await_resume() noexcept {}

private:
    coro::ready_list& list_;
    coro::ready_node node_;
};

coro::task<void> take_turns(coro::ready_list& list, std::vector<int>& order, int name) {
    for (int turn = 0; turn < 3; ++turn) {
        yielding next(list);
        co_await next;
        order.push_back(name);
        list.drain(); // inside a drain: does nothing, else this task's turns would come before its
                      // siblings'
    }
}

TEST(ReadyList, ResumesInTheOrderOfReadinessAndNeverOneUponAnother) {
    coro::ready_list list;
    coro::scope tasks(list);
    std::vector<int> order;
    for (int name = 0; name < 3; ++name) {
        tasks.spawn(take_turns(list, order, name));
    }
    EXPECT_TRUE(order.empty());
    list.drain();
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 0, 1, 2, 0, 1, 2}));
    EXPECT_TRUE(tasks.idle());
}

coro::task<void> yield_often(coro::ready_list& list, int times, int& count) {
    for (int i = 0; i < times; ++i) {
        yielding next(list);
        co_await next;
        ++count;
    }
}

TEST(ReadyList, AMillionTurnsNeedNoStack) {
    coro::ready_list list;
    coro::scope tasks(list);
    int count = 0;
    tasks.spawn(yield_often(list, 1'000'000, count));
    list.drain();
    EXPECT_EQ(count, 1'000'000);
}

} // namespace
} // namespace crossover::tests
