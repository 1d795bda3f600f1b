// The textbook pool: a deque of std::function behind one mutex and one condition variable.
#include "baselines/countdown.hpp"
#include "baselines/harness.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::baselines {
namespace {

class std_mutex_pool final : public runner {
public:
    explicit std_mutex_pool(const work& w) : work_(w) {
        for (std::size_t i = 0; i < w.limit; ++i) {
            threads_.emplace_back([this] { serve(); });
        }
    }
    ~std_mutex_pool() override {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        wake_.notify_all();
    }

    void run(const batch& b) override {
        left_.begin(b.tasks);
        for (std::size_t i = 0; i < b.tasks; ++i) {
            submit([this, &b, i] {
                work_.run(b, i);
                left_.end_one();
            });
        }
        left_.wait();
    }

private:
    void submit(std::function<void()> task) {
        {
            const std::lock_guard lock(mutex_);
            tasks_.push_back(std::move(task));
        }
        wake_.notify_one();
    }

    void serve() {
        std::unique_lock lock(mutex_);
        for (;;) {
            wake_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
            if (tasks_.empty()) {
                return;
            }
            const auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
            lock.lock();
        }
    }

    const work& work_;
    countdown left_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> tasks_;
    bool ending_ = false;
    std::vector<std::jthread> threads_; // last: they end before what they use
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<std_mutex_pool>(computing);
}
