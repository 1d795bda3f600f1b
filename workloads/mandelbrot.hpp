#pragma once

#include "base/digest.hpp"
#include "workloads/support/amount.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::workloads {

/// Every task draws one tile of the Mandelbrot set: floating point, and tiles that differ by a
/// factor of fifty in cost, so that a way of sharing work out that does not balance it shows. Task
/// i draws tile i mod 64, column by column from the left.
class mandelbrot : public compute_only {
public:
    static constexpr std::string_view name = "mandelbrot";
    static constexpr std::string_view summary =
        "each task draws a tile of the Mandelbrot set: uneven floating point";
    static constexpr std::array parameter_list{
        parameter{"points", unit::count, 0, 0, std::int64_t{1} << 40,
                  "how many points each tile has; 0: as many as cpu_us takes on average"},
        parameter{"cpu_us", unit::us, 1000, 0, max_duration_us,
                  "how long one task computes on average on an idle core, by the calibrated rate"}};

    /// What the tiles cost beside each other is drawn from a few points of each.
    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t tasks);

    explicit mandelbrot(const parameters& p);

    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                        std::uint64_t salt = 0) const;
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) const noexcept;
    [[nodiscard]] told_values told() const { return {{"points", points_}}; }
    [[nodiscard]] static double calibrate();

    /// What task i costs, as a share of the average task.
    [[nodiscard]] double cost_share(std::size_t i) const noexcept;

private:
    static constexpr std::size_t tiles = 64;

    std::int64_t points_;
    std::array<std::uint64_t, tiles> iterations_{}; ///< of each tile: its cost and its digest
    double mean_ = 0;
};

static_assert(workload<mandelbrot>);

} // namespace crossover::workloads
