// Boost.Asio behind a limit: as many coroutines as there are permits, each draws the next index and
// sets its own timer again.
#include "baselines/asio_expiry.hpp"
#include "baselines/coroutine.hpp"
#include "baselines/harness.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

namespace crossover::baselines {
namespace {

class asio_timer_workers final : public runner {
public:
    explicit asio_timer_workers(const work& w) : work_(w) {}

    void run(const batch& b) override {
        next_ = 0;
        for (std::size_t i = 0; i < work_.limit; ++i) {
            worker(b);
        }
        context_.restart();
        context_.run();
    }

private:
    coroutine worker(batch b) {
        boost::asio::steady_timer timer(context_);
        while (next_ < b.tasks) {
            const auto i = next_++;
            work::begin(b, i);
            timer.expires_after(std::chrono::nanoseconds(work_.wait_ns));
            co_await asio_expiry{timer};
            work_.finish(b, i);
        }
    }

    const work& work_;
    boost::asio::io_context context_{1}; // one thread turns it: Asio's documented hint
    std::size_t next_ = 0;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<asio_timer_workers>(waiting);
}
