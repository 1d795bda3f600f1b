#include "bench/catalog/open_parameters.hpp"

#include "base/error.hpp"
#include "workloads/support/shape.hpp"

#include <charconv>
#include <cmath>
#include <string>

namespace crossover::bench {
namespace {

constexpr std::size_t most_at_once = 10'000;

std::size_t read_burst(std::string_view text, std::string_view inside) {
    std::size_t k = 0;
    const auto [end, failed] = std::from_chars(inside.data(), inside.data() + inside.size(), k);
    if (failed != std::errc() || end != inside.data() + inside.size() || k < 1 ||
        k > most_at_once) {
        throw error(exit_code::bad_input, "arrivals '" + std::string(text) +
                                              "' come in no such bursts; give bursts(K) with K "
                                              "from 1 to " +
                                              std::to_string(most_at_once));
    }
    return k;
}

} // namespace

arrival_pattern::arrival_pattern(std::string_view text) {
    constexpr std::string_view bursts = "bursts(";
    if (text.starts_with(bursts) && text.ends_with(')')) {
        const auto inside = text.substr(bursts.size(), text.size() - bursts.size() - 1);
        at_once_ = read_burst(text, inside);
    } else if (text == "constant") {
        at_random_ = false;
    } else if (text != "poisson") {
        throw error(exit_code::bad_input, "arrivals '" + std::string(text) +
                                              "' are unknown; give poisson, constant or bursts(K)");
    }
}

std::vector<std::int64_t> arrival_pattern::draw(std::size_t requests, double rate,
                                                std::uint64_t seed) const {
    const double mean_ns = 1e9 * static_cast<double>(at_once_) / rate;
    std::vector<std::int64_t> when(requests);
    double at_ns = static_cast<double>(quiet_start_ns);
    for (std::size_t i = 0; i < requests; ++i) {
        if (i % at_once_ == 0 && i > 0) {
            const double gap =
                at_random_ ? -std::log1p(-workloads::drawn(
                                 seed, static_cast<std::uint64_t>(workloads::stream::arrivals), i))
                           : 1;
            at_ns += mean_ns * gap;
        }
        when[i] = std::llround(at_ns);
    }
    return when;
}

std::vector<parameter> with_open_parameters(std::span<const parameter> own) {
    std::vector<parameter> all(own.begin(), own.end());
    all.insert(all.end(), open_parameters.begin(), open_parameters.end());
    return all;
}

bool is_open(const parameters& p) {
    const auto rate = p.values().find("rate");
    return rate != p.values().end() && rate->second > 0;
}

std::optional<std::size_t> queue_of(const std::map<std::string, std::int64_t>& values) {
    const auto queue = values.find("queue");
    return queue == values.end() || queue->second < 0
               ? std::nullopt
               : std::make_optional(static_cast<std::size_t>(queue->second));
}

std::int64_t last_arrival_ns(const parameters& p, std::size_t tasks) {
    if (!is_open(p) || tasks == 0) {
        return 0;
    }
    const arrival_pattern how(p.text("arrivals"));
    return how.draw(tasks, static_cast<double>(p["rate"]), p.seed()).back();
}

} // namespace crossover::bench
