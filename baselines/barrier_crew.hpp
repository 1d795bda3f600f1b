#pragma once

#include "strategies/batch.hpp"

#include <barrier>
#include <cstddef>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::baselines {

/// Threads that all run one function for each batch, between two barriers.
class barrier_crew {
public:
    /// `part(b, worker)` is what each of `width` threads does in a batch. It must not throw.
    barrier_crew(std::size_t width, std::function<void(const batch&, std::size_t)> part)
        : part_(std::move(part)), begin_(with_caller(width)), end_(with_caller(width)) {
        for (std::size_t worker = 0; worker < width; ++worker) {
            threads_.emplace_back([this, worker] { work(worker); });
        }
    }
    barrier_crew(const barrier_crew&) = delete;
    barrier_crew& operator=(const barrier_crew&) = delete;
    ~barrier_crew() {
        batch_ = nullptr;
        begin_.arrive_and_wait();
    }

    void run(const batch& b) {
        batch_ = &b;
        begin_.arrive_and_wait();
        end_.arrive_and_wait();
    }

private:
    static std::ptrdiff_t with_caller(std::size_t width) noexcept {
        return static_cast<std::ptrdiff_t>(width) + 1;
    }

    void work(std::size_t worker) {
        for (begin_.arrive_and_wait(); batch_ != nullptr; begin_.arrive_and_wait()) {
            part_(*batch_, worker);
            end_.arrive_and_wait();
        }
    }

    std::function<void(const batch&, std::size_t)> part_;
    std::barrier<> begin_;
    std::barrier<> end_;
    const batch* batch_ =
        nullptr; ///< written before the first barrier, read behind it; null: the end
    std::vector<std::jthread> threads_; // last: they end before what they use
};

} // namespace crossover::baselines
