/// Those that fell asleep on one core: woken at their time by any of the cores, or all at once as
/// cancelled; and alarms, which ring or are removed.

#if __has_include(<boost/asio/steady_timer.hpp>)

#include "engines/asio_cores/sleepers.hpp"

#include "base/clock.hpp"

#include <atomic>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

constexpr std::int64_t an_hour_of_sleep_ns = 3'600'000'000'000;
constexpr std::int64_t short_sleep_ns = 2'000'000;
constexpr int many_sleepers = 800; ///< more than are woken under one hold of the lock

class noted_alarm : public engines::sleepers::alarm {
public:
    std::atomic<std::int64_t> rang_ns = 0;

private:
    void ring() override {
        rang_ns = now_ns();
        rang_ns.notify_all();
    }
};

/// What sleepers come to.
struct sleepers_seen {
    std::atomic<int> asleep = 0;
    std::atomic<int> early = 0;
    std::atomic<int> cancelled = 0;
    std::atomic<int> refused = 0;

    void await_all() {
        for (int left = asleep; left != 0; left = asleep) {
            asleep.wait(left);
        }
    }
};

/// A coroutine that is gone when it has ended.
struct lone_sleeper {
    struct promise_type {
        lone_sleeper get_return_object() noexcept { return {}; }
        static std::suspend_never initial_suspend() noexcept { return {}; }
        static std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        static void unhandled_exception() noexcept { std::terminate(); }
    };
};

struct timed_sleep : engines::sleepers::node {
    engines::sleepers& all;
    sleepers_seen& seen;

    timed_sleep(engines::sleepers& in, sleepers_seen& by, std::int64_t until_ns)
        : all(in), seen(by) {
        deadline_ns = until_ns;
    }
    static bool await_ready() noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> continued) {
        handle = continued;
        auto& refused = seen.refused;
        const bool sleeps = all.add(*this); // it may be awake and gone
        refused += sleeps ? 0 : 1;
        return sleeps;
    }
    void await_resume() const {
        seen.cancelled += was_cancelled ? 1 : 0;
        seen.early += now_ns() < deadline_ns ? 1 : 0;
    }
};

class Sleepers : public testing::Test {
protected:
    ~Sleepers() override { cores_.stop(); }

    lone_sleeper sleep_until(std::int64_t until_ns) {
        ++seen_.asleep;
        co_await timed_sleep(sleepers_, seen_, until_ns);
        if (--seen_.asleep == 0) {
            seen_.asleep.notify_all();
        }
    }

    sleepers_seen seen_;
    noted_alarm alarm_;
    noted_alarm other_;
    engines::cancellation cancelled_ = false;
    engines::cores cores_{[] {}};
    engines::sleepers sleepers_{cores_, cancelled_};
};

TEST_F(Sleepers, AreAllWokenAndNoneBeforeItsTime) {
    const auto now = now_ns();
    for (int i = 0; i < many_sleepers; ++i) {
        sleep_until(now + (i % 2 == 0 ? short_sleep_ns : i * 10'000));
    }
    seen_.await_all();
    EXPECT_EQ(seen_.early, 0);
    EXPECT_EQ(seen_.cancelled, 0);
}

TEST_F(Sleepers, AreWokenByCancellationAndNoneIsTakenUntilItIsOver) {
    for (int i = 0; i < many_sleepers; ++i) {
        sleep_until(now_ns() + an_hour_of_sleep_ns);
    }
    sleepers_.add(alarm_, now_ns() + an_hour_of_sleep_ns);
    cancelled_ = true;
    sleepers_.cancel();
    seen_.await_all();
    EXPECT_EQ(seen_.cancelled, many_sleepers);
    sleep_until(now_ns() + short_sleep_ns);
    EXPECT_EQ(seen_.refused, 1);
    cancelled_ = false;
    sleepers_.remove(alarm_); // it was dropped
    sleepers_.add(alarm_, now_ns());
    sleep_until(now_ns() + short_sleep_ns);
    seen_.await_all();
    alarm_.rang_ns.wait(0);
    EXPECT_EQ(seen_.cancelled, many_sleepers);
}

TEST_F(Sleepers, RingAnAlarmAtItsTime) {
    sleepers_.add(other_, now_ns() + an_hour_of_sleep_ns);
    const auto at = now_ns() + short_sleep_ns;
    sleepers_.add(alarm_, at);
    alarm_.rang_ns.wait(0);
    EXPECT_GE(alarm_.rang_ns, at);
    EXPECT_EQ(other_.rang_ns, 0);
}

/// While every core is kept busy, what is due cannot ring yet.
TEST_F(Sleepers, RingNoAlarmThatWasRemoved) {
    std::atomic<bool> busy = true;
    std::atomic<std::size_t> held = 0;
    for (std::size_t i = 0; i < cores_.width(); ++i) {
        boost::asio::post(cores_.context(), [&busy, &held] {
            ++held;
            held.notify_all();
            busy.wait(true);
        });
    }
    for (std::size_t now = held; now != cores_.width(); now = held) {
        held.wait(now);
    }
    sleepers_.add(alarm_, now_ns());
    sleepers_.add(other_, now_ns());
    sleepers_.remove(alarm_);
    sleepers_.remove(alarm_); // does nothing
    busy = false;
    busy.notify_all();
    other_.rang_ns.wait(0);
    cores_.stop();
    EXPECT_EQ(alarm_.rang_ns, 0);
}

} // namespace
} // namespace crossover::tests

#endif
