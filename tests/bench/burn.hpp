#pragma once

#include "base/cpu_clock.hpp"
#include "base/digest.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::tests {

/// Its tasks use an exact amount of CPU time, however busy the machine is: each computes until its
/// thread's CPU clock has gone so far. Digests are those of `noop`.
class burn : public compute_only {
public:
    static constexpr std::string_view name = "burn";
    static constexpr std::string_view summary = "tasks that use an exact amount of CPU time";
    static constexpr std::array parameter_list{
        parameter{"cpu_us", unit::us, 1000, 0, max_duration_us, ""}};

    explicit burn(const parameters& p) : cpu_ns_(p["cpu_us"] * 1000) {}

    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/,
                                        std::uint64_t salt = 0) const noexcept {
        for (const auto until = thread_cpu_ns() + cpu_ns_; thread_cpu_ns() < until;) {
        }
        return mix(i ^ salt);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) noexcept {
        return mix(i ^ salt);
    }

private:
    std::int64_t cpu_ns_;
};

static_assert(workload<burn>);

} // namespace crossover::tests
