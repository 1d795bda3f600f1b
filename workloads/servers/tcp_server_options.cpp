#include "workloads/servers/tcp_server_options.hpp"

#include "base/error.hpp"

#include <charconv>
#include <limits>
#include <string>

namespace crossover::servers {
namespace {

/// Reads the value of `--name=value`, or throws a sentence with what is allowed.
template <typename Number>
Number number_in(std::string_view argument, Number least, Number most) {
    const auto text = argument.substr(argument.find('=') + 1);
    Number value{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size() || value < least ||
        value > most) {
        throw error(exit_code::bad_input,
                    "'" + std::string(argument) + "' needs a whole number from " +
                        std::to_string(least) + " to " + std::to_string(most));
    }
    return value;
}

} // namespace

server_options parse_server_options(std::span<const char* const> arguments) {
    server_options options;
    bool has_secret = false;
    for (const std::string_view argument : arguments) {
        if (argument.starts_with("--secret=")) {
            options.secret =
                number_in(argument, std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max());
            has_secret = true;
        } else if (argument.starts_with("--threads=")) {
            options.threads = number_in(argument, 1U, max_server_threads);
        } else if (argument.starts_with("--parent=")) {
            options.parent = number_in(argument, 1, std::numeric_limits<int>::max());
        } else if (argument.starts_with("--capacity=")) {
            options.capacity = number_in(argument, std::size_t{0}, max_server_capacity);
        } else if (argument == "--over=refuse" || argument == "--over=slow") {
            options.when_full = argument.ends_with("slow") ? over::slow : over::refuse;
        } else if (argument.starts_with("--over=")) {
            throw error(exit_code::bad_input,
                        "'" + std::string(argument) + "' needs refuse or slow");
        } else if (argument.starts_with("--burn_us=")) {
            options.burn_us = number_in(argument, std::int64_t{0}, std::int64_t{1'000'000});
        } else if (argument == "--timerfd") {
            options.force_timerfd = true;
        } else if (argument == "--help") {
            options.help = true;
        } else {
            throw error(exit_code::bad_input,
                        "unknown argument '" + std::string(argument) + "', see tcp_server --help");
        }
    }
    if (!has_secret && !options.help) {
        throw error(exit_code::bad_input, "--secret=N is missing, see tcp_server --help");
    }
    if (options.capacity > 0 && options.threads > 1) {
        throw error(exit_code::bad_input,
                    "--capacity=" + std::to_string(options.capacity) +
                        " is for one thread, and --threads=" + std::to_string(options.threads) +
                        " asks for more; leave one of them out");
    }
    return options;
}

} // namespace crossover::servers
