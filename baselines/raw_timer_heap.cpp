// The limit with a heap: a coroutine for each task, a binary heap of deadlines, clock_nanosleep.
#include "baselines/coroutine.hpp"
#include "baselines/harness.hpp"
#include "baselines/timer_heap.hpp"

namespace crossover::baselines {
namespace {

class raw_timer_heap final : public runner {
public:
    explicit raw_timer_heap(const work& w) : work_(w) {}

    void run(const batch& b) override {
        for (std::size_t i = 0; i < b.tasks; ++i) {
            task(b, i);
        }
        timers_.run();
    }

private:
    coroutine task(const batch& b, std::size_t i) {
        work::begin(b, i);
        co_await timers_.after(work_.wait_ns);
        work_.finish(b, i);
    }

    const work& work_;
    timer_heap timers_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<raw_timer_heap>(waiting_at_once);
}
