/// A hundred tasks fail: how many of the failures reach the code that started them? Under `gather`,
/// `collect`, and a scope, which cannot go unseen.

#include "strategies/coro/gather.hpp"
#include "strategies/coro/scope.hpp"

#include "observations/cpp/observation.hpp"

#include <stdexcept>
#include <vector>

namespace crossover::observations {
namespace {

using namespace std::chrono_literals;

constexpr int failing_tasks = 100;

task<int> fail_later(loop& on) {
    co_await sleep_for(on, 1ms);
    throw std::runtime_error("a task");
}

task<void> fail_unasked(loop& on) {
    co_await fail_later(on);
}

std::vector<task<int>> all_that_fail(loop& on) {
    std::vector<task<int>> all;
    for (int i = 0; i < failing_tasks; ++i) {
        all.push_back(fail_later(on));
    }
    return all;
}

task<void> see_by_gather(loop& on, int& seen) {
    try {
        co_await coro::gather(all_that_fail(on));
    } catch (const std::runtime_error&) {
        ++seen;
    }
}

task<void> see_by_collect(loop& on, int& seen) {
    for (const auto& each : co_await coro::collect(all_that_fail(on))) {
        seen += each.ok() ? 0 : 1;
    }
}

/// join() throws the first; what failed beside it is kept.
task<void> see_by_scope(loop& on, int& seen) {
    coro::scope tasks(on.ready());
    for (int i = 0; i < failing_tasks; ++i) {
        tasks.spawn(fail_unasked(on));
    }
    try {
        co_await tasks.join();
    } catch (const std::runtime_error&) {
        seen = static_cast<int>(tasks.failures().size());
    }
}

const registered fire_and_forget_observed("fire_and_forget", [] {
    int gathered = 0;
    int collected = 0;
    int scoped = 0;
    run([&](loop& on) { return see_by_gather(on, gathered); });
    run([&](loop& on) { return see_by_collect(on, collected); });
    run([&](loop& on) { return see_by_scope(on, scoped); });
    return figures{
        {"seen_gather", gathered}, {"seen_collected", collected}, {"seen_scope", scoped}};
});

} // namespace
} // namespace crossover::observations
