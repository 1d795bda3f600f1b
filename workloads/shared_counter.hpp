#pragma once

#include "base/digest.hpp"
#include "base/shared_memory.hpp"
#include "workloads/support/process_mutex.hpp"
#include "workloads/support/strand.hpp"
#include "workloads/workload.hpp"

#include <array>
#include <atomic>
#include <sys/types.h>

namespace crossover::workloads {

/// Every task adds to one shared total, again and again, under a given protection: what protection
/// costs, and who needs none.
///
/// The total is compared after every batch, so a protection that loses an increment is found out.
/// Without any, tasks of one thread lose none and are measured; a contender that ran tasks on
/// several threads or processes is skipped, and told how many it lost.
class shared_counter : public compute_only {
public:
    static constexpr std::string_view name = "shared_counter";
    static constexpr std::string_view summary =
        "each task adds to one shared total, under a given protection";
    static constexpr std::array<std::string_view, 4> protections{"none", "atomic", "lock", "queue"};
    static constexpr std::array parameter_list{
        parameter{"increments", unit::count, 1000, 1, 1'000'000'000,
                  "how often each task adds one to the total"},
        parameter{"protection", unit::choice, 1, 0, protections.size() - 1,
                  "what keeps increments from being lost; tasks of one thread need none",
                  protections}};

    explicit shared_counter(const parameters& p)
        : increments_(p["increments"]), protection_(static_cast<protection>(p["protection"])) {}

    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/,
                                        std::uint64_t salt = 0) const noexcept;
    [[nodiscard]] static std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) noexcept {
        return mix(i ^ salt);
    }

    /// Sets the total back to 0. Precondition: no task is running.
    void begin_batch() const noexcept;

    /// Throws error(invalid_measurement) when increments were lost in spite of their protection,
    /// and `unfit` when tasks ran on several threads or processes and had none.
    void end_batch(std::size_t tasks) const;

private:
    enum class protection { none, atomic, lock, queue };

    /// Shared with worker processes.
    struct shared {
        alignas(64) std::atomic<std::uint64_t> total = 0; ///< of `none` and `atomic`
        alignas(64) std::uint64_t guarded_total = 0; ///< of `lock` and `queue`
        process_mutex mutex;
        strand lane;
        alignas(64) std::atomic<pid_t> first_thread =
            0; ///< the one that ran a task first, with `none`
        std::atomic<bool> several_threads = false;
    };

    void note_thread() const noexcept;

    std::int64_t increments_;
    protection protection_;
    shared_memory<shared> shared_;
};

static_assert(workload<shared_counter>);

} // namespace crossover::workloads
