#pragma once

#include "base/digest.hpp"
#include "workloads/workload.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace crossover::workloads {

/// Every task gets an argument of so many bytes and gives a result of so many back: threads hand
/// over a pointer, processes that share nothing have to ship both. The caller writes the argument,
/// the worker reads it and writes the result, the caller reads that; whoever runs a task alone does
/// all three.
class payload : public compute_only {
public:
    static constexpr std::string_view name = "payload";
    static constexpr std::string_view summary =
        "each task takes and returns bytes, which processes may have to ship";
    static constexpr std::int64_t most_bytes = 64 << 20;
    static constexpr std::array parameter_list{
        parameter{"argument_bytes", unit::bytes, 4096, 0, most_bytes,
                  "size of each task's argument"},
        parameter{"result_bytes", unit::bytes, 4096, 0, most_bytes, "size of each task's result"}};

    /// An argument and a result for each task in flight.
    [[nodiscard]] static workload_needs needs(const parameters& p) {
        return {.slot_bytes = static_cast<std::size_t>(p["argument_bytes"] + p["result_bytes"])};
    }

    explicit payload(const parameters& p)
        : argument_bytes_(static_cast<std::size_t>(p["argument_bytes"])),
          result_bytes_(static_cast<std::size_t>(p["result_bytes"])) {}

    [[nodiscard]] std::size_t argument_bytes() const noexcept { return argument_bytes_; }
    [[nodiscard]] std::size_t result_bytes() const noexcept { return result_bytes_; }
    [[nodiscard]] told_values told() const {
        return {{"argument_bytes", static_cast<std::int64_t>(argument_bytes_)},
                {"result_bytes", static_cast<std::int64_t>(result_bytes_)}};
    }

    /// Writes the argument of task i.
    static void pack(std::size_t i, std::span<std::byte> argument) noexcept;

    /// What the worker does: its index, and then the argument, over and over.
    static void transform(std::size_t i, std::span<const std::byte> argument,
                          std::span<std::byte> result) noexcept;

    /// The digest of task i's result.
    [[nodiscard]] static std::uint64_t unpack(std::size_t i,
                                              std::span<const std::byte> result) noexcept;

    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t answer) const;

    /// The same sums, without the bytes.
    [[nodiscard]] std::uint64_t expected(std::size_t i) const noexcept {
        std::uint64_t sum = i;
        for (std::size_t k = 0; k < words(argument_bytes_); ++k) {
            sum += cut(word(i, k), argument_bytes_, k);
        }
        std::uint64_t all = i;
        for (std::size_t k = 0; k < words(result_bytes_); ++k) {
            all = fold(all, cut(sum + k, result_bytes_, k));
        }
        return mix(all);
    }

private:
    static std::size_t words(std::size_t bytes) noexcept { return (bytes + 7) / 8; }
    static std::uint64_t word(std::size_t i, std::size_t k) noexcept {
        return (i + 1) * 0x9e3779b97f4a7c15ULL + k;
    }
    /// One round of FxHash (Firefox): cheap beside the copying that is to be measured, and every
    /// bit of every word counts.
    static std::uint64_t fold(std::uint64_t sum, std::uint64_t value) noexcept {
        return (std::rotl(sum, 5) ^ value) * 0x517cc1b727220a95ULL;
    }
    static std::size_t width(std::size_t bytes, std::size_t k) noexcept {
        return std::min<std::size_t>(8, bytes - 8 * k);
    }

    /// What is left of word k in an array of so many bytes: the last one may be short.
    static std::uint64_t cut(std::uint64_t value, std::size_t bytes, std::size_t k) noexcept {
        std::uint64_t left = 0;
        std::memcpy(&left, &value, width(bytes, k));
        return left;
    }

    std::size_t argument_bytes_;
    std::size_t result_bytes_;
};

static_assert(workload<payload>);
static_assert(ships_payload<payload>);

} // namespace crossover::workloads
