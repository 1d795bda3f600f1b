// Boost.Asio has no semaphore; the documented stand-in is a channel with room for as many messages
// as there are permits.
#include "baselines/harness.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>

namespace crossover::baselines {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

class asio_channel_semaphore final : public runner {
public:
    explicit asio_channel_semaphore(const work& w) : work_(w), permits_(context_, w.limit) {}

    void run(const batch& b) override {
        asio::co_spawn(context_, start_all(b), &rethrow);
        context_.restart();
        context_.run();
    }

private:
    static void rethrow(const std::exception_ptr& failure) {
        if (failure) {
            std::rethrow_exception(failure); // out of run()
        }
    }

    /// Takes a permit for each task and only then starts it, so that no more than `limit` exist at
    /// once.
    asio::awaitable<void> start_all(batch b) {
        for (std::size_t i = 0; i < b.tasks; ++i) {
            co_await permits_.async_send(error_code(), asio::use_awaitable);
            asio::co_spawn(context_, task(b, i), &rethrow);
        }
    }

    asio::awaitable<void> task(const batch& b, std::size_t i) {
        work::begin(b, i);
        asio::steady_timer timer(co_await asio::this_coro::executor,
                                 std::chrono::nanoseconds(work_.wait_ns));
        co_await timer.async_wait(asio::use_awaitable);
        work_.finish(b, i);
        permits_.try_receive([](error_code /*sent with it*/) {});
    }

    const work& work_;
    asio::io_context context_{1};
    asio::experimental::channel<void(error_code)> permits_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<asio_channel_semaphore>(waiting);
}
