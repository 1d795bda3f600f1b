// Contenders of the bench as a program under the contract: the very same code as in the bench, so
// that what a figure owes to the contract alone can be seen (`crossover check-program --overhead`).
// Tasks that sleep are gathered on Asio's loop, as gather/asio does; tasks that compute run on the
// ring's pool, as thread_pool/ring does.
#include "baselines/harness.hpp"
#include "engines/asio/engine.hpp"
#include "engines/ring/engine.hpp"
#include "strategies/gather.hpp"
#include "strategies/thread_pool.hpp"
#include "workloads/wait.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace crossover::tests {

/// The tasks of a cell as the contract tells of them, as a strategy of the bench wants them.
template <class Wait>
class told_tasks {
public:
    using wait_type = Wait;
    explicit told_tasks(const baselines::work& w) : work_(w) {}

    [[nodiscard]] Wait wait(std::size_t /*i*/) const noexcept {
        if constexpr (std::same_as<Wait, wait::timer>) {
            return {std::chrono::nanoseconds(work_.wait_ns)};
        } else {
            return {};
        }
    }
    [[nodiscard]] static typename Wait::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t answer) const {
        return work_.compute(i, answer);
    }

private:
    const baselines::work& work_;
};

/// A contender of the bench with the tasks that it runs.
template <class Strategy, class Engine, class Wait>
class as_program final : public runner {
public:
    explicit as_program(const baselines::work& w)
        : tasks_(w), contender_(tasks_, {.tasks = w.tasks, .limit = w.limit}) {}

    void run(const batch& b) override { contender_.run(b); }

private:
    using tasks = told_tasks<Wait>;
    tasks tasks_;
    typename Strategy::template contender<Engine, tasks> contender_;
};

namespace {

using gathered = as_program<strategies::gather, engines::asio_engine, wait::timer>;
using pooled = as_program<strategies::thread_pool, engines::ring_engine, wait::none>;

std::unique_ptr<runner> contender_for(const baselines::work& w) {
    if (w.wait_ns > 0) {
        return std::make_unique<gathered>(w);
    }
    return std::make_unique<pooled>(w);
}

} // namespace
} // namespace crossover::tests

int main() {
    using namespace crossover;
    const baselines::facts computing_and_waiting{.workloads = {"noop", "sha256", "timer"}};
    return baselines::run_baseline(computing_and_waiting, tests::contender_for);
}
