#pragma once

#include "engines/support/batch_crew.hpp"
#include "engines/support/guided_schedule.hpp"
#include "strategies/concepts.hpp"

#include <atomic>
#include <cstddef>

namespace crossover::engines {

/// Threads that draw the next tasks of a batch from one shared counter.
class index_thread_pool {
public:
    explicit index_thread_pool(std::size_t width) : crew_(width) {}

    [[nodiscard]] std::size_t width() const noexcept { return crew_.width(); }

    /// Runs body(i, worker) for every i below n; returns when all have ended.
    template <pool_body Body>
    void for_each(std::size_t n, Body& body) {
        alignas(64) std::atomic<std::size_t> next = 0;
        const auto part = [&](std::size_t worker) noexcept {
            guided_schedule draw(next, n, width());
            for (auto drawn = draw.take(); !drawn.empty(); drawn = draw.take()) {
                for (std::size_t i = drawn.first; i < drawn.last; ++i) {
                    body(i, worker);
                }
            }
        };
        crew_.run(part);
    }

private:
    batch_crew crew_;
};

} // namespace crossover::engines
