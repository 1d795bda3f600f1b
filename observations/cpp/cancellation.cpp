/// A hundred tasks wait and are cancelled: how many clean-ups begin, how many that await come to
/// their end, and how long after the cancellation?

#include "strategies/coro/scope.hpp"
#include "strategies/coro/settled.hpp"
#include "strategies/coro/shielded.hpp"

#include "observations/cpp/observation.hpp"

namespace crossover::observations {
namespace {

using namespace std::chrono_literals;

constexpr int waiters = 100;

task<void> clean_up(loop& on, int& begun, int& done) {
    ++begun;
    co_await sleep_for(on, 1ms);
    ++done;
}

task<void> wait_a_minute(loop& on, int& begun, int& done) {
    const auto ended = co_await coro::settled(sleep_for(on, 60s));
    co_await coro::shielded(clean_up(on, begun, done));
    if (!ended.ok()) {
        std::rethrow_exception(ended.failure());
    }
}

task<void> cancel_all(loop& on, int& begun, int& done, double& over_ms) {
    coro::scope tasks(on.ready());
    for (int i = 0; i < waiters; ++i) {
        tasks.spawn(wait_a_minute(on, begun, done));
    }
    co_await sleep_for(on, 10ms);
    const auto began = now_ns();
    tasks.cancel();
    co_await tasks.join();
    over_ms = static_cast<double>(now_ns() - began) / 1e6;
}

const registered cancellation_observed("cancellation", [] {
    int begun = 0;
    int done = 0;
    double over_ms = 0;
    run([&](loop& on) { return cancel_all(on, begun, done, over_ms); });
    return figures{{"finally_begun", begun}, {"finally_done", done}, {"over_ms", over_ms}};
});

} // namespace
} // namespace crossover::observations
