/// Arrivals that a source brings while the batch runs, and how it learns which tasks have ended.

#include "base/clock.hpp"
#include "base/unique_fd.hpp"
#include "bench/sample/plan_memory.hpp"
#include "strategies/arrivals.hpp"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crossover::tests {
namespace {

/// Brings some of the tasks of a plan, and looks at the log of those that ended.
class three_clients final : public arrival_source {
public:
    explicit three_clients(bench::plan_memory& of) : of_(of) {}
    bool next(std::size_t i, const std::function<bool()>& over) noexcept override {
        if (over()) {
            return false;
        }
        if (i < 3) {
            of_.after_ns()[i] = now_ns() - of_.plan().start_ns;
            return true;
        }
        seen_ended = of_.plan().ended;
        return false;
    }
    std::size_t seen_ended = 0;

private:
    bench::plan_memory& of_;
};

TEST(ArrivalSource, BringsTasksAndThoseThatNeverComeAreRefused) {
    bench::plan_memory memory(10, bench::plan_memory::arrivals::brought);
    auto& plan = memory.plan();
    three_clients clients(memory);
    plan.source = &clients;
    plan.room = 2;
    for (int twice = 0; twice < 2; ++twice) {
        plan.begin(10, now_ns());
        std::vector<std::size_t> seen;
        let_arrive(
            plan, [] { return false; },
            [&](std::size_t i) {
                seen.push_back(i);
                if (i == 1) { // the room is full with it, and it leaves first
                    plan.end(1);
                }
            });
        EXPECT_EQ(seen, (std::vector<std::size_t>{0, 1, 2}));
        EXPECT_EQ(clients.seen_ended, 1U);
        EXPECT_EQ(plan.log.tasks[0], 2U);
        EXPECT_EQ(plan.log.tasks[1], 0U) << "of the batch before nothing is left";
        EXPECT_GE(plan.released_ns[2], plan.at(2));
        EXPECT_FALSE(plan.is_refused(2));
        EXPECT_TRUE(plan.is_refused(3)) << "it never came";
        EXPECT_TRUE(plan.is_refused(9));
    }
    plan.begin(10, now_ns());
    let_arrive(
        plan, [] { return true; }, [](std::size_t i) { ADD_FAILURE() << i; });
    EXPECT_TRUE(plan.is_refused(0));
}

/// Who ends a task and the source each look for the other: no end goes unseen, however they meet.
TEST(ArrivalSource, IsWokenForEachEnd) {
    constexpr std::size_t all = 100'000;
    bench::plan_memory memory(all, bench::plan_memory::arrivals::brought);
    auto& plan = memory.plan();
    three_clients nobody(memory);
    plan.source = &nobody;
    plan.room = all;
    const unique_fd wakes(::eventfd(0, EFD_CLOEXEC));
    plan.log.wakes_source = wakes.get();
    plan.begin(all, now_ns());
    std::vector<std::jthread> workers;
    for (std::size_t k = 0; k < 2; ++k) {
        workers.emplace_back([&plan, k] {
            for (std::size_t i = k; i < all; i += 2) {
                plan.end(i);
            }
        });
    }
    std::vector<int> ends(all);
    for (std::size_t seen = 0; seen < all;) {
        plan.log.source_sleeps.store(1);
        if (plan.log.tasks[seen] == 0) {
            pollfd told{wakes.get(), POLLIN, 0};
            ASSERT_EQ(::poll(&told, 1, 10'000), 1) << "not woken after " << seen;
            std::uint64_t count = 0;
            ASSERT_EQ(::read(wakes.get(), &count, sizeof count), ssize_t{sizeof count});
        }
        plan.log.source_sleeps.store(0);
        for (; seen < all && plan.log.tasks[seen] != 0; ++seen) {
            ++ends[plan.log.tasks[seen] - 1];
        }
    }
    EXPECT_TRUE(std::ranges::all_of(ends, [](int times) { return times == 1; }));
}

} // namespace
} // namespace crossover::tests
