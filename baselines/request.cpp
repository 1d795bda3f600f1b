#include "base/error.hpp"
#include "baselines/harness.hpp"
#include "workloads/wait.hpp"

#include <array>
#include <charconv>

namespace crossover::baselines {
namespace {

[[noreturn]] void refuse(const std::string& what) {
    throw error(exit_code::bad_input,
                what + "; usage: PROGRAM --cell=WORKLOAD/tasks:N[/limit:C][/wait_us:T][/bytes:B] "
                       "[--batches=N] "
                       "[--min_time_ms=MS] [--samples_out=FILE]");
}

std::int64_t number(std::string_view what, std::string_view text, std::int64_t least,
                    std::int64_t most) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < least ||
        value > most) {
        refuse(std::string(what) + " is '" + std::string(text) +
               "' and must be a whole number from " + std::to_string(least) + " to " +
               std::to_string(most));
    }
    return value;
}

constexpr std::array known{"noop", "timer", "tcp", "sha256"};
constexpr std::int64_t most_tasks = 100'000'000;
constexpr std::int64_t longest_wait_us = 3'600'000'000;

void parse_part(request& r, std::string_view part) {
    const auto colon = part.find(':');
    const auto name = part.substr(0, colon);
    const auto value =
        colon == std::string_view::npos ? std::string_view() : part.substr(colon + 1);
    if (name == "tasks") {
        r.tasks = static_cast<std::size_t>(number(name, value, 0, most_tasks));
    } else if (name == "limit") {
        r.limit = static_cast<std::size_t>(number(name, value, 1, most_tasks));
    } else if (name == "wait_us" && (r.workload == "timer" || r.workload == "tcp")) {
        r.wait_ns = number(name, value, 0, longest_wait_us) * 1000;
    } else if (name == "bytes" && r.workload == "tcp") {
        r.bytes = number(name, value, wait::tcp_min_bytes, wait::tcp_max_bytes);
    } else if (name == "bytes" && r.workload == "sha256") {
        r.bytes = number(name, value, 1, std::int64_t{1} << 40);
    } else {
        refuse("a baseline knows no '" + std::string(part) + "' in a " + r.workload + " cell");
    }
}

void parse_cell(request& r, std::string_view text) {
    r.workload = text.substr(0, text.find('/'));
    bool is_known = false;
    for (const std::string_view name : known) {
        is_known = is_known || name == r.workload;
    }
    if (!is_known) {
        refuse("a baseline knows no workload '" + r.workload + "'");
    }
    r.bytes = r.workload == "tcp" ? 64 : 0;
    for (auto rest = text.substr(r.workload.size()); !rest.empty();) {
        rest.remove_prefix(1);
        const auto part = rest.substr(0, rest.find('/'));
        parse_part(r, part);
        rest.remove_prefix(part.size());
    }
    r.limit = r.limit == 0 ? r.tasks : r.limit;
    if (r.workload == "sha256" && r.bytes == 0) {
        refuse("a sha256 cell must say how many bytes a task hashes");
    }
}

} // namespace

request parse_request(int argc, char** argv) {
    request r;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        const auto equals = argument.find('=');
        const auto name = argument.substr(0, equals);
        const auto value =
            equals == std::string_view::npos ? std::string_view() : argument.substr(equals + 1);
        if (name == "--cell") {
            parse_cell(r, value);
        } else if (name == "--batches") {
            r.batches = static_cast<std::size_t>(number(name, value, 0, 1'000'000));
        } else if (name == "--min_time_ms") {
            r.min_time_ns = number(name, value, 0, 3'600'000) * 1'000'000;
        } else if (name == "--samples_out") {
            r.samples_out = value;
        } else {
            refuse("unknown argument '" + std::string(argument) + "'");
        }
    }
    if (r.tasks == 0) {
        refuse("the cell does not say how many tasks there are");
    }
    return r;
}

} // namespace crossover::baselines
