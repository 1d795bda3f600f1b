#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace crossover {

/// What a workload parameter counts; it decides how a person may write it (`5ms`, `1MiB`).
enum class unit { us, bytes, count, percent, choice };

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
};

/// A setting that is text: a command, an address. It is one for the whole run, not a place on the
/// map, so cells do not carry it.
struct text_setting {
    std::string_view name;
    std::string_view default_value;
    std::string_view summary;
};

/// One hour, the longest wait or computation that a parameter may ask for.
inline constexpr std::int64_t max_duration_us = 3'600'000'000;

/// What a run brings beside its cells.
struct run_settings {
    std::map<std::string, double> rates; ///< calibrated units of work per microsecond
    std::map<std::string, std::string> texts; ///< by name
};

/// The values of a workload's parameters in one cell, the texts of the run, and the calibrated
/// speed of this machine.
class parameters {
public:
    /// Fills in defaults. Throws error(bad_input) when a given name is unknown or its value is out
    /// of range.
    parameters(std::string_view workload, std::span<const parameter> known,
               const std::map<std::string, std::int64_t>& given, run_settings run);

    /// The value of a parameter that the workload declared.
    [[nodiscard]] std::int64_t operator[](std::string_view name) const;

    /// Units of a computation that one idle core does in a microsecond; 0 when it was not
    /// calibrated.
    [[nodiscard]] double rate(std::string_view computation) const;

    /// The text of that name that the run brought, or `setting`'s default.
    [[nodiscard]] std::string text(const text_setting& setting) const;

    [[nodiscard]] const std::map<std::string, std::int64_t>& values() const noexcept {
        return values_;
    }

private:
    std::map<std::string, std::int64_t> values_;
    run_settings run_;
};

/// The place of a word among the choices of a parameter. Throws error(bad_input) that names the
/// nearest when it is none of them.
std::int64_t read_choice(std::string_view workload, const parameter& p, std::string_view word);

/// The name among `known` that is nearest to `given` by edit distance, or "" when none is near.
std::string nearest_name(std::string_view given, std::span<const std::string> known);

} // namespace crossover
