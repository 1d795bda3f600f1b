#include "base/digest.hpp"
#include "baselines/harness.hpp"

#include <algorithm>

namespace crossover::baselines {

work::work(const told& cell)
    : tasks(cell.tasks),
      limit(std::max<std::size_t>(std::min(cell.limit, cell.tasks), 1)),
      wait_ns(cell.wait_ns),
      bytes(static_cast<std::size_t>(cell.bytes)),
      answered_(cell.workload == "tcp"),
      port_(static_cast<std::uint16_t>(cell.port)) {
    if (cell.workload == "sha256") {
        rounds_.emplace(cell.bytes);
    }
}

std::uint64_t work::compute(std::size_t i, std::uint64_t answer) const {
    const auto salt = salt_->load(std::memory_order_relaxed);
    if (rounds_) {
        return rounds_->digest(i, salt);
    }
    return answered_ ? combine(i ^ salt, answer) : mix(i ^ salt);
}

} // namespace crossover::baselines
