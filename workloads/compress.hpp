#pragma once

#include "base/digest.hpp"
#include "workloads/support/amount.hpp"
#include "workloads/support/by_salt.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::workloads {

/// Every task compresses the same text with Zstandard at its default level: tables and text larger
/// than a second-level cache, so that cores share the bandwidth of memory.
class compress : public compute_only {
public:
    static constexpr std::string_view name = "compress";
    static constexpr std::string_view summary =
        "each task compresses text with Zstandard: memory traffic";
    static constexpr std::array parameter_list{
        parameter{"bytes", unit::bytes, 0, 0, std::int64_t{1} << 40,
                  "how many bytes each task compresses; 0: as many as cpu_us takes"},
        parameter{"cpu_us", unit::us, 1000, 0, max_duration_us,
                  "how long one task computes on an idle core, by the calibrated rate"}};

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t /*tasks*/) {
        return cost_of_work(p, "bytes", name);
    }

    explicit compress(const parameters& p) : bytes_(amount_of_work(p, "bytes", name, &calibrate)) {}

    /// Throws error(internal) when Zstandard fails.
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/,
                                        std::uint64_t salt = 0) const {
        return mix(run(bytes_, salt) ^ i);
    }
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) const {
        return mix(compressed_.of(salt, [&] { return run(bytes_, salt); }) ^ i);
    }
    [[nodiscard]] told_values told() const { return {{"bytes", bytes_}}; }
    [[nodiscard]] static double calibrate();

private:
    /// The salt is what the digest begins with.
    static std::uint64_t run(std::int64_t bytes, std::uint64_t salt);

    std::int64_t bytes_;
    by_salt<std::uint64_t> compressed_;
};

static_assert(workload<compress>);

} // namespace crossover::workloads
