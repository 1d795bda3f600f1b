#include "workloads/support/parameters.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace crossover {
namespace {

/// Levenshtein's distance, one row at a time.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, diagonal + 1, replaced});
        }
    }
    return row.back();
}

std::string joined(std::span<const std::string> names) {
    std::string all;
    for (const auto& name : names) {
        all += (all.empty() ? "" : ", ") + name;
    }
    return all;
}

} // namespace

std::string nearest_name(std::string_view given, std::span<const std::string> known) {
    std::string best;
    std::size_t best_distance = given.size() / 2 + 2;
    for (const auto& name : known) {
        if (const auto distance = edit_distance(given, name); distance < best_distance) {
            best_distance = distance;
            best = name;
        }
    }
    return best;
}

std::int64_t read_choice(std::string_view workload, const parameter& p, std::string_view word) {
    if (const auto found = std::ranges::find(p.choices, word); found != p.choices.end()) {
        return found - p.choices.begin();
    }
    const std::vector<std::string> words(p.choices.begin(), p.choices.end());
    const auto near = nearest_name(word, words);
    throw error(exit_code::bad_input, "parameter " + std::string(p.name) + " of workload " +
                                          std::string(workload) + " is '" + std::string(word) +
                                          "'; give one of " + joined(words) +
                                          (near.empty() ? "" : "; did you mean " + near + "?"));
}

void throw_text_in_cell(std::string_view workload, std::string_view name) {
    const std::string n(name);
    throw error(exit_code::bad_input, "parameter " + n + " of workload " + std::string(workload) +
                                          " is a text, one for the whole run; give it as --param=" +
                                          n + "=TEXT beside the cell");
}

parameters::parameters(std::string_view workload, std::span<const parameter> known,
                       const std::map<std::string, std::int64_t>& given, const run_settings& run)
    : rates_(run.rates), seed_(run.seed) {
    std::vector<std::string> names;
    for (const auto& p : known) {
        if (p.unit != unit::text) {
            names.emplace_back(p.name);
        }
        if (p.unit == unit::text || p.unit == unit::written) {
            const auto brought = run.texts.find(std::string(p.name));
            texts_.emplace(p.name, brought != run.texts.end() ? brought->second
                                                              : std::string(p.default_text));
        } else {
            values_.emplace(p.name, p.default_value);
        }
    }
    for (const auto& [name, value] : given) {
        const auto found = std::ranges::find(known, name, &parameter::name);
        if (found != known.end() && found->unit == unit::text) {
            throw_text_in_cell(workload, name);
        }
        if (found == known.end()) {
            const auto near = nearest_name(name, names);
            throw error(exit_code::bad_input,
                        "workload " + std::string(workload) + " has no parameter '" + name + "'; " +
                            (names.empty() ? "it takes none" : "it takes " + joined(names)) +
                            (near.empty() ? "" : "; did you mean " + near + "?"));
        }
        if (value < found->min || value > found->max) {
            throw error(exit_code::bad_input,
                        "parameter " + name + " of workload " + std::string(workload) + " is " +
                            std::to_string(value) + "; give a value from " +
                            std::to_string(found->min) + " to " + std::to_string(found->max));
        }
        values_[name] = value;
    }
}

std::int64_t parameters::operator[](std::string_view name) const {
    const auto found = values_.find(std::string(name));
    if (found == values_.end()) {
        throw std::logic_error("undeclared parameter " + std::string(name));
    }
    return found->second;
}

double parameters::rate(std::string_view computation) const {
    const auto found = rates_.find(std::string(computation));
    return found == rates_.end() ? 0.0 : found->second;
}

const std::string& parameters::text(std::string_view name) const {
    const auto found = texts_.find(std::string(name));
    if (found == texts_.end()) {
        throw std::logic_error("undeclared text " + std::string(name));
    }
    return found->second;
}

} // namespace crossover
