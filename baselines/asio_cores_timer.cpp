// One io_context that every core runs: a steady_timer for each task, whose completion resumes a
// thin coroutine on whichever thread.
#include "baselines/asio_expiry.hpp"
#include "baselines/coroutine.hpp"
#include "baselines/countdown.hpp"
#include "baselines/harness.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <thread>
#include <vector>

namespace crossover::baselines {
namespace {

class asio_cores_timer final : public runner {
public:
    explicit asio_cores_timer(const work& w) : work_(w) {
        for (unsigned i = std::max(1U, std::thread::hardware_concurrency()); i > 0; --i) {
            threads_.emplace_back([this] { context_.run(); });
        }
    }
    ~asio_cores_timer() override { context_.stop(); }

    void run(const batch& b) override {
        left_.begin(b.tasks);
        for (std::size_t i = 0; i < b.tasks; ++i) {
            task(b, i);
        }
        left_.wait();
    }

private:
    coroutine task(const batch& b, std::size_t i) {
        work::begin(b, i);
        {
            boost::asio::steady_timer timer(context_, std::chrono::nanoseconds(work_.wait_ns));
            co_await asio_expiry{timer};
            work_.finish(b, i);
        }
        left_.end_one();
    }

    const work& work_;
    countdown left_;
    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> open_ =
        boost::asio::make_work_guard(context_);
    std::vector<std::jthread> threads_; // last: they end before what they use
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<asio_cores_timer>(waiting_at_once);
}
