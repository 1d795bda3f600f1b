/// A hundred resource guards whose bodies fail, and a hundred whose tasks are cancelled: how many
/// are released? The release awaits.

#include "strategies/coro/gather.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/with_resource.hpp"

#include "observations/cpp/observation.hpp"

#include <stdexcept>
#include <vector>

namespace crossover::observations {
namespace {

using namespace std::chrono_literals;

constexpr int guards = 100;

task<void> guarded_task(loop& on, int& released, bool fails) {
    auto acquire = [&]() -> task<int> {
        co_await sleep_for(on, 0ms);
        co_return 1;
    };
    auto use = [&](int& /*connection*/) -> task<void> {
        if (fails) {
            throw std::runtime_error("in the body");
        }
        co_await sleep_for(on, 60s);
    };
    auto release = [&](int& /*connection*/) -> task<void> {
        co_await sleep_for(on, 1ms);
        ++released;
    };
    co_await coro::with_resource(acquire, use, release);
}

task<void> fail_in_guards(loop& on, int& released) {
    std::vector<task<void>> all;
    for (int i = 0; i < guards; ++i) {
        all.push_back(guarded_task(on, released, true));
    }
    co_await coro::collect(std::move(all));
}

task<void> cancel_in_guards(loop& on, int& released) {
    coro::scope tasks(on.ready());
    for (int i = 0; i < guards; ++i) {
        tasks.spawn(guarded_task(on, released, false));
    }
    co_await sleep_for(on, 10ms);
    tasks.cancel();
    co_await tasks.join();
}

const registered context_manager_observed("context_manager", [] {
    int on_error = 0;
    int on_cancellation = 0;
    run([&](loop& on) { return fail_in_guards(on, on_error); });
    run([&](loop& on) { return cancel_in_guards(on, on_cancellation); });
    return figures{{"released_on_error", on_error}, {"released_on_cancellation", on_cancellation}};
});

} // namespace
} // namespace crossover::observations
