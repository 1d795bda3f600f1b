#pragma once

#include "base/digest.hpp"
#include "workloads/support/amount.hpp"
#include "workloads/support/by_salt.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::workloads {

/// In how many ways eight queens stand on a chess board without threatening each other when the
/// square `blocked` (row * 8 + column) must stay free; 64: all squares are allowed.
std::uint64_t count_queens(unsigned blocked) noexcept;

/// Every task solves the eight queens problem again and again: branches and integers, no memory.
class nqueens : public compute_only {
public:
    static constexpr std::string_view name = "nqueens";
    static constexpr std::string_view summary =
        "each task solves the eight queens problem: branches and integers";
    static constexpr std::array parameter_list{
        parameter{"boards", unit::count, 0, 0, std::int64_t{1} << 40,
                  "how many boards each task solves; 0: as many as cpu_us takes"},
        parameter{"cpu_us", unit::us, 1000, 0, max_duration_us,
                  "how long one task computes on an idle core, by the calibrated rate"}};

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t /*tasks*/) {
        return cost_of_work(p, "boards", name);
    }

    explicit nqueens(const parameters& p)
        : boards_(amount_of_work(p, "boards", name, &calibrate)) {}

    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/,
                                        std::uint64_t salt = 0) const {
        return mix(solve(boards_, salt) ^ i);
    }
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) const {
        return mix(solved_.of(salt, [&] { return solve(boards_, salt); }) ^ i);
    }
    [[nodiscard]] told_values told() const { return {{"boards", boards_}}; }
    [[nodiscard]] static double calibrate();

private:
    /// The same boards for every task, so that all tasks take the same time; the salt is what the
    /// digest begins with.
    static std::uint64_t solve(std::int64_t boards, std::uint64_t salt) noexcept;

    std::int64_t boards_;
    by_salt<std::uint64_t> solved_;
};

static_assert(workload<nqueens>);

} // namespace crossover::workloads
