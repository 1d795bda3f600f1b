// oneTBB's task_group: each task run on its own, then wait().
#include "baselines/harness.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_group.h>

namespace crossover::baselines {
namespace {

class tbb_task_group final : public runner {
public:
    explicit tbb_task_group(const work& w)
        : work_(w), control_(oneapi::tbb::global_control::max_allowed_parallelism, w.limit) {}

    void run(const batch& b) override {
        oneapi::tbb::task_group group;
        for (std::size_t i = 0; i < b.tasks; ++i) {
            group.run([this, &b, i] { work_.run(b, i); });
        }
        group.wait();
    }

private:
    const work& work_;
    oneapi::tbb::global_control control_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<tbb_task_group>(computing);
}
