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
            task(b.results, i);
        }
        timers_.run();
    }

private:
    coroutine task(std::uint64_t* results, std::size_t i) {
        co_await timers_.after(work_.wait_ns);
        results[i] = work_.compute(i);
    }

    const work& work_;
    timer_heap timers_;
};

} // namespace
} // namespace crossover::baselines

int main(int argc, char** argv) {
    using namespace crossover::baselines;
    return run_baseline<raw_timer_heap>("raw_timer_heap", argc, argv);
}
