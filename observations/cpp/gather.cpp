/// Five calls that take 200 ms each: awaited one after another, and gathered. Those that are asked
/// first end last; in which order do their results come?

#include "strategies/coro/gather.hpp"

#include "observations/cpp/observation.hpp"

#include <cstddef>
#include <vector>

namespace crossover::observations {
namespace {

constexpr int calls = 5;
constexpr std::chrono::milliseconds call_time{200};

task<int> call(loop& on, int number, std::chrono::nanoseconds time) {
    co_await sleep_for(on, time);
    co_return number;
}

task<void> chain(loop& on) {
    for (int number = 0; number < calls; ++number) {
        co_await call(on, number, call_time);
    }
}

task<void> gather_calls(loop& on) {
    std::vector<task<int>> under_way;
    for (int number = 0; number < calls; ++number) {
        under_way.push_back(call(on, number, call_time));
    }
    co_await coro::gather(std::move(under_way));
}

task<void> end_in_reverse(loop& on, int& in_place) {
    std::vector<task<int>> under_way;
    for (int number = 0; number < calls; ++number) {
        under_way.push_back(call(on, number, call_time / 10 * (calls - number) / calls));
    }
    const auto results = co_await coro::gather(std::move(under_way));
    for (int place = 0; place < calls; ++place) {
        in_place += results[static_cast<std::size_t>(place)] == place ? 1 : 0;
    }
}

const registered gather_observed("gather", [] {
    const double chain_ms = timed_ms(chain);
    const double gathered_ms = timed_ms(gather_calls);
    int in_place = 0;
    run([&](loop& on) { return end_in_reverse(on, in_place); });
    return figures{{"chain_ms", chain_ms}, {"gathered_ms", gathered_ms}, {"in_place", in_place}};
});

} // namespace
} // namespace crossover::observations
