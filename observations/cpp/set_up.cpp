/// What starting costs before the first task runs: a loop that is made, runs nothing, and goes.

#include "observations/cpp/observation.hpp"

#include <algorithm>
#include <array>

namespace crossover::observations {
namespace {

task<void> do_nothing(loop& /*on*/) {
    co_return;
}

const registered set_up_observed("set_up", [] {
    const double first_ms = timed_ms(do_nothing);
    std::array<double, 50> later{};
    std::ranges::generate(later, [] { return timed_ms(do_nothing); });
    std::ranges::nth_element(later, later.begin() + later.size() / 2);
    return figures{{"first_run_us", first_ms * 1e3}, {"run_us", later[later.size() / 2] * 1e3}};
});

} // namespace
} // namespace crossover::observations
