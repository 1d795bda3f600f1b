#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/checks/server_checks.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crossover::bench {

/// The other side of a workload's I/O: what its server saw of some batches, held against what the
/// contender's side claims. Does nothing for a workload whose server counts nothing, or that has
/// none. Not thread-safe.
class server_watch {
public:
    /// `work` outlives it; a cell's batch has `tasks` tasks.
    server_watch(live_workload& work, std::size_t tasks) : work_(work), tasks_(tasks) {}

    /// The server counts from now on.
    void begin() { work_.reset_server(); }

    /// Reads what it saw since `begin`, and judges it. `contender_cpu_ns` is of a batch. Throws
    /// error(invalid_measurement) when the two sides cannot both be right.
    std::optional<server_report> end(const claimed& by, std::int64_t contender_cpu_ns);

    /// What was odd when it was judged last, and may yet be honest.
    [[nodiscard]] const std::vector<std::string>& marks() const noexcept { return marks_; }

private:
    void mark(const server_report& seen, const claimed& by, std::int64_t contender_cpu_ns);

    live_workload& work_;
    std::size_t tasks_;
    std::vector<std::string> marks_;
};

} // namespace crossover::bench
