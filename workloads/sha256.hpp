#pragma once

#include "workloads/support/amount.hpp"
#include "workloads/support/sha256_rounds.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::workloads {

/// Every task hashes the same number of bytes with SHA-256: pure computing that no contender can
/// shorten.
class sha256 : public compute_only {
public:
    static constexpr std::string_view name = "sha256";
    static constexpr std::string_view summary = "each task hashes bytes with SHA-256 (OpenSSL)";
    static constexpr std::array parameter_list{
        parameter{"bytes", unit::bytes, 0, 0, std::int64_t{1} << 40,
                  "how many bytes each task hashes; 0: as many as cpu_us takes"},
        parameter{"cpu_us", unit::us, 1000, 0, max_duration_us,
                  "how long one task computes on an idle core, by the calibrated rate"}};

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t /*tasks*/) {
        return cost_of_work(p, "bytes", name);
    }

    explicit sha256(const parameters& p)
        : rounds_(p["bytes"] > 0 ? sha256_rounds(p["bytes"])
                                 : sha256_rounds::lasting(p["cpu_us"], p)) {}

    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/,
                                        std::uint64_t salt = 0) const {
        return rounds_.digest(i, salt);
    }
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) const {
        return rounds_.expected(i, salt);
    }
    [[nodiscard]] told_values told() const { return {{"bytes", rounds_.bytes()}}; }
    [[nodiscard]] static double calibrate() { return sha256_rounds::bytes_per_us(); }

private:
    sha256_rounds rounds_;
};

static_assert(workload<sha256>);

} // namespace crossover::workloads
