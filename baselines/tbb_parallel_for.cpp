// oneTBB's parallel_for, split down to single tasks (grain 1): tasks that wait must not queue in
// one thread's chunk.
#include "baselines/harness.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

namespace crossover::baselines {
namespace {

class tbb_parallel_for final : public runner {
public:
    explicit tbb_parallel_for(const work& w)
        : work_(w), control_(oneapi::tbb::global_control::max_allowed_parallelism, w.limit) {}

    void run(const batch& b) override {
        using range = oneapi::tbb::blocked_range<std::size_t>;
        oneapi::tbb::parallel_for(
            range(0, b.tasks, 1),
            [&](const range& part) {
                for (std::size_t i = part.begin(); i != part.end(); ++i) {
                    work_.run(b, i);
                }
            },
            oneapi::tbb::simple_partitioner());
    }

private:
    const work& work_;
    oneapi::tbb::global_control control_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<tbb_parallel_for>(computing);
}
