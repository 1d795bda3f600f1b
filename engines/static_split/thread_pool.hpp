#pragma once

#include "engines/support/batch_crew.hpp"
#include "strategies/concepts.hpp"

#include <cstddef>

namespace crossover::engines {

/// Threads that each run an equal, contiguous part of a batch.
class split_thread_pool {
public:
    explicit split_thread_pool(std::size_t width) : crew_(width) {}

    [[nodiscard]] std::size_t width() const noexcept { return crew_.width(); }

    /// Runs body(i, worker) for every i below n; returns when all have ended.
    template <pool_body Body>
    void for_each(std::size_t n, Body& body) {
        const auto part = [&, width = width()](std::size_t worker) noexcept {
            const std::size_t end = n * (worker + 1) / width;
            for (std::size_t i = n * worker / width; i < end; ++i) {
                body(i, worker);
            }
        };
        crew_.run(part);
    }

private:
    batch_crew crew_;
};

} // namespace crossover::engines
