#pragma once

#include "base/digest.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::workloads {

/// Nothing to do: what it costs to run it is the price of dispatch itself.
struct noop : compute_only {
    static constexpr std::string_view name = "noop";
    static constexpr std::string_view summary = "no wait and no work: the price of dispatch itself";
    static constexpr std::array<parameter, 0> parameter_list{};

    explicit noop(const parameters& /*p*/) noexcept {}

    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/,
                                               std::uint64_t salt = 0) noexcept {
        return mix(i ^ salt);
    }
    [[nodiscard]] static told_values told() { return {}; }
    [[nodiscard]] static std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) noexcept {
        return mix(i ^ salt);
    }
};

static_assert(workload<noop>);

} // namespace crossover::workloads
