#pragma once

#include <boost/asio/steady_timer.hpp>
#include <coroutine>

namespace crossover::baselines {

/// Awaits a timer; the coroutine is resumed straight from Asio's completion.
struct asio_expiry {
    boost::asio::steady_timer& timer;

    static bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> task) {
        timer.async_wait([task](boost::system::error_code /*never aborted*/) { task.resume(); });
    }
    static void await_resume() noexcept {}
};

} // namespace crossover::baselines
