/// The steps of a request: `tcp 2ms; quorum(3, tcp 5ms lognormal(1) x 4)`.

#include "workloads/support/steps.hpp"
#include "tests/fuzz/target.hpp"

using namespace crossover;
using workloads::request_step;

namespace {

void check(const request_step& step) {
    fuzz::require(step.calls >= 1 && step.calls <= workloads::most_calls && step.needed >= 1 &&
                      step.needed <= step.calls,
                  "the calls of a step are in their range");
    fuzz::require(step.mean_us >= 1 && step.mean_us <= max_duration_us,
                  "the time of a step is in its range");
    const workloads::drawn_times times(step.mean_us * 1000, 1000, step.around, 1, 16);
    for (std::size_t task = 0; task < 4; ++task) {
        const auto ns = times.ns(task);
        fuzz::require(ns >= 0 && ns <= max_duration_us * 1000 && ns % 1000 == 0,
                      "a drawn time is a multiple of its step, and in its range");
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::vector<request_step> steps;
    if (fuzz::is_accepted(
            [&] { steps = workloads::read_steps(fuzz::argument_of(fuzz::text_of(data, size))); })) {
        fuzz::require(!steps.empty() && steps.size() <= workloads::most_steps,
                      "a request has 1 to 16 steps");
        for (const auto& step : steps) {
            check(step);
        }
    }
    return 0;
}
