// Work handed from an io_context to an asio::thread_pool and back, as Asio's documentation shows: a
// post in each direction.
#include "baselines/harness.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

namespace crossover::baselines {
namespace {

namespace asio = boost::asio;

class asio_offload final : public runner {
public:
    explicit asio_offload(const work& w) : work_(w), pool_(w.limit) {}
    ~asio_offload() override { pool_.join(); }

    void run(const batch& b) override {
        context_.restart();
        const auto open = asio::make_work_guard(context_); // until the last task is back
        std::size_t left = b.tasks;
        for (std::size_t i = 0; i < b.tasks; ++i) {
            asio::post(pool_, [this, &left, &b, i] {
                work_.run(b, i);
                asio::post(context_, [this, &left] {
                    if (--left == 0) {
                        context_.stop();
                    }
                });
            });
        }
        context_.run();
    }

private:
    const work& work_;
    asio::io_context context_; // other threads post to it: no hint
    asio::thread_pool pool_; // last: its threads end before what they use
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<asio_offload>(computing);
}
