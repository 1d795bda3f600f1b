#include "bench/checks/server_checks.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace crossover::bench {
namespace {

/// For clocks that are read a moment apart. Honest stamps surround the server's, so they need none
/// of it.
constexpr double granted = 0.05;

/// Requests are sent one after another on one loop: where the wait is twice as long as that takes
/// for all that may be in flight, all of them are expected to be.
constexpr double room_to_send = 2;

/// Where sending and answering all that is in flight takes a twentieth of the wait, what a task
/// spends elsewhere than in the server is at most so much.
constexpr double dominates = 1 / granted;

[[noreturn]] void lie(const std::string& sentence) {
    throw error(exit_code::invalid_measurement, sentence);
}

std::string text_of(std::uint64_t number) {
    return std::to_string(number);
}

std::string milliseconds(double ns) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g ms", ns / 1e6);
    return text.data();
}

} // namespace

void check_server_counts(const server_report& seen, const server_exchange& each,
                         const claimed& by) {
    const auto answered = seen.requests - seen.refused - seen.withdrawn;
    const auto needed = by.tasks * each.answers;
    if (answered < needed || answered + seen.withdrawn > needed + by.tasks * each.more_calls) {
        lie("the server answered " + text_of(answered) + " requests, and " + text_of(by.tasks) +
            (each.answers == 1 ? " tasks need as many" : " tasks need " + text_of(needed)) +
            (each.more_calls == 0
                 ? ""
                 : " and make " + text_of(by.tasks * each.more_calls) + " calls more at most") +
            ": the sample is void");
    }
    const auto in = seen.requests * each.request_bytes + by.batches * each.longer_bytes;
    const auto out = answered * each.reply_bytes + seen.refused * each.refusal_bytes +
                     seen.withdrawn * each.withdrawal_bytes;
    if (seen.bytes_in != in || seen.bytes_out != out) {
        lie("the server received " + text_of(seen.bytes_in) + " bytes and sent " +
            text_of(seen.bytes_out) + ", and " + text_of(seen.requests) + " requests are " +
            text_of(in) + " and " + text_of(out) + ": the sample is void");
    }
    if (seen.peak_concurrency > by.limit * each.at_once) {
        lie("the server saw " + text_of(seen.peak_concurrency) +
            " requests at once and the limit is " + text_of(by.limit) + ": the sample is void");
    }
}

void check_server_presence(const server_report& seen, const claimed& by) {
    const auto there = static_cast<double>(seen.in_flight_ns);
    if (static_cast<double>(by.latency_ns) * (1 + granted) < there) {
        lie("by their stamps the tasks were in flight for " +
            milliseconds(static_cast<double>(by.latency_ns)) +
            " together, and their requests were with the server for " + milliseconds(there) +
            ": the sample is void");
    }
}

std::vector<std::string> server_marks(const server_report& seen, const claimed& by,
                                      std::size_t cell_tasks, const exchange_cost& cost) {
    std::vector<std::string> marks;
    if (by.tasks == 0 || cost.wait_ns == 0 || seen.refused > 0) {
        return marks; // a task that was refused is in flight and not in the server
    }
    const auto wait = static_cast<double>(cost.wait_ns);
    const bool room = wait >= room_to_send * cost.cpu_ns * static_cast<double>(by.limit);
    if (room && cell_tasks >= 2 * by.limit && seen.peak_concurrency < by.limit) {
        marks.push_back("the server never saw more than " + text_of(seen.peak_concurrency) +
                        " of " + text_of(by.limit) + " requests at once");
    }
    const auto tasks = static_cast<double>(by.tasks);
    const double latency = static_cast<double>(by.latency_ns) / tasks;
    const double stay = static_cast<double>(seen.in_flight_ns) / tasks;
    const double turn = cost.cpu_ns * static_cast<double>(seen.peak_concurrency);
    if (by.latency_ns > 0 && wait >= dominates * turn && stay < (1 - granted) * latency) {
        marks.push_back("of the " + milliseconds(latency) +
                        " that a task was in flight its request was with the server for " +
                        milliseconds(stay));
    }
    return marks;
}

} // namespace crossover::bench
