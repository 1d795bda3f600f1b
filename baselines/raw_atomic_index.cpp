// The limit for a known batch: threads draw the next index from one atomic counter.
#include "baselines/barrier_crew.hpp"
#include "baselines/harness.hpp"

#include <atomic>

namespace crossover::baselines {
namespace {

class raw_atomic_index final : public runner {
public:
    explicit raw_atomic_index(const work& w)
        : work_(w), crew_(w.limit, [this](const batch& b, std::size_t /*worker*/) { draw(b); }) {}

    void run(const batch& b) override {
        next_.store(0, std::memory_order_relaxed);
        crew_.run(b);
    }

private:
    void draw(const batch& b) {
        for (auto i = next_.fetch_add(1, std::memory_order_relaxed); i < b.tasks;
             i = next_.fetch_add(1, std::memory_order_relaxed)) {
            work_.run(b, i);
        }
    }

    const work& work_;
    alignas(64) std::atomic<std::size_t> next_ = 0;
    alignas(64) barrier_crew crew_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<raw_atomic_index>(computing);
}
