// The limit of a semaphore: as many coroutines as there are permits, each draws the next index when
// it is done with one.
#include "baselines/coroutine.hpp"
#include "baselines/harness.hpp"
#include "baselines/timer_heap.hpp"

namespace crossover::baselines {
namespace {

class raw_timer_workers final : public runner {
public:
    explicit raw_timer_workers(const work& w) : work_(w) {}

    void run(const batch& b) override {
        next_ = 0;
        for (std::size_t i = 0; i < work_.limit; ++i) {
            worker(b);
        }
        timers_.run();
    }

private:
    coroutine worker(batch b) {
        while (next_ < b.tasks) {
            const auto i = next_++;
            work::begin(b, i);
            co_await timers_.after(work_.wait_ns);
            work_.finish(b, i);
        }
    }

    const work& work_;
    timer_heap timers_;
    std::size_t next_ = 0;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<raw_timer_workers>(waiting);
}
