#pragma once

#include "base/digest.hpp"
#include "base/shared_memory.hpp"
#include "workloads/support/command_line.hpp"
#include "workloads/workload.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

namespace crossover::workloads {

/// Every task runs a command of the user's to its end, and reads its output. A command that ends
/// with another status than 0, or by a signal, or too late, is the task's failure.
///
/// The digest is of the index and the status: what a command writes may be new each time. What
/// proves that the work was done is that after each batch as many commands have ended well as there
/// are tasks.
class exec : public workload_defaults, private wait::dialogue_source {
public:
    static constexpr std::string_view name = "exec";
    static constexpr std::string_view summary =
        "each task runs a command, and reads what it writes";
    static constexpr std::array parameter_list{
        parameter{"deadline_us", unit::us, 60'000'000, 1000, max_duration_us,
                  "a command that takes longer is killed"},
        text_parameter("command", "true {i}",
                       "a program and its arguments, where {i} stands for the task's "
                       "index; with | > $ * and such it runs under sh -c")};
    using wait_type = wait::dialogue;

    /// Throws error(bad_input) when there is no such program.
    static void check(const parameters& p) { static_cast<void>(command_line(p.text("command"))); }

    /// A command is a process, reached by two pipes, a descriptor of its end, and what watches the
    /// three of them.
    [[nodiscard]] static workload_needs needs(const parameters& /*p*/) {
        return {.slot_descriptors = most_descriptors, .slot_processes = 1};
    }

    /// Throws as `check` does.
    explicit exec(const parameters& p)
        : command_(p.text("command")), deadline_ns_(p["deadline_us"] * 1000) {}

    [[nodiscard]] static wait::dialogue wait(std::size_t i) noexcept { return {.index = i}; }
    [[nodiscard]] wait::dialogue::endpoint endpoint() const noexcept { return {this}; }
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                               std::uint64_t salt = 0) noexcept {
        return combine(i ^ salt, answer);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) noexcept {
        return combine(i ^ salt, answer_of(i, 0));
    }
    [[nodiscard]] static std::int64_t wait_ns() noexcept { return 0; }

    void begin_batch() noexcept { ended_well_->store(0); }
    /// Throws error(invalid_measurement) when not every task has run its command.
    void end_batch(std::size_t tasks) const;

private:
    class running;

    static constexpr std::uint64_t answer_of(std::uint64_t index, int status) noexcept {
        return mix(index ^ (static_cast<std::uint64_t>(status) << 32));
    }

    [[nodiscard]] std::unique_ptr<wait::dialogue_machine> open(use how) const override;
    [[nodiscard]] std::size_t descriptors() const noexcept override { return most_descriptors; }

    /// Both ends of both pipes, while the command is started.
    static constexpr std::size_t most_descriptors = 6;

    command_line command_;
    std::int64_t deadline_ns_;
    shared_memory<std::atomic<std::uint64_t>>
        ended_well_; ///< commands of this batch; worker processes count here too
};

static_assert(workload<exec>);

} // namespace crossover::workloads
