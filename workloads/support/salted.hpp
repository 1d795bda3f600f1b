#pragma once

#include "base/digest.hpp"
#include "base/shared_memory.hpp"
#include "workloads/workload.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace crossover {

/// A workload that takes the batch's salt into what it computes: `compute(i, answer, salt)` yields
/// the digest `expected(i, salt)`. With a salt of 0 both are what they are without one.
template <class W>
concept takes_salt = requires(const W& w, std::size_t i, std::uint64_t answer) {
    { w.compute(i, answer, std::uint64_t{1}) } -> std::same_as<std::uint64_t>;
    { w.expected(i, std::uint64_t{1}) } -> std::same_as<std::uint64_t>;
};

/// A workload of several steps (strategies/batch.hpp) that takes the salt into what a task carries
/// before the first, and into each that computes.
template <class W>
concept takes_salt_in_steps = requires(const W& w, std::size_t i, std::uint64_t carried) {
    { w.before_steps(i, std::uint64_t{1}) } -> std::same_as<std::uint64_t>;
    { w.compute_step(i, i, carried, std::uint64_t{1}) } -> std::same_as<std::uint64_t>;
};

/// W as contenders are given it: its tasks yield other digests in each batch, so that what was
/// remembered of an earlier one is wrong. The salt lies in memory that worker processes share; who
/// has it of the batch (strategies/batch.hpp) need not read it there, and all compute as long as
/// they would without.
///
/// It goes into what is computed where the workload takes it. Where it does not, it is laid over
/// the digest (xor): then what a contender remembers is wrong, and what the workload's own
/// `compute` remembers is not. A workload that ships bytes gets it in the index that they are made
/// of.
///
/// Where each task waits for a time of its own, its digest holds that time as well.
template <workload W>
class salted : public complete<W> {
    static_assert(!std::is_final_v<W>, "a workload is derived from: do not declare it final");
    using base = complete<W>;

public:
    using base::base;

    /// From now on. Precondition: no task is running.
    void set_salt(std::uint64_t salt) const noexcept {
        salt_->store(salt, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t salt() const noexcept {
        return salt_->load(std::memory_order_relaxed);
    }

    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t answer) const {
        return compute(i, answer, salt());
    }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                        std::uint64_t salt) const {
        if constexpr (takes_salt<W>) {
            return base::compute(i, answer, salt) ^ own_wait(i);
        } else if constexpr (ships_payload<W>) {
            return base::compute(i ^ salt, answer);
        } else {
            return base::compute(i, answer) ^ salt ^ own_wait(i);
        }
    }
    [[nodiscard]] std::uint64_t expected(std::size_t i) const { return expected(i, salt()); }
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt) const {
        if constexpr (takes_salt<W>) {
            return base::expected(i, salt) ^ own_wait(i);
        } else if constexpr (ships_payload<W>) {
            return base::expected(i ^ salt);
        } else {
            return base::expected(i) ^ salt ^ own_wait(i);
        }
    }

    void pack(std::size_t i, std::span<std::byte> argument) const
        requires ships_payload<W>
    {
        base::pack(i ^ salt(), argument);
    }
    void transform(std::size_t i, std::span<const std::byte> argument,
                   std::span<std::byte> result) const
        requires ships_payload<W>
    {
        base::transform(i ^ salt(), argument, result);
    }
    [[nodiscard]] std::uint64_t unpack(std::size_t i, std::span<const std::byte> result) const
        requires ships_payload<W>
    {
        return base::unpack(i ^ salt(), result);
    }

    [[nodiscard]] std::uint64_t before_steps(std::size_t i) const
        requires takes_salt_in_steps<W>
    {
        return base::before_steps(i, salt());
    }
    [[nodiscard]] std::uint64_t compute_step(std::size_t i, std::size_t step,
                                             std::uint64_t carried) const
        requires takes_salt_in_steps<W>
    {
        return base::compute_step(i, step, carried, salt());
    }

private:
    /// 0 where all wait alike, and where the steps carry it.
    [[nodiscard]] std::uint64_t own_wait(std::size_t i) const {
        if constexpr (waits_apart<base> && !takes_salt_in_steps<W>) {
            const auto own_ns = base::own_wait_ns(i);
            return own_ns ? mix(static_cast<std::uint64_t>(*own_ns)) : 0;
        } else {
            return 0;
        }
    }

    shared_memory<std::atomic<std::uint64_t>> salt_;
};

} // namespace crossover
