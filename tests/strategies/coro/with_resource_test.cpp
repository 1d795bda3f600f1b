#include "strategies/coro/with_resource.hpp"

#include "strategies/coro/deadline.hpp"
#include "strategies/coro/gather.hpp"
#include "tests/support/coroutine_fixture.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using coro::scope;
using coro::task;
using coro::with_resource;

COROUTINE_SUITE(WithResource);

using journal = std::vector<std::string>;

/// A connection, say: opening and closing it each take a round trip.
template <class Loop>
class resource_user {
public:
    resource_user(Loop& loop, journal& notes) : loop_(loop), notes_(notes) {}
    const char* open_failure = nullptr;
    const char* close_failure = nullptr;

    /// Uses the resource by `use(resource)`.
    template <class Use>
    auto run(Use use) {
        auto open = [this]() -> task<int> {
            co_await sleep_for(loop_, 200us);
            fail(open_failure);
            notes_.push_back("open");
            co_return 42;
        };
        auto close = [this](int& resource) -> task<void> {
            co_await sleep_for(loop_, 200us);
            notes_.push_back("close " + std::to_string(resource));
            fail(close_failure);
        };
        return with_resource(open, use, close);
    }

private:
    static void fail(const char* text) {
        if (text != nullptr) {
            throw std::logic_error(text);
        }
    }
    Loop& loop_;
    journal& notes_;
};

COROUTINE_TEST(WithResource, IsReleasedOnSuccess) {
    journal notes;
    resource_user user(loop, notes);
    auto use = [&](int& resource) -> task<int> {
        co_await sleep_for(loop, 200us);
        notes.push_back("use");
        co_return resource + 1;
    };
    EXPECT_EQ(co_await user.run(use), 43);
    EXPECT_EQ(notes, (journal{"open", "use", "close 42"}));
}

COROUTINE_TEST(WithResource, IsReleasedOnErrorWhichReachesTheCaller) {
    journal notes;
    resource_user user(loop, notes);
    auto use = [&](int&) -> task<void> {
        co_await sleep_for(loop, 200us);
        throw std::runtime_error("in use");
    };
    EXPECT_THROW(co_await user.run(use), std::runtime_error);
    EXPECT_EQ(notes, (journal{"open", "close 42"}));
}

COROUTINE_TEST(WithResource, IsReleasedOnCancellationAndTheReleaseMayAwait) {
    journal notes;
    resource_user user(loop, notes);
    auto use = [&](int&) -> task<void> { co_await sleep_for(loop, 10s); };
    EXPECT_THROW(co_await coro::with_deadline(loop, 5ms, user.run(use)), coro::deadline_exceeded);
    EXPECT_EQ(notes, (journal{"open", "close 42"}));
}

COROUTINE_TEST(WithResource, IsReleasedWhenASiblingFails) {
    journal notes;
    resource_user user(loop, notes);
    auto use = [&](int&) -> task<void> { co_await sleep_for(loop, 10s); };
    auto fails = [](Loop& l) -> task<void> {
        co_await sleep_for(l, 5ms);
        throw std::domain_error("a sibling");
    };
    EXPECT_THROW(co_await coro::gather(user.run(use), fails(loop)), std::domain_error);
    EXPECT_EQ(notes, (journal{"open", "close 42"}));
}

COROUTINE_TEST(WithResource, ThatCouldNotBeAcquiredIsNotReleased) {
    journal notes;
    resource_user user(loop, notes);
    user.open_failure = "refused";
    auto use = [&](int&) -> task<void> {
        notes.push_back("use");
        co_return;
    };
    EXPECT_THROW(co_await user.run(use), std::logic_error);
    EXPECT_EQ(notes, journal{});
}

COROUTINE_TEST(WithResource, AnErrorOfTheReleaseIsThrownAfterASuccess) {
    journal notes;
    resource_user user(loop, notes);
    user.close_failure = "could not close";
    auto use = [&](int&) -> task<int> { co_return 1; };
    EXPECT_THROW(co_await user.run(use), std::logic_error);
}

COROUTINE_TEST(WithResource, AnErrorOfTheReleaseDoesNotHideTheFirst) {
    journal notes;
    resource_user user(loop, notes);
    user.close_failure = "could not close";
    scope calling(loop.ready());
    auto use = [&](int&) -> task<void> {
        throw std::runtime_error("in use");
        co_return;
    };
    calling.spawn(user.run(use));
    co_await calling.ended();
    EXPECT_EQ(calling.failures().size(), 1U);
    EXPECT_EQ(coro::text_of(calling.failures().at(0)), "in use");
    EXPECT_EQ(calling.suppressed().size(), 1U);
    EXPECT_EQ(coro::text_of(calling.suppressed().at(0)), "could not close");
}

COROUTINE_TEST(WithResource, NestsAndReleasesInTheOppositeOrder) {
    journal notes;
    auto acquire_named = [&](const char* name) {
        return [&notes, name]() -> task<std::string> {
            notes.push_back(std::string("+") + name);
            co_return name;
        };
    };
    auto release = [&notes](std::string& name) -> task<void> {
        notes.push_back("-" + name);
        co_return;
    };
    auto outer_use = [&](std::string&) -> task<void> {
        auto inner_use = [&](std::string&) -> task<void> { co_await sleep_for(loop, 10s); };
        co_await with_resource(acquire_named("b"), inner_use, release);
    };
    EXPECT_THROW(co_await coro::with_deadline(
                     loop, 2ms, with_resource(acquire_named("a"), outer_use, release)),
                 coro::deadline_exceeded);
    EXPECT_EQ(notes, (journal{"+a", "+b", "-b", "-a"}));
}

/// A function that is no coroutine itself, and throws before it returns one.
template <class T>
auto throw_before(const char* text) {
    return [text](auto&...) -> task<T> { throw std::domain_error(text); };
}

COROUTINE_TEST(WithResource, IsReleasedWhenTheUseThrowsBeforeItIsACoroutine) {
    journal notes;
    resource_user user(loop, notes);
    auto use = throw_before<int>("no coroutine yet");
    EXPECT_THROW(co_await user.run(use), std::domain_error);
    EXPECT_EQ(notes, (journal{"open", "close 42"}));
}

COROUTINE_TEST(WithResource, AReleaseThatThrowsBeforeItIsACoroutineIsAnErrorOfTheRelease) {
    auto acquire = []() -> task<int> { co_return 1; };
    auto use = [](int&) -> task<int> { co_return 2; };
    auto release = throw_before<void>("cannot begin");
    EXPECT_THROW(co_await with_resource(acquire, use, release), std::domain_error);
    scope calling(loop.ready());
    auto fails = [](int&) -> task<int> {
        throw std::runtime_error("in use");
        co_return 0;
    };
    auto caller = [&]() -> task<void> { co_await with_resource(acquire, fails, release); };
    calling.spawn(caller());
    co_await calling.ended();
    EXPECT_EQ(coro::text_of(calling.failures().at(0)), "in use");
    EXPECT_EQ(coro::text_of(calling.suppressed().at(0)), "cannot begin");
}

COROUTINE_TEST(WithResource, AnAcquireThatThrowsBeforeItIsACoroutineHasNothingToRelease) {
    bool released = false;
    auto acquire = throw_before<int>("refused");
    auto use = [](int&) -> task<int> { co_return 2; };
    auto release = [&released](int&) -> task<void> {
        released = true;
        co_return;
    };
    EXPECT_THROW(co_await with_resource(acquire, use, release), std::domain_error);
    EXPECT_FALSE(released);
}

} // namespace
} // namespace crossover::tests
