// Boost.Asio at its leanest: a steady_timer for each task, whose completion resumes a thin
// coroutine; run() ends when none is left.
#include "baselines/asio_expiry.hpp"
#include "baselines/coroutine.hpp"
#include "baselines/harness.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

namespace crossover::baselines {
namespace {

class asio_timer_coroutine final : public runner {
public:
    explicit asio_timer_coroutine(const work& w) : work_(w) {}

    void run(const batch& b) override {
        for (std::size_t i = 0; i < b.tasks; ++i) {
            task(b, i);
        }
        context_.restart();
        context_.run();
    }

private:
    coroutine task(const batch& b, std::size_t i) {
        work::begin(b, i);
        boost::asio::steady_timer timer(context_, std::chrono::nanoseconds(work_.wait_ns));
        co_await asio_expiry{timer};
        work_.finish(b, i);
    }

    const work& work_;
    boost::asio::io_context context_{1}; // one thread turns it: Asio's documented hint
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<asio_timer_coroutine>(waiting_at_once);
}
