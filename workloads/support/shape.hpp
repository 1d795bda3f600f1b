#pragma once

#include "workloads/support/parameters.hpp"
#include "workloads/support/task_cost.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

/// How lengths of time are spread over the tasks of a cell: by how much the wait, or the computing,
/// of one task differs from the mean. Real waits are skewed, and a batch ends with its longest.
namespace crossover::workloads {

/// A distribution of positive factors whose mean is 1, written as in `lognormal(1)`:
///
/// - `constant`: all alike.
/// - `uniform`: from 0 to twice the mean.
/// - `exponential`: what arrivals at random leave between them.
/// - `lognormal(S)`: the logarithm is normal with standard deviation S, from 0 to 3.
/// - `bounded_pareto(A,R)`: a density that falls with the power A + 1, from the shortest to R times
///   that; A from 0.1 to 10, R above 1 and up to 1e6.
/// - `bimodal(P,F)`: a share P, above 0 and below 1, takes F times as long as the others; F from 1
///   to 1e6.
class shape {
public:
    /// Reads it. Throws error(bad_input) with the text, what is wrong with it and what is allowed.
    explicit shape(std::string_view text);

    [[nodiscard]] bool is_constant() const noexcept { return kind_ == kind::constant; }

    /// The factor that a share `u` of all factors lies below. Precondition: 0 < u < 1.
    [[nodiscard]] double quantile(double u) const noexcept;

private:
    enum class kind { constant, uniform, exponential, lognormal, bounded_pareto, bimodal };

    void check(std::string_view text) const;

    kind kind_ = kind::constant;
    double first_ = 0;
    double second_ = 0;
    double scale_ = 1; ///< keeps the mean at 1
};

/// An even draw from the open interval (0, 1): what (seed, stream, counter) say and nothing else,
/// so that every contender, process and server draws the same in any order. `stream` keeps the
/// draws of different purposes apart. Thread-safe; 2 ns.
double drawn(std::uint64_t seed, std::uint64_t stream, std::uint64_t counter) noexcept;

/// What the draws of a cell are for.
enum class stream : std::uint64_t { waits = 1, computing = 2, arrivals = 3, steps = 16 };

/// The length of time of each task, from its mean, a shape and a seed. None is longer than
/// `max_duration_us`, and all are multiples of a step, as a server takes whole microseconds.
/// Thread-safe.
class drawn_times {
public:
    /// `which` is one of `stream`. Precondition: the mean is a multiple of the step.
    drawn_times(std::int64_t mean_ns, std::int64_t step_ns, const shape& s, std::uint64_t seed,
                std::uint64_t which) noexcept
        : mean_ns_(mean_ns), step_ns_(step_ns), shape_(s), seed_(seed), which_(which) {}

    [[nodiscard]] bool all_alike() const noexcept { return shape_.is_constant(); }
    [[nodiscard]] std::int64_t mean_ns() const noexcept { return mean_ns_; }

    /// Of task i. Where all are alike, the mean.
    [[nodiscard]] std::int64_t ns(std::size_t i) const noexcept {
        return all_alike() ? mean_ns_ : drawn_ns(i);
    }
    /// The same; nothing where all are alike.
    [[nodiscard]] std::optional<std::int64_t> own_ns(std::size_t i) const noexcept {
        return all_alike() ? std::nullopt : std::make_optional(drawn_ns(i));
    }
    [[nodiscard]] std::uint32_t us(std::size_t i) const noexcept {
        return static_cast<std::uint32_t>(ns(i) / 1000);
    }

    /// The same times for tasks [0, tasks): all together, and the longest.
    struct totals {
        std::int64_t all_ns = 0;
        std::int64_t longest_ns = 0;
    };
    [[nodiscard]] totals of_first(std::size_t tasks) const noexcept;

    /// What the waits of such tasks come to, for the ideal.
    [[nodiscard]] task_cost cost_of(std::size_t tasks) const noexcept;

private:
    [[nodiscard]] std::int64_t drawn_ns(std::size_t i) const noexcept;

    std::int64_t mean_ns_;
    std::int64_t step_ns_;
    shape shape_;
    std::uint64_t seed_;
    std::uint64_t which_;
};

/// The parameter by which a cell says the shape of its waits or its computing. A cell in which all
/// are alike does not mention it.
constexpr parameter shape_parameter(std::string_view name, std::string_view summary) noexcept {
    return written_parameter(name, "constant", summary,
                             [](std::string_view text) { static_cast<void>(shape(text)); });
}
constexpr parameter wait_shape = shape_parameter(
    "wait_shape", "how waits are spread around that mean: constant, uniform, exponential, "
                  "lognormal(S), bounded_pareto(A,R), bimodal(P,F)");
constexpr parameter cpu_shape =
    shape_parameter("cpu_shape", "how computing is spread around that mean: as wait_shape");

/// The waits of a cell around their mean, with the shape that `wait_shape` says.
inline drawn_times waits_of(const parameters& p, std::int64_t mean_ns, std::int64_t step_ns) {
    return {mean_ns, step_ns, shape(p.text("wait_shape")), p.seed(),
            static_cast<std::uint64_t>(stream::waits)};
}

/// Those that a timer takes, to the nanosecond, and those that a server is asked for.
inline drawn_times timer_waits(const parameters& p) {
    return waits_of(p, p["wait_us"] * 1000, 1);
}
inline drawn_times server_waits(const parameters& p) {
    return waits_of(p, p["wait_us"] * 1000, 1000);
}

} // namespace crossover::workloads
