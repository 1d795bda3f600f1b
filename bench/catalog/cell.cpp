#include "bench/catalog/cell.hpp"

#include "base/error.hpp"
#include "bench/catalog/open_parameters.hpp"
#include "bench/catalog/registry.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace crossover::bench {
namespace {

/// Cuts the text before the next '/' off the front.
std::string_view cut(std::string_view& text) {
    const auto end = text.find('/');
    const auto part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return part;
}

} // namespace

std::int64_t parse_count(std::string_view what, std::string_view text, std::int64_t min,
                         std::int64_t max) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < min || value > max) {
        throw error(exit_code::bad_input, std::string(what) + " is '" + std::string(text) +
                                              "'; give a whole number from " + std::to_string(min) +
                                              " to " + std::to_string(max));
    }
    return value;
}

cell parse_cell(std::string_view text) {
    std::string_view rest = text;
    cell parsed;
    parsed.workload = cut(rest);
    const workload_entry& workload = all().workload(parsed.workload);
    std::optional<std::size_t> tasks;
    std::optional<std::size_t> limit;
    while (!rest.empty()) {
        const auto part = cut(rest);
        const auto colon = part.find(':');
        if (colon == std::string_view::npos) {
            throw error(exit_code::bad_input,
                        "cell '" + std::string(text) + "' has a part '" + std::string(part) +
                            "'; write name:value, as in tcp/tasks:1000/limit:64/wait_us:5000");
        }
        const std::string name(part.substr(0, colon));
        const auto value = part.substr(colon + 1);
        if ((name == "tasks" && tasks) || (name == "limit" && limit) ||
            parsed.parameters.contains(name) || parsed.words.contains(name)) {
            throw error(exit_code::bad_input,
                        "cell '" + std::string(text) + "' says " + name + " twice; say it once");
        }
        if (name == "tasks") {
            tasks = static_cast<std::size_t>(parse_count(name, value, 0, max_tasks));
        } else if (name == "limit") {
            limit = static_cast<std::size_t>(parse_count(name, value, 1, max_tasks));
        } else {
            const auto known = std::ranges::find(workload.parameters, name, &parameter::name);
            if (known != workload.parameters.end() && known->unit == unit::text) {
                throw_text_in_cell(workload.name, name);
            }
            if (known != workload.parameters.end() && !known->choices.empty()) {
                parsed.parameters[name] = read_choice(workload.name, *known, value);
                continue;
            }
            if (known != workload.parameters.end() && known->unit == unit::written) {
                known->check(value);
                parsed.words.emplace(name, value);
                continue;
            }
            constexpr auto any =
                std::numeric_limits<std::int64_t>::max(); // the parameter knows its own range
            parsed.parameters[name] = parse_count(name, value, -any, any);
        }
    }
    if (!tasks) {
        throw error(exit_code::bad_input,
                    "cell '" + std::string(text) + "' does not say how many tasks; add /tasks:N");
    }
    parsed.size = {.tasks = *tasks, .limit = limit.value_or(std::max<std::size_t>(*tasks, 1))};
    parsed.parameters =
        parameters(workload.name, workload.parameters, parsed.parameters, {}).values();
    for (const auto& p : workload.parameters) {
        const std::string name(p.name);
        if (p.unit == unit::written) {
            std::erase_if(parsed.words, [&](const auto& word) {
                return word.first == name && word.second == p.default_text;
            });
        } else if (p.unsaid && parsed.parameters.at(name) == p.default_value) {
            parsed.parameters.erase(name);
        } else if (!p.choices.empty()) {
            const auto place = static_cast<std::size_t>(parsed.parameters.at(name));
            parsed.chosen.emplace(name, p.choices[place]);
        }
    }
    parsed.size.open = parsed.parameters.contains("rate");
    parsed.size.queue = queue_of(parsed.parameters);
    if (!parsed.size.open) {
        parsed.words.erase("arrivals"); // of nothing
        if (parsed.size.queue) {
            throw error(exit_code::bad_input,
                        "cell '" + std::string(text) + "' has a queue of " +
                            std::to_string(*parsed.size.queue) +
                            " and no rate, so that nothing arrives; add /rate:N or leave it out");
        }
    }
    return parsed;
}

std::map<std::string, std::string> cell::written() const {
    std::map<std::string, std::string> all = chosen;
    all.insert(words.begin(), words.end());
    for (const auto& [name, value] : parameters) {
        all.emplace(name, std::to_string(value));
    }
    return all;
}

parameters parameters_of(const cell& where, const run_settings& run) {
    auto both = run;
    for (const auto& [name, text] : where.words) {
        both.texts.insert_or_assign(name, text);
    }
    return {where.workload, all().workload(where.workload).parameters, where.parameters, both};
}

} // namespace crossover::bench
