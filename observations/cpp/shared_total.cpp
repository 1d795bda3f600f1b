/// A hundred tasks add to one total ten times each, with an await between reading and writing it:
/// how many of the thousand increments are lost, and what does a lock cost?

#include "strategies/coro/gather.hpp"
#include "strategies/coro/semaphore.hpp"

#include "observations/cpp/observation.hpp"

#include <vector>

namespace crossover::observations {
namespace {

using namespace std::chrono_literals;

constexpr int adders = 100;
constexpr int increments = 10;

task<void> add_bare(loop& on, int& total) {
    for (int i = 0; i < increments; ++i) {
        const int seen = total;
        co_await sleep_for(on, 0ms); // others write here
        total = seen + 1;
    }
}

task<void> add_locked(loop& on, int& total, coro::semaphore& lock) {
    for (int i = 0; i < increments; ++i) {
        const auto held = co_await lock.scoped_acquire();
        const int seen = total;
        co_await sleep_for(on, 0ms);
        total = seen + 1;
    }
}

task<void> all_add_bare(loop& on, int& total) {
    std::vector<task<void>> all;
    for (int i = 0; i < adders; ++i) {
        all.push_back(add_bare(on, total));
    }
    co_await coro::gather(std::move(all));
}

task<void> all_add_locked(loop& on, int& total) {
    coro::semaphore lock(on.ready(), 1);
    std::vector<task<void>> all;
    for (int i = 0; i < adders; ++i) {
        all.push_back(add_locked(on, total, lock));
    }
    co_await coro::gather(std::move(all));
}

const registered shared_total_observed("shared_total", [] {
    constexpr int wanted = adders * increments;
    int bare = 0;
    int locked = 0;
    const double bare_ms = timed_ms([&](loop& on) { return all_add_bare(on, bare); });
    const double locked_ms = timed_ms([&](loop& on) { return all_add_locked(on, locked); });
    return figures{{"lost", wanted - bare},
                   {"lost_locked", wanted - locked},
                   {"bare_us", bare_ms * 1e3 / wanted},
                   {"locked_us", locked_ms * 1e3 / wanted}};
});

} // namespace
} // namespace crossover::observations
