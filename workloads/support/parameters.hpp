#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace crossover {

/// What a workload parameter counts; it decides how a person may write it (`5ms`, `1MiB`).
/// A text (a command, an address) is one for the whole run, not a place on the map: no cell has it.
/// What is written (`lognormal(1)`) stands in the cell as it is.
enum class unit { us, bytes, count, percent, choice, text, written };

/// One parameter that a workload takes. The name carries the unit as its suffix (`wait_us`).
struct parameter {
    std::string_view name;
    enum unit unit;
    std::int64_t default_value;
    std::int64_t min;
    std::int64_t max;
    std::string_view summary;
    std::span<const std::string_view> choices =
        {}; ///< of a choice: the words, of which the value is the place
    std::string_view default_text = {}; ///< of what is text or written; its numbers are 0
    void (*check)(std::string_view) =
        nullptr; ///< of what is written: throws error(bad_input) for what cannot be
    bool unsaid = false; ///< a cell in which it has its default does not mention it
};

/// A parameter that is a text.
constexpr parameter text_parameter(std::string_view name, std::string_view default_text,
                                   std::string_view summary) noexcept {
    return {name, unit::text, 0, 0, 0, summary, {}, default_text};
}

/// A parameter that stands in the cell as it is written, unless it has its default.
constexpr parameter written_parameter(std::string_view name, std::string_view default_text,
                                      std::string_view summary,
                                      void (*check)(std::string_view)) noexcept {
    return {name, unit::written, 0, 0, 0, summary, {}, default_text, check, true};
}

/// One hour, the longest wait or computation that a parameter may ask for.
inline constexpr std::int64_t max_duration_us = 3'600'000'000;

/// What a run brings beside its cells.
struct run_settings {
    std::map<std::string, double> rates; ///< calibrated units of work per microsecond
    std::map<std::string, std::string> texts; ///< by name; those that a cell writes too
    std::uint64_t seed = 1; ///< of all that is drawn: the same draws for every contender
};

/// The values of a workload's parameters in one cell and one run, and the calibrated speed of this
/// machine.
class parameters {
public:
    /// Fills in defaults. Throws error(bad_input) when a given name is unknown, is a text's, or its
    /// value is out of range. Of the run's texts, those of other workloads are ignored.
    parameters(std::string_view workload, std::span<const parameter> known,
               const std::map<std::string, std::int64_t>& given, const run_settings& run);

    /// The value of a parameter that the workload declared.
    [[nodiscard]] std::int64_t operator[](std::string_view name) const;

    /// Units of a computation that one idle core does in a microsecond; 0 when it was not
    /// calibrated.
    [[nodiscard]] double rate(std::string_view computation) const;

    /// The text that the run or the cell brought for a parameter that the workload declared, or its
    /// default.
    [[nodiscard]] const std::string& text(std::string_view name) const;

    /// What all draws of a cell start from.
    [[nodiscard]] std::uint64_t seed() const noexcept { return seed_; }

    /// All but the texts.
    [[nodiscard]] const std::map<std::string, std::int64_t>& values() const noexcept {
        return values_;
    }

private:
    std::map<std::string, std::int64_t> values_;
    std::map<std::string, std::string> texts_;
    std::map<std::string, double> rates_;
    std::uint64_t seed_;
};

/// Throws error(bad_input): a text stands beside the cell, not in it.
[[noreturn]] void throw_text_in_cell(std::string_view workload, std::string_view name);

/// The place of a word among the choices of a parameter. Throws error(bad_input) that names the
/// nearest when it is none of them.
std::int64_t read_choice(std::string_view workload, const parameter& p, std::string_view word);

/// The name among `known` that is nearest to `given` by edit distance, or "" when none is near.
std::string nearest_name(std::string_view given, std::span<const std::string> known);

} // namespace crossover
