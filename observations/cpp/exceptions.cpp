/// A hundred tasks fail: how many of their exceptions does a try around the await catch, and how
/// many one around the start of the task?

#include "strategies/coro/scope.hpp"

#include "observations/cpp/observation.hpp"

#include <stdexcept>

namespace crossover::observations {
namespace {

using namespace std::chrono_literals;

constexpr int throwers = 100;

task<void> throw_later(loop& on) {
    co_await sleep_for(on, 100us);
    throw std::runtime_error("later");
}

task<void> catch_where_awaited(loop& on, int& caught) {
    for (int i = 0; i < throwers; ++i) {
        auto one = throw_later(on);
        try {
            co_await std::move(one);
        } catch (const std::runtime_error&) {
            ++caught;
        }
    }
}

task<void> catch_where_started(loop& on, int& caught) {
    for (int i = 0; i < throwers; ++i) {
        coro::scope tasks(on.ready());
        try {
            tasks.spawn(throw_later(on));
        } catch (const std::runtime_error&) {
            ++caught;
        }
        try {
            co_await tasks.join();
        } catch (const std::runtime_error&) {
            continue; // here it is, and not above
        }
    }
}

const registered exceptions_observed("exceptions", [] {
    int awaited = 0;
    int started = 0;
    run([&](loop& on) { return catch_where_awaited(on, awaited); });
    run([&](loop& on) { return catch_where_started(on, started); });
    return figures{{"caught_where_awaited", awaited}, {"caught_where_created", started}};
});

} // namespace
} // namespace crossover::observations
