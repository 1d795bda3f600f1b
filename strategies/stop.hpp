#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>

namespace crossover {

/// Thrown by a runner whose batch was cancelled from outside. Tasks may or may not have left their
/// results.
struct batch_cancelled : std::runtime_error {
    batch_cancelled() : std::runtime_error("the batch was cancelled") {}
};

/// Thrown when work has not ended by its deadline.
struct deadline_exceeded : std::runtime_error {
    explicit deadline_exceeded(std::chrono::nanoseconds after)
        : std::runtime_error(
              "the deadline passed after " +
              std::to_string(std::chrono::duration<double, std::milli>(after).count()) + " ms") {}
};

/// While it lives, a request to stop calls `call`: on the thread that requests, or here and now
/// when it came before. Once it is gone the call is over and will not come. Costs nothing without a
/// token.
template <class Call>
class on_stop {
public:
    on_stop(const std::stop_token* stop, Call call) {
        if (stop != nullptr) {
            callback_.emplace(*stop, std::move(call));
        }
    }
    on_stop(const on_stop&) = delete;
    on_stop& operator=(const on_stop&) = delete;
    ~on_stop() = default;

private:
    std::optional<std::stop_callback<Call>> callback_;
};

} // namespace crossover
