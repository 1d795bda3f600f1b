#pragma once

#include "base/digest.hpp"
#include "workloads/support/amount.hpp"
#include "workloads/workload.hpp"

#include <array>
#include <string>

namespace crossover::workloads {

/// Every task parses a JSON document of 4 KiB into a tree and sums its numbers, again and again:
/// many small allocations.
class json : public compute_only {
public:
    static constexpr std::string_view name = "json";
    static constexpr std::string_view summary =
        "each task parses JSON into a tree and sums it: allocation";
    static constexpr std::array parameter_list{
        parameter{"documents", unit::count, 0, 0, std::int64_t{1} << 40,
                  "how many documents of 4 KiB each task parses; 0: as many as cpu_us takes"},
        parameter{"cpu_us", unit::us, 1000, 0, max_duration_us,
                  "how long one task computes on an idle core, by the calibrated rate"}};

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t /*tasks*/) {
        return cost_of_work(p, "documents", name);
    }

    explicit json(const parameters& p)
        : documents_(amount_of_work(p, "documents", name, &calibrate)) {}

    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                        std::uint64_t salt = 0) const;
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) const noexcept;
    [[nodiscard]] told_values told() const;
    [[nodiscard]] static double calibrate();

private:
    std::int64_t documents_;
};

static_assert(workload<json>);

} // namespace crossover::workloads
