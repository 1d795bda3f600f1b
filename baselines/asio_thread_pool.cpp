// Boost.Asio's thread_pool as its documentation shows: each task posted on its own, and a counter
// to await the batch.
#include "baselines/countdown.hpp"
#include "baselines/harness.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

namespace crossover::baselines {
namespace {

class asio_thread_pool final : public runner {
public:
    explicit asio_thread_pool(const work& w) : work_(w), pool_(w.limit) {}
    ~asio_thread_pool() override { pool_.join(); }

    void run(const batch& b) override {
        left_.begin(b.tasks);
        for (std::size_t i = 0; i < b.tasks; ++i) {
            boost::asio::post(pool_, [this, &b, i] {
                work_.run(b, i);
                left_.end_one();
            });
        }
        left_.wait();
    }

private:
    const work& work_;
    countdown left_;
    boost::asio::thread_pool pool_; // last: its threads end before what they use
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<asio_thread_pool>(computing);
}
