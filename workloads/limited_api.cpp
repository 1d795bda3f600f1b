#include "workloads/limited_api.hpp"

namespace crossover::workloads {
namespace {

/// Known to the server alone, so that an answer cannot be made up on this side.
constexpr std::uint64_t service_secret = 0x6c696d6974656421ULL;

/// Empty where all ask for the same.
std::function<std::uint32_t(std::uint64_t)> delays_of(const drawn_times& waits) {
    if (waits.all_alike()) {
        return {};
    }
    return [waits](std::uint64_t task) { return waits.us(task); };
}

} // namespace

limited_api::limited_api(const parameters& p)
    : waits_(server_waits(p)),
      bytes_(static_cast<std::uint32_t>(p["bytes"])),
      retry_{.backoff_us = p["backoff_us"], .attempts = p["attempts"]},
      server_(service_secret,
              {.capacity = static_cast<std::size_t>(p["capacity"]),
               .when_full = p["over"] == 0 ? servers::over::refuse : servers::over::slow}),
      calls_({.port = server_.port(),
              .delay_us = waits_.us(0),
              .delays = delays_of(waits_),
              .bytes = bytes_,
              .retry = retry_}) {}

std::optional<told_values> limited_api::told() const {
    return told_if_alike(waits_, {{"wait_ns", wait_ns()},
                                  {"delay_us", wait_ns() / 1000},
                                  {"bytes", std::int64_t{bytes_}},
                                  {"backoff_us", retry_.backoff_us},
                                  {"attempts", retry_.attempts},
                                  {"host", "127.0.0.1"},
                                  {"port", std::int64_t{server_.port()}}});
}

std::uint64_t limited_api::expected(std::size_t i, std::uint64_t salt) noexcept {
    return combine(i ^ salt, mix(i ^ service_secret));
}

} // namespace crossover::workloads
