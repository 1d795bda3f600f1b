// Boost.Asio at its leanest: a steady_timer for each task, whose completion resumes a thin coroutine; run() ends when none is left.
#include "bench/peers/asio_expiry.hpp"
#include "bench/peers/coroutine.hpp"
#include "bench/peers/harness.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

namespace crossover::bench::peers {
namespace {

class asio_timer_coroutine final : public runner {
public:
    explicit asio_timer_coroutine(const work& w) : work_(w) {}

    void run(const batch& b) override {
        for (std::size_t i = 0; i < b.tasks; ++i) {
            task(b.results, i);
        }
        context_.restart();
        context_.run();
    }

private:
    coroutine task(std::uint64_t* results, std::size_t i) {
        boost::asio::steady_timer timer(context_, std::chrono::nanoseconds(work_.wait_ns));
        co_await asio_expiry{timer};
        results[i] = work_.compute(i);
    }

    const work& work_;
    boost::asio::io_context context_{1}; // one thread turns it: Asio's documented hint
};

} // namespace
} // namespace crossover::bench::peers

int main(int argc, char** argv) {
    using namespace crossover::bench::peers;
    return run_peer<asio_timer_coroutine>("asio_timer_coroutine", argc, argv);
}
