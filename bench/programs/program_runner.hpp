#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/counters/process_tree.hpp"
#include "bench/programs/claims.hpp"
#include "bench/programs/program_process.hpp"
#include "bench/programs/protocol.hpp"
#include "bench/programs/shared_results.hpp"
#include "strategies/runner.hpp"

#include <cstdint>
#include <string>

namespace crossover::bench {

/// A program as one of the contenders that it describes.
struct program_contender {
    std::string path;
    described_contender as;
    std::int64_t patience_ns = 0; ///< for which no task may end, beyond what a task takes
};

/// Stands for a program that was prepared for one cell: started, described, ready. It believes
/// nothing: times are held against this process's clock and CPU time is read from outside;
/// digests, stamps and the server's counts are the sampler's to judge, as any contender's.
///
/// Throws error(program_failed) when the program breaks off, error(invalid_measurement) when it is
/// caught at a lie, and unfit when it says that it cannot run the cell. Not thread-safe.
class program_runner final : public runner {
public:
    program_runner(const program_contender& which, const live_workload& work,
                   const std::string& workload, const batch_size& size, std::size_t own_limit);

    void run(const batch& b) override { run(b, nullptr); }
    bool run_watched(const batch& b, lag_log& lag) override;
    [[nodiscard]] per_task starts() const override { return starts_; }
    [[nodiscard]] const program_view* program() const noexcept override { return &view_; }
    [[nodiscard]] worker_usage usage() override { return used_; }
    void close() override;

private:
    void prepare(const program_contender& which, const preparation& what);
    void run(const batch& b, lag_log* lag);
    batch_answer ask_for(const batch& b, bool lag, std::int64_t& asked_ns);
    void judge(const timed_batch& b);
    void add_usage(std::int64_t before_ns);
    void look_for_idle_work();
    [[noreturn]] void lie(const std::string& what) const;

    program_process process_;
    shared_results results_;
    process_tree tree_;
    left_out_time times_;
    idle_work idle_;
    per_task starts_;
    bool has_loop_;
    std::int64_t silence_ns_; ///< for which no digest may appear
    std::int64_t number_ = 0; ///< of the last batch
    std::int64_t cpu_after_ns_ = 0; ///< of the whole program, when the last batch had ended
    tree_reading last_reading_;
    std::int64_t unseen_ = 0; ///< processes that no reading has found
    worker_usage used_; ///< in batches
    program_view view_;
};

/// Asks the program at `path` what it is. Throws as program_process, and error(program_failed) for
/// a description that breaks the contract.
program_description describe_program(const std::string& path);

} // namespace crossover::bench
