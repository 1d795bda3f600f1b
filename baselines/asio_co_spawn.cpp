// Boost.Asio as its documentation shows coroutines: co_spawn, awaitable on any_io_executor,
// use_awaitable, and a counter.
#include "baselines/harness.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <stdexcept>

namespace crossover::baselines {
namespace {

namespace asio = boost::asio;

class asio_co_spawn final : public runner {
public:
    explicit asio_co_spawn(const work& w) : work_(w) {}

    void run(const batch& b) override {
        std::size_t ended = 0;
        for (std::size_t i = 0; i < b.tasks; ++i) {
            asio::co_spawn(context_, task(work_, b, i),
                           [&ended](const std::exception_ptr& failure) {
                               if (failure) {
                                   std::rethrow_exception(failure); // out of run()
                               }
                               ++ended;
                           });
        }
        context_.restart();
        context_.run();
        if (ended != b.tasks) {
            throw std::logic_error(std::to_string(ended) + " coroutines ended of " +
                                   std::to_string(b.tasks));
        }
    }

private:
    static asio::awaitable<void> task(const work& w, const batch& b, std::size_t i) {
        work::begin(b, i);
        asio::steady_timer timer(co_await asio::this_coro::executor,
                                 std::chrono::nanoseconds(w.wait_ns));
        co_await timer.async_wait(asio::use_awaitable);
        w.finish(b, i);
    }

    const work& work_;
    asio::io_context context_{1};
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<asio_co_spawn>(waiting_at_once);
}
