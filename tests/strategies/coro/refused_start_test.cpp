/// Tasks that could not start: their scope was cancelled before, or they have been started before.
/// Whoever wanted their outcome learns of it.

#include "strategies/coro/gather.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/this_scope.hpp"
#include "strategies/coro/with_scope.hpp"
#include "tests/support/coroutine_fixture.hpp"
#include "tests/support/give_after.hpp"
#include "tests/support/lives.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using coro::collect;
using coro::gather;
using coro::scope;
using coro::task;

COROUTINE_SUITE(RefusedStart);

/// Cancels the scope that it shares with its siblings, and has its value.
task<std::string> quit(std::string value) {
    scope& shared = co_await coro::this_scope{};
    shared.cancel();
    co_return value;
}

task<std::string> run_noted(bool& ran) {
    ran = true;
    co_return "ran";
}

task<void> quit_quietly() {
    scope& shared = co_await coro::this_scope{};
    shared.cancel();
}

task<void> note(bool& ran) {
    ran = true;
    co_return;
}

task<void> helper_that_fails() {
    throw std::runtime_error("helper");
    co_return;
}

/// Spawns a helper beside itself that fails at once, and has its value.
task<int> spawn_what_fails(int value) {
    scope& shared = co_await coro::this_scope{};
    shared.spawn(helper_that_fails());
    co_return value;
}

task<int> give_at_once(int value) {
    co_return value;
}

COROUTINE_TEST(RefusedStart, GatherThrowsCancelledForATaskThatASiblingKeptFromStarting) {
    bool ran = false;
    std::vector<task<std::string>> tasks;
    tasks.push_back(quit("a"));
    tasks.push_back(run_noted(ran));
    EXPECT_THROW(co_await gather(std::move(tasks)), coro::cancelled);
    EXPECT_THROW(co_await gather(quit("a"), run_noted(ran)), coro::cancelled) << "as a tuple";
    EXPECT_FALSE(ran);
}

COROUTINE_TEST(RefusedStart, GatherOfTasksWithoutValuesThrowsCancelledAsWell) {
    bool ran = false;
    std::vector<task<void>> tasks;
    tasks.push_back(quit_quietly());
    tasks.push_back(note(ran));
    EXPECT_THROW(co_await gather(std::move(tasks)), coro::cancelled);
    EXPECT_FALSE(ran);
    std::vector<task<void>> waiting;
    waiting.push_back(sleep_for(loop, 10s));
    waiting.push_back(quit_quietly());
    EXPECT_THROW(co_await gather(std::move(waiting)), coro::cancelled)
        << "one that a sibling cut short has not done its work";
}

COROUTINE_TEST(RefusedStart, GatherHasAllValuesWhenTheLastTaskCancelsWhatHasEnded) {
    std::vector<task<std::string>> tasks;
    bool ran = false;
    tasks.push_back(run_noted(ran));
    tasks.push_back(quit("b"));
    const auto values = co_await gather(std::move(tasks));
    EXPECT_EQ(values.at(0), "ran");
    EXPECT_EQ(values.at(1), "b");
}

COROUTINE_TEST(RefusedStart, GatherRethrowsTheErrorOfAHelperThatKeptTasksFromStarting) {
    std::string seen;
    try {
        co_await gather(spawn_what_fails(1), give_at_once(2));
    } catch (const std::runtime_error& helper) {
        seen = helper.what();
    }
    EXPECT_EQ(seen, "helper");
}

COROUTINE_TEST(RefusedStart, CollectSaysCancelledForWhatNeverRan) {
    scope calling(loop.ready());
    auto caller = [](std::size_t& ok, std::string& of_second) -> task<void> {
        std::vector<task<int>> tasks;
        tasks.push_back(spawn_what_fails(1));
        tasks.push_back(give_at_once(2));
        auto outcomes = co_await collect(std::move(tasks));
        for (const auto& each : outcomes) {
            ok += each.ok() ? 1 : 0;
        }
        of_second = outcomes.at(1).text();
    };
    std::size_t ok = 0;
    std::string of_second;
    calling.spawn(caller(ok, of_second));
    co_await calling.ended();
    EXPECT_EQ(ok, 1U) << "the second one never ran";
    EXPECT_EQ(of_second,
              "a task never started: its scope had been cancelled, or had ended, before");
    EXPECT_EQ(calling.suppressed().size(), 1U) << "the helper's error is kept";
    EXPECT_EQ(coro::text_of(calling.suppressed().at(0)), "helper");
}

COROUTINE_TEST(RefusedStart, CollectOfTasksWithoutValuesSaysSoAsWell) {
    bool ran = false;
    std::vector<task<void>> tasks;
    tasks.push_back(quit_quietly());
    tasks.push_back(note(ran));
    const auto outcomes = co_await collect(std::move(tasks));
    EXPECT_TRUE(outcomes.at(0).ok());
    EXPECT_FALSE(outcomes.at(1).ok());
    EXPECT_FALSE(ran);
}

COROUTINE_TEST(RefusedStart, ASpawnIntoACancelledScopeIsToldToWhoSpawnsAndToWhoJoins) {
    bool ran = false;
    scope tasks(loop.ready());
    EXPECT_TRUE(tasks.spawn(sleep_for(loop, 1ms)));
    co_await tasks.join();
    tasks.cancel();
    co_await tasks.join(); // nothing was lost
    EXPECT_FALSE(tasks.spawn(note(ran)));
    EXPECT_TRUE(tasks.has_refused());
    EXPECT_THROW(co_await tasks.join(), coro::never_started);
    EXPECT_FALSE(ran);
    EXPECT_EQ(tasks.reset().size(), 1U) << "who resets it is told as well";
    EXPECT_TRUE(tasks.spawn(note(ran)));
    co_await tasks.join();
    EXPECT_TRUE(ran);
}

TYPED_TEST(RefusedStart, ASpawnOnACancelledLoopIsToldByItsRun) {
    typename TypeParam::loop loop;
    bool ran = false;
    loop.cancel();
    loop.spawn(note(ran));
    EXPECT_THROW(loop.run(), coro::never_started);
    EXPECT_FALSE(ran);
    loop.spawn(note(ran));
    loop.run(); // and it works again
    EXPECT_TRUE(ran);
}

COROUTINE_TEST(RefusedStart, AFailureComesBeforeARefusal) {
    bool ran = false;
    scope tasks(loop.ready());
    tasks.spawn(helper_that_fails());
    EXPECT_FALSE(tasks.spawn(note(ran)));
    EXPECT_THROW(co_await tasks.join(), std::runtime_error);
}

/// Spawns when it goes: what a clean-up in a destructor does.
class spawner {
public:
    spawner(scope& into, bool& ran) noexcept : into_(into), ran_(ran) {}
    spawner(const spawner&) = delete;
    spawner& operator=(const spawner&) = delete;
    ~spawner() { into_.spawn(note(ran_)); }

private:
    scope& into_;
    bool& ran_;
};

template <class Loop>
task<void> sleep_and_spawn_at_the_end(Loop& loop, std::chrono::nanoseconds time, scope& into,
                                      bool& ran) {
    const spawner last(into, ran);
    co_await sleep_for(loop, time);
}

COROUTINE_TEST(RefusedStart, ADestructorMaySpawn) {
    bool ran = false;
    scope tasks(loop.ready());
    tasks.spawn(sleep_and_spawn_at_the_end(loop, 1ms, tasks, ran));
    co_await tasks.join();
    EXPECT_TRUE(ran);
    bool ran_cancelled = false;
    tasks.spawn(sleep_and_spawn_at_the_end(loop, 10s, tasks, ran_cancelled));
    tasks.cancel();
    EXPECT_THROW(co_await tasks.join(), coro::cancelled) << "it was refused, without a throw";
    EXPECT_FALSE(ran_cancelled);
}

template <class Call>
std::string logic_error_of(const Call& call) {
    try {
        call();
    } catch (const std::logic_error& told) {
        return told.what();
    }
    return "";
}

constexpr const char* started_before = "a coro::task runs once: this one was moved from, or has "
                                       "been awaited, spawned or gathered before";

COROUTINE_TEST(RefusedStart, ATaskThatWasMovedFromCannotBeAwaited) {
    auto first = give_at_once(1);
    auto second = std::move(first);
    std::string seen;
    try {
        co_await std::move(first); // NOLINT(bugprone-use-after-move): what is tested
    } catch (const std::logic_error& told) {
        seen = told.what();
    }
    EXPECT_EQ(seen, started_before);
    EXPECT_EQ(co_await std::move(second), 1);
}

COROUTINE_TEST(RefusedStart, ATaskCannotBeAwaitedTwice) {
    auto once = give_after(loop, 1ms, 1);
    EXPECT_EQ(co_await std::move(once), 1);
    EXPECT_THROW(co_await std::move(once), std::logic_error); // NOLINT(bugprone-use-after-move)
}

template <class Loop>
task<void> await_it(Loop& /*loop*/, task<int>& shared) {
    co_await std::move(shared);
}

COROUTINE_TEST(RefusedStart, ATaskCannotBeAwaitedByTwo) {
    auto shared = give_after(loop, 1ms, 1);
    scope first(loop.ready());
    scope second(loop.ready());
    first.spawn(await_it(loop, shared));
    second.spawn(await_it(loop, shared));
    EXPECT_THROW(co_await second.join(), std::logic_error);
    co_await first.join();
}

COROUTINE_TEST(RefusedStart, ATaskThatRanBeforeFailsTheScopeItIsSpawnedIn) {
    int lives = 0;
    auto hold = [](auto& l, life /*held*/) -> task<void> { co_await sleep_for(l, 10s); };
    bool ran = false;
    auto once = note(ran);
    co_await std::move(once);
    scope tasks(loop.ready());
    tasks.spawn(hold(loop, life(lives)));
    EXPECT_FALSE(tasks.spawn(std::move(once))); // NOLINT(bugprone-use-after-move)
    EXPECT_THROW(co_await tasks.join(), std::logic_error);
    EXPECT_EQ(lives, 0);
}

COROUTINE_TEST(RefusedStart, AGatherWithATaskThatRanBeforeCancelsTheOthersAndSaysSo) {
    int lives = 0;
    auto hold = [](auto& l, life /*held*/) -> task<int> {
        co_return co_await give_after(l, 10s, 0);
    };
    auto once = give_at_once(1);
    co_await std::move(once);
    std::vector<task<int>> tasks;
    tasks.push_back(hold(loop, life(lives)));
    tasks.push_back(std::move(once)); // NOLINT(bugprone-use-after-move)
    EXPECT_THROW(co_await gather(std::move(tasks)), std::logic_error);
    EXPECT_EQ(lives, 0);
}

COROUTINE_TEST(RefusedStart, ACollectWithATaskThatRanBeforeHasThatForItsOutcome) {
    auto once = give_at_once(1);
    co_await std::move(once);
    auto gone = give_at_once(2);
    const auto kept = std::move(gone);
    std::vector<task<int>> tasks;
    tasks.push_back(give_after(loop, 1ms, 3));
    tasks.push_back(std::move(once)); // NOLINT(bugprone-use-after-move)
    tasks.push_back(std::move(gone)); // NOLINT(bugprone-use-after-move)
    auto outcomes = co_await collect(std::move(tasks));
    EXPECT_EQ(outcomes.at(0).value(), 3);
    EXPECT_EQ(outcomes.at(1).text(), started_before);
    EXPECT_EQ(outcomes.at(2).text(), started_before);
}

COROUTINE_TEST(RefusedStart, AnOutcomeIsThereWhenTheTaskHasEnded) {
    scope tasks(loop.ready());
    auto running = give_after(loop, 1ms, 4);
    tasks.start(running);
    EXPECT_THROW(running.result(), std::logic_error) << "too early";
    co_await tasks.join();
    EXPECT_EQ(running.result(), 4);
    auto never = give_at_once(5);
    EXPECT_THROW(never.result(), std::logic_error);
}

/// Throws when it is moved for the third time: out of its task.
class moved_badly {
public:
    moved_badly() = default;
    moved_badly(moved_badly&& other) : moves_(other.moves_ + 1) {
        if (moves_ == 2) {
            throw std::domain_error("cannot be moved");
        }
    }
    moved_badly& operator=(moved_badly&&) = delete;
    ~moved_badly() = default;

private:
    int moves_ = 0;
};

COROUTINE_TEST(RefusedStart, AValueThatCannotBeMovedIsAFailureOfItsTaskAlone) {
    auto give_badly = []() -> task<moved_badly> { co_return moved_badly(); };
    EXPECT_THROW(co_await give_badly(), std::domain_error);
    std::vector<task<moved_badly>> tasks;
    tasks.push_back(give_badly());
    const auto outcomes = co_await collect(std::move(tasks));
    EXPECT_EQ(outcomes.at(0).text(), "cannot be moved");
}

} // namespace
} // namespace crossover::tests
