// Boost.Asio's own gather: make_parallel_group over deferred co_spawn operations, waiting for all.
#include "baselines/harness.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <vector>

namespace crossover::baselines {
namespace {

namespace asio = boost::asio;

asio::awaitable<void> task(const work& w, const batch& b, std::size_t i) {
    work::begin(b, i);
    asio::steady_timer timer(co_await asio::this_coro::executor,
                             std::chrono::nanoseconds(w.wait_ns));
    co_await timer.async_wait(asio::use_awaitable);
    w.finish(b, i);
}

class asio_parallel_group final : public runner {
public:
    explicit asio_parallel_group(const work& w) : work_(w) {}

    void run(const batch& b) override {
        const auto start = [&](std::size_t i) {
            return asio::co_spawn(context_, task(work_, b, i), asio::experimental::deferred);
        };
        std::vector<decltype(start(0))> tasks;
        tasks.reserve(b.tasks);
        for (std::size_t i = 0; i < b.tasks; ++i) {
            tasks.push_back(start(i));
        }
        asio::experimental::make_parallel_group(std::move(tasks))
            .async_wait(asio::experimental::wait_for_all(),
                        [](const std::vector<std::size_t>& /*order*/,
                           const std::vector<std::exception_ptr>& failures) {
                            for (const auto& failure : failures) {
                                if (failure) {
                                    std::rethrow_exception(failure); // out of run()
                                }
                            }
                        });
        context_.restart();
        context_.run();
    }

private:
    const work& work_;
    asio::io_context context_{1};
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<asio_parallel_group>(waiting_at_once);
}
