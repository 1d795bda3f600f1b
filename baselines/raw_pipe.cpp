// A process pool over pipes: two for each worker, tasks and replies in batches.
#include "baselines/harness.hpp"
#include "baselines/message_workers.hpp"

#include <fcntl.h>

namespace crossover::baselines {
namespace {

std::array<unique_fd, 2> open_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw_errno(errno, "opening a pipe");
    }
    return {unique_fd(ends[0]), unique_fd(ends[1])};
}

channel open_pipes() {
    auto [from_pool, to_worker] = open_pipe();
    auto [from_worker, to_pool] = open_pipe();
    return {.to_worker = std::move(to_worker),
            .from_pool = std::move(from_pool),
            .to_pool = std::move(to_pool),
            .from_worker = std::move(from_worker)};
}

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline(
        computing, [](const work& w) { return std::make_unique<message_workers>(w, &open_pipes); });
}
