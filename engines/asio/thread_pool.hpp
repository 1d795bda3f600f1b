#pragma once

#include "engines/open_count.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <utility>

namespace crossover::engines {

/// `asio::thread_pool`: each task is posted to it.
class asio_thread_pool {
public:
    explicit asio_thread_pool(std::size_t width) : width_(width), pool_(width) {}
    asio_thread_pool(const asio_thread_pool&) = delete;
    asio_thread_pool& operator=(const asio_thread_pool&) = delete;
    ~asio_thread_pool() { pool_.join(); }

    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    template <class Task>
    void submit(Task task) {
        open_.add();
        boost::asio::post(pool_, [this, task = std::move(task)]() mutable noexcept {
            task(worker());
            open_.end();
        });
    }

    void drain() noexcept { open_.wait(); }

private:
    /// Asio does not number its threads. Each runs tasks of this pool only, so it draws its number once.
    std::size_t worker() noexcept {
        thread_local const std::size_t number = seen_.fetch_add(1, std::memory_order_relaxed);
        return number;
    }

    std::size_t width_;
    std::atomic<std::size_t> seen_ = 0;
    open_count open_;
    boost::asio::thread_pool pool_; // last: its threads end before what they use
};

} // namespace crossover::engines
